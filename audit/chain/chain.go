package chain

import (
	"context"
	"time"

	"allianceregistry/audit/block"
)

// State is what the transactions before wrote. Implementations answer as of the
// block before the one that is verified.
type State interface {
	// Version is the version of a key, nil if it is not there. A collection's keys
	// are hashes; the public state's collection is empty.
	Version(ctx context.Context, namespace, collection, key string) (*block.Version, error)
	// Range lists the keys of the public state from start on and before end (empty:
	// to the last), with their versions, in order.
	Range(ctx context.Context, namespace, start, end string) ([]block.Read, error)
	// Value is the value of a key of the public state, nil if it is not there.
	Value(ctx context.Context, namespace, key string) ([]byte, error)
	// Known reports whether a transaction with this id is in an earlier block.
	Known(ctx context.Context, id string) (bool, error)
}

// Place is where a transaction stands in the chain: its block, its index there, and
// its id. Without an id it is the place of a block.
type Place struct {
	Block uint64 `json:"block"`
	Index int    `json:"index"`
	Tx    string `json:"tx"`
}

// Severity is how bad a Finding is.
type Severity string

// The severities of findings.
const (
	// Fault: what this source gave must not be used.
	Fault Severity = "fault"
	// Warning: valid, and odd.
	Warning Severity = "warning"
)

// Finding is something that does not hold. Its text in both languages is rendered
// from Code and its parameters by package text.
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"level"`
	Block    uint64   `json:"block"`
	// Tx is the transaction's id, empty if it is about the block, Index its place.
	Tx    string `json:"tx,omitempty"`
	Index int    `json:"index,omitempty"`
	// Source names who gave the block, or the answer.
	Source string            `json:"source,omitempty"`
	Params map[string]string `json:"params,omitempty"`
}

// Place is where the finding stands.
func (f Finding) Place() Place { return Place{Block: f.Block, Index: f.Index, Tx: f.Tx} }

// Verified is a block with what the verifier found out about it.
type Verified struct {
	Block block.Block
	// Raw are its bytes.
	Raw []byte
	// Source names who gave it.
	Source string
	// Codes are the transactions' validation codes as worked out here. Where there
	// is no fault they equal those in the block, or both are codes of which Fabric's
	// peers may give one or the other: then it is the same here for every source.
	Codes []string
	// Signers are the orderers that signed, by their certificates' subjects.
	Signers []string
	// Findings are warnings; a block with a fault is not Verified.
	Findings []Finding
}

// Checkpoint is where a verifier stands, and all it needs to go on from there
// besides State.
type Checkpoint struct {
	// Next is the number of the block that follows, Previous the hash of the last.
	Next     uint64 `json:"next"`
	Previous []byte `json:"previous"`
	// Genesis is the hash of block 0, in which everything is rooted.
	Genesis []byte `json:"genesis"`
	// ConfigBlock is the number of the configuration block in force, Config its raw
	// bytes.
	ConfigBlock uint64 `json:"configBlock"`
	Config      []byte `json:"config"`
	// Time is the latest time that any transaction so far claims.
	Time time.Time `json:"time"`
}
