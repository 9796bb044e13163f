package gateway

import (
	"fmt"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
)

// propose makes a proposal to run a chaincode's function.
func (p *Peer) propose(chaincode, function string, arguments ...[]byte) (*fabric.Proposal, error) {
	return p.proposeTo(nil, chaincode, function, arguments...)
}

// proposeTo is propose for what must be endorsed by these hosts; without any by whom the
// policy demands.
func (p *Peer) proposeTo(hosts []string, chaincode, function string, arguments ...[]byte) (*fabric.Proposal, error) {
	contract := p.gateway.GetNetwork(p.settings.Channel).GetContract(chaincode)
	options := []fabric.ProposalOption{fabric.WithBytesArguments(arguments...)}
	if len(hosts) > 0 {
		options = append(options, fabric.WithEndorsingOrganizations(hosts...))
	}
	return contract.NewProposal(function, options...)
}

// signedProposal is a proposal as a peer's endorser service takes it.
func (p *Peer) signedProposal(chaincode, function string, arguments ...[]byte) (*peer.SignedProposal, error) {
	proposal, err := p.propose(chaincode, function, arguments...)
	if err != nil {
		return nil, fmt.Errorf("propose %s: %w", function, err)
	}
	raw, err := proposal.Bytes()
	if err != nil {
		return nil, fmt.Errorf("propose %s: %w", function, err)
	}
	proposed := &gateway.ProposedTransaction{}
	if err := proto.Unmarshal(raw, proposed); err != nil {
		return nil, fmt.Errorf("propose %s: %w", function, err)
	}
	signed := proposed.GetProposal()
	if signed.Signature, err = p.signer.sign(proposal.Digest()); err != nil {
		return nil, fmt.Errorf("sign the proposal to %s: %w", function, err)
	}
	return signed, nil
}
