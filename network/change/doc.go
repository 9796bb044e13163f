// Package change changes a running channel: hosts and orderers come, go and move. A [Change]
// is a file that travels from host to host and collects signatures; no key travels.
//
//	configuration + Edit  →  New  →  NAME.change.yaml
//	                                    ↓ Explain: in words, and who has to sign
//	                                    ↓ Sign, at each host
//	                                    ↓ Counting: whose signature does not count, and why
//	                                    ↓ Missing: who has not signed yet
//	                                  Envelope  →  the orderers
//
// What a change means is computed from the update in it and the channel's own configuration.
// The file says nothing of itself that anybody would have to believe. Each change can be
// written in one way only, and Explain refuses an update that is written otherwise: so what
// it says is all that the orderers will do.
//
// A signature is for the update, and not for the configuration that it was drafted for: one
// that was never handed in stays good as long as what it changes has not been changed.
package change
