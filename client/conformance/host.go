package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// hosts looks at which MSP each host is: its id says it, or else a record; and nobody but an
// operator names one.
func (s suite) hosts(t *testing.T) {
	one := s.registerParty(t, "host", 0)
	named, err := one.NamedHosts(testContext(t))
	require.NoError(t, err)
	for _, id := range s.world.Hosts() {
		var records []membership.Host
		for _, host := range named {
			if host.ID == id {
				records = append(records, host)
			}
		}
		if form.CheckSlug("host", id) == nil {
			require.Empty(t, records)
			continue
		}
		require.Len(t, records, 1)
		require.Contains(t, form.HostNames(records[0].MSP), id)
	}
	own := one.ledger.Hosts()
	require.NotEmpty(t, own)
	require.Contains(t, form.HostNames(own[0]), s.world.Hosts()[0], "the own host comes first")
	for _, msp := range own {
		_, err := one.ledger.EvaluateAt(testContext(t), msp, "ListHosts", []byte(`{}`))
		require.NoError(t, err)
	}
	for _, host := range append(s.world.Hosts(), "elsewhere.msp") {
		_, err := one.Submit(testContext(t), membership.NameHost{Host: host})
		requireCode(t, refusal.NoOperatorAttribute, err)
		_, err = one.Try(testContext(t), membership.NameHost{Host: host})
		requireCode(t, refusal.NoOperatorAttribute, err)
	}
}
