package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestForgedDefinition has one host loosen the registry's definition, in each of the
// ways that there are, and write with its own transaction endorsement only.
func TestForgedDefinition(t *testing.T) {
	t.Parallel()
	loose := blocktest.OutOf(1, "peer", "association", "industry", "academia")
	definition := func(namespace string) block.Set {
		return block.Set{Namespace: namespace, Writes: blocktest.Definition(registry, 2, "1", loose)}
	}
	written := block.Set{Namespace: registry, Writes: []block.Write{{Key: "a", Value: []byte("1")}}}
	for name, c := range map[string]struct {
		chaincode string
		sets      []block.Set
		want      []string
	}{
		"ok/its own namespace":         {"loose", []block.Set{{Namespace: "loose", Writes: written.Writes}}, nil},
		"fail/nothing written":         {registry, nil, []string{EndorsementsMissing, WrongCode}},
		"fail/the definition":          {block.Lifecycle, []block.Set{definition(block.Lifecycle)}, []string{EndorsementsMissing, WrongCode}},
		"fail/by the registry's call":  {registry, []block.Set{definition(block.Lifecycle)}, []string{EndorsementsMissing, WrongCode}},
		"fail/by a loose chaincode":    {"loose", []block.Set{definition(block.Lifecycle)}, []string{EndorsementsMissing, WrongCode}},
		"fail/records, by a loose one": {"loose", []block.Set{written}, []string{EndorsementsMissing, WrongCode}},
		"fail/a collection of nobody": {"loose", []block.Set{{Namespace: "loose"}, {
			Namespace: "loose", Collection: "none", Writes: []block.Write{{Key: "a", Value: []byte("1")}},
		}}, []string{WrongCode}},
		"fail/another's own collection": {"loose", []block.Set{{Namespace: "loose"}, {
			Namespace: "loose", Collection: "_implicit_org_industry", Writes: []block.Write{{Key: "a", Value: []byte("1")}},
		}}, []string{EndorsementsMissing, WrongCode}},
		"fail/a key's own policy":     {"loose", []block.Set{{Namespace: "loose", Policies: []string{"a"}}}, []string{KeyPolicy}},
		"fail/a chaincode of nobody":  {"nobody", nil, []string{WrongCode}},
		"fail/a namespace of nobody":  {"loose", []block.Set{{Namespace: "$", Writes: written.Writes}}, []string{WrongCode}},
		"fail/the namespace, twice":   {"loose", []block.Set{{Namespace: "loose", Writes: written.Writes}, {Namespace: "loose", Writes: written.Writes}}, []string{WrongCode}},
		"fail/hashes in another name": {"loose", []block.Set{{Namespace: registry + "$$h", Writes: written.Writes}}, []string{WrongCode}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			n.take(n.Append(n.Define("loose", 1, loose).Envelope()))
			call := n.Call(n.Hosts[0], c.chaincode, "Put", c.sets...)
			_, err := n.verify(n.Append(only(call, n.Hosts[0].Peer).Envelope()))
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Equal(t, c.want, codesOf(broken.Findings, Fault), "%v", broken)
		})
	}
}
