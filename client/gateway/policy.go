package gateway

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/discovery"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client/internal/failover"
)

// enough are those of the hosts that the channel's policy wants to endorse a transaction,
// as this peer says; none if these hosts are too few, or it does not say. Of several
// choices it is the first with the peer's own host, or the first.
func (p *Peer) enough(ctx context.Context, hosts []string) []string {
	limited, cancel := context.WithTimeout(ctx, failover.ProbeLimit)
	defer cancel()
	policy, err := p.policy(limited)
	if err != nil {
		return nil
	}
	var first []string
	for _, layout := range policy.GetLayouts() {
		chosen := choose(policy, layout, hosts)
		switch {
		case slices.Contains(chosen, p.endpoint.MSPID):
			return chosen
		case first == nil:
			first = chosen
		}
	}
	return first
}

// choose are those of the hosts that make up a layout of a policy; none if they do not.
// A gateway has each host endorse once.
func choose(policy *discovery.EndorsementDescriptor, layout *discovery.Layout, hosts []string) []string {
	var chosen []string
	for group, quantity := range layout.GetQuantitiesByGroup() {
		for _, host := range hosts {
			if quantity > 0 && !slices.Contains(chosen, host) && hasPeer(policy.GetEndorsersByGroups()[group], host) {
				chosen = append(chosen, host)
				quantity--
			}
		}
		if quantity > 0 {
			return nil
		}
	}
	slices.Sort(chosen) // groups have no order
	return chosen
}

func hasPeer(group *discovery.Peers, host string) bool {
	return slices.ContainsFunc(group.GetPeers(), func(one *discovery.Peer) bool {
		identity := &msp.SerializedIdentity{}
		return proto.Unmarshal(one.GetIdentity(), identity) == nil && identity.GetMspid() == host
	})
}

// policy asks this peer whose endorsements the chaincode's policy wants (Fabric: discovery).
func (p *Peer) policy(ctx context.Context) (*discovery.EndorsementDescriptor, error) {
	creator, err := p.signer.creator()
	if err != nil {
		return nil, err
	}
	payload, err := proto.Marshal(&discovery.Request{
		Authentication: &discovery.AuthInfo{ClientIdentity: creator, ClientTlsCertHash: p.signer.certificateHash()},
		Queries: []*discovery.Query{{
			Channel: p.settings.Channel,
			Query: &discovery.Query_CcQuery{CcQuery: &discovery.ChaincodeQuery{
				Interests: []*peer.ChaincodeInterest{{Chaincodes: []*peer.ChaincodeCall{{Name: p.settings.Chaincode}}}},
			}},
		}},
	})
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(payload)
	signature, err := p.signer.sign(digest[:])
	if err != nil {
		return nil, err
	}
	said, err := discovery.NewDiscoveryClient(p.conn).Discover(ctx, &discovery.SignedRequest{Payload: payload, Signature: signature})
	if err != nil {
		return nil, err
	}
	for _, result := range said.GetResults() {
		if all := result.GetCcQueryRes().GetContent(); len(all) == 1 {
			return all[0], nil
		}
	}
	return nil, errors.New("it does not say who has to endorse")
}
