package sdk

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go/discovery"
	"github.com/hyperledger/fabric-protos-go/gossip"
	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/stretchr/testify/require"
)

// discovered is a peer as discovery names it, without a certificate.
func discovered(host, address string, height uint64) *discovery.Peer {
	alive := &gossip.GossipMessage{Content: &gossip.GossipMessage_AliveMsg{
		AliveMsg: &gossip.AliveMessage{Membership: &gossip.Member{Endpoint: address}},
	}}
	state := &gossip.GossipMessage{Content: &gossip.GossipMessage_StateInfo{
		StateInfo: &gossip.StateInfo{Properties: &gossip.Properties{LedgerHeight: height}},
	}}
	return &discovery.Peer{
		Identity:       encodedAs(&msp.SerializedIdentity{Mspid: host}),
		MembershipInfo: &gossip.Envelope{Payload: encodedAs(alive)},
		StateInfo:      &gossip.Envelope{Payload: encodedAs(state)},
	}
}

// describing is discovery's answer about one chaincode.
func describing(groups map[string]*discovery.Peers, layouts ...map[string]uint32) *discovery.Response {
	policy := &discovery.EndorsementDescriptor{EndorsersByGroups: groups}
	for _, layout := range layouts {
		policy.Layouts = append(policy.Layouts, &discovery.Layout{QuantitiesByGroup: layout})
	}
	return &discovery.Response{Results: []*discovery.QueryResult{{Result: &discovery.QueryResult_CcQueryRes{
		CcQueryRes: &discovery.ChaincodeQueryResult{Content: []*discovery.EndorsementDescriptor{policy}},
	}}}}
}

func TestDescriptorIn(t *testing.T) {
	group := func(peers ...*discovery.Peer) map[string]*discovery.Peers {
		return map[string]*discovery.Peers{"g": {Peers: peers}}
	}
	certified := discovered("Org1MSP", "Peer0.Org1.example.com:7051", 9)
	certified.Identity = encodedAs(&msp.SerializedIdentity{Mspid: "Org1MSP", IdBytes: identity(t).Certificate})
	broken := discovered("Org1MSP", "a:1", 1)
	broken.Identity = []byte("\xff")
	refused := &discovery.Response{Results: []*discovery.QueryResult{{Result: &discovery.QueryResult_Error{
		Error: &discovery.Error{Content: "access denied"},
	}}}}
	for name, row := range map[string]struct {
		said  *discovery.Response
		want  endorser
		fails string
	}{
		"ok/address":         {describing(group(discovered("Org2.Example", "10.0.0.1:7051", 3))), endorser{"Org2.Example", "10.0.0.1:7051", nil, 3}, ""},
		"ok/this machine":    {describing(group(discovered("Org1MSP", "localhost:7051", 3))), endorser{"Org1MSP", "localhost:7051", nil, 3}, ""},
		"ok/name":            {describing(group(discovered("Org1MSP", "peer0:7051", 3))), endorser{"Org1MSP", "peer0:7051", []string{"peer0"}, 3}, ""},
		"ok/certificate":     {describing(group(certified)), endorser{"Org1MSP", "peer0.org1.example.com:7051", []string{"somebody", "peer0.org1.example.com"}, 9}, ""},
		"ok/no address":      {describing(group(discovered("Org1MSP", "", 0))), endorser{"Org1MSP", "", nil, 0}, ""},
		"fail/unreadable":    {describing(group(broken)), endorser{}, "read which peers endorse"},
		"fail/no right":      {refused, endorser{}, accessDenied},
		"fail/other answers": {&discovery.Response{}, endorser{}, "does not say who has to endorse"},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := descriptorIn(row.said)
			if row.fails != "" {
				require.ErrorContains(t, err, row.fails)
				return
			}
			require.NoError(t, err)
			require.Equal(t, map[string][]endorser{"g": {row.want}}, read.groups)
		})
	}
}

func FuzzDescriptorIn(f *testing.F) {
	f.Add(encodedAs(describing(map[string]*discovery.Peers{"g": {Peers: []*discovery.Peer{discovered("Org1MSP", "peer0:7051", 3)}}}, map[string]uint32{"g": 1})))
	f.Fuzz(func(t *testing.T, raw []byte) {
		said := &discovery.Response{}
		if unmarshal(raw, said) != nil {
			return
		}
		read, err := descriptorIn(said)
		if err != nil {
			return
		}
		for group, endorsers := range read.groups {
			require.Len(t, endorsers, len(said.GetResults()[0].GetCcQueryRes().GetContent()[0].GetEndorsersByGroups()[group].GetPeers()))
		}
	})
}
