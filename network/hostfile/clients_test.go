package hostfile_test

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

func TestValidClients(t *testing.T) {
	t.Parallel()
	host, other := hostfiletest.New(t, "industry", 0), hostfiletest.New(t, "academia", 0)
	own := host.File.Members
	serving := hostfiletest.PEM(hostfiletest.Clients(t, host.Members, func(c *x509.Certificate) { c.PermittedDNSDomains = nil }))
	for name, test := range map[string]struct {
		clients string
		want    bool
	}{
		"ok/its own":             {own.Clients, true},
		"fail/for servers too":   {serving, false},
		"fail/another's":         {other.File.Members.Clients, false},
		"fail/no authority":      {hostfiletest.PEM(host.Administrator), false},
		"fail/none":              {"", false},
		"fail/more than just it": {own.Clients + own.Clients, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, hostfile.ValidClients(own.CA, own.TLSCA, test.clients))
		})
	}
}
