package sdk

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/internal/failover"
)

// profilePeer is a peer as a connection profile names it.
func profilePeer(host, address string, names ...string) *hostPeer {
	return &hostPeer{Peer: fakeNode{fakePeer(host), address}, names: names}
}

// fakeNode is a fakePeer that has an address.
type fakeNode struct {
	fakePeer
	address string
}

func (n fakeNode) URL() string { return "grpcs://" + n.address }

// Another peer knows a peer by one address, and the profile by another.
func TestPeersAreMatched(t *testing.T) {
	first := profilePeer("Org1MSP", "localhost:7051", "peer0.org1.example.com")
	second := profilePeer("Org1MSP", "localhost:8051", "peer1.org1.example.com")
	foreign := profilePeer("Org2.Example", "localhost:7051", "peer0.org2.example.com")
	at := func(host, address string, names ...string) endorser { return endorser{host, address, names, 3} }
	for name, row := range map[string]struct {
		known     []*hostPeer
		endorsers []endorser
		want      []*hostPeer
	}{
		"ok/the same address":       {[]*hostPeer{first, second}, []endorser{at("Org1MSP", "localhost:8051")}, []*hostPeer{second}},
		"ok/a name":                 {[]*hostPeer{first, second, foreign}, []endorser{at("Org1MSP", "peer1.org1.example.com:7051", "peer1.org1.example.com")}, []*hostPeer{second}},
		"ok/both":                   {[]*hostPeer{first, second}, []endorser{at("Org1MSP", "10.0.0.1:7051", "peer0.org1.example.com"), at("Org1MSP", "localhost:8051")}, []*hostPeer{first, second}},
		"ok/the host's, nameless":   {[]*hostPeer{first, foreign}, []endorser{at("Org1MSP", "10.0.0.1:7051")}, []*hostPeer{first}},
		"ok/which of two":           {[]*hostPeer{first, second, foreign}, []endorser{at("Org1MSP", "10.0.0.1:7051")}, []*hostPeer{first, second}},
		"ok/another host's address": {[]*hostPeer{first, foreign}, []endorser{at("Org1MSP", "localhost:7051", "peer0.org2.example.com"), at("Org1MSP", "x:2", "peer0.org2.example.com")}, []*hostPeer{first}},
		"ok/another host's name":    {[]*hostPeer{second, foreign}, []endorser{at("Org1MSP", "x:2", "peer0.org2.example.com")}, []*hostPeer{second}},
		"fail/another host's":       {[]*hostPeer{foreign}, []endorser{at("Org1MSP", "localhost:7051", "peer0.org2.example.com")}, nil},
		"fail/it cannot endorse":    {[]*hostPeer{first}, []endorser{at("Org2.Example", "localhost:9051")}, nil},
		"fail/nobody can":           {[]*hostPeer{first}, nil, nil},
		"fail/only the other is it": {[]*hostPeer{first, second}, []endorser{at("Org1MSP", "x:1"), at("Org1MSP", "localhost:7051")}, []*hostPeer{first}},
	} {
		t.Run(name, func(t *testing.T) {
			s := selection{descriptor{groups: map[string][]endorser{"g": row.endorsers}}, peers{failover.NewPool("Org1MSP", row.known)}, rand.Perm}
			require.ElementsMatch(t, row.want, s.candidates("g"))
		})
	}
}

