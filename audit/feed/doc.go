// Package feed hands on what took effect on the ledger, event by event, to programs
// that wait for it: as a stream to whoever is connected, and as calls to the addresses
// that somebody configured.
//
//	index ── Feed ──► Stream    Server-Sent Events: a browser, curl
//	                └► Hooks     webhooks: another system's address
//
// Both carry the same thing: a CloudEvent 1.0 in JSON, of an event in a block that the
// auditor's index has verified. Its id is where it stands in the chain, BLOCK.INDEX: it
// is the same for every receiver, at every time, from whichever program, so a receiver
// that has seen an id has seen the event. Its source names the chain by the hash of its
// block 0.
//
// # What may never happen
//
//   - An event is left out: a stream goes on behind the id that its reader had last, a
//     hook behind the last event that its address took. A kill at any moment loses
//     nothing, and may send again what was on its way.
//   - An event comes before another that is before it in the chain.
//   - A receiver that is slow, or gone, holds up another.
//   - A secret is written to a log, an answer or a file.
package feed
