package block

import (
	"bytes"
	"crypto/sha256"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// readCall reads a call of a chaincode: what was asked, what came of it, and who
// endorsed that. It has one action; Fabric takes no more.
func (tx *Transaction) readCall(channelHeader, extension, data []byte) *flaw {
	const code = peer.TxValidationCode_INVALID_ENDORSER_TRANSACTION
	var transaction peer.Transaction
	if err := unmarshal(data, &transaction); err != nil {
		return newFlaw(code, "transaction: %v", err)
	}
	if len(transaction.Actions) != 1 {
		return newFlaw(code, "%d actions instead of one", len(transaction.Actions))
	}
	action := transaction.Actions[0]
	var sender common.SignatureHeader
	if err := unmarshal(action.Header, &sender); err != nil {
		return newFlaw(code, "action's header: %v", err)
	}
	if len(sender.Nonce) == 0 || len(sender.Creator) == 0 {
		return newFlaw(code, "action without nonce or sender")
	}
	var payload peer.ChaincodeActionPayload
	if err := unmarshal(action.Payload, &payload); err != nil {
		return newFlaw(code, "action: %v", err)
	}
	var response peer.ProposalResponsePayload
	if err := unmarshal(payload.GetAction().GetProposalResponsePayload(), &response); err != nil {
		return newFlaw(code, "proposal response: %v", err)
	}
	if len(payload.ChaincodeProposalPayload) == 0 {
		return newFlaw(code, "nothing was asked")
	}
	proposal := proposalHash(channelHeader, action.Header, payload.ChaincodeProposalPayload)
	tx.Bound = bytes.Equal(proposal, response.ProposalHash)
	asked := payload.GetAction()
	if err := checkCopies(len(asked.GetEndorsements()), len(asked.GetProposalResponsePayload()), len(data)); err != nil {
		return newFlaw(notChecked, "transaction endorsements: %v", err)
	}
	call := &Invocation{Endorsements: readEndorsements(payload.Action)}
	found := call.readAction(extension, response.Extension)
	if found == nil {
		found = call.readInput(payload.ChaincodeProposalPayload)
	}
	if found == nil {
		tx.Call = call
	}
	return found
}

// proposalHash is what a peer endorses a call under (Fabric:
// protoutil.GetProposalHash2).
func proposalHash(channelHeader, signatureHeader, payload []byte) []byte {
	hash := sha256.New()
	hash.Write(channelHeader)
	hash.Write(signatureHeader)
	hash.Write(payload)
	return hash.Sum(nil)
}

// readEndorsements reads the transaction endorsements: each is over the proposal
// response and the endorser's own identity.
func readEndorsements(action *peer.ChaincodeEndorsedAction) []Signature {
	endorsements := make([]Signature, 0, len(action.GetEndorsements()))
	for _, each := range action.GetEndorsements() {
		endorsements = append(endorsements, Signature{
			Signer:  readIdentity(each.Endorser),
			Message: join(action.ProposalResponsePayload, each.Endorser),
			Value:   each.Signature,
		})
	}
	return endorsements
}

// readAction reads what came of the call. The chaincode has to be the same in the
// header and in what was endorsed.
func (call *Invocation) readAction(extension, raw []byte) *flaw {
	var header peer.ChaincodeHeaderExtension
	if err := unmarshal(extension, &header); err != nil {
		return newFlaw(peer.TxValidationCode_BAD_HEADER_EXTENSION, "header extension: %v", err)
	}
	if len(raw) == 0 {
		return newFlaw(peer.TxValidationCode_BAD_RESPONSE_PAYLOAD, "no chaincode action")
	}
	var action peer.ChaincodeAction
	if err := unmarshal(raw, &action); err != nil {
		return newFlaw(peer.TxValidationCode_BAD_RESPONSE_PAYLOAD, "chaincode action: %v", err)
	}
	sets, found := readSets(action.Results)
	if found != nil {
		return found
	}
	if header.ChaincodeId == nil || action.ChaincodeId == nil {
		return newFlaw(peer.TxValidationCode_INVALID_OTHER_REASON, "no chaincode is named")
	}
	name := action.ChaincodeId.Name
	if name == "" || name != header.ChaincodeId.Name || action.ChaincodeId.Version == "" {
		return newFlaw(peer.TxValidationCode_INVALID_CHAINCODE, "chaincode %q of version %q is endorsed, %q is named",
			name, action.ChaincodeId.Version, header.ChaincodeId.Name)
	}
	call.Chaincode = name
	call.Sets = sets
	call.Status = action.GetResponse().GetStatus()
	call.Message = action.GetResponse().GetMessage()
	call.Answer = action.GetResponse().GetPayload()
	if found := call.readEvent(action.Events); found != nil {
		return found
	}
	return checkRepeated(sets)
}

// readEvent reads the chaincode event, if there is one.
func (call *Invocation) readEvent(raw []byte) *flaw {
	if len(raw) == 0 {
		return nil
	}
	var event peer.ChaincodeEvent
	if err := unmarshal(raw, &event); err != nil {
		return newFlaw(peer.TxValidationCode_INVALID_OTHER_REASON, "chaincode event: %v", err)
	}
	if event.ChaincodeId != call.Chaincode {
		return newFlaw(peer.TxValidationCode_INVALID_OTHER_REASON, "event of chaincode %q", event.ChaincodeId)
	}
	call.EventName = event.EventName
	call.Event = event.Payload
	return nil
}

// readInput reads what was asked. Fabric's validator does not look at it: the
// peers that endorsed the call did.
func (call *Invocation) readInput(raw []byte) *flaw {
	var payload peer.ChaincodeProposalPayload
	if err := unmarshal(raw, &payload); err != nil {
		return newFlaw(notChecked, "proposal: %v", err)
	}
	var invocation peer.ChaincodeInvocationSpec
	if err := unmarshal(payload.Input, &invocation); err != nil {
		return newFlaw(notChecked, "invocation: %v", err)
	}
	arguments := invocation.GetChaincodeSpec().GetInput().GetArgs()
	if len(arguments) == 0 {
		return nil
	}
	call.Name = string(arguments[0])
	call.Arguments = arguments[1:]
	return nil
}
