package sdk

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"
	"github.com/stretchr/testify/require"
)

// transactionOf is a proposal's transaction with an endorsement by nobody.
func transactionOf(t *testing.T, proposal *fab.TransactionProposal) *fab.Transaction {
	t.Helper()
	made, err := txn.New(fab.TransactionRequest{Proposal: proposal, ProposalResponses: []*fab.TransactionProposalResponse{
		{ProposalResponse: &peer.ProposalResponse{Response: &peer.Response{Status: 200}, Endorsement: &peer.Endorsement{}}},
	}})
	require.NoError(t, err)
	return made
}
