package gateway

import (
	"bytes"
	"errors"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
)

// prepared is a transaction as a peer's gateway returns it, endorsed by as many hosts'
// peers as the channel's policy demands. It is signed when it is sent to be ordered.
type prepared struct {
	tx     string
	raw    []byte // as another peer's gateway takes it
	answer []byte
	// replaced are the hosts whose gateways returned something else.
	replaced []string
}

// errOther says that a peer's gateway would have something signed that was not proposed.
var errOther = errors.New("its gateway returns another transaction than was proposed")

// preparedOf is what a gateway made of a proposal, unless it failed at that.
func preparedOf(proposal *fabric.Proposal, transaction *fabric.Transaction, failed error) (prepared, error) {
	if failed != nil {
		return prepared{}, failed
	}
	raw, err := transaction.Bytes()
	if err != nil {
		return prepared{}, err
	}
	proposed, err := proposal.Bytes()
	if err != nil {
		return prepared{}, err
	}
	made := prepared{tx: transaction.TransactionID(), raw: raw, answer: transaction.Result()}
	return made, made.check(proposed)
}

// check refuses a transaction that is not the proposal's: the headers, which have the
// proposal's nonce in them, and the arguments have to be the same, byte by byte. What
// came of it is as the endorsements say, which the other hosts' peers sign.
func (p prepared) check(proposal []byte) error {
	asked, proposed, header, question := &gateway.ProposedTransaction{}, &peer.Proposal{}, &common.Header{}, &peer.ChaincodeProposalPayload{}
	err := errors.Join(proto.Unmarshal(proposal, asked), proto.Unmarshal(asked.GetProposal().GetProposalBytes(), proposed),
		proto.Unmarshal(proposed.GetHeader(), header), proto.Unmarshal(proposed.GetPayload(), question))
	if err != nil {
		return err
	}
	got, payload, transaction := &gateway.PreparedTransaction{}, &common.Payload{}, &peer.Transaction{}
	err = errors.Join(proto.Unmarshal(p.raw, got), proto.Unmarshal(got.GetEnvelope().GetPayload(), payload),
		proto.Unmarshal(payload.GetData(), transaction))
	if err != nil || len(transaction.GetActions()) != 1 {
		return errOther
	}
	action, input := &peer.ChaincodeActionPayload{}, &peer.ChaincodeProposalPayload{}
	err = errors.Join(proto.Unmarshal(transaction.GetActions()[0].GetPayload(), action), proto.Unmarshal(action.GetChaincodeProposalPayload(), input))
	if err != nil ||
		!bytes.Equal(payload.GetHeader().GetChannelHeader(), header.GetChannelHeader()) ||
		!bytes.Equal(payload.GetHeader().GetSignatureHeader(), header.GetSignatureHeader()) ||
		!bytes.Equal(input.GetInput(), question.GetInput()) {
		return errOther
	}
	return nil
}
