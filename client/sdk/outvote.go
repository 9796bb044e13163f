package sdk

import (
	"context"
	"slices"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
)

// outvotePause is how long a peer that does not agree with the others has to catch up,
// after it was asked as often as is due.
const outvotePause = 500 * time.Millisecond

// outvote has a proposal endorsed by hosts that come to the same result, where another
// does not, though it was asked again and again: a host whose peer is far behind or not
// honest keeps nobody from writing. Which hosts these are it returns too. The error is
// the one that was given, if no two hosts agree on a result.
func (l *Ledger) outvote(ctx context.Context, proposal *fab.TransactionProposal, divided error) ([]*fab.TransactionProposalResponse, []string, error) {
	select {
	case <-ctx.Done():
		return nil, nil, divided
	case <-time.After(outvotePause):
	}
	asked := poll{l.askAll(ctx, proposal, l.peers.all)}
	if genuine, err := l.checkSignatures(ctx, &asked); err != nil || !genuine && ctx.Err() != nil {
		return nil, nil, divided
	}
	agreeing, apart := asked.agreement()
	if len(agreeing) == 0 {
		return nil, nil, divided
	}
	out := map[string]bool{}
	for _, a := range asked.answers {
		out[a.peer.URL()] = agreeing[a.peer.URL()] == nil
	}
	targets, err := l.choose(ctx, out)
	if err != nil {
		return nil, nil, divided
	}
	var responses []*fab.TransactionProposalResponse
	for _, target := range targets {
		if agreeing[target.URL()] == nil {
			return nil, nil, divided
		}
		responses = append(responses, agreeing[target.URL()])
	}
	return responses, apart, nil
}

// agreement is the result on which most hosts agree, two at least and more than on any
// other, by the peers that came to it; and the hosts that came to another, or refuse.
func (p *poll) agreement() (agreeing map[string]*fab.TransactionProposalResponse, apart []string) {
	hosts := map[string][]string{} // by the result
	for _, a := range p.answers {
		if result, given := a.result(); given && !slices.Contains(hosts[result], a.peer.MSPID()) {
			hosts[result] = append(hosts[result], a.peer.MSPID())
		}
	}
	best, found := most(hosts)
	if !found {
		return nil, nil
	}
	agreeing = map[string]*fab.TransactionProposalResponse{}
	for _, a := range p.answers {
		result, given := a.result()
		switch host := a.peer.MSPID(); {
		case given && result == best:
			agreeing[a.peer.URL()] = a.response
		case (given || a.verdict == refused) && !slices.Contains(apart, host) && !slices.Contains(hosts[best], host):
			apart = append(apart, host)
		}
	}
	return agreeing, apart
}

// most is the result that most hosts came to, if it is one result and two hosts at least.
func most(hosts map[string][]string) (best string, found bool) {
	for result, by := range hosts {
		switch {
		case len(by) < 2 || len(by) < len(hosts[best]):
		case len(by) == len(hosts[best]):
			found = false
		default:
			best, found = result, true
		}
	}
	return best, found
}

// result is what a peer that endorses came to.
func (a answer) result() (result string, given bool) {
	if a.verdict != endorsed || a.response == nil {
		return "", false
	}
	return string(a.response.GetPayload()), true
}
