// Package channel drafts the channel that hosts agree on, and says in words what a draft
// or a change means. It holds no key.
//
//	NAME.host.yaml …  →  Draft  →  NAME.channel.yaml  →  Genesis  →  the block, and its hash
//	                                                   ↘  Explain  →  what it says, in words
//
// A draft holds the hosts' files and what they agreed on besides. The genesis block follows
// from it and from nothing else: no time, no random number, no map's order. So every host
// computes the block for itself, and compares its hash with the others by voice.
package channel
