// Package sdk is the client's port to the ledger on fabric-sdk-go: what members'
// programs use.
//
//	Open ─► Ledger ─┬─ Submit    choose endorsers ─► propose ─► order ─► wait for the commit
//	                ├─ Evaluate  one peer, the own host's first
//	                ├─ Find      in which block is a transaction, and with which code
//	                └─ Blocks    what took effect, block by block: one peer's stream, and
//	                             another's when that one dies, hangs or falls behind
//	Enroll ─► Identity           from a host's certificate authority
//
// It takes the SDK's parts (endorsement discovery, proposals, envelopes, event
// client, CA client) and leaves its channel client aside, for three reasons: that
// client cannot say which phase failed, gives up when an organization's chaincode
// is down, and asks only peers of the own organization for the channel's
// configuration, so that it does not start at all while they are down. Which peers to
// turn to, and what to do when one fails, is in package failover.
//
// A peer that does not answer, or whose chaincode does not, is passed over and
// left alone for a few seconds. Peers and orderers are those of the connection
// profile: no others can be trusted, for the profile names their TLS roots.
//
// A program may call from many goroutines: only so many transactions and questions
// are under way at once, the others wait. What a peer refuses all the same because
// it has too much to do is a client.Busy fault, which Client sends again.
//
// A program that imports this package must import neither package gateway nor anything else
// on fabric-protos-go-apiv2 (fabric-gateway, fabric-chaincode-go, fabric-contract-api-go). Both
// generations of Fabric's messages have the same names, and the process panics as it starts:
// "proto: file … is already registered". GOLANG_PROTOBUF_REGISTRATION_CONFLICT=warn lets it
// start, but then it is not certain which generation reads a message. Write against
// client.Ledger, and choose the adapter as the program is built: the commands of this project do
// it by the tag gateway. What needs both runs as two programs.
//
// What must not happen: that a refusal by the rules comes back as anything but a
// *refusal.Error, that a transaction which may have been ordered is reported
// as having had no effect, and that a key is written to disk.
package sdk
