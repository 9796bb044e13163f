package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
)

// Of each host that is in the channel, and whose party is no member in good standing, it is
// said why, and what to type.
func TestDriftIsSaid(t *testing.T) {
	for name, test := range map[string]struct{ state, table, want string }{
		"ok/a member":            {network.StateActive, "member", ""},
		"fail/suspended":         {network.StateSuspended, "suspended", "is suspended"},
		"fail/former":            {"expelled", "no member (expelled)", "museum@museum, which runs host museum, is no"},
		"fail/never was":         {network.StateNone, "never a member", "museum@museum never was a member"},
		"fail/another's perhaps": {network.StateNone, "never a member", "--party museum=PARTY"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, talk bytes.Buffer
			p := programIn(t, "en", cli.Streams{Out: &out, Err: &talk})
			err := p.showDrift([]network.Drift{
				{Host: "museum", Party: "museum@museum", State: test.state, Orderers: []string{"192.0.2.9:17050"}},
				{Party: "bosch@industry", State: network.StateActive},
			})
			require.Contains(t, out.String(), test.table)
			if test.want == "" {
				require.NoError(t, err)
				require.Empty(t, talk.String())
				return
			}
			require.ErrorIs(t, err, errDrifted)
			require.Contains(t, talk.String(), test.want)
			require.Contains(t, talk.String(), "change draft --remove-orderer 192.0.2.9:17050")
			require.Contains(t, talk.String(), "change draft --remove museum")
		})
	}
}
