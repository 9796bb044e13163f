package sdk

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// fakePeer is a peer that is named only, by its host.
type fakePeer string

func (p fakePeer) MSPID() string              { return string(p) }
func (p fakePeer) URL() string                { return "grpcs://" + string(p) }
func (p fakePeer) Properties() fab.Properties { return nil }
func (p fakePeer) ProcessTransactionProposal(context.Context, fab.ProcessProposalRequest) (*fab.TransactionProposalResponse, error) {
	return nil, errors.New("not asked in these tests")
}

var fakePeers sync.Map

// peerOf is the one peer of a host.
func peerOf(host string) *hostPeer {
	made, _ := fakePeers.LoadOrStore(host, &hostPeer{Peer: fakePeer(host)})
	return made.(*hostPeer)
}

func gave(host, result string) answer {
	response := &fab.TransactionProposalResponse{ProposalResponse: &peer.ProposalResponse{Payload: []byte(result)}}
	return answer{peer: peerOf(host), response: response}
}

func said(host string, code refusal.Code) answer {
	return answer{peer: peerOf(host), Answer: failover.Answer{Verdict: failover.Refused, Refusal: &refusal.Error{Code: code}}}
}

func was(host string, v failover.Verdict) answer {
	return answer{peer: peerOf(host), Answer: failover.Answer{Verdict: v, Err: errors.New("peer of " + host + " is not well")}}
}

var twoTargets = []*hostPeer{peerOf("industry"), peerOf("academia")}

func TestSettle(t *testing.T) {
	for name, c := range map[string]struct {
		answers   []answer
		responses int
		refusal   refusal.Code
		kind      client.FaultKind
	}{
		"ok/all endorse":          {answers: []answer{gave("industry", "a"), gave("academia", "a")}, responses: 2},
		"ok/another endorses too": {answers: []answer{gave("industry", "a"), was("association", failover.Down), gave("academia", "a")}, responses: 2},
		"ok/one is down":          {answers: []answer{gave("industry", "a"), was("academia", failover.Down)}},
		"ok/one is not asked yet": {answers: []answer{gave("industry", "a")}},

		"fail/all refuse":            {answers: []answer{said("industry", refusal.IDTaken), said("academia", refusal.IDTaken)}, refusal: refusal.IDTaken},
		"fail/one refuses, one down": {answers: []answer{said("industry", refusal.IDTaken), was("academia", failover.Down)}, refusal: refusal.IDTaken},
		"fail/one endorses":          {answers: []answer{gave("industry", "a"), said("academia", refusal.IDTaken)}, kind: client.Conflict},
		"fail/they refuse otherwise": {answers: []answer{said("industry", refusal.IDTaken), said("academia", refusal.UnknownKey)}, kind: client.Conflict},
		"fail/their results differ":  {answers: []answer{gave("industry", "a"), gave("academia", "b")}, kind: client.Conflict},
		"fail/a former one endorsed": {answers: []answer{gave("association", "a"), said("industry", refusal.IDTaken), said("academia", refusal.IDTaken)}, kind: client.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			responses, err := (&poll{answers: c.answers}).settle("tx", twoTargets)
			require.Len(t, responses, c.responses)
			var denied *refusal.Error
			var fault *client.Fault
			switch {
			case c.refusal != "":
				require.ErrorAs(t, err, &denied)
				require.Equal(t, c.refusal, denied.Code)
			case c.kind != "":
				require.ErrorAs(t, err, &fault)
				require.Equal(t, client.Propose, fault.Phase)
				require.Equal(t, c.kind, fault.Kind)
				require.Equal(t, "tx", fault.Tx)
				require.ErrorIs(t, err, failover.ErrDisagree)
				require.False(t, errors.As(err, &denied), "a conflict must not look like a refusal")
			default:
				require.NoError(t, err)
			}
		})
	}
}

func TestShortfall(t *testing.T) {
	none := errors.New("no endorsement combination can be satisfied")
	denied := errors.New("error getting channel response for channel [registry]: no successful response received from any peer: access denied")
	for name, c := range map[string]struct {
		cause   error
		answers []answer
		kind    client.FaultKind
	}{
		"ok/nobody asked": {none, nil, client.Unavailable},
		"ok/down":         {none, []answer{gave("industry", "a"), was("academia", failover.Down), was("association", failover.Down)}, client.Unavailable},
		"ok/busy":         {none, []answer{was("industry", failover.Busy), was("academia", failover.Down)}, client.Busy},
		"fail/busy, too":  {none, []answer{was("industry", failover.Rejected), was("academia", failover.Busy)}, client.Failed},
		"fail/rejected":   {none, []answer{was("industry", failover.Rejected), was("academia", failover.Down)}, client.Failed},
		"fail/no right":   {denied, nil, client.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			var fault *client.Fault
			require.ErrorAs(t, (&poll{answers: c.answers}).shortfall("tx", c.cause), &fault)
			require.Equal(t, c.kind, fault.Kind)
			require.ErrorIs(t, fault, c.cause)
			for _, a := range c.answers {
				if a.Err != nil {
					require.ErrorIs(t, fault, a.Err)
				}
			}
		})
	}
}

// An endorsement counts as that of the host that signed it, whatever address it came from.
func TestEndorsementOfAnotherHost(t *testing.T) {
	of := func(host, signedBy string) answer {
		a := gave(host, "a")
		a.response.ProposalResponse.Response = &peer.Response{Status: 200}
		a.response.ProposalResponse.Endorsement = endorsementOf(signedBy)
		return a
	}
	pool := failover.NewPool("industry", []*hostPeer{peerOf("industry"), peerOf("academia"), peerOf("association")})
	l := &Ledger{peers: peers{pool}, members: &members{known: believed{}}}
	asked := poll{answers: []answer{of("industry", "industry"), of("academia", "industry"), of("association", "association")}}
	asked.answers[2].response.ProposalResponse.Endorsement.Endorser = []byte("no identity")
	genuine, err := l.checkSignatures(t.Context(), &asked)
	require.NoError(t, err)
	require.False(t, genuine)
	require.Equal(t, failover.Endorsed, asked.answers[0].Verdict)
	require.Equal(t, failover.Down, asked.answers[1].Verdict)
	require.ErrorContains(t, asked.answers[1].Err, `signed by a peer of "industry"`)
	require.Equal(t, failover.Down, asked.answers[2].Verdict)
	require.Len(t, asked.results(), 1)
	require.False(t, pool.Healthy(peerOf("academia")))

	l.members.known = believed{} // they were forgotten
	asked = poll{answers: []answer{of("industry", "industry"), of("academia", "academia")}}
	genuine, err = l.checkSignatures(t.Context(), &asked)
	require.NoError(t, err)
	require.True(t, genuine)
}

func TestPoll(t *testing.T) {
	p := &poll{answers: []answer{gave("industry", "a"), was("academia", failover.Down), was("association", failover.Busy), said("x", refusal.IDTaken)}}
	require.Equal(t, map[*hostPeer]bool{peerOf("academia"): true, peerOf("association"): true}, p.failed())
	require.Equal(t, []*hostPeer{peerOf("y")}, p.unasked([]*hostPeer{peerOf("industry"), peerOf("y"), peerOf("academia")}))
}
