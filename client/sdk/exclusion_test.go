package sdk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestExclusions(t *testing.T) {
	now := time.Now()
	e := newExclusions(func() time.Time { return now })
	require.False(t, e.has("a"))

	e.add("a", failedPeriod)
	require.True(t, e.has("a"))
	require.False(t, e.has("b"))

	now = now.Add(failedPeriod - time.Millisecond)
	require.True(t, e.has("a"))
	now = now.Add(time.Millisecond)
	require.False(t, e.has("a"))

	e.add("a", silentPeriod)
	now = now.Add(failedPeriod)
	require.True(t, e.has("a"), "a silent peer is left alone for longer")
}
