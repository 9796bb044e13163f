package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/replay"
)

// define appends a block in which the channel defines a chaincode.
func (w *world) define(chaincode string, sequence int64, version string) {
	w.defineBy(chaincode, sequence, version, 2, "academia", "industry")
}

// defineBy is define with a policy of so many of these hosts' peers.
func (w *world) defineBy(chaincode string, sequence int64, version string, count int, hosts ...string) {
	w.append([]block.Transaction{{
		Kind: block.Call, Code: "VALID", ID: version, Call: &block.Invocation{
			Chaincode: block.Lifecycle, Name: "CommitChaincodeDefinition", Sets: []block.Set{{
				Namespace: block.Lifecycle,
				Writes:    blocktest.Definition(chaincode, sequence, version, blocktest.OutOf(count, "peer", hosts...)),
			}},
		},
	}})
}

// The first definition is a fact, a later one is odd; another chaincode's is neither.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.define("registry", 1, "1.0")
	w.define("coins", 1, "0.1")
	r := w.replayed()
	require.Len(t, r.Definitions(), 1)
	require.EqualValues(t, 1, r.Definitions()[0].Sequence)
	require.Equal(t, "1.0", r.Definitions()[0].Version)
	require.Contains(t, r.Definitions()[0].Policy, "academia")
	require.Empty(t, replay.Anomalies(r, replay.DefaultThresholds()))

	w.define("registry", 2, "1.1")
	w.advance(r)
	require.Len(t, r.Definitions(), 2)
	require.Empty(t, r.Findings())
	odd := replay.Anomalies(r, replay.DefaultThresholds())
	require.Len(t, odd, 1)
	require.Equal(t, replay.DefinitionChanged, odd[0].Code)
	require.EqualValues(t, 3, odd[0].Block)
	require.Equal(t, "2", odd[0].Params["sequence"])
	require.Equal(t, "1.1", odd[0].Params["version"])
}
