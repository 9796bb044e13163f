// Package failover is what the adapters of the client's port do in the same way: choose
// among several peers, and go on when one fails.
//
//	Pool      the peers of all hosts, and which of them failed a moment ago
//	Reads     questions to one peer after the other; blocks in their order, from one
//	          peer until it fails, stalls or falls behind, and then from another
//	Settle    peers that come to different results of one transaction: ask again, outvote
//	Choose…   who endorses, of several ways to meet a policy
//	Order     send a transaction to one place after the other, in rounds
//	Commit    order it, wait for the report that it is in the chain, look for it meanwhile
//	Judge…    what a peer's words mean
//
// An adapter dials, proposes, collects transaction endorsements, and puts its
// library's errors into the words of this package; see Transport.
//
// What became of a transaction is never guessed. Each place to which it was sent
// adds to what is known of it, and nothing takes away from that: where one may
// have it, no refusal of another makes it undone.
package failover
