package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Without a name of somebody's choice there are sessions by one alone that nobody guesses.
func TestServeNames(t *testing.T) {
	t.Parallel()
	own := (&serving{listen: "127.0.0.1:8650"}).names()
	require.Len(t, own, 1)
	require.Regexp(t, `^r-[0-9a-f]{32}\.localhost$`, own[0])
	require.NotEqual(t, own, (&serving{listen: "127.0.0.1:8650"}).names())
	require.Equal(t, []string{"registry.example"}, (&serving{listen: "0.0.0.0:8650", hosts: []string{"registry.example"}}).names())
	require.Empty(t, (&serving{listen: "unix:/run/s"}).names())
}
