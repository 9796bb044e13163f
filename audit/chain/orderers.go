package chain

import (
	"strconv"

	"allianceregistry/audit/block"
)

// blockPolicy is the policy that the orderers' signatures have to satisfy.
const blockPolicy = "/Channel/Orderer/BlockValidation"

// checkOrderers checks who signed the block, and what they signed about the
// configuration in force. (Fabric: protoutil.BlockSignatureVerifier.)
func (r *review) checkOrderers(linked bool) {
	c := r.verifier.channel
	all := r.consenters()
	counted := c.signers(all)
	v, err := c.judge(blockPolicy, nil, counted)
	switch {
	case err != nil:
		r.add(Fault, UnknownPolicy, "policy", blockPolicy, "why", err.Error())
	case !v.met:
		r.add(Fault, OrderersMissing, "have", strconv.Itoa(v.have), "need", strconv.Itoa(v.need), "policy", blockPolicy)
	}
	for i := range all {
		if why := c.valid(&all[i]); why != nil {
			r.add(Warning, OrdererInvalid, "signer", all[i].name(), "why", why.Error())
			continue
		}
		r.signers = append(r.signers, all[i].certificate.Subject.String())
	}
	if !linked {
		return
	}
	expected := c.number
	if configOf(&r.prepared.block) != nil {
		expected = r.prepared.block.Number
	}
	if seen := r.prepared.block.LastConfig; seen != expected {
		r.add(Fault, WrongConfigNumber, "expected", decimal(expected), "seen", decimal(seen))
	}
}

// consenters are the orderers' signatures, those of BFT checked under the
// certificates that the configuration has for their numbers.
func (r *review) consenters() []signed {
	c := r.verifier.channel
	all := append([]signed{}, r.prepared.signers...)
	for i, signature := range r.prepared.block.Signatures {
		if signature.Consenter == 0 {
			continue
		}
		who, ok := c.config.Consenters[signature.Consenter]
		if !ok { // or the orderers are not BFT's, and have none
			all[i] = signed{msp: strconv.FormatUint(uint64(signature.Consenter), 10), problem: errNoMSP}
			continue
		}
		all[i] = r.verifier.check(block.Signature{Signer: who, Message: signature.Message, Value: signature.Value})
	}
	return all
}
