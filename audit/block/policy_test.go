package block_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// policies draws policies of the configuration.
func policies() *rapid.Generator[block.Policy] {
	principal := rapid.Custom(func(t *rapid.T) block.Principal {
		organization := rapid.StringN(1, 9, -1).Draw(t, "organization")
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 0:
			role := rapid.SampledFrom([]string{"member", "admin", "client", "peer", "orderer"})
			return block.Principal{MSP: organization, Role: role.Draw(t, "role")}
		case 1:
			return block.Principal{
				MSP:       organization,
				Unit:      rapid.StringN(1, 9, -1).Draw(t, "unit"),
				Certifier: rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "certifier"),
			}
		default:
			return block.Principal{Identity: rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "identity")}
		}
	})
	return rapid.Custom(func(t *rapid.T) block.Policy {
		if rapid.Bool().Draw(t, "implicit") {
			rule := rapid.SampledFrom([]string{"ANY", "ALL", "MAJORITY"}).Draw(t, "rule")
			return blocktest.Implicit(rule, rapid.String().Draw(t, "sub"))
		}
		principals := rapid.SliceOfN(principal, 1, 4).Draw(t, "principals")
		return block.Policy{Signature: &block.SignaturePolicy{
			Rule:       rules(t, len(principals), 3),
			Principals: principals,
		}}
	})
}

// rules draws a rule over so many principals.
func rules(t *rapid.T, principals, depth int) block.SignatureRule {
	if depth == 0 || rapid.Bool().Draw(t, "signed") {
		return block.SignatureRule{Principal: rapid.IntRange(0, principals-1).Draw(t, "principal")}
	}
	rule := block.SignatureRule{Count: rapid.IntRange(0, 3).Draw(t, "count")}
	for range rapid.IntRange(1, 3).Draw(t, "of") {
		rule.Of = append(rule.Of, rules(t, principals, depth-1))
	}
	return rule
}

// TestPolicyRoundTrip writes policies and reads them.
func TestPolicyRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := policies().Draw(t, "policy")
		got, err := block.ParsePolicy(blocktest.PolicyBytes(want))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// TestPolicyAlways reads Fabric's "always" and "never": so many of no rules.
func TestPolicyAlways(t *testing.T) {
	t.Parallel()
	for name, count := range map[string]int32{"ok/always": 0, "ok/never": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := block.ParsePolicy(signaturePolicy(t, &common.SignaturePolicyEnvelope{Rule: outOf(count)}))
			require.NoError(t, err)
			require.Equal(t, block.SignatureRule{Count: int(count), Of: []block.SignatureRule{{Principal: 0}}}, got.Signature.Rule)
			require.Equal(t, []block.Principal{{}}, got.Signature.Principals)
		})
	}
}

// TestPolicyRefuses gives ParsePolicy what nobody could decide by.
func TestPolicyRefuses(t *testing.T) {
	t.Parallel()
	signed := func(by int32) *common.SignaturePolicy {
		return &common.SignaturePolicy{Type: &common.SignaturePolicy_SignedBy{SignedBy: by}}
	}
	implicit, err := proto.Marshal(&common.ImplicitMetaPolicy{Rule: 9})
	require.NoError(t, err)
	for name, raw := range map[string][]byte{
		"fail/text":          []byte("not a policy"),
		"fail/implicit rule": policyBytes(t, 3, implicit),
		"fail/implicit":      policyBytes(t, 3, []byte{0xff}),
		"fail/signature":     policyBytes(t, 1, []byte{0xff}),
		"fail/no rule":       signaturePolicy(t, &common.SignaturePolicyEnvelope{}),
		"fail/version":       signaturePolicy(t, &common.SignaturePolicyEnvelope{Version: 1, Rule: outOf(0)}),
		"fail/nobody":        signaturePolicy(t, &common.SignaturePolicyEnvelope{Rule: signed(0)}),
		"fail/negative":      signaturePolicy(t, &common.SignaturePolicyEnvelope{Rule: signed(-1)}),
		"fail/below":         signaturePolicy(t, &common.SignaturePolicyEnvelope{Rule: outOf(1, signed(0))}),
		"fail/combined":      withPrincipal(t, msp.MSPPrincipal_COMBINED, nil),
		"fail/role":          withPrincipal(t, msp.MSPPrincipal_ROLE, []byte{0x10, 0x09}),
		"fail/role bytes":    withPrincipal(t, msp.MSPPrincipal_ROLE, []byte{0xff}),
		"fail/unit":          withPrincipal(t, msp.MSPPrincipal_ORGANIZATION_UNIT, []byte{0xff}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := block.ParsePolicy(raw)
			require.ErrorIs(t, err, block.ErrMalformed)
		})
	}
	t.Run("ok/unknown kind", func(t *testing.T) {
		t.Parallel()
		got, err := block.ParsePolicy(policyBytes(t, 7, []byte{0xff}))
		require.NoError(t, err)
		require.Equal(t, block.Policy{}, got)
	})
}

// policyBytes writes a policy of some kind.
func policyBytes(t *testing.T, kind int32, content []byte) []byte {
	t.Helper()
	raw, err := proto.Marshal(&common.Policy{Type: kind, Value: content})
	require.NoError(t, err)
	return raw
}

// signaturePolicy writes a rule over principals.
func signaturePolicy(t *testing.T, envelope *common.SignaturePolicyEnvelope) []byte {
	t.Helper()
	raw, err := proto.Marshal(envelope)
	require.NoError(t, err)
	return policyBytes(t, 1, raw)
}

// withPrincipal writes a rule over one principal.
func withPrincipal(t *testing.T, form msp.MSPPrincipal_Classification, content []byte) []byte {
	t.Helper()
	return signaturePolicy(t, &common.SignaturePolicyEnvelope{
		Rule:       outOf(0),
		Identities: []*msp.MSPPrincipal{{PrincipalClassification: form, Principal: content}},
	})
}

// outOf is a rule that asks for so many of others.
func outOf(count int32, rules ...*common.SignaturePolicy) *common.SignaturePolicy {
	return &common.SignaturePolicy{Type: &common.SignaturePolicy_NOutOf_{
		NOutOf: &common.SignaturePolicy_NOutOf{N: count, Rules: rules},
	}}
}
