package replay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// The root of a seal is worked out again: another one, another entry's digest and another inner node
// are each found.
func TestRootsAreWorkedOutAgain(t *testing.T) {
	t.Parallel()
	r := elected(t).replayed()
	require.Empty(t, r.Findings())
	seal, err := membership.Ask(r.View(), time.Time{}, membership.GetSeal{Alliance: zgc})
	require.NoError(t, err)
	require.Len(t, seal.Root, 64)
	another := strings.Repeat("0", 64)
	for name, row := range map[string]struct{ object, old string }{
		"fail/a root":     {"seal", seal.Root},
		"fail/the tree's": {"root", seal.Root},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := elected(t)
			changed := 0
			for _, write := range writesOf(w, row.object) {
				changed += strings.Count(string(write.Value), row.old)
				replacing(write, row.old, another)
			}
			require.Positive(t, changed)
			require.NotEmpty(t, w.replayed().Findings())
		})
	}
}
