package sdk

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// emitted is the envelope of a transaction that emitted an event.
func emitted(t *testing.T, tx, chaincode, payload string) []byte {
	t.Helper()
	event := &peer.ChaincodeEvent{ChaincodeId: chaincode, TxId: tx, EventName: "Trial", Payload: []byte(payload)}
	result := bytesOf(t, &peer.ChaincodeAction{Events: bytesOf(t, event)})
	response := bytesOf(t, &peer.ProposalResponsePayload{Extension: result})
	action := bytesOf(t, &peer.ChaincodeActionPayload{Action: &peer.ChaincodeEndorsedAction{ProposalResponsePayload: response}})
	return enveloped(t, tx, common.HeaderType_ENDORSER_TRANSACTION, &peer.Transaction{Actions: []*peer.TransactionAction{{Payload: action}}})
}

func enveloped(t *testing.T, tx string, kind common.HeaderType, transaction *peer.Transaction) []byte {
	t.Helper()
	header := &common.Header{ChannelHeader: bytesOf(t, &common.ChannelHeader{TxId: tx, Type: int32(kind)})}
	return bytesOf(t, &common.Envelope{Payload: bytesOf(t, &common.Payload{Header: header, Data: bytesOf(t, transaction)})})
}

func TestEventsIn(t *testing.T) {
	const valid, conflict = byte(peer.TxValidationCode_VALID), byte(peer.TxValidationCode_MVCC_READ_CONFLICT)
	registered := func(t *testing.T, tx string) []byte {
		return emitted(t, tx, "registry", `{"type":"PartyRegistered","tx":"`+tx+`","party":"cisco@industry","later":1}`)
	}
	event := func(tx string) membership.Event {
		return membership.Event{Type: membership.PartyRegistered, Tx: tx, Party: "cisco@industry"}
	}
	for name, row := range map[string]struct {
		codes     []byte
		envelopes func(*testing.T) [][]byte
		want      []client.Event
		fault     string
	}{
		"ok/empty": {envelopes: func(*testing.T) [][]byte { return nil }},
		"ok/only what is valid and the registry's": {
			codes: []byte{valid, conflict, valid, valid, valid, valid},
			envelopes: func(t *testing.T) [][]byte {
				return [][]byte{
					enveloped(t, "", common.HeaderType_CONFIG, nil), registered(t, "a"), emitted(t, "b", "other", "?"),
					registered(t, "c"), enveloped(t, "d", common.HeaderType_ENDORSER_TRANSACTION, &peer.Transaction{}), registered(t, "e"),
				}
			},
			want: []client.Event{
				{Position: client.Position{Block: 7, Index: 3}, Tx: "c", Event: event("c")},
				{Position: client.Position{Block: 7, Index: 5}, Tx: "e", Event: event("e")},
			},
		},
		"ok/an invalid one may be anything": {codes: []byte{conflict}, envelopes: func(*testing.T) [][]byte { return [][]byte{[]byte("?")} }},
		"fail/no envelope": {
			codes: []byte{valid}, envelopes: func(*testing.T) [][]byte { return [][]byte{[]byte("?")} }, fault: "transaction 0 of block 7",
		},
		"fail/no event of the registry": {
			codes: []byte{valid}, envelopes: func(t *testing.T) [][]byte { return [][]byte{emitted(t, "a", "registry", "?")} }, fault: "the event Trial",
		},
		"fail/too few codes": {
			codes: []byte{valid}, envelopes: func(t *testing.T) [][]byte { return [][]byte{registered(t, "a"), registered(t, "b")} },
			fault: "1 validation codes for 2 transactions",
		},
	} {
		t.Run(name, func(t *testing.T) {
			block, err := eventsIn(&common.Block{
				Header: &common.BlockHeader{Number: 7}, Data: &common.BlockData{Data: row.envelopes(t)},
				Metadata: &common.BlockMetadata{Metadata: [][]byte{nil, nil, row.codes}},
			}, "registry")
			if row.fault != "" {
				require.ErrorContains(t, err, row.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, client.Block{Number: 7, Events: row.want}, block)
		})
	}
}
