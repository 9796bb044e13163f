package client

import (
	"context"
	"iter"
)

// Ledger is the port: what a client needs of a connection to the ledger, on
// behalf of one identity. Each call is one attempt; trying again is Client's
// affair. Implementations may be used from several goroutines at once.
//
// Errors are of two families. A *refusal.Error (found with errors.As) is a
// refusal by the rules, on which all the peers that were asked agree, or most of them,
// see Commit.Outvoted. Anything else is a *Fault, but for ErrNotFound, and for the end
// of ctx in Blocks.
type Ledger interface {
	// Submit proposes a transaction to as many hosts' peers as the channel's
	// policy demands, has it ordered, and waits until it is committed as VALID. A
	// peer, or a peer's chaincode, that does not answer is passed over; so is one that
	// keeps coming to another result than others that agree, see Commit.Outvoted.
	//
	// The Fault's Kind says what became of it, which is never guessed: a Conflict,
	// Unavailable, Busy or Failed transaction has no effect and will have none. If one
	// orderer may have it, whatever the others say, and no peer says what became of
	// it, it is Unknown, with its Tx.
	Submit(ctx context.Context, name string, argument []byte) (Commit, error)
	// Evaluate runs a transaction on one peer, without committing anything: the
	// peer of the identity's own host, or if that does not answer another.
	Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error)
	// Hosts are the hosts whose peers can be asked, the identity's own first: by their MSP
	// IDs, the names that their peers sign under.
	Hosts() []string
	// EvaluateAt is Evaluate on one host's peer: nobody answers in its place.
	EvaluateAt(ctx context.Context, host, name string, argument []byte) ([]byte, error)
	// Find returns where a transaction stands in the chain of the peer that Evaluate
	// would ask. It returns ErrNotFound if that peer does not have it (yet).
	Find(ctx context.Context, tx string) (Place, error)
	// Locate returns where a transaction stands in the chain of any host's peer. It
	// returns ErrNotFound if none of those that answer has it: it may all the same be
	// on its way.
	Locate(ctx context.Context, tx string) (Place, error)
	// Height is the number of blocks in the chain of the peer that Evaluate would
	// ask; the last one's number is one less.
	Height(ctx context.Context) (uint64, error)
	// Blocks yields every block from a number on, each once and in order, with what
	// took effect in it; after the last one it waits for the next. A peer that stops
	// answering is replaced by another at the block that is missing. It ends when
	// the caller has enough, or with an error, which is the last it yields: ctx's,
	// or a *Fault if no peer answers. Reading on from the block that is missing
	// neither loses nor doubles anything.
	Blocks(ctx context.Context, from uint64) iter.Seq2[Block, error]
	// Close ends the connection.
	Close() error
}

// Place is where a transaction stands in the chain.
type Place struct {
	Tx    string `json:"tx"`
	Block uint64 `json:"block"`
	// Code is Fabric's validation code: VALID, MVCC_READ_CONFLICT, …
	Code string `json:"code"`
}

// Commit is a committed transaction and what the chaincode answered.
type Commit struct {
	Place
	Answer []byte
	// Outvoted are the hosts whose peers came to another result than those by whose it was
	// written or refused, though they were asked again and again. A refusal comes with them
	// too.
	Outvoted []string
}

// Valid is the validation code of a transaction that took effect.
const Valid = "VALID"
