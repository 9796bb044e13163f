package gateway

import (
	"context"
	"crypto/sha256"
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
	return choose(policy, hosts, p.endpoint.MSPID)
}

// choose are those of the hosts that meet a policy, in order, with the own one if it can be;
// none if they do not. A gateway has each host endorse once.
func choose(policy *discovery.EndorsementDescriptor, hosts []string, own string) []string {
	var layouts []failover.Layout
	for _, layout := range policy.GetLayouts() {
		layouts = append(layouts, layout.GetQuantitiesByGroup())
	}
	chosen := failover.ChooseLayout(layouts, func(group string) []string {
		return slices.DeleteFunc(slices.Clone(hosts), func(host string) bool { return !hasPeer(policy.GetEndorsersByGroups()[group], host) })
	}, func(host string) bool { return host == own })
	slices.Sort(chosen)
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
	return nil, failover.ErrNoPolicy
}
