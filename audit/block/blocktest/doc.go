// Package blocktest forges blocks for tests: true to Fabric's form, signed with real
// keys, and wrong only where the test wants it.
//
//	NewChannel ──► Channel: hosts with their own CAs, orderers (Raft or BFT)
//	   ├─ Call, Define, Reconfigure   transactions, endorsed and signed
//	   └─ Append                      the next block, hashed and signed
//	Edit ──► a block's bytes, changed: a code, a write, a signature, a header
//	LoadSigner ──► a key from a network's folder, to sign an edited block with
//
// It takes and gives bytes and the structs of package block, so that tests of
// other packages need no protobuf. What cannot fail in a test that is written
// rightly panics.
package blocktest
