package replay

import (
	"context"

	"allianceregistry/audit/chain"
)

// Peer is one host's peer. Nobody answers in its place.
type Peer interface {
	chain.Source
	// Host is whose peer it is.
	Host() string
	// Ask asks the registry's chaincode a question on this very peer. The error is a
	// *refusal.Error if the rules refuse.
	Ask(ctx context.Context, name string, argument []byte) ([]byte, error)
	// Block reads one block's bytes.
	Block(ctx context.Context, number uint64) ([]byte, error)
}

// Progress is told how far something long has come: done of total steps of what
// is called phase. A total of 0 says that nobody knows yet. It may be nil.
type Progress func(phase string, done, total uint64)

// The phases that a Progress is told of.
const (
	PhaseRecords   = "records"
	PhaseQuestions = "questions"
	PhaseBlocks    = "blocks"
	PhaseDecisions = "decisions"
)

func (p Progress) tell(phase string, done, total int) {
	if p != nil {
		p(phase, uint64(done), uint64(total))
	}
}
