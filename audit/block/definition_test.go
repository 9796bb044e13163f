package block_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// fields are the values of a definition that a call writes, by their field.
func fields(t *testing.T, call *block.Invocation, chaincode string) map[string][]byte {
	t.Helper()
	values := map[string][]byte{}
	for _, set := range call.Sets {
		if set.Namespace != block.Lifecycle || set.Collection != "" {
			continue
		}
		for _, write := range set.Writes {
			if name, field, ok := block.ParseDefinitionKey(write.Key); ok {
				require.Equal(t, chaincode, name)
				require.Equal(t, write.Key, block.DefinitionKey(name, field))
				values[field] = write.Value
			}
		}
	}
	return values
}

// TestDefinition reads definitions: the one that a real network recorded, and
// forged ones.
func TestDefinition(t *testing.T) {
	t.Parallel()
	rule := blocktest.OutOf(2, "peer", "industry", "academia")
	channel := blocktest.NewRaft("industry", "academia")
	for name, want := range map[string]struct {
		raw        []byte
		definition block.Definition
	}{
		"ok/real": {realBlocks(t, "raft")[2], block.Definition{
			Chaincode: "registry", Sequence: 1, Version: "1",
			Policy: block.Policy{Reference: "/Channel/Application/Endorsement"},
		}},
		"ok/rule": {channel.Append(channel.Define("other", 7, rule).Envelope()), block.Definition{
			Chaincode: "other", Sequence: 7, Version: "1", Policy: rule,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values := fields(t, parse(t, want.raw).Transactions[0].Call, want.definition.Chaincode)
			got, err := block.ReadDefinition(want.definition.Chaincode,
				values[block.FieldSequence], values[block.FieldEndorsement], values[block.FieldValidation])
			require.NoError(t, err)
			require.Equal(t, want.definition, got)
			collections, err := block.ReadCollections(values[block.FieldCollections])
			require.NoError(t, err)
			require.Empty(t, collections)
		})
	}
}

// TestDefinitionRefuses mixes a definition's values up.
func TestDefinitionRefuses(t *testing.T) {
	t.Parallel()
	values := map[string][]byte{}
	for _, write := range blocktest.Definition("registry", 1, "1", blocktest.OutOf(1, "peer", "industry")) {
		if _, field, ok := block.ParseDefinitionKey(write.Key); ok {
			values[field] = write.Value
		}
	}
	good := [3]string{block.FieldSequence, block.FieldEndorsement, block.FieldValidation}
	for name, field := range map[string][3]string{
		"fail/nothing":     {},
		"fail/sequence":    {good[1], good[1], good[2]},
		"fail/endorsement": {good[0], good[0], good[2]},
		"fail/validation":  {good[0], good[1], good[0]},
		"fail/validator":   {good[0], good[1], good[1]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := block.ReadDefinition("registry", values[field[0]], values[field[1]], values[field[2]])
			require.ErrorIs(t, err, block.ErrMalformed)
		})
	}
	for _, key := range []string{"", "namespaces/metadata/registry", "namespaces/fields/registry"} {
		_, _, ok := block.ParseDefinitionKey(key)
		require.False(t, ok, key)
	}
	_, err := block.ReadCollections(values[good[0]])
	require.ErrorIs(t, err, block.ErrMalformed)
	_, err = block.ReadPolicy(bytes.Replace(values[good[2]], []byte("vscc"), []byte("mine"), 1))
	require.ErrorContains(t, err, `validator "mine" is not known`)
}

// TestCollections reads who may write to private collections.
func TestCollections(t *testing.T) {
	t.Parallel()
	rule := blocktest.OutOf(1, "peer", "industry")
	want := map[string]*block.Policy{"own": &rule, "chaincode's": nil}
	got, err := block.ReadCollections(blocktest.Collections(want))
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = block.ReadCollections(blocktest.Collections(map[string]*block.Policy{"none": {Signature: &block.SignaturePolicy{
		Rule: block.SignatureRule{Principal: 3},
	}}}))
	require.ErrorIs(t, err, block.ErrMalformed)
}
