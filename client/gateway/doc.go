// Package gateway is the client's port to the ledger on fabric-gateway: what the
// auditor's program uses, and the members' where it is built with the tag gateway. It
// shares no Fabric client code with package sdk; what both do alike around theirs is in
// package failover.
//
//	ReadSettings ─► Settings     a host's gateway.yaml
//	Open ─► Ledger ─┬─ Submit    a peer's gateway collects transaction endorsements ─►
//	                │            orders ─► reports the commit
//	                ├─ Evaluate  one peer, the own host's first
//	                ├─ Find      in which block is a transaction, and with which code
//	                └─ Blocks    what took effect, block by block
//	OpenPeers ─► Peer            one named host's peer, and no other in its place:
//	                             raw blocks, the chain's height and hash, its own answers
//	Enroll ─► Identity           from the own host's certificate authority
//
// A Fabric gateway is a service of one peer, and is gone with it. So a Ledger
// knows the peers of all hosts: it goes to the own host's, passes over one that
// does not answer or whose chaincode does not, and comes back to it a few seconds
// later. A Peer never does: what it says is held against what the others say.
//
// Questions go to the peer's endorser service, not to its gateway, which may hand
// them on to another peer.
//
// A program that imports this package must not import package sdk, nor anything else on
// fabric-protos-go of before apiv2 (fabric-sdk-go): both generations of Fabric's messages have
// the same names, and the process panics as it starts. What to do is said at package sdk.
//
// What must not happen: that a refusal by the rules comes back as anything but a
// *refusal.Error, that a transaction which may have been ordered is reported
// as having had no effect, that a Peer's answer is another's, and that a key is
// written to disk.
package gateway
