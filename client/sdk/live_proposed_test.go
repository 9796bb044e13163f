//go:build live

package sdk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/txn"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// Proposed is a transaction as a hostile caller makes it, below the client: at a
// time and with arguments of its own choice, endorsed by all peers that do, and
// sent to be ordered when the caller likes, or twice, or never.
type Proposed struct {
	Tx       string
	ledger   *Ledger
	proposal *fab.TransactionProposal
	answers  []answer
}

// ProposeAt asks all peers to run a function, in a transaction that says it was
// made at a time; nil leaves the time out.
func (l *Ledger) ProposeAt(ctx context.Context, at *timestamppb.Timestamp, function string, arguments ...[]byte) (*Proposed, error) {
	proposal, err := l.propose(l.settings.Chaincode, function, arguments...)
	if err != nil {
		return nil, err
	}
	if proposal.Header, err = headerAt(proposal.Header, at); err != nil {
		return nil, err
	}
	made := &Proposed{Tx: string(proposal.TxnID), ledger: l, proposal: proposal}
	made.answers = l.askAll(ctx, proposal, l.peers.All())
	return made, nil
}

// headerAt changes the time in a proposal's header.
func headerAt(raw []byte, at *timestamppb.Timestamp) ([]byte, error) {
	header, channel := &common.Header{}, &common.ChannelHeader{}
	if err := unmarshal(raw, header); err != nil {
		return nil, err
	}
	if err := unmarshal(header.GetChannelHeader(), channel); err != nil {
		return nil, err
	}
	channel.Timestamp = at
	var err error
	if header.ChannelHeader, err = marshal(channel); err != nil {
		return nil, err
	}
	return marshal(header)
}

// Refusals is what each peer that did not endorse said.
func (p *Proposed) Refusals() []error {
	var said []error
	for _, a := range p.answers {
		switch {
		case a.Verdict == failover.Refused:
			said = append(said, a.Refusal)
		case a.Verdict != failover.Endorsed:
			said = append(said, a.Err)
		}
	}
	return said
}

// Envelope signs the transaction with the endorsements of so many peers, as it
// goes to an orderer. change may alter what the peers have endorsed.
func (p *Proposed) Envelope(endorsements int, change func(*peer.ChaincodeAction)) (*fab.SignedEnvelope, error) {
	var responses []*fab.TransactionProposalResponse
	for _, a := range p.answers {
		if a.Verdict == failover.Endorsed && len(responses) < endorsements {
			responses = append(responses, a.response)
		}
	}
	if len(responses) < endorsements {
		return nil, fmt.Errorf("endorsed by %d peers only: %w", len(responses), errors.Join(p.Refusals()...))
	}
	for _, response := range responses {
		if err := changeResult(response.ProposalResponse, change); err != nil {
			return nil, err
		}
	}
	made, err := txn.New(fab.TransactionRequest{Proposal: p.proposal, ProposalResponses: responses})
	if err != nil {
		return nil, err
	}
	header := &common.Header{}
	if err := unmarshal(p.proposal.Header, header); err != nil {
		return nil, err
	}
	data, err := marshal(made.Transaction)
	if err != nil {
		return nil, err
	}
	payload, err := marshal(&common.Payload{Header: header, Data: data})
	if err != nil {
		return nil, err
	}
	signature, err := p.ledger.context.SigningManager().Sign(payload, p.ledger.context.PrivateKey())
	return &fab.SignedEnvelope{Payload: payload, Signature: signature}, err
}

// changeResult alters what a peer has endorsed, and leaves its signature.
func changeResult(response *peer.ProposalResponse, change func(*peer.ChaincodeAction)) error {
	if change == nil {
		return nil
	}
	payload, action := &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}
	if err := unmarshal(response.GetPayload(), payload); err != nil {
		return err
	}
	if err := unmarshal(payload.GetExtension(), action); err != nil {
		return err
	}
	change(action)
	var err error
	if payload.Extension, err = marshal(action); err != nil {
		return err
	}
	response.Payload, err = marshal(payload)
	return err
}

// Broadcast hands an envelope to the first orderer that takes it.
func (l *Ledger) Broadcast(ctx context.Context, envelope *fab.SignedEnvelope) error {
	var faults []error
	for _, orderer := range l.orderers {
		request, cancel := l.request(ctx, l.options.limits.Send)
		_, err := orderer.SendBroadcast(request, envelope)
		cancel()
		if err == nil {
			return nil
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// Sightings waits until a transaction stands so many times in the chain from a
// block on, and tells where, with the validation code of each.
func (l *Ledger) Sightings(ctx context.Context, tx string, from uint64, want int) ([]client.Place, error) {
	for {
		height, err := l.Height(ctx)
		if err != nil {
			return nil, err
		}
		var seen []client.Place
		for number := from; number < height; number++ {
			found, err := l.sightingsIn(ctx, tx, number)
			if err != nil {
				return nil, err
			}
			seen = append(seen, found...)
		}
		if len(seen) >= want {
			return seen, nil
		}
		select {
		case <-ctx.Done():
			return seen, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (l *Ledger) sightingsIn(ctx context.Context, tx string, number uint64) ([]client.Place, error) {
	raw, err := transport{l}.query(ctx, l.peers.Best(), tx, failover.LedgerChaincode, "GetBlockByNumber", []byte(l.settings.Channel), []byte(strconv.FormatUint(number, 10)))
	if err != nil {
		return nil, err
	}
	block := &common.Block{}
	if err := unmarshal(raw, block); err != nil {
		return nil, err
	}
	codes := block.GetMetadata().GetMetadata()[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
	var seen []client.Place
	for i, envelope := range block.GetData().GetData() {
		id, err := transactionID(envelope)
		if err != nil {
			return nil, err
		}
		if id == tx {
			seen = append(seen, client.Place{Tx: tx, Block: number, Code: codeName(peer.TxValidationCode(codes[i]))})
		}
	}
	return seen, nil
}

// Heights are the heights of all peers' chains, in ascending order.
func (l *Ledger) Heights(ctx context.Context) []uint64 {
	return slices.Sorted(maps.Values(failover.Heights(ctx, l.peers.Pool, transport{l})))
}
