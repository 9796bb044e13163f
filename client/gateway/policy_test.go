package gateway

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/discovery"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"allianceregistry/client"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	peersOf := func(hosts ...string) *discovery.Peers {
		peers := &discovery.Peers{}
		for _, host := range hosts {
			peers.Peers = append(peers.Peers, &discovery.Peer{Identity: encode(&msp.SerializedIdentity{Mspid: host})})
		}
		return peers
	}
	groups := map[string]*discovery.Peers{
		"a": peersOf("academia", "academia"), "b": peersOf("industry"), "any": peersOf("academia", "association", "industry"),
		"odd": {Peers: []*discovery.Peer{{Identity: []byte("\xff")}}},
	}
	for name, row := range map[string]struct {
		groups map[string]uint32
		hosts  []string
		want   []string
	}{
		"ok/one of each":                 {map[string]uint32{"a": 1, "b": 1}, []string{"industry", "association", "academia"}, []string{"academia", "industry"}},
		"ok/two of any":                  {map[string]uint32{"any": 2}, []string{"industry", "association"}, []string{"association", "industry"}},
		"ok/none of a group":             {map[string]uint32{"a": 0, "b": 1}, []string{"industry"}, []string{"industry"}},
		"fail/one is missing":            {map[string]uint32{"a": 1, "b": 1}, []string{"association", "academia"}, nil},
		"fail/a host endorses once only": {map[string]uint32{"a": 2}, []string{"academia"}, nil},
		"fail/too few":                   {map[string]uint32{"any": 3}, []string{"academia", "industry"}, nil},
		"fail/unknown group":             {map[string]uint32{"z": 1}, []string{"academia"}, nil},
		"fail/unreadable identity":       {map[string]uint32{"odd": 1}, []string{"academia"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := &discovery.EndorsementDescriptor{EndorsersByGroups: groups, Layouts: []*discovery.Layout{{QuantitiesByGroup: row.groups}}}
			require.Equal(t, row.want, choose(asked, row.hosts, "academia"))
		})
	}
}

// Where nobody tells what the policy wants nothing is sent.
func TestOutvoteSendsNothingWithoutThePolicy(t *testing.T) {
	t.Parallel()
	own := &fakePeer{result: "another", unendorsed: detailed(codes.Aborted, "failed to collect", mismatch)}
	one, two := &fakePeer{}, &fakePeer{}
	_, err := openFakes(t, own, one, two).Submit(within(t), "Decide", []byte("{}"))
	requireFault(t, client.Conflict, err)
	require.Zero(t, own.submitted.Load()+one.submitted.Load()+two.submitted.Load())
}
