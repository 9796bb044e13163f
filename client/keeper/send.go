package keeper

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// maxAtOnce is how many transactions are on their way together.
const maxAtOnce = 8

// due is what is to be sent now. An epoch is closed once there is nothing else to do in its
// alliance: each change that is on its way would have to be made again.
func (k *Keeper) due() []Action {
	at := k.now().Add(-k.lag)
	var due []Action
	busy := map[string]bool{}
	for _, action := range k.plan() {
		if action.isDue(at) && k.pauses.left(action.key()) == 0 && k.news[action.Alliance] == nil {
			due = append(due, action)
			busy[action.Alliance] = busy[action.Alliance] || action.Wanted != Closing
		}
	}
	kept := due[:0]
	for _, action := range due {
		if action.Wanted != Closing || !busy[action.Alliance] {
			kept = append(kept, action)
		}
	}
	return kept[:min(len(kept), maxAtOnce)]
}

// result is what came of an action.
type result struct {
	receipt client.Receipt
	err     error
}

// send sends actions together. It returns only what ends the keeper, see attempt.
func (k *Keeper) send(ctx context.Context, due []Action) error {
	results := make([]result, len(due))
	var group errgroup.Group
	for i, action := range due {
		group.Go(func() error {
			limited, cancel := context.WithTimeout(ctx, maxStep)
			defer cancel()
			results[i].receipt, results[i].err = k.client.Submit(limited, action.Transaction())
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, action := range due {
		err := k.attempt(ctx, action, action.key(), func(context.Context) error { return results[i].err })
		if err != nil {
			return err
		}
		k.take(action, results[i])
	}
	return nil
}

// take reports what was done, and has read again what it was done to. Whoever was second is
// silent.
func (k *Keeper) take(action Action, r result) {
	if r.err == nil {
		k.note(r.receipt.Event)
		k.newsOf(action.Alliance).epoch = true // it may have been sealed on the way
		if !r.receipt.Repeated {
			k.sent[r.receipt.Tx] = true
			k.notify(Report{Action: action, Receipt: r.receipt})
		}
		return
	}
	n := k.newsOf(action.Alliance)
	switch {
	case action.Proposal != "":
		n.noteProposal(action.Proposal)
	case action.Party != "":
		n.noteMember(action.Party)
	default:
		n.epoch = true
	}
}

// isLost reports whether an action was refused since somebody else had been faster: there is
// nothing left to do.
func isLost(err error) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && slices.Contains(lostRaces, denied.Code)
}

var lostRaces = []refusal.Code{
	refusal.ProposalDecided, refusal.NotFiled, refusal.NotTimelocked, refusal.NotAMember, refusal.EpochNotOpen, refusal.EpochEmpty,
}
