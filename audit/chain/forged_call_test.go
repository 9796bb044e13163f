package chain

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// TestNameless has a client send a transaction without an id, and then the same
// with it. Fabric's ledger knows the first by the id that it ought to have had: the
// second is a repetition, whatever the block between them.
func TestNameless(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		codes []string
		want  []string
	}{
		"ok/repeated":       {[]string{badTxID, repeatedID}, nil},
		"fail/first valid":  {[]string{valid, repeatedID}, []string{WrongCode, WrongTxID}},
		"fail/second valid": {[]string{badTxID, valid}, []string{RepeatedTx, WrongCode}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			first := n.put("a", "1")
			first.Nonce = []byte("chosen by the client")
			second := first
			first.Nameless = true
			var err error
			for i, call := range []blocktest.Call{first, second} {
				var verified Verified
				if verified, err = n.verify(n.coded(c.codes[i:i+1], call)); err != nil {
					break
				}
				n.memory.Apply(verified)
			}
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Equal(t, c.want, codesOf(broken.Findings, Fault))
		})
	}
}

// TestSeveralReasons has a client's call that fails in two namespaces, for reasons
// that Fabric's peers find in any order: none of them may be accused.
func TestSeveralReasons(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		endorsementsMissing: true, unknownChaincode: true, valid: false, staleRead: false,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			n := raft(t)
			call := only(n.put("a", "1"), n.Hosts[0].Peer)
			call.Sets = append(call.Sets, block.Set{Namespace: "nowhere", Writes: []block.Write{{Key: "a", Value: []byte("1")}}})
			verified, err := n.verify(n.coded([]string{code}, call))
			if want {
				require.NoError(t, err)
				require.Equal(t, []string{unknownChaincode}, verified.Codes, "the same from each peer")
				return
			}
			var broken *Broken
			require.ErrorAs(t, err, &broken)
			require.Contains(t, codesOf(broken.Findings, Fault), WrongCode)
		})
	}
}

// TestManyNamespaces has a call that writes in very many namespaces, as any client
// can send one: the work grows with its bytes, not with their square.
func TestManyNamespaces(t *testing.T) {
	t.Parallel()
	n := raft(t)
	call := n.put("a", "1")
	for i := range 200_000 {
		call.Sets = append(call.Sets, block.Set{Namespace: fmt.Sprintf("%0100d", i), Writes: []block.Write{{Key: "a"}}})
	}
	raw := n.coded([]string{unknownChaincode}, call)
	_, err := n.verify(raw) // its square would take hours, and end with the tests' limit
	require.NoError(t, err)
}
