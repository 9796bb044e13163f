package sdk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"allianceregistry/client/internal/failover"
)

// Endorsers may be too few for a moment, while gossip learns of a peer that came
// up: so many times, with such a pause, they are asked for again.
const (
	selectionAttempts = 4
	selectionPause    = 250 * time.Millisecond
)

// maxLag is how many blocks a peer may be behind another without that one being preferred.
const maxLag = 5

// choose selects peers whose transaction endorsements together satisfy the
// channel's policy, out of those that did not fail in this call. Peers that
// failed in an earlier one are taken only if there is no other way.
func (l *Ledger) choose(ctx context.Context, failed map[*hostPeer]bool) ([]*hostPeer, error) {
	for attempt := 1; ; attempt++ {
		chosen, err := l.chooseOnce(ctx, failed)
		if err == nil || len(failed) > 0 || attempt == selectionAttempts {
			return chosen, err
		}
		if !failover.Pause(ctx, selectionPause) {
			return nil, ctx.Err()
		}
	}
}

func (l *Ledger) chooseOnce(ctx context.Context, failed map[*hostPeer]bool) ([]*hostPeer, error) {
	described, err := l.policy.get(ctx)
	if err != nil {
		return nil, err
	}
	s := selection{descriptor: described, peers: l.peers, shuffled: l.options.shuffled}
	for _, allowed := range []func(*hostPeer) bool{
		func(one *hostPeer) bool { return !failed[one] && l.peers.Healthy(one) },
		func(one *hostPeer) bool { return !failed[one] },
	} {
		if chosen := s.among(allowed); chosen != nil {
			return chosen, nil
		}
	}
	return nil, s.shortage()
}

// selection is what peers can be chosen from: those of the connection profile, as far as
// they are endorsers.
type selection struct {
	descriptor
	peers peers
	// shuffled are the numbers below another, in which order they are tried: each peer gets
	// its share.
	shuffled func(int) []int
}

// among returns allowed peers that meet the policy: with the own host's among them if
// there is such a choice, and else any; nil if there is none.
func (s selection) among(allowed func(*hostPeer) bool) []*hostPeer {
	var layouts []failover.Layout
	for _, i := range s.shuffled(len(s.layouts)) {
		layouts = append(layouts, s.layouts[i])
	}
	return failover.ChooseLayout(layouts, func(group string) []*hostPeer {
		return slices.DeleteFunc(s.candidates(group), func(one *hostPeer) bool { return !allowed(one) })
	}, s.peers.IsOwn)
}

// candidates are the peers of the profile that can endorse for a group, in the order in
// which they should be asked: the own host's first, and those last whose chain is too short.
func (s selection) candidates(group string) []*hostPeer {
	endorsers := s.groups[group]
	var longest uint64
	for _, one := range endorsers {
		longest = max(longest, one.height)
	}
	var found []*hostPeer
	heights := map[*hostPeer]uint64{}
	all := s.peers.All()
	for _, i := range s.shuffled(len(all)) {
		if height, is := s.peers.endorses(all[i], endorsers); is {
			found, heights[all[i]] = append(found, all[i]), height
		}
	}
	slices.SortStableFunc(found, func(a, b *hostPeer) int {
		return cmp.Or(last(a, b, func(one *hostPeer) bool { return heights[one]+maxLag < longest }),
			last(a, b, func(one *hostPeer) bool { return !s.peers.IsOwn(one) }))
	})
	return found
}

// last orders those last that are something.
func last(a, b *hostPeer, is func(*hostPeer) bool) int {
	number := func(one *hostPeer) int {
		if is(one) {
			return 1
		}
		return 0
	}
	return number(a) - number(b)
}

// shortage says which hosts the policy asks for, beside those that the profile names.
func (s selection) shortage() error {
	var asked []string
	for _, group := range s.groups {
		for _, one := range group {
			asked = append(asked, one.host)
		}
	}
	slices.Sort(asked)
	return fmt.Errorf("endorsers are known of %s; the connection profile has peers of %s",
		cmp.Or(strings.Join(slices.Compact(asked), ", "), "no host"), strings.Join(s.peers.Hosts(), ", "))
}
