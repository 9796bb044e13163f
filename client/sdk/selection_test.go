package sdk

import (
	"errors"
	"testing"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/stretchr/testify/require"
)

func TestPrefer(t *testing.T) {
	errNone := errors.New("no combination")
	own := func(p fab.Peer) bool { return p.MSPID() == "own" }
	// combinations satisfy the policy; the first without a barred peer is picked.
	pick := func(combinations ...[]fab.Peer) func(map[string]bool) ([]fab.Peer, error) {
		return func(barred map[string]bool) ([]fab.Peer, error) {
			for _, combination := range combinations {
				free := true
				for _, p := range combination {
					free = free && !barred[p.URL()]
				}
				if free {
					return combination, nil
				}
			}
			return nil, errNone
		}
	}
	withOwn := []fab.Peer{fakePeer("own"), fakePeer("c")}
	withoutOwn := []fab.Peer{fakePeer("a"), fakePeer("b")}
	without2 := []fab.Peer{fakePeer("b"), fakePeer("c")}
	for name, c := range map[string]struct {
		combinations [][]fab.Peer
		want         []fab.Peer
	}{
		"ok/own at once":       {[][]fab.Peer{withOwn, withoutOwn}, withOwn},
		"ok/own second":        {[][]fab.Peer{withoutOwn, withOwn}, withOwn},
		"ok/own third":         {[][]fab.Peer{withoutOwn, without2, withOwn}, withOwn},
		"ok/not without other": {[][]fab.Peer{withoutOwn}, withoutOwn},
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
