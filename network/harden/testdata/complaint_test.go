package bft

import (
	"testing"
	"time"

	"github.com/hyperledger-labs/SmartBFT/pkg/types"
	protos "github.com/hyperledger-labs/SmartBFT/smartbftprotos"
)

// passing sees whether requests are passed on to the leader.
type passing struct{ stopped bool }

func (p *passing) StopTimers()    { p.stopped = true }
func (p *passing) RestartTimers() { p.stopped = false }
func (p *passing) RemoveRequest(types.RequestInfo) error {
	return nil
}

// alone hears what is told to the others, and is told nothing.
type alone struct {
	Comm
	complaints []uint64
}

func (a *alone) BroadcastConsensus(m *protos.Message) {
	a.complaints = append(a.complaints, m.GetViewChange().GetNextView())
}

func (a *alone) Sync() {}

func (a *alone) AbortView(uint64)           {}
func (a *alone) ViewChanged(uint64, uint64) {}

// complaining is an orderer of four that may complain about the leader.
func complaining() (*ViewChanger, *alone, *passing) {
	comm, requests := &alone{}, &passing{}
	v := &ViewChanger{
		SelfID: 1, N: 4, NodesList: []uint64{1, 2, 3, 4}, Logger: silent{}, Comm: comm, Synchronizer: comm, Controller: comm, RequestsTimer: requests,
		ViewChangeTimeout: 5 * time.Second, ResendTimeout: 2 * time.Second, InMsqQSize: 10,
	}
	v.ControllerStartedWG.Add(1) // its goroutine waits: the test does the steps itself
	v.Start(0)
	v.lastTick, v.lastResend = time.Unix(0, 0), time.Unix(0, 0)
	return v, comm, requests
}

// at has a time come, with whatever follows from it.
func (v *ViewChanger) at(seconds int64) {
	now := time.Unix(seconds, 0)
	v.lastTick = now
	v.checkIfResendViewChange(now)
	v.checkIfTimeout(now)
	select {
	case change := <-v.startChangeChan:
		v.startViewChange(change)
	default:
	}
}

// A complaint that nobody joins stands, is told again, and keeps no request back for
// longer than it may take to be joined.
func TestComplaintOfOneAlone(t *testing.T) {
	v, comm, requests := complaining()
	v.startViewChange(&change{view: 0, stopView: true})
	v.at(3)
	if !requests.stopped {
		t.Error("requests are passed on while others may join")
	}
	for _, second := range []int64{6, 11, 16} {
		v.startViewChange(&change{view: 0, stopView: true}) // a request complains too
		v.at(second)
		if requests.stopped {
			t.Errorf("requests are kept back after %d seconds", second)
		}
	}
	if v.nextView != 1 || v.currView != 0 {
		t.Errorf("complains of view %d as in view %d", v.nextView, v.currView)
	}
	if len(comm.complaints) != 1+4 || comm.complaints[4] != 1 {
		t.Errorf("told %v", comm.complaints)
	}
}

// What a request complains about passes nothing on while others may join.
func TestComplaintAgain(t *testing.T) {
	v, _, requests := complaining()
	v.startViewChange(&change{view: 0, stopView: true})
	v.startViewChange(&change{view: 0, stopView: true})
	if !requests.stopped {
		t.Error("requests are passed on")
	}
}
