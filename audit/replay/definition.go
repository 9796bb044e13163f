package replay

import (
	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Definition is a definition of the registry's chaincode, from a transaction on.
type Definition struct {
	chain.Place
	Sequence int64  `json:"sequence"`
	Version  string `json:"version"`
	// Policy is whose transaction endorsements suffice, as JSON.
	Policy string `json:"policy"`
}

// updateDefinition records the registry's definition, if it has a new one. What cannot be
// read has no policy: the verifier of the chain says so.
func (r *Replay) updateDefinition(at chain.Place) {
	sequence, err := block.ReadSequence(r.lifecycle[block.DefinitionKey(r.chaincode, block.FieldSequence)])
	if err != nil {
		return // none yet
	}
	if last := len(r.definitions) - 1; last >= 0 && r.definitions[last].Sequence == sequence {
		return
	}
	definition := Definition{Place: at, Sequence: sequence}
	read, err := block.ReadDefinition(r.chaincode,
		r.lifecycle[block.DefinitionKey(r.chaincode, block.FieldSequence)],
		r.lifecycle[block.DefinitionKey(r.chaincode, block.FieldEndorsement)],
		r.lifecycle[block.DefinitionKey(r.chaincode, block.FieldValidation)])
	if err == nil {
		definition.Version, definition.Policy = read.Version, string(encode(read.Policy))
		r.policy = &read.Policy
	}
	r.definitions = append(r.definitions, definition)
	r.updateHoldings(at)
}
