// Package trqp answers the queries of the Trust Registry Query Protocol 2.0 of the Trust Over
// IP Foundation (https://trustoverip.github.io/tswg-trust-registry-protocol/, HTTPS binding)
// from the auditor's verified index.
//
//	POST /authorization   does this alliance authorize that party to …?
//	POST /recognition     does this alliance recognize that one?
//
// # What its words mean here
//
//	authority_id   an alliance
//	entity_id      a party; in a recognition query an alliance
//	action         hold, or a right that a charter gives: voice, vote, propose, sponsor, seat,
//	               read; in a recognition query recognize
//	resource       membership, or membership:CLASS; in a recognition query alliance
//	context.time   the moment that is asked about; without it, now
//
// Ids are those of the registry (zgc@industry), or, to be unique in the world, URIs that name
// the chain: alliance-registry:GENESIS/zgc@industry, where GENESIS is the hash of its first
// block in hexadecimal digits.
//
// What a member may do is worked out by the rules themselves (membership.GetStanding), over the
// records as they were at that moment by the transactions' own times: the class's rights by the
// charter then in force, less what suspension, an unpaid due, an unsigned agreement or probation
// takes away.
//
// # What may never happen
//
//   - An answer says yes by a record that was written after the moment asked about.
//   - An id of another chain is taken for one of this.
//   - What cannot be read is answered with no.
package trqp
