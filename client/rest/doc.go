// Package rest has programs act over HTTP, under /v1, by the key of the profile with which the
// program was started.
//
//	POST /v1/transactions/Endorse           the argument of the contract, as JSON
//	Authorization: Bearer TOKEN             who has it may have transactions signed
//	Idempotency-Key: "2026-vote-17"         the request id of the ledger
//	 │
//	 ├─► signed, sent, committed: 200, with transaction, block, validation code and event
//	 ├─► sent, and nobody says what became of it: 202, with where to ask
//	 └─► a problem (RFC 9457): code, parameters, a sentence in the reader's language
//
// With ?dryRun=true it is tried, and nothing is signed. GET /v1/transactions/{tx} says where a
// transaction stands.
//
// An operation is one entry in a table: a transaction of the contract, and what it does in
// words. Routing and the OpenAPI document come from it; what an argument looks like comes from
// package schema, and what is taken is said by the rules' own decoder alone.
//
// Keys and hosts are not in the table: whoever gets hold of a token must not be able to give a
// key of its own to the party.
//
// # What may never happen
//
//   - Something is signed for who has no token: by a browser's session, or for a page in a
//     browser, whatever its origin.
//   - A transaction takes effect twice because its answer was lost: the ledger keeps the request
//     id, so that also another server, or this one after a crash, answers with the first time.
//   - A transaction of which nobody knows what became of it is said to have failed.
//   - The token stands in an answer or in the log.
package rest
