package sdk

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPrefer(t *testing.T) {
	errNone := errors.New("no combination")
	own := func(p *hostPeer) bool { return p.MSPID() == "own" }
	// combinations satisfy the policy; the first without a barred peer is picked.
	pick := func(combinations ...[]*hostPeer) func(map[*hostPeer]bool) ([]*hostPeer, error) {
		return func(barred map[*hostPeer]bool) ([]*hostPeer, error) {
			for _, combination := range combinations {
				free := true
				for _, p := range combination {
					free = free && !barred[p]
				}
				if free {
					return combination, nil
				}
			}
			return nil, errNone
		}
	}
	withOwn := []*hostPeer{peerOf("own"), peerOf("c")}
	withoutOwn := []*hostPeer{peerOf("a"), peerOf("b")}
	without2 := []*hostPeer{peerOf("b"), peerOf("c")}
	for name, c := range map[string]struct {
		combinations [][]*hostPeer
		want         []*hostPeer
	}{
		"ok/own at once":       {[][]*hostPeer{withOwn, withoutOwn}, withOwn},
		"ok/own second":        {[][]*hostPeer{withoutOwn, withOwn}, withOwn},
		"ok/own third":         {[][]*hostPeer{withoutOwn, without2, withOwn}, withOwn},
		"ok/not without other": {[][]*hostPeer{withoutOwn}, withoutOwn},
		"fail/none":            {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := prefer(own, pick(c.combinations...))
			require.Equal(t, c.want, got)
			if c.want == nil {
				require.ErrorIs(t, err, errNone)
			} else {
				require.NoError(t, err)
			}
		})
	}
}
