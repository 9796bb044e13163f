package sdk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/client/common/selection/fabricselection"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// errBehind says that peers run the same proposal and come to different results.
var errBehind = errors.New("the peers do not agree: one is behind the others")

// Peers that do not agree are asked so many times, with such a pause.
const (
	behindAttempts = 3
	behindPause    = 80 * time.Millisecond
)

// poll is what the peers answered to one proposal, in the order of their answers, and by
// their URL the height of their chains before, where they were asked for it.
type poll struct {
	answers []answer
	heights map[string]uint64
}

// of returns a peer's answer.
func (p *poll) of(url string) (answer, bool) {
	for _, a := range p.answers {
		if a.peer.URL() == url {
			return a, true
		}
	}
	return answer{}, false
}

// failed are the peers that neither endorsed nor refused.
func (p *poll) failed() map[string]bool {
	failed := map[string]bool{}
	for _, a := range p.answers {
		if a.verdict != endorsed && a.verdict != refused {
			failed[a.peer.URL()] = true
		}
	}
	return failed
}

// unasked are those of the peers that have not answered yet.
func (p *poll) unasked(peers []fab.Peer) []fab.Peer {
	return slices.DeleteFunc(slices.Clone(peers), func(peer fab.Peer) bool {
		_, answered := p.of(peer.URL())
		return answered
	})
}

// endorse has a proposal endorsed. Peers that do not agree are asked again a
// moment later: mostly one has only to commit the last block yet. A host that still
// comes to another result than the others is passed over, and returned, with a refusal
// too.
func (l *Ledger) endorse(ctx context.Context, proposal *fab.TransactionProposal) ([]*fab.TransactionProposalResponse, []string, error) {
	go func() { _, _ = l.members.get(ctx) }() // known by the time that the peers have answered
	for attempt := 1; ; attempt++ {
		responses, err := l.endorseOnce(ctx, proposal)
		switch {
		case !errors.Is(err, errBehind):
			return responses, nil, err
		case attempt == behindAttempts:
			return l.outvote(ctx, proposal, err)
		}
		select {
		case <-ctx.Done():
			return nil, nil, fault(client.Propose, client.Unavailable, string(proposal.TxnID), ctx.Err())
		case <-time.After(behindPause):
		}
	}
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
			return nil, fault(client.Propose, client.Unavailable, tx, ctx.Err())
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
			return nil, fault(client.Propose, client.Unavailable, tx, err)
		}
		if genuine {
			return responses, nil
		}
	}
}

// settle decides whether the answers suffice. It returns the targets'
// endorsements, or the refusal or fault that they amount to, or neither if
// some targets do not work.
func (p *poll) settle(tx string, targets []fab.Peer) ([]*fab.TransactionProposalResponse, error) {
	if err := p.refusal(tx); err != nil {
		return nil, err
	}
	responses := make([]*fab.TransactionProposalResponse, 0, len(targets))
	for _, target := range targets {
		got, _ := p.of(target.URL())
		if got.verdict != endorsed || got.response == nil {
			return nil, nil
		}
		responses = append(responses, got.response)
	}
	for _, response := range responses[1:] {
		if !bytes.Equal(response.GetPayload(), responses[0].GetPayload()) {
			return nil, fault(client.Propose, client.Conflict, tx, errBehind)
		}
	}
	return responses, nil
}

// refusal is what the refusing peers say, if all that answered agree. A refusal
// beside an endorsement or another refusal comes from a peer that is behind; as
// such it is quoted only, so that nobody takes the fault for a refusal.
func (p *poll) refusal(tx string) error {
	var denied *refusal.Error
	endorsements := false
	for _, a := range p.answers {
		switch {
		case a.verdict == endorsed:
			endorsements = true
		case a.verdict != refused:
		case denied != nil && denied.Code != a.refusal.Code:
			return fault(client.Propose, client.Conflict, tx, fmt.Errorf("%w: %v, %v", errBehind, denied, a.refusal))
		default:
			denied = a.refusal
		}
	}
	switch {
	case denied == nil:
		return nil
	case endorsements:
		return fault(client.Propose, client.Conflict, tx, fmt.Errorf("%w: one says %v", errBehind, denied))
	}
	return denied
}

// shortfall is the fault when no further peers can be asked.
func (p *poll) shortfall(tx string, cause error) error {
	kind := unanswered(p.answers)
	if strings.Contains(cause.Error(), fabricselection.AccessDenied) {
		kind = client.Failed // who the endorsers are is not told to everybody
	}
	faults := []error{fmt.Errorf("too few peers for the channel's policy: %w", plain(cause))}
	for _, a := range p.answers {
		if a.err != nil {
			faults = append(faults, a.err)
		}
	}
	return fault(client.Propose, kind, tx, errors.Join(faults...))
}

// unanswered is the kind of fault that answers amount to which are neither
// endorsements nor refusals. A peer that did not want is the reason before one
// that had no time, and that before one that does not work.
func unanswered(answers []answer) client.FaultKind {
	kind := client.Unavailable
	for _, a := range answers {
		switch a.verdict {
		case rejected:
			return client.Failed
		case busy:
			kind = client.Busy
		}
	}
	return kind
}

// checkSignatures tells whether all endorsements are signed by members of the
// channel. A peer whose is not counts as failed from then on.
func (l *Ledger) checkSignatures(ctx context.Context, asked *poll) (bool, error) {
	known, err := l.members.get(ctx)
	if err != nil {
		return false, err
	}
	good := true
	for i, a := range asked.answers {
		if a.verdict != endorsed {
			continue
		}
		if err := verify(known, a.response); err != nil {
			good = false
			asked.answers[i].verdict, asked.answers[i].err = down, fmt.Errorf("peer of %s: %w", a.peer.MSPID(), err)
			l.peers.out.add(a.peer.URL(), failedPeriod)
			l.members.forget()
		}
	}
	return good, nil
}
