package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestUsage(t *testing.T) {
	for _, args := range []string{
		"--colour", "--clients 0", "--clients many", "--clients 5000", "--rounds 0", "--length 10ms", "--crowd 1",
		"--transactions 3", "--electorate 5", "-o yaml", "--parts all", "--profile /",
	} {
		require.Equal(t, 2, run(t.Context(), strings.Fields(args), io.Discard, io.Discard), args)
	}
	var talk strings.Builder
	require.Zero(t, run(t.Context(), []string{"--help"}, io.Discard, &talk))
	require.Contains(t, talk.String(), "A no-op is the contract's Version")
}

func TestParse(t *testing.T) {
	s, err := parse([]string{"--clients", "700, 1,32,32"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, []int{1, 32, 700}, s.clients)
	require.Equal(t, 1005, s.parties(), "an electorate of 1,000, and those it decides about")
	require.GreaterOrEqual(t, s.perClient(), s.rounds*int(s.length/s.batch), "a client never runs out of alliances")

	s, err = parse([]string{"-o", "json", "--quick", "--rounds", "2"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, 2, s.rounds, "other flags still count")
	require.Equal(t, 1500*time.Millisecond, s.length)
	require.Equal(t, "json", s.output)

	s, err = parse([]string{"--parts", "compare", "--clients", "2,3"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, 7, s.parties())
	require.True(t, s.has("compare"))
	require.False(t, s.has("crowd"))
}

func TestSecrets(t *testing.T) {
	got, err := secrets([]byte("{\"id\":\"a@industry\",\"secret\":\"x\"}\n{\n\"id\":\"b@academia\",\"secret\":\"y\"\n}\n"))
	require.NoError(t, err)
	require.Equal(t, map[string]string{"a@industry": "x", "b@academia": "y"}, got)
	_, err = secrets([]byte("no"))
	require.Error(t, err)
}
