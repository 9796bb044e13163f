package sdk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/client/common/selection/options"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client/internal/failover"
)

// Endorsers may be too few for a moment, while gossip learns of a peer that came
// up: so many times, with such a pause, they are asked for again.
const (
	selectionAttempts = 4
	selectionPause    = 250 * time.Millisecond
)

// choose selects peers whose transaction endorsements together satisfy the
// channel's policy, out of those that did not fail in this call. Peers that
// failed in an earlier one are taken only if there is no other way.
func (l *Ledger) choose(ctx context.Context, failed map[*hostPeer]bool) ([]*hostPeer, error) {
	for attempt := 1; ; attempt++ {
		chosen, err := l.selectPreferred(ctx, func(one *hostPeer) bool { return !failed[one] && l.peers.Healthy(one) })
		if err != nil && ctx.Err() == nil {
			chosen, err = l.selectPreferred(ctx, func(one *hostPeer) bool { return !failed[one] })
		}
		if err == nil || len(failed) > 0 || attempt == selectionAttempts {
			return chosen, err
		}
		if !failover.Pause(ctx, selectionPause) {
			return nil, ctx.Err()
		}
	}
}

// selectPreferred selects endorsers with the own host's peer among them, if the
// policy allows. The SDK takes any combination that satisfies the policy; so
// the peers of one without the own host are barred, one after the other, until
// it comes up with one that has it, or can find none.
func (l *Ledger) selectPreferred(ctx context.Context, allowed func(*hostPeer) bool) ([]*hostPeer, error) {
	return prefer(l.peers.IsOwn, func(barred map[*hostPeer]bool) ([]*hostPeer, error) {
		return l.selectAny(ctx, func(one *hostPeer) bool { return allowed(one) && !barred[one] })
	})
}

// prefer calls pick, barring ever more peers, until a wanted one is among those
// picked. If that cannot be had it returns the first pick.
func prefer(wanted func(*hostPeer) bool, pick func(barred map[*hostPeer]bool) ([]*hostPeer, error)) ([]*hostPeer, error) {
	barred := map[*hostPeer]bool{}
	first, err := pick(barred)
	for picked := first; err == nil && len(picked) > 0; picked, err = pick(barred) {
		if slices.ContainsFunc(picked, wanted) {
			return picked, nil
		}
		barred[picked[0]] = true
	}
	if first == nil {
		return nil, err
	}
	return first, nil
}

// selectAny asks the SDK, which takes no context and may wait for a peer.
func (l *Ledger) selectAny(ctx context.Context, allowed func(*hostPeer) bool) ([]*hostPeer, error) {
	type selected struct {
		peers []fab.Peer
		err   error
	}
	done, asked := make(chan selected, 1), l.peers.Best()
	filter := func(one fab.Peer) bool { return slices.ContainsFunc(l.peers.named([]fab.Peer{one}), allowed) }
	go func() {
		peers, err := l.selection.GetEndorsersForChaincode(
			[]*fab.ChaincodeCall{{ID: l.settings.Chaincode}}, options.WithPeerFilter(filter))
		done <- selected{peers, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-done:
		if got.err != nil && strings.Contains(got.err.Error(), "error getting channel response") {
			l.peers.MarkFailed(ctx, asked) // it was asked for the endorsers, and does not know
		}
		if got.err == nil && len(got.peers) == 0 {
			return nil, errors.New("the channel's policy names no peer")
		}
		return l.peers.named(got.peers), got.err
	}
}
