// Package client is the registry for programs: it submits transactions and asks
// questions, over a small port that hides which Fabric client carries them.
//
//	your program ─► Client ─► Ledger (the port) ─┬─ client/sdk      fabric-sdk-go, for members
//	                                             ├─ client/gateway  fabric-gateway, for auditors; also for members
//	                                             └─ client/memory   a ledger in memory, for trials and tests
//
// A Client belongs to one identity. It does what every member's program would
// otherwise have to do by itself:
//
//   - a transaction that met a conflict is sent again, under the same request id;
//   - a transaction whose acknowledgement was lost is looked up at all hosts, and
//     sent again if it is nowhere to be found: the request id keeps it from counting
//     twice;
//   - what became of it is never guessed: what one attempt left in doubt no later
//     one settles, and it is looked up once more before anything is said;
//   - what peers have no time for is sent again a little later, for as long as the
//     caller's context allows;
//   - what a transaction must say that it is about is read as two hosts have it, and an
//     answer about something else than was asked is not taken: no host bends what its
//     members sign, and one that tries is found;
//   - whatever the rules refused comes back as a *refusal.Error with its code,
//     however many layers it crossed; whatever failed on the way comes back as a
//     *Fault with the phase, the transaction, and whether trying again helps.
//
// What others do it reports as events, in the order of the chain, each with an id
// that never changes: a reader goes on after the last one it has seen, whatever
// died in between, and neither misses one nor sees one twice.
//
// The two families of errors never mix: a refusal never looks like a fault of the
// network, and a conflict never looks like a refusal.
package client
