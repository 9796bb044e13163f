package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
)

// Under -o json an error is JSON too.
func TestFailureInJSON(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		args []string
		exit int
		code string
	}{
		"fail/usage":      {[]string{"begin", "-o", "json"}, cli.ExitUsage, "USAGE_NO_FLAG"},
		"fail/no network": {[]string{"status", "-o", "json", "--dir", t.TempDir()}, cli.ExitError, "NETWORK_NONE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exit, out, talk := command(t, row.args...)
			require.Equal(t, row.exit, exit)
			require.Empty(t, out)
			var failure catalogue.Failure
			require.NoError(t, json.Unmarshal([]byte(talk), &failure), talk)
			require.Equal(t, row.code, failure.Code)
			require.NotEmpty(t, failure.Message)
		})
	}
}
