package keeper_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// mortal is a ledger whose keeper is killed at one of its calls: before it is made, or once it
// was made and before anybody knows.
type mortal struct {
	client.Ledger
	kill  context.CancelFunc
	mu    sync.Mutex
	left  int
	after bool
}

// call makes a call, unless the keeper is dead.
func (m *mortal) call(do func() error) error {
	m.mu.Lock()
	m.left--
	dies := m.left == 0
	dead := m.left < 0 || dies && !m.after
	m.mu.Unlock()
	if dead {
		m.kill()
		return &client.Fault{Phase: client.Order, Kind: client.Unavailable, Err: context.Canceled}
	}
	err := do()
	if dies {
		m.kill()
		return &client.Fault{Phase: client.Wait, Kind: client.Unavailable, Err: context.Canceled}
	}
	return err
}

func (m *mortal) Submit(ctx context.Context, name string, argument []byte) (commit client.Commit, err error) {
	err = m.call(func() error {
		commit, err = m.Ledger.Submit(ctx, name, argument)
		return err
	})
	return commit, err
}

func (m *mortal) Evaluate(ctx context.Context, name string, argument []byte) (answer []byte, err error) {
	err = m.call(func() error {
		answer, err = m.Ledger.Evaluate(ctx, name, argument)
		return err
	})
	return answer, err
}

// death is one of a keeper: at which of its calls, and whether the call was made.
type death struct {
	calls int
	after bool
}

// Killed at any moment and started again, alone or beside another that lives: everything
// happens once, and when it is due.
func TestKilledAtAnyMoment(t *testing.T) {
	deaths := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) death {
		return death{rapid.IntRange(1, 60).Draw(rt, "calls"), rapid.Bool().Draw(rt, "after the call")}
	}), 0, 12)
	rapid.Check(t, func(rt *rapid.T) {
		accompanied, deaths := rapid.Bool().Draw(rt, "another lives"), deaths.Draw(rt, "deaths")
		var said verdict
		synctest.Test(t, func(*testing.T) { said.of(func() { dying(&said, accompanied, deaths) }) })
		if said != "" {
			rt.Fatal(string(said))
		}
	})
}

func dying(t testingT, accompanied bool, deaths []death) {
	s := tell(t)
	until := time.Now().Add(15 * span)
	others := sync.WaitGroup{}
	if accompanied {
		another := s.keeper(s.ledger("ibm@industry"))
		others.Go(func() { s.runs(time.Until(until), another) })
	}
	for _, death := range deaths {
		s.lives(death, time.Until(until))
	}
	s.runs(time.Until(until), s.keeper(s.ledger("ibm@industry")))
	others.Wait()
	s.check(s.began)
}

// verdict is what failed in a bubble, in which random cases cannot fail themselves.
type verdict string

func (v *verdict) Errorf(format string, args ...any) { *v += verdict(fmt.Sprintf(format, args...)) }
func (v *verdict) Error(args ...any)                 { *v += verdict(fmt.Sprint(args...)) }
func (v *verdict) FailNow()                          { panic(v) }

// of does something until it fails.
func (v *verdict) of(do func()) {
	defer func() {
		if failed := recover(); failed != nil && failed != v {
			panic(failed)
		}
	}()
	do()
}

// lives has a keeper live until its death, or for a while.
func (s *scene) lives(d death, length time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	err := s.keeper(&mortal{Ledger: s.ledger("ibm@industry"), kill: cancel, left: d.calls, after: d.after}).Run(ctx)
	require.NoError(s.t, err)
}

// lying is a ledger whose host makes something else of answers.
type lying struct {
	client.Ledger
	mu        sync.Mutex
	makes     func(name string, truth []byte) ([]byte, error)
	submitted int
	asked     int
}

func (l *lying) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	l.mu.Lock()
	l.asked++
	l.mu.Unlock()
	truth, err := l.Ledger.Evaluate(ctx, name, argument)
	if err != nil {
		return nil, err
	}
	return l.makes(name, truth)
}

func (l *lying) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	l.mu.Lock()
	l.submitted++
	l.mu.Unlock()
	return l.Ledger.Submit(ctx, name, argument)
}

