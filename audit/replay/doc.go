// Package replay works out what the registry must hold from the blocks alone, and
// compares: with the blocks' own writes, with what each host's peer answers, with
// what the hosts say of each other's chain, and with what people expect of an
// honest alliance.
//
//	verified blocks ── Replay ──► state, history, facts
//	                     │ ├─ Decisions   every decision, decided again
//	                     │ ├─ Anomalies   valid, and odd
//	                     │ └─ Report      an alliance in a period
//	peers ── Compare ────┤   heights, hashes, flags and answers side by side
//	                     └── CompareState  a peer's whole state against the replay's
//
// The rules are those of package membership, run again here: whoever replays
// trusts neither the peers that signed a transaction, nor the one that delivered
// it. What differs is a chain.Finding with a stable code; a Fault is something
// that cannot be if everybody follows the rules, a Warning is valid and odd.
//
// # What may never happen
//
//   - A difference is passed over because it is small, or because something went
//     wrong while looking: whatever could not be compared is itself a finding or an error.
//   - An honest host is named for the chain's having grown between two answers.
package replay
