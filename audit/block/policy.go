package block

import (
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// ParsePolicy reads a policy in the form in which the configuration holds it, as
// NamedPolicy.Content has it (Fabric: common.Policy). It fails with ErrMalformed.
func ParsePolicy(raw []byte) (Policy, error) {
	var message common.Policy
	if err := unmarshal(raw, &message); err != nil {
		return Policy{}, malformed("policy: %v", err)
	}
	policy, err := readPolicy(&message)
	if err != nil {
		return Policy{}, malformed("policy: %v", err)
	}
	return policy, nil
}

// readPolicy reads a policy of the configuration; one of an unknown kind is empty.
func readPolicy(message *common.Policy) (Policy, error) {
	switch common.Policy_PolicyType(message.Type) {
	case common.Policy_SIGNATURE:
		var envelope common.SignaturePolicyEnvelope
		if err := unmarshal(message.Value, &envelope); err != nil {
			return Policy{}, err
		}
		signature, err := readSignaturePolicy(&envelope)
		return Policy{Signature: signature}, err
	case common.Policy_IMPLICIT_META:
		var implicit common.ImplicitMetaPolicy
		if err := unmarshal(message.Value, &implicit); err != nil {
			return Policy{}, err
		}
		rule, ok := common.ImplicitMetaPolicy_Rule_name[int32(implicit.Rule)]
		if !ok {
			return Policy{}, fmt.Errorf("implicit rule %d is not known", implicit.Rule)
		}
		return Policy{Implicit: &ImplicitPolicy{Rule: rule, Sub: implicit.SubPolicy}}, nil
	default:
		return Policy{}, nil
	}
}

// parseApplication reads a policy in the form in which chaincode definitions hold
// it (Fabric: peer.ApplicationPolicy).
func parseApplication(raw []byte) (Policy, error) {
	var message peer.ApplicationPolicy
	if err := unmarshal(raw, &message); err != nil {
		return Policy{}, err
	}
	return readApplication(&message)
}

// readApplication reads a rule of its own, or the name of one in the
// configuration.
func readApplication(message *peer.ApplicationPolicy) (Policy, error) {
	switch kind := message.GetType().(type) {
	case *peer.ApplicationPolicy_SignaturePolicy:
		signature, err := readSignaturePolicy(kind.SignaturePolicy)
		return Policy{Signature: signature}, err
	case *peer.ApplicationPolicy_ChannelConfigPolicyReference:
		if kind.ChannelConfigPolicyReference == "" {
			return Policy{}, fmt.Errorf("a reference to no policy")
		}
		return Policy{Reference: kind.ChannelConfigPolicyReference}, nil
	default:
		return Policy{}, fmt.Errorf("neither a rule nor a reference to one")
	}
}

// readSignaturePolicy reads a rule over principals (Fabric: common/cauthdsl).
func readSignaturePolicy(message *common.SignaturePolicyEnvelope) (*SignaturePolicy, error) {
	if message.Version != 0 {
		return nil, fmt.Errorf("rules of version %d are not known", message.Version)
	}
	policy := &SignaturePolicy{}
	for _, each := range message.Identities {
		principal, err := readPrincipal(each)
		if err != nil {
			return nil, err
		}
		policy.Principals = append(policy.Principals, principal)
	}
	rules := ruleReader{principals: len(policy.Principals)}
	var err error
	if policy.Rule, err = rules.read(message.Rule); err != nil {
		return nil, err
	}
	if rules.nobody {
		policy.Principals = append(policy.Principals, Principal{})
	}
	return policy, nil
}

// ruleReader reads rules over so many principals. Asking for so many of no rules is
// how Fabric writes "always" and "never": it is read as asking for so many of one
// principal more, that nobody is.
type ruleReader struct {
	principals int
	nobody     bool
}

// read reads a rule and all below it.
func (r *ruleReader) read(message *common.SignaturePolicy) (SignatureRule, error) {
	switch kind := message.GetType().(type) {
	case *common.SignaturePolicy_SignedBy:
		if kind.SignedBy < 0 || int(kind.SignedBy) >= r.principals {
			return SignatureRule{}, fmt.Errorf("the rule names principal %d of %d", kind.SignedBy, r.principals)
		}
		return SignatureRule{Principal: int(kind.SignedBy)}, nil
	case *common.SignaturePolicy_NOutOf_:
		rule := SignatureRule{Count: int(kind.NOutOf.GetN())}
		for _, each := range kind.NOutOf.GetRules() {
			below, err := r.read(each)
			if err != nil {
				return SignatureRule{}, err
			}
			rule.Of = append(rule.Of, below)
		}
		if len(rule.Of) == 0 {
			r.nobody = true
			rule.Of = []SignatureRule{{Principal: r.principals}}
		}
		return rule, nil
	default:
		return SignatureRule{}, fmt.Errorf("a rule that is neither a signature nor a count")
	}
}

// readPrincipal reads who a signer has to be. It refuses forms that this package
// could not say that of.
func readPrincipal(message *msp.MSPPrincipal) (Principal, error) {
	switch message.PrincipalClassification {
	case msp.MSPPrincipal_ROLE:
		var role msp.MSPRole
		if err := unmarshal(message.Principal, &role); err != nil {
			return Principal{}, err
		}
		name, ok := msp.MSPRole_MSPRoleType_name[int32(role.Role)]
		if !ok {
			return Principal{}, fmt.Errorf("role %d is not known", role.Role)
		}
		return Principal{MSP: role.MspIdentifier, Role: strings.ToLower(name)}, nil
	case msp.MSPPrincipal_ORGANIZATION_UNIT:
		var unit msp.OrganizationUnit
		if err := unmarshal(message.Principal, &unit); err != nil {
			return Principal{}, err
		}
		return Principal{
			MSP:       unit.MspIdentifier,
			Unit:      unit.OrganizationalUnitIdentifier,
			Certifier: unit.CertifiersIdentifier,
		}, nil
	case msp.MSPPrincipal_IDENTITY:
		who := readIdentity(message.Principal)
		return Principal{MSP: who.MSP, Identity: message.Principal, Certificate: who.Certificate}, nil
	default:
		return Principal{}, fmt.Errorf("a principal of the form %s is not supported", message.PrincipalClassification)
	}
}
