package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/network/words"
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

// A plan is lines for people, and for programs a list.
func TestPlan(t *testing.T) {
	t.Parallel()
	plan := []*words.Message{words.Of("rejoin.planChaincode"), words.Command("x")}
	for output, want := range map[string]string{
		"table": "the chaincode's package is installed again\nx\n",
		"json":  "{\n  \"plan\": [\n    \"the chaincode's package is installed again\",\n    \"x\"\n  ]\n}\n",
	} {
		var out strings.Builder
		p := programIn(t, "en", cli.Streams{Out: &out})
		p.Output = output
		require.NoError(t, p.printPlan(plan))
		require.Equal(t, want, out.String())
	}
}
