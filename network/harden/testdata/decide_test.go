package bft

import (
	"sync/atomic"
	"testing"

	"github.com/hyperledger-labs/SmartBFT/pkg/api"
	"github.com/hyperledger-labs/SmartBFT/pkg/metrics/disabled"
	"github.com/hyperledger-labs/SmartBFT/pkg/types"
)

// silent logs nothing.
type silent struct{}

func (silent) Debugf(string, ...interface{}) {}
func (silent) Infof(string, ...interface{})  {}
func (silent) Warnf(string, ...interface{})  {}
func (silent) Errorf(string, ...interface{}) {}
func (silent) Panicf(string, ...interface{}) {}

// decided sees what a decision is given to.
type decided func()

func (d decided) Decide(types.Proposal, []types.Signature, []types.RequestInfo) { d() }

// What a view that has just decided says of itself is what a new one says that begins
// behind the same decision: of two orderers that say the same neither is behind.
func TestDecidedAndBegun(t *testing.T) {
	const decision = 23
	said := func(sequences *atomic.Value) uint64 { return sequences.Load().(ViewSequence).ProposalSeq }
	measured := api.NewMetricsView(&disabled.Provider{})
	view := &View{N: 4, ProposalSequence: decision, Logger: silent{}, MetricsView: measured, ViewSequences: &atomic.Value{}, myProposalSig: &types.Signature{}}
	view.setupVotes()
	var during uint64
	view.Decider = decided(func() { during = said(view.ViewSequences) })
	view.decide(&types.Proposal{}, nil, nil)

	maker := &ProposalMaker{N: 4, Logger: silent{}, MetricsView: measured, ViewSequences: &atomic.Value{}}
	maker.restoreOnceFromWAL.Do(func() {})
	maker.NewProposer(1, decision+1, 1, 1, 3)
	begun := said(maker.ViewSequences)
	if during != begun || said(view.ViewSequences) != begun {
		t.Errorf("decided: %d, then %d; begun: %d", during, said(view.ViewSequences), begun)
	}
}
