package failover_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

const (
	// chainHeight is how many blocks there are.
	chainHeight = 8
	// half is where a trouble of a stream begins.
	half = 4
	// answerLimit is how long a fake peer is given to answer.
	answerLimit = 10 * time.Second
)

// script is what a fake peer does. The zero script is that of a peer that is well.
type script struct {
	name string

	// gone: every call fails at once. hangs: no call is ever answered.
	gone, hangs bool
	// says is what it answers to questions, if it does.
	says failover.Verdict
	// has says that it has the transaction that is looked for, and garbles that nobody
	// can read it in the block that it sends.
	has, garbles bool

	// blocks is how many it has, and claims how many it says that it has; both are
	// chainHeight if they are 0. modest is for one that claims none.
	blocks, claims uint64
	modest         bool
	// first is the first block that it has.
	first uint64
	// dies is the block instead of which its stream breaks, again and again, and mute
	// the one instead of which its stream says nothing; none if they are 0.
	dies, mute uint64
	// skips: it sends another block than it was asked for. unreadable: nobody can read
	// what it sends. forbids: it lets nobody read.
	skips, unreadable, forbids bool
}

// fakePeer is a peer with a script.
type fakePeer struct {
	host string

	mu      sync.Mutex
	script  script
	broken  bool
	asked   int // questions
	streams int
}

func (p *fakePeer) Name() string  { return "peer." + p.host }
func (p *fakePeer) MSPID() string { return p.host }

func (p *fakePeer) Broken() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.broken
}

// plays is the script of now.
func (p *fakePeer) plays() script {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.script
	if now.blocks == 0 {
		now.blocks = chainHeight
	}
	if now.claims == 0 {
		now.claims = now.blocks
	}
	if now.modest {
		now.claims = 0
	}
	return now
}

// change has the peer play something else from now on.
func (p *fakePeer) change(to func(*script)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	to(&p.script)
}

func (p *fakePeer) counts() (asked, streams int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked, p.streams
}

// fakeTransport asks fake peers, as an adapter does.
type fakeTransport struct {
	pool *failover.Pool[*fakePeer]
}

// fakes makes the peers of industry, the own host, and of others, and reads from them.
func fakes(scripts ...script) (failover.Reads[*fakePeer], *failover.Pool[*fakePeer]) {
	var peers []*fakePeer
	for i, plays := range scripts {
		peers = append(peers, &fakePeer{host: []string{"industry", "academia", "association"}[i], script: plays})
	}
	pool := failover.NewPool("industry", peers)
	return failover.NewReads(pool, fakeTransport{pool}, failover.DefaultLimits(), failover.NewInFlight(1)), pool
}

// answer is what a peer answers to a question of any kind.
func (f fakeTransport) answer(ctx context.Context, peer *fakePeer) (failover.Answer, script) {
	peer.mu.Lock()
	peer.asked++
	peer.mu.Unlock()
	now := peer.plays()
	request, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	got := failover.Answer{Verdict: now.says}
	switch {
	case now.gone:
		got.Verdict = failover.Down
	case now.hangs:
		<-request.Done()
		got.Verdict = failover.Down
	}
	switch got.Verdict {
	case failover.Endorsed:
	case failover.Refused:
		got.Refusal = &refusal.Error{Code: refusal.IDTaken}
	default:
		got.Err = errors.New("said")
	}
	f.pool.MarkAnswer(ctx, request, peer, got.Verdict)
	return got.From(peer.Name()), now
}

func (f fakeTransport) Ask(ctx context.Context, peer *fakePeer, name string, _ []byte) ([]byte, error) {
	got, _ := f.answer(ctx, peer)
	return []byte(name + " by " + peer.host), got.QueryError(ctx, "")
}

func (f fakeTransport) Find(ctx context.Context, peer *fakePeer, tx string) (client.Place, error) {
	got, now := f.answer(ctx, peer)
	switch {
	case got.Verdict != failover.Endorsed:
		return client.Place{}, got.QueryError(ctx, tx)
	case now.garbles:
		return client.Place{}, failover.NewFault(client.Query, client.Failed, tx, errors.New("read the block"))
	case !now.has:
		return client.Place{}, client.ErrNotFound
	}
	return client.Place{Tx: tx, Block: 7, Code: client.Valid}, nil
}

func (f fakeTransport) Height(ctx context.Context, peer *fakePeer) (uint64, error) {
	got, now := f.answer(ctx, peer)
	if err := got.QueryError(ctx, ""); err != nil {
		return 0, err
	}
	return now.claims, nil
}

// Deliver sends blocks as a peer does: a number that is more than one beyond its
// last is not found, the next one is waited for.
func (f fakeTransport) Deliver(ctx context.Context, peer *fakePeer, from uint64, take func(client.Block, error) error) error {
	peer.mu.Lock()
	peer.streams++
	peer.mu.Unlock()
	for next := from; ; {
		now := peer.plays()
		switch {
		case now.gone:
			return errors.New("no connection")
		case now.hangs, now.mute > 0 && next >= now.mute:
			// it may be another story a little later
		case now.forbids:
			return failover.ErrForbidden
		case next < now.first, next > now.blocks:
			return failover.ErrAbsent
		case now.dies > 0 && next >= now.dies:
			return errors.New("the connection broke")
		case next < now.blocks:
			if err := take(now.block(next)); err != nil {
				return err
			}
			next++
			continue
		}
		if !failover.Pause(ctx, 100*time.Millisecond) {
			return ctx.Err()
		}
	}
}

// block is what the peer sends in the place of a block.
func (s script) block(number uint64) (client.Block, error) {
	switch {
	case s.skips:
		return client.Block{Number: number + 1}, nil
	case s.unreadable:
		return client.Block{}, errors.New("cut off")
	}
	return client.Block{Number: number}, nil
}

// requireFault wants a fault of a kind that is no refusal.
func requireFault(t *testing.T, kind client.FaultKind, err error) *client.Fault {
	t.Helper()
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, kind, fault.Kind, "%v", err)
	require.NotErrorAs(t, err, new(*refusal.Error))
	return fault
}
