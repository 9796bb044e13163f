//go:build live

package gateway_test

import (
	"testing"

	"allianceregistry/client"
	"allianceregistry/client/conformance"
)

// world is the live network, as the suite that every adapter passes sees it.
type world struct{}

func (world) Hosts() []string { return []string{"association", "industry", "academia"} }

func (world) Open(t *testing.T, party string) client.Ledger { return open(t, enrolled(t, party)) }

func TestLiveConformance(t *testing.T) {
	t.Parallel()
	conformance.Run(t, world{})
}
