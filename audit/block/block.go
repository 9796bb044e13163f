package block

import (
	"slices"
	"time"
)

// Block is one block: what its header says, what its bytes amount to, and what
// the peer that delivered it says about its transactions.
type Block struct {
	Number uint64
	// Previous is the hash of the header before it, Data the SHA-256 of the
	// transactions: both as the header says.
	Previous []byte
	Data     []byte
	// Hash is the SHA-256 of this header, and Computed that of the transactions'
	// bytes one after another: both worked out from the bytes. (Fabric:
	// protoutil.BlockHeaderHash over the header in ASN.1, protoutil.ComputeBlockDataHash.)
	Hash     []byte
	Computed []byte
	// Signatures are the orderers', over this header.
	Signatures []Signature
	// LastConfig is the number of the configuration that was in force, as the
	// orderers signed it.
	LastConfig uint64
	// Commit is the peer's running hash over everything that it committed up to
	// this block: equal on all honest peers, signed by nobody. Empty if the block
	// came from an orderer.
	Commit       []byte
	Transactions []Transaction
	// Size is the number of bytes of its transactions. That of the whole block says
	// nothing: which orderers signed it differs from copy to copy.
	Size int
}

// Identity is who signed: an organization, and a certificate that it is said to
// have issued, in DER: empty if the bytes name none.
type Identity struct {
	MSP         string
	Certificate []byte
	// Serialized is Fabric's form of both, as it stood in the block: two identities
	// are the same only if these bytes are, and it is signed with an endorsement.
	Serialized []byte
}

// Signature is a signature and the bytes that it is over.
type Signature struct {
	// Signer is empty if the signer is named by Consenter only.
	Signer Identity
	// Consenter is the number of a BFT orderer in the configuration, 0 if Signer
	// says who it is.
	Consenter uint32
	Message   []byte
	Value     []byte
}

// Kind is what a transaction is for.
type Kind string

// The kinds of transactions that a channel has.
const (
	Call          Kind = "call"          // of a chaincode
	Configuration Kind = "configuration" // of the channel
	Other         Kind = "other"
)

// Transaction is one transaction of a block.
type Transaction struct {
	// Index is its place in the block.
	Index int
	// Code is what the delivering peer says became of it, in Fabric's words: VALID,
	// MVCC_READ_CONFLICT, …; NOT_VALIDATED if the block came from an orderer.
	Code string
	Kind Kind
	// Problem says what in its bytes cannot be read. The fields that could not be
	// read are then empty.
	Problem string
	// Flaw is the code that Fabric gives a transaction with that problem: BAD_PAYLOAD,
	// INVALID_ENDORSER_TRANSACTION, …; empty if Fabric does not look at such a thing.
	Flaw string
	// ID is what the ledger knows it by: what the sender wrote, or, if that is
	// nothing (Nameless), the hash of nonce and sender. (Fabric:
	// protoutil.GetOrComputeTxIDFromEnvelope.)
	ID       string
	Nameless bool
	Channel  string
	// Time is what the sender wrote, zero if that is no time.
	Time    time.Time
	Nonce   []byte
	Creator Signature // the sender's, over the whole transaction
	// Bound says that the call's endorsed bytes name the same proposal as the
	// sender's (Fabric: the proposal hash).
	Bound bool
	// Call is there if Kind is Call, Config if it is Configuration.
	Call   *Invocation
	Config *Config
}

// Invocation is a call of a chaincode, and what came of it.
type Invocation struct {
	Chaincode string
	// Name is the chaincode's transaction, Arguments what follows it.
	Name      string
	Arguments [][]byte
	// Status, Message and Answer are the chaincode's: 200 is success.
	Status  int32
	Message string
	Answer  []byte
	// EventName and Event are the chaincode event, empty if there is none.
	EventName string
	Event     []byte
	Sets      []Set
	// Endorsements are the transaction endorsements: peers' signatures over all of this.
	Endorsements []Signature
}

// Written are the namespaces for which a call's transaction endorsements are judged, in
// order: that of the chaincode which was called, and all others that it wrote to.
// (Fabric: txvalidator/v20/plugindispatcher, dispatcherImpl.txWritesToNamespace.)
func (c *Invocation) Written() []string {
	names := []string{c.Chaincode}
	for i := range c.Sets {
		if set := &c.Sets[i]; len(set.Writes)+len(set.Policies) > 0 {
			names = append(names, set.Namespace)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Set is what a call read and wrote in one namespace: a chaincode's, or the
// hashes of one private collection's keys and values.
type Set struct {
	Namespace string
	// Collection is empty for the public state. In a collection, keys and values
	// are hashes.
	Collection string
	Reads      []Read
	Ranges     []Range
	Writes     []Write
	// Policies are keys whose own endorsement policy the call sets.
	Policies []string
}

// Version is the transaction that wrote a value.
type Version struct {
	Block uint64
	Index uint64
}

// Read is a key that a call read, and the version that it found: nil if there
// was none.
type Read struct {
	Key     string
	Version *Version
}

// Range is a range of keys that a call read, from Start on and before End.
type Range struct {
	Start, End string
	// Exhausted says that the range was read to its end; else only its Reads, or
	// what Summary covers, were looked at.
	Exhausted bool
	// Reads are the keys that were found in it, unless Summary holds their hash.
	Reads   []Read
	Summary *Summary
}

// Summary is a Merkle tree's top level over the reads of a long range (Fabric:
// rwsetutil.RangeQueryResultsHelper).
type Summary struct {
	MaxDegree uint32
	MaxLevel  uint32
	Hashes    [][]byte
}

// Write is a key that a call wrote or deleted.
type Write struct {
	Key    string
	Value  []byte
	Delete bool
}
