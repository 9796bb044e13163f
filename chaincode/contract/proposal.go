package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// Join applies for membership: it files a proposal to admit the caller's party.
func (c *Contract) Join(ctx contractapi.TransactionContextInterface, in membership.Join) (membership.Event, error) {
	return apply(ctx, in)
}

// GetProposal returns a proposal with its endorsements and its decision.
func (c *Contract) GetProposal(ctx contractapi.TransactionContextInterface, in membership.GetProposal) (membership.Dossier, error) {
	return ask(ctx, in)
}

// ListProposals returns a page of an alliance's proposals.
func (c *Contract) ListProposals(ctx contractapi.TransactionContextInterface, in membership.ListProposals) (membership.Proposals, error) {
	return ask(ctx, in)
}

// GetJoin returns the dossier of a party's last application to an alliance.
func (c *Contract) GetJoin(ctx contractapi.TransactionContextInterface, in membership.GetJoin) (membership.Dossier, error) {
	return ask(ctx, in)
}

// Propose files a proposal about a member, or about the alliance.
func (c *Contract) Propose(ctx contractapi.TransactionContextInterface, in membership.Propose) (membership.Event, error) {
	return apply(ctx, in)
}

// PutToVote opens the vote on a filed proposal.
func (c *Contract) PutToVote(ctx contractapi.TransactionContextInterface, in membership.PutToVote) (membership.Event, error) {
	return apply(ctx, in)
}

// Withdraw takes a proposal back.
func (c *Contract) Withdraw(ctx contractapi.TransactionContextInterface, in membership.Withdraw) (membership.Event, error) {
	return apply(ctx, in)
}