// Peers on one machine have its name in common: one that does not endorse is not taken for
// another, and none is given another's height.
func TestPeersOfOneMachineAreMatched(t *testing.T) {
	const machine = "ledger.industry.example"
	first := profilePeer("industry", machine+":17080", machine, "peer.industry")
	second := profilePeer("industry", machine+":17090", machine, "peer2.industry")
	at := func(port, name string, height uint64) endorser {
		return endorser{"industry", machine + ":" + port, []string{name, machine}, height}
	}
	mapped := func(name string, height uint64) endorser {
		return endorser{"industry", "10.0.0.1:7051", []string{name, machine}, height}
	}
	for name, row := range map[string]struct {
		known     []*hostPeer
		endorsers []endorser
		want      map[*hostPeer]uint64 // heights
	}{
		"ok/both": {
			[]*hostPeer{first, second},
			[]endorser{at("17090", "peer2.industry", 5), at("17080", "peer.industry", 90)},
			map[*hostPeer]uint64{first: 90, second: 5},
		},
		"ok/the second alone": {[]*hostPeer{first, second}, []endorser{at("17090", "peer2.industry", 5)}, map[*hostPeer]uint64{second: 5}},
		"ok/at ports from outside": {
			[]*hostPeer{first, second}, []endorser{mapped("peer2.industry", 5), mapped("peer.industry", 90)}, map[*hostPeer]uint64{first: 90, second: 5},
		},
		"ok/the profile has one": {
			[]*hostPeer{first}, []endorser{at("17090", "peer2.industry", 5), at("17080", "peer.industry", 90)}, map[*hostPeer]uint64{first: 90},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := peers{failover.NewPool("industry", row.known)}
			got := map[*hostPeer]uint64{}
			for _, one := range row.known {
				if height, is := p.endorses(one, row.endorsers); is {
					got[one] = height
				}
			}
			require.Equal(t, row.want, got)
		})
	}
}

func TestSelection(t *testing.T) {
	one, two, three := profilePeer("one", "one:1"), profilePeer("two", "two:1"), profilePeer("three", "three:1")
	further := profilePeer("one", "one:2")
	all := []*hostPeer{one, two, three, further}
	height := map[string]uint64{}
	endorsers := func(peers ...*hostPeer) []endorser {
		var group []endorser
		for _, p := range peers {
			group = append(group, endorser{host: p.MSPID(), address: p.address(), height: 100 - height[p.address()]})
		}
		return group
	}
	type layouts = []map[string]uint32
	for name, row := range map[string]struct {
		own     string
		layouts layouts
		barred  []*hostPeer
		want    []*hostPeer // nil: there is no choice; all others are wanted exactly
		group   []*hostPeer
	}{
		"ok/or, the own host's":     {"two", layouts{{"1": 1}, {"2": 1}, {"3": 1}}, nil, []*hostPeer{two}, nil},
		"ok/or, another's":          {"two", layouts{{"2": 1}, {"3": 1}}, []*hostPeer{two}, []*hostPeer{three}, nil},
		"ok/and":                    {"three", layouts{{"2": 1, "3": 1}}, nil, []*hostPeer{two, three}, nil},
		"ok/out of, with the own":   {"three", layouts{{"1": 1, "2": 1}, {"2": 1, "3": 1}}, nil, []*hostPeer{two, three}, nil},
		"ok/not the own host":       {"three", layouts{{"2": 1}}, nil, []*hostPeer{two}, nil},
		"ok/two peers of a host":    {"two", layouts{{"1": 2}}, nil, []*hostPeer{one, further}, nil},
		"ok/anybody, the own first": {"three", layouts{{"any": 1}}, nil, []*hostPeer{three}, []*hostPeer{one, two, three}},
		"ok/least choice first":     {"one", layouts{{"any": 1, "2": 1}}, []*hostPeer{further, three}, []*hostPeer{one, two}, []*hostPeer{one, two}},
		"fail/and":                  {"two", layouts{{"2": 1, "3": 1}}, []*hostPeer{three}, nil, nil},
		"fail/two of one":           {"two", layouts{{"2": 2}}, nil, nil, nil},
		"fail/unknown group":        {"two", layouts{{"4": 1}}, nil, nil, nil},
		"fail/no layout":            {"two", nil, nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			described := descriptor{layouts: row.layouts, groups: map[string][]endorser{
				"1": endorsers(one, further), "2": endorsers(two), "3": endorsers(three), "any": endorsers(row.group...),
			}}
			s := selection{described, peers{failover.NewPool(row.own, all)}, rand.Perm}
			for range 20 { // it is not always the same
				require.ElementsMatch(t, row.want, s.among(func(p *hostPeer) bool { return !slices.Contains(row.barred, p) }))
			}
		})
	}
	height["one:1"] = 6
	s := selection{descriptor{groups: map[string][]endorser{"1": endorsers(one, further)}}, peers{failover.NewPool("one", all)}, rand.Perm}
	require.Equal(t, []*hostPeer{further, one}, s.candidates("1"), "one that is far behind comes last")
	require.ErrorContains(t, s.shortage(), "endorsers are known of one; the connection profile has peers of one, two, three")
}
