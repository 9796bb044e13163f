package bft

import (
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/hyperledger-labs/SmartBFT/pkg/api"
	"github.com/hyperledger-labs/SmartBFT/pkg/types"
	protos "github.com/hyperledger-labs/SmartBFT/smartbftprotos"
)

type delivering struct{ count int }

func (d *delivering) Deliver(types.Proposal, []types.Signature) types.Reconfig {
	d.count++
	return types.Reconfig{}
}

type verifying struct{ api.Verifier }

func (verifying) VerificationSequence() uint64 { return 0 }

// A decision of a view that has ended is delivered all the same, and whoever delivers it
// waits for nobody.
func TestDecisionOfAnEndedView(t *testing.T) {
	metadata, err := proto.Marshal(&protos.ViewMetadata{ViewId: 1, LatestSequence: 7})
	if err != nil {
		t.Fatal(err)
	}
	ended := &View{abortChan: make(chan struct{})}
	close(ended.abortChan)
	ledger := &delivering{}
	c := &Controller{
		ID: 1, N: 4, NodesList: []uint64{1, 2, 3, 4}, Logger: silent{}, Deliver: ledger, Verifier: verifying{},
		Checkpoint: &types.Checkpoint{}, ViewSequences: &atomic.Value{}, currView: ended,
		decisionChan: make(chan decision, 1), deliverChan: make(chan struct{}), stopChan: make(chan struct{}), leaderToken: make(chan struct{}, 1),
	}
	c.Decide(types.Proposal{Metadata: metadata}, nil, nil)
	done := make(chan struct{})
	go func() {
		c.decide(<-c.decisionChan)
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
	if ledger.count != 1 {
		t.Errorf("delivered %d times", ledger.count)
	}
}