// A host that says what is not so has nothing done that is not due, and is not asked, nor the
// ledger bothered, more and more.
func TestHostileAnswers(t *testing.T) {
	replace := func(old, instead string, names ...string) func(string, []byte) ([]byte, error) {
		return func(name string, truth []byte) ([]byte, error) {
			for _, one := range names {
				if one == name {
					return bytes.ReplaceAll(truth, []byte(old), []byte(instead)), nil
				}
			}
			return truth, nil
		}
	}
	for name, makes := range map[string]func(string, []byte) ([]byte, error){
		"due, and is not":           replace(`"closes":"2000-01-02`, `"closes":"2000-01-01`, "GetProposal"),
		"due since ever":            replace(`"closes":"2000-`, `"closes":"1000-`, "GetProposal"),
		"certain, and is not":       replace(`"status":"voting"`, `"status":"voting","due":"Decide"`, "GetProposal"),
		"another alliance's":        replace(`"alliance":"hyperledger@industry"`, `"alliance":"other@industry"`, "GetProposal"),
		"another membership":        replace(`ibm@industry`, `imb@industry`, "ListRecords"),
		"records of another length": replace(`"key":["hyperledger@industry",`, `"key":[`, "ListRecords"),
		"no membership":             replace(`\"periods\":[`, `\"periods\":[],\"x\":[`, "ListRecords"),
		"broken records":            replace(`\"schema\"`, `\"schema`, "ListRecords"),
		"negative epochs":           replace(`"number":1`, `"number":-5`, "GetEpoch"),
		"epochs without end":        replace(`"number":1`, `"number":999999`, "GetEpoch"),
		"not JSON":                  func(string, []byte) ([]byte, error) { return []byte("{"), nil },
		"nothing":                   func(string, []byte) ([]byte, error) { return []byte("null"), nil },
		"lists":                     func(string, []byte) ([]byte, error) { return []byte("[]"), nil },
		"an error":                  func(string, []byte) ([]byte, error) { return nil, errors.New("out of order") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				s.clock.set(24*time.Hour - span/2) // the vote closes on another day
				_, join := s.joins("intel@association")
				ledger := &lying{Ledger: s.ledger("ibm@industry"), makes: makes}
				s.runs(span/3, s.keeper(ledger))
				require.Empty(t, s.happened(membership.ProposalDecidedAs, membership.EpochClosed, membership.MembershipEnded))
				require.Less(t, ledger.submitted, 12, "it is not sent on and on")
				require.Less(t, ledger.asked, 100, "it is not asked on and on")
				ledger.makes = func(_ string, truth []byte) ([]byte, error) { return truth, nil }
				s.endorses(s.ibm, join, charter.For)
				s.runs(time.Minute, s.keeper(ledger))
				require.Len(t, s.happened(membership.ProposalDecidedAs), 1)
			})
		})
	}
}

// broken is a ledger that is down from time to time.
type broken struct {
	client.Ledger
	down  func() bool
	calls *atomic.Int64
}

func (b broken) fault() error {
	b.calls.Add(1)
	if b.down() {
		return &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: errors.New("down")}
	}
	return nil
}

func (b broken) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	if err := b.fault(); err != nil {
		return client.Commit{}, err
	}
	return b.Ledger.Submit(ctx, name, argument)
}

func (b broken) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	if err := b.fault(); err != nil {
		return nil, err
	}
	return b.Ledger.Evaluate(ctx, name, argument)
}

func (b broken) Height(ctx context.Context) (uint64, error) {
	if err := b.fault(); err != nil {
		return 0, err
	}
	return b.Ledger.Height(ctx)
}

func (b broken) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		if err := b.fault(); err != nil {
			yield(client.Block{}, err)
			return
		}
		limited, cancel := context.WithTimeout(ctx, 10*time.Minute) // it hangs up
		defer cancel()
		for block, err := range b.Ledger.Blocks(limited, from) {
			if err != nil && ctx.Err() == nil {
				err = &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: err}
			}
			if !yield(block, err) {
				return
			}
		}
	}
}

// A network that is down when the keeper begins, and again for an hour, delays what is due by
// a pause, and is not asked on and on.
func TestNetworkDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		_, join := s.joins("intel@association")
		s.endorses(s.ibm, join, charter.For)
		began := time.Now()
		var calls atomic.Int64
		down := func() bool {
			passed := time.Since(began)
			return passed < 20*time.Minute || passed > 2*time.Hour && passed < 3*time.Hour
		}
		s.runs(20*time.Minute, s.keeper(broken{s.ledger("ibm@industry"), down, &calls}))
		require.Less(t, calls.Load(), int64(800))
		s.runs(4*time.Hour, s.keeper(broken{s.ledger("ibm@industry"), down, &calls}))
		require.Len(t, s.happened(membership.ProposalDecidedAs), 1)
		require.Len(t, s.happened(membership.MembershipEnded), 1)
		require.NotEmpty(t, s.failures())
	})
}
