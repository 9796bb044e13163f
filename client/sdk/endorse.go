package sdk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// poll is what the peers answered to one proposal, in the order of their answers, and
// the height of their chains before, where they were asked for it.
type poll struct {
	answers []answer
	heights map[*hostPeer]uint64
}

// of returns a peer's answer.
func (p *poll) of(asked *hostPeer) (answer, bool) {
	for _, a := range p.answers {
		if a.peer == asked {
			return a, true
		}
	}
	return answer{}, false
}

// failed are the peers that neither endorsed nor refused.
func (p *poll) failed() map[*hostPeer]bool {
	failed := map[*hostPeer]bool{}
	for _, a := range p.answers {
		if a.Verdict != failover.Endorsed && a.Verdict != failover.Refused {
			failed[a.peer] = true
		}
	}
	return failed
}

// unasked are those of the peers that have not answered yet.
func (p *poll) unasked(peers []*hostPeer) []*hostPeer {
	return slices.DeleteFunc(slices.Clone(peers), func(one *hostPeer) bool {
		_, answered := p.of(one)
		return answered
	})
}

// endorse has a proposal endorsed, and returns the hosts without which it was endorsed,
// or refused.
func (l *Ledger) endorse(ctx context.Context, proposal *fab.TransactionProposal) ([]*fab.TransactionProposalResponse, []string, error) {
	go func() { _, _ = l.members.get(ctx) }() // known by the time that the peers have answered
	var asked poll
	return failover.Settle(ctx, string(proposal.TxnID),
		func(ctx context.Context) ([]*fab.TransactionProposalResponse, error) {
			return l.endorseOnce(ctx, proposal)
		},
		func(ctx context.Context) []failover.Result {
			asked = l.askHealthy(ctx, proposal)
			return asked.results()
		},
		func(ctx context.Context, agreed failover.Agreement) ([]*fab.TransactionProposalResponse, bool) {
			return l.endorseBy(ctx, asked, agreed.Payload)
		})
}

// endorseOnce asks as many hosts' peers as the policy demands, taking others for
// those that do not work.
func (l *Ledger) endorseOnce(ctx context.Context, proposal *fab.TransactionProposal) ([]*fab.TransactionProposalResponse, error) {
	tx := string(proposal.TxnID)
	var asked poll
	for {
		targets, err := l.choose(ctx, asked.failed())
		if err != nil {
			return nil, asked.shortfall(tx, err)
		}
		asked.answers = append(asked.answers, l.askAll(ctx, proposal, asked.unasked(targets))...)
		if ctx.Err() != nil {
			return nil, failover.NewFault(client.Propose, client.Unavailable, tx, ctx.Err())
		}
		responses, err := asked.settle(tx, targets)
		if err != nil {
			return nil, err
		}
		if responses == nil {
			continue // some targets do not work: choose others
		}
		genuine, err := l.checkSignatures(ctx, &asked)
		if err != nil {
			return nil, failover.NewFault(client.Propose, client.Unavailable, tx, err)
		}
		if genuine {
			return responses, nil
		}
	}
}

// settle decides whether the answers suffice. It returns the targets'
// endorsements, or the refusal or fault that they amount to, or neither if
// some targets do not work.
func (p *poll) settle(tx string, targets []*hostPeer) ([]*fab.TransactionProposalResponse, error) {
	if err := p.refusal(tx); err != nil {
		return nil, err
	}
	responses := make([]*fab.TransactionProposalResponse, 0, len(targets))
	for _, target := range targets {
		got, answered := p.of(target)
		if !answered || got.Verdict != failover.Endorsed || got.response == nil {
			return nil, nil
		}
		responses = append(responses, got.response)
	}
	for _, response := range responses[1:] {
		if !bytes.Equal(response.GetPayload(), responses[0].GetPayload()) {
			return nil, conflict(tx)
		}
	}
	return responses, nil
}

// refusal is what the refusing peers say, if all that answered agree. A refusal
// beside an endorsement or another refusal comes from a peer that is behind.
func (p *poll) refusal(tx string) error {
	var denied *refusal.Error
	endorsements := false
	for _, a := range p.answers {
		switch {
		case a.Verdict == failover.Endorsed:
			endorsements = true
		case a.Verdict != failover.Refused:
		case denied != nil && denied.Code != a.Refusal.Code:
			return conflict(tx, denied, a.Refusal)
		default:
			denied = a.Refusal
		}
	}
	switch {
	case denied == nil:
		return nil
	case endorsements:
		return conflict(tx, denied)
	}
	return denied
}

// conflict is the fault of peers that do not agree.
func conflict(tx string, refusals ...*refusal.Error) error {
	return failover.NewFault(client.Propose, client.Conflict, tx, failover.Disagreement(refusals...))
}

// shortfall is the fault when there are no other peers to be asked.
func (p *poll) shortfall(tx string, cause error) error {
	faults := []error{fmt.Errorf("too few peers for the channel's policy: %w", plain(cause))}
	var verdicts []failover.Verdict
	for _, a := range p.answers {
		if a.Err != nil {
			faults, verdicts = append(faults, a.Err), append(verdicts, a.Verdict)
		}
	}
	if strings.Contains(cause.Error(), accessDenied) {
		verdicts = append(verdicts, failover.Rejected) // not everybody may know who the endorsers are
	}
	return failover.NewFault(client.Propose, failover.FaultKind(verdicts...), tx, errors.Join(faults...))
}

// checkSignatures reports whether all endorsements are signed by members of the
// channel, each of the host that was asked. A peer whose is not counts as failed from then on.
func (l *Ledger) checkSignatures(ctx context.Context, asked *poll) (bool, error) {
	known, err := l.members.get(ctx)
	if err != nil {
		return false, err
	}
	good := true
	for i, a := range asked.answers {
		if a.Verdict != failover.Endorsed {
			continue
		}
		if err := verify(known, a.peer.MSPID(), a.response); err != nil {
			good = false
			asked.answers[i].Answer = failover.Answer{Verdict: failover.Down, Err: err}.From(a.peer.Name())
			l.peers.MarkFailed(context.WithoutCancel(ctx), a.peer) // whoever has given up: it signs badly
			l.members.forget()
		}
	}
	return good, nil
}
