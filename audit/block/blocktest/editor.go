package blocktest

import (
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// entries is how many entries a block's metadata has (Fabric:
// common.BlockMetadataIndex).
const entries = 5

// Editor changes one block. It changes what it is told to and nothing that follows
// from it: Rehash and Sign make a block look right again.
type Editor struct{ block *common.Block }

// Edit gives a changed copy of a block's bytes.
func Edit(raw []byte, change func(*Editor)) []byte {
	editor := &Editor{block: unmarshal(raw, &common.Block{})}
	for len(editor.block.Metadata.Metadata) < entries {
		editor.block.Metadata.Metadata = append(editor.block.Metadata.Metadata, nil)
	}
	change(editor)
	return marshal(editor.block)
}

// Flip gives a copy of bytes in which one bit is another.
func Flip(raw []byte, bit int) []byte {
	changed := slices.Clone(raw)
	changed[bit/8] ^= 1 << (bit % 8)
	return changed
}

// Transactions are the block's transactions' bytes.
func Transactions(raw []byte) [][]byte { return unmarshal(raw, &common.Block{}).Data.Data }

// SetNumber sets the number in the header.
func (e *Editor) SetNumber(number uint64) { e.block.Header.Number = number }

// SetPrevious sets the hash of the header before.
func (e *Editor) SetPrevious(previous []byte) { e.block.Header.PreviousHash = previous }

// SetCommit sets the peer's running hash.
func (e *Editor) SetCommit(commit []byte) {
	e.block.Metadata.Metadata[common.BlockMetadataIndex_COMMIT_HASH] = marshal(&common.Metadata{Value: commit})
}

// SetCode sets the peer's verdict on a transaction: VALID, MVCC_READ_CONFLICT, …
func (e *Editor) SetCode(index int, code string) {
	verdicts := slices.Clone(e.block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER])
	verdicts[index] = byte(peer.TxValidationCode_value[code])
	e.block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = verdicts
}

// ClearCodes takes the peer's verdicts away: the block is as an orderer has it.
func (e *Editor) ClearCodes() {
	e.block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = nil
}

// Replace puts another transaction in one's place.
func (e *Editor) Replace(index int, transaction []byte) { e.block.Data.Data[index] = transaction }

// Drop takes a transaction and its verdict out.
func (e *Editor) Drop(index int) {
	verdicts := e.block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
	e.block.Data.Data = slices.Delete(e.block.Data.Data, index, index+1)
	if index < len(verdicts) {
		verdicts = slices.Delete(slices.Clone(verdicts), index, index+1)
		e.block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = verdicts
	}
}

// SetWrite sets the value that a call writes under a key of a namespace. Nobody's
// signature follows: Endorse and Send make them right again.
func (e *Editor) SetWrite(index int, namespace, key string, value []byte) {
	e.editAction(index, func(payload *peer.ChaincodeActionPayload) {
		response := unmarshal(payload.Action.ProposalResponsePayload, &peer.ProposalResponsePayload{})
		action := unmarshal(response.Extension, &peer.ChaincodeAction{})
		action.Results = setWrite(action.Results, namespace, key, value)
		response.Extension = marshal(action)
		payload.Action.ProposalResponsePayload = marshal(response)
	})
}

// setWrite sets one value in read-write sets.
func setWrite(raw []byte, namespace, key string, value []byte) []byte {
	all := unmarshal(raw, &rwset.TxReadWriteSet{})
	for _, each := range all.NsRwset {
		if each.Namespace != namespace {
			continue
		}
		set := unmarshal(each.Rwset, &kvrwset.KVRWSet{})
		for _, write := range set.Writes {
			if write.Key == key {
				write.Value = value
			}
		}
		each.Rwset = marshal(set)
	}
	return marshal(all)
}

// Endorse replaces a call's transaction endorsements.
func (e *Editor) Endorse(index int, endorsers ...Signer) {
	e.editAction(index, func(payload *peer.ChaincodeActionPayload) {
		payload.Action.Endorsements = endorse(payload.Action.ProposalResponsePayload, endorsers)
	})
}

// Send signs a transaction anew. Its headers still name the first sender.
func (e *Editor) Send(index int, sender Signer) {
	envelope := unmarshal(e.block.Data.Data[index], &common.Envelope{})
	envelope.Signature = sender.Sign(envelope.Payload)
	e.block.Data.Data[index] = marshal(envelope)
}

// editAction changes a call's action.
func (e *Editor) editAction(index int, change func(*peer.ChaincodeActionPayload)) {
	envelope := unmarshal(e.block.Data.Data[index], &common.Envelope{})
	payload := unmarshal(envelope.Payload, &common.Payload{})
	transaction := unmarshal(payload.Data, &peer.Transaction{})
	action := unmarshal(transaction.Actions[0].Payload, &peer.ChaincodeActionPayload{})
	change(action)
	transaction.Actions[0].Payload = marshal(action)
	payload.Data = marshal(transaction)
	envelope.Payload = marshal(payload)
	e.block.Data.Data[index] = marshal(envelope)
}

// Rehash makes the header say what the transactions amount to.
func (e *Editor) Rehash() { e.block.Header.DataHash = hash(e.block.Data.Data...) }

// Sign signs the header as orderers do, in place of those who had.
func (e *Editor) Sign(orderers Orderers) {
	signed := unmarshal(e.block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], &common.Metadata{})
	signed.Signatures = orderers.sign(signed.Value, headerBytes(e.block.Header))
	e.block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = marshal(signed)
}
