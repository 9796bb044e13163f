package blocktest

import (
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"allianceregistry/audit/block"
)

// SignedByRole is the policy that asks for one signature of an organization's role:
// member, admin, client, peer, orderer.
func SignedByRole(organization string, roles ...string) block.Policy {
	policy := &block.SignaturePolicy{Rule: block.SignatureRule{Count: 1}}
	for i, role := range roles {
		policy.Rule.Of = append(policy.Rule.Of, block.SignatureRule{Principal: i})
		policy.Principals = append(policy.Principals, block.Principal{MSP: organization, Role: role})
	}
	return block.Policy{Signature: policy}
}

// OutOf is the policy that asks for so many organizations' signatures, each by a
// role of theirs.
func OutOf(count int, role string, organizations ...string) block.Policy {
	policy := &block.SignaturePolicy{Rule: block.SignatureRule{Count: count}}
	for i, organization := range organizations {
		policy.Rule.Of = append(policy.Rule.Of, block.SignatureRule{Principal: i})
		policy.Principals = append(policy.Principals, block.Principal{MSP: organization, Role: role})
	}
	return block.Policy{Signature: policy}
}

// Implicit is the policy that ANY, ALL or a MAJORITY of the groups below meet theirs.
func Implicit(rule, sub string) block.Policy {
	return block.Policy{Implicit: &block.ImplicitPolicy{Rule: rule, Sub: sub}}
}

// PolicyBytes is a policy in the form of the configuration.
func PolicyBytes(policy block.Policy) []byte { return marshal(configPolicy(policy)) }

// configPolicy writes a policy as the configuration holds it.
func configPolicy(policy block.Policy) *common.Policy {
	if policy.Implicit != nil {
		return &common.Policy{
			Type: int32(common.Policy_IMPLICIT_META),
			Value: marshal(&common.ImplicitMetaPolicy{
				SubPolicy: policy.Implicit.Sub,
				Rule:      common.ImplicitMetaPolicy_Rule(common.ImplicitMetaPolicy_Rule_value[policy.Implicit.Rule]),
			}),
		}
	}
	return &common.Policy{Type: int32(common.Policy_SIGNATURE), Value: marshal(signaturePolicy(policy.Signature))}
}

// applicationPolicy writes a policy as a chaincode's definition holds it.
func applicationPolicy(policy block.Policy) *peer.ApplicationPolicy {
	if policy.Reference != "" {
		return &peer.ApplicationPolicy{Type: &peer.ApplicationPolicy_ChannelConfigPolicyReference{
			ChannelConfigPolicyReference: policy.Reference,
		}}
	}
	return &peer.ApplicationPolicy{Type: &peer.ApplicationPolicy_SignaturePolicy{
		SignaturePolicy: signaturePolicy(policy.Signature),
	}}
}

// signaturePolicy writes a rule over principals.
func signaturePolicy(policy *block.SignaturePolicy) *common.SignaturePolicyEnvelope {
	envelope := &common.SignaturePolicyEnvelope{Rule: signatureRule(policy.Rule)}
	for _, each := range policy.Principals {
		envelope.Identities = append(envelope.Identities, principal(each))
	}
	return envelope
}

// signatureRule writes a rule and all below it.
func signatureRule(rule block.SignatureRule) *common.SignaturePolicy {
	if len(rule.Of) == 0 {
		return &common.SignaturePolicy{Type: &common.SignaturePolicy_SignedBy{SignedBy: int32(rule.Principal)}}
	}
	count := &common.SignaturePolicy_NOutOf{N: int32(rule.Count)}
	for _, each := range rule.Of {
		count.Rules = append(count.Rules, signatureRule(each))
	}
	return &common.SignaturePolicy{Type: &common.SignaturePolicy_NOutOf_{NOutOf: count}}
}

// principal writes who a signer has to be.
func principal(p block.Principal) *msp.MSPPrincipal {
	switch {
	case p.Identity != nil:
		return &msp.MSPPrincipal{PrincipalClassification: msp.MSPPrincipal_IDENTITY, Principal: p.Identity}
	case p.Unit != "":
		return &msp.MSPPrincipal{
			PrincipalClassification: msp.MSPPrincipal_ORGANIZATION_UNIT,
			Principal: marshal(&msp.OrganizationUnit{
				MspIdentifier:                p.MSP,
				OrganizationalUnitIdentifier: p.Unit,
				CertifiersIdentifier:         p.Certifier,
			}),
		}
	default:
		role := msp.MSPRole_MSPRoleType_value[strings.ToUpper(p.Role)]
		return &msp.MSPPrincipal{
			PrincipalClassification: msp.MSPPrincipal_ROLE,
			Principal:               marshal(&msp.MSPRole{MspIdentifier: p.MSP, Role: msp.MSPRole_MSPRoleType(role)}),
		}
	}
}
