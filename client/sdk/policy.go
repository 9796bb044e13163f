package sdk

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"allianceregistry/client/internal/failover"
)

// policyPeriod is for how long it is believed who has to endorse, and who can. A peer
// that died meanwhile is noticed by whoever asks it.
const policyPeriod = 2 * time.Second

// policy is who has to endorse what the chaincode writes, and who can.
type policy struct {
	ask    func() (descriptor, error)
	asking singleflight.Group // so that of many callers one asks

	mu    sync.Mutex
	known descriptor
	until time.Time // it is believed
}

// newPolicy asks the peer of a ledger's that is asked first.
func newPolicy(l *Ledger) *policy {
	return &policy{ask: func() (descriptor, error) {
		ctx := context.Background() // others than the caller who comes first wait for it too
		limited, cancel := context.WithTimeout(ctx, failover.ProbeLimit)
		defer cancel()
		asked := l.peers.Best()
		found, err := l.describe(limited, asked)
		if err != nil {
			l.peers.MarkFailed(ctx, asked) // it does not know, or does not say
		}
		return found, err
	}}
}

// get returns what is believed, and asks if that is too old.
func (p *policy) get(ctx context.Context) (descriptor, error) {
	if known, fresh := p.believed(); fresh {
		return known, nil
	}
	asked := p.asking.DoChan("", func() (any, error) {
		found, err := p.ask()
		if err == nil {
			p.believe(found)
		}
		return found, err
	})
	select {
	case <-ctx.Done():
		return descriptor{}, ctx.Err()
	case got := <-asked:
		found, _ := got.Val.(descriptor)
		return found, got.Err
	}
}

func (p *policy) believed() (known descriptor, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known, time.Now().Before(p.until)
}

func (p *policy) believe(found descriptor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known, p.until = found, time.Now().Add(policyPeriod)
}
