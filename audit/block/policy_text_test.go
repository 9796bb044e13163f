package block_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
)

func TestPolicyText(t *testing.T) {
	t.Parallel()
	principals := []block.Principal{
		{MSP: "Org1MSP", Role: "peer"},
		{MSP: "Org2.Example", Role: "member"},
		{MSP: "org3", Unit: "audit"},
		{MSP: "org4", Identity: []byte("i"), Certificate: []byte{0xab}},
		{},
	}
	leaf := func(number int) block.SignatureRule { return block.SignatureRule{Principal: number} }
	of := func(count int, parts ...block.SignatureRule) block.SignatureRule {
		return block.SignatureRule{Count: count, Of: parts}
	}
	for want, rule := range map[string]block.SignatureRule{
		"OR('Org1MSP.peer', 'Org2.Example.member')":                      of(1, leaf(0), leaf(1)),
		"AND('Org1MSP.peer', 'org3.unit audit')":                         of(2, leaf(0), leaf(2)),
		"OutOf(2, 'Org1MSP.peer', 'org4.identity ab', nobody)":           of(2, leaf(0), leaf(3), leaf(4)),
		"OR('Org1MSP.peer', AND('Org2.Example.member', 'Org1MSP.peer'))": of(1, leaf(0), of(2, leaf(1), leaf(0))),
		"'Org1MSP.peer'":           of(1, leaf(0)),
		"OutOf(0, 'Org1MSP.peer')": of(0, leaf(0)),
		"'?'":                      leaf(9),
	} {
		require.Equal(t, want, block.Policy{Signature: &block.SignaturePolicy{Rule: rule, Principals: principals}}.String())
	}
	require.Equal(t, "MAJORITY Endorsement", block.Policy{Implicit: &block.ImplicitPolicy{Rule: "MAJORITY", Sub: "Endorsement"}}.String())
	require.Equal(t, "/Channel/Application/Endorsement", block.Policy{Reference: "/Channel/Application/Endorsement"}.String())
	require.Empty(t, block.Policy{}.String())
}
