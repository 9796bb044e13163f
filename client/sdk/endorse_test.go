package sdk

import (
	"context"
	"errors"
	"testing"

	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
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

func gave(host, result string) answer {
	response := &fab.TransactionProposalResponse{ProposalResponse: &peer.ProposalResponse{Payload: []byte(result)}}
	return answer{peer: fakePeer(host), verdict: endorsed, response: response}
}

func said(host string, code refusal.Code) answer {
	return answer{peer: fakePeer(host), verdict: refused, refusal: &refusal.Error{Code: code}}
}

func was(host string, v verdict) answer {
	return answer{peer: fakePeer(host), verdict: v, err: errors.New("peer of " + host + " is not well")}
}

var twoTargets = []fab.Peer{fakePeer("industry"), fakePeer("academia")}

func TestSettle(t *testing.T) {
	for name, c := range map[string]struct {
		answers   []answer
		responses int
		refusal   refusal.Code
		kind      client.FaultKind
	}{
		"ok/all endorse":          {answers: []answer{gave("industry", "a"), gave("academia", "a")}, responses: 2},
		"ok/another endorses too": {answers: []answer{gave("industry", "a"), was("association", down), gave("academia", "a")}, responses: 2},
		"ok/one is down":          {answers: []answer{gave("industry", "a"), was("academia", down)}},
		"ok/one is not asked yet": {answers: []answer{gave("industry", "a")}},

		"fail/all refuse":            {answers: []answer{said("industry", refusal.IDTaken), said("academia", refusal.IDTaken)}, refusal: refusal.IDTaken},
		"fail/one refuses, one down": {answers: []answer{said("industry", refusal.IDTaken), was("academia", down)}, refusal: refusal.IDTaken},
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
				require.ErrorIs(t, err, errBehind)
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
		"ok/down":         {none, []answer{gave("industry", "a"), was("academia", down), was("association", down)}, client.Unavailable},
		"ok/busy":         {none, []answer{was("industry", busy), was("academia", down)}, client.Busy},
		"fail/busy, too":  {none, []answer{was("industry", rejected), was("academia", busy)}, client.Failed},
		"fail/rejected":   {none, []answer{was("industry", rejected), was("academia", down)}, client.Failed},
		"fail/no right":   {denied, nil, client.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			var fault *client.Fault
			require.ErrorAs(t, (&poll{answers: c.answers}).shortfall("tx", c.cause), &fault)
			require.Equal(t, c.kind, fault.Kind)
			require.ErrorIs(t, fault, c.cause)
			for _, a := range c.answers {
				if a.err != nil {
					require.ErrorIs(t, fault, a.err)
				}
			}
		})
	}
}

func TestPoll(t *testing.T) {
	p := &poll{answers: []answer{gave("industry", "a"), was("academia", down), was("association", busy), said("x", refusal.IDTaken)}}
	require.Equal(t, map[string]bool{"grpcs://academia": true, "grpcs://association": true}, p.failed())
	require.Equal(t, []fab.Peer{fakePeer("y")}, p.unasked([]fab.Peer{fakePeer("industry"), fakePeer("y"), fakePeer("academia")}))
}
