package sdk

import (
	"context"

	"github.com/hyperledger/fabric-protos-go/discovery"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/comm"
)

// accessDenied is what a peer answers that does not tell everybody who endorses.
const accessDenied = "access denied"

// describe asks a peer who has to endorse (Fabric: discovery). The SDK's own question is
// left aside: it knows the peers that are answered by their addresses only, and the
// connection profile may name another address than the one that peers use.
func (l *Ledger) describe(ctx context.Context, at *hostPeer) (descriptor, error) {
	options, err := l.dialOptions(ctx, at)
	if err != nil {
		return descriptor{}, err
	}
	conn, err := comm.NewConnection(l.context, at.URL(), options...)
	if err != nil {
		return descriptor{}, root(err)
	}
	defer conn.Close()
	request, err := l.discoveryRequest(conn.TLSCertHash())
	if err != nil {
		return descriptor{}, err
	}
	said, err := discovery.NewDiscoveryClient(conn.ClientConn()).Discover(ctx, request)
	if err != nil {
		return descriptor{}, err
	}
	return descriptorIn(said)
}

// discoveryRequest is the signed question, on a connection that the peer knows by the
// certificate of this hash.
func (l *Ledger) discoveryRequest(certificate []byte) (*discovery.SignedRequest, error) {
	creator, err := l.context.Serialize()
	if err != nil {
		return nil, err
	}
	query := &discovery.Query_CcQuery{CcQuery: &discovery.ChaincodeQuery{Interests: []*peer.ChaincodeInterest{
		{Chaincodes: []*peer.ChaincodeCall{{Name: l.settings.Chaincode}}},
	}}}
	payload, err := marshal(&discovery.Request{
		Authentication: &discovery.AuthInfo{ClientIdentity: creator, ClientTlsCertHash: certificate},
		Queries:        []*discovery.Query{{Channel: l.settings.Channel, Query: query}},
	})
	if err != nil {
		return nil, err
	}
	signature, err := l.context.SigningManager().Sign(payload, l.context.PrivateKey())
	return &discovery.SignedRequest{Payload: payload, Signature: signature}, err
}
