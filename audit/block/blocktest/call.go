package blocktest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/audit/block"
)

// Call is a call of a chaincode, to be written as a transaction.
type Call struct {
	Channel   string
	Chaincode string
	// Version of the chaincode; 1 if it is empty.
	Version   string
	Name      string
	Arguments [][]byte
	Time      time.Time
	Status    int32
	Message   string
	Answer    []byte
	EventName string
	Event     []byte
	Sets      []block.Set
	// Sender signs the transaction, Endorsers what came of it.
	Sender    Signer
	Endorsers []Signer
	// ID is the transaction's id; worked out if it is empty.
	ID string
	// Nameless leaves the id out. Nonce is a random one if it is empty.
	Nameless bool
	Nonce    []byte
}

// Envelope is the transaction's bytes, as they stand in a block.
func (c Call) Envelope() []byte {
	nonce := c.Nonce
	if len(nonce) == 0 {
		nonce = make([]byte, 24)
		_, err := rand.Read(nonce)
		must(err)
	}
	creator := c.Sender.Serialized()
	id := c.ID
	if id == "" && !c.Nameless {
		id = transactionID(nonce, creator)
	}
	channelHeader := marshal(&common.ChannelHeader{
		Type:      int32(common.HeaderType_ENDORSER_TRANSACTION),
		Timestamp: timestamppb.New(c.Time),
		ChannelId: c.Channel,
		TxId:      id,
		Extension: marshal(&peer.ChaincodeHeaderExtension{ChaincodeId: &peer.ChaincodeID{Name: c.Chaincode}}),
	})
	signatureHeader := marshal(&common.SignatureHeader{Creator: creator, Nonce: nonce})
	proposal := c.proposal()
	response := marshal(&peer.ProposalResponsePayload{
		ProposalHash: hash(channelHeader, signatureHeader, proposal),
		Extension:    c.action(id),
	})
	action := marshal(&peer.ChaincodeActionPayload{
		ChaincodeProposalPayload: proposal,
		Action: &peer.ChaincodeEndorsedAction{
			ProposalResponsePayload: response,
			Endorsements:            endorse(response, c.Endorsers),
		},
	})
	return seal(c.Sender, &common.Payload{
		Header: &common.Header{ChannelHeader: channelHeader, SignatureHeader: signatureHeader},
		Data: marshal(&peer.Transaction{
			Actions: []*peer.TransactionAction{{Header: signatureHeader, Payload: action}},
		}),
	})
}

// proposal is what the sender asked of the endorsers.
func (c Call) proposal() []byte {
	arguments := append([][]byte{[]byte(c.Name)}, c.Arguments...)
	return marshal(&peer.ChaincodeProposalPayload{Input: marshal(&peer.ChaincodeInvocationSpec{
		ChaincodeSpec: &peer.ChaincodeSpec{
			ChaincodeId: &peer.ChaincodeID{Name: c.Chaincode},
			Input:       &peer.ChaincodeInput{Args: arguments},
		},
	})})
}

// action is what came of the call.
func (c Call) action(id string) []byte {
	version := c.Version
	if version == "" {
		version = "1"
	}
	action := &peer.ChaincodeAction{
		Results:     writeSets(c.Sets),
		Response:    &peer.Response{Status: c.Status, Message: c.Message, Payload: c.Answer},
		ChaincodeId: &peer.ChaincodeID{Name: c.Chaincode, Version: version},
	}
	if c.EventName != "" {
		action.Events = marshal(&peer.ChaincodeEvent{
			ChaincodeId: c.Chaincode, TxId: id, EventName: c.EventName, Payload: c.Event,
		})
	}
	return marshal(action)
}

// endorse signs a proposal response.
func endorse(response []byte, endorsers []Signer) []*peer.Endorsement {
	var endorsements []*peer.Endorsement
	for _, endorser := range endorsers {
		serialized := endorser.Serialized()
		message := append(append([]byte(nil), response...), serialized...)
		endorsements = append(endorsements, &peer.Endorsement{Endorser: serialized, Signature: endorser.Sign(message)})
	}
	return endorsements
}

// seal signs a payload and puts it into an envelope.
func seal(sender Signer, payload *common.Payload) []byte {
	raw := marshal(payload)
	return marshal(&common.Envelope{Payload: raw, Signature: sender.Sign(raw)})
}

// transactionID is the id that a transaction must have (Fabric:
// protoutil.ComputeTxID).
func transactionID(nonce, creator []byte) string {
	return hex.EncodeToString(hash(nonce, creator))
}

// hash is the SHA-256 of parts one after another.
func hash(parts ...[]byte) []byte {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write(part)
	}
	return sum.Sum(nil)
}
