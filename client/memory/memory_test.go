package memory_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/conformance"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// world is one chain in memory, of hosts with their MSP IDs; a party's key is made of its id.
type world struct {
	chain *memledger.Ledger
	hosts []string
	msps  map[string]string
}

func (w world) Hosts() []string { return w.hosts }

func (w world) Open(_ *testing.T, party string) client.Ledger {
	_, host, _ := form.SplitID("party", party)
	return memory.Open(w.chain, w.caller(host, party))
}

func (w world) caller(host, party string) membership.Caller {
	key := sha256.Sum256([]byte(party))
	return membership.Caller{MSP: w.msps[host], Key: hex.EncodeToString(key[:]), Party: party}
}

// open has a chain on which the hosts are named that have to be.
func open(t *testing.T, msps map[string]string, hosts ...string) world {
	t.Helper()
	w := world{memledger.New(), hosts, msps}
	for _, host := range hosts {
		if host == msps[host] {
			continue
		}
		operator := w.caller(host, "")
		operator.Operator = true
		_, err := client.New(memory.Open(w.chain, operator)).Submit(t.Context(), membership.NameHost{Host: host})
		require.NoError(t, err)
	}
	return w
}

func TestConformance(t *testing.T) {
	conformance.Run(t, open(t, map[string]string{"association": "association", "industry": "industry", "academia": "academia"},
		"association", "industry", "academia"))
}

// The same holds where hosts are not their MSP IDs.
func TestConformanceOfNamedHosts(t *testing.T) {
	conformance.Run(t, open(t, map[string]string{"org1.msp": "Org1MSP", "org2-example.msp": "Org2.Example", "academia": "academia"},
		"org1.msp", "org2-example.msp", "academia"))
}

// Who comes from a host without a name is refused, and may ask.
func TestUnnamedHost(t *testing.T) {
	c := client.New(memory.Open(memledger.New(), membership.Caller{MSP: "Org1MSP", Party: "cisco@org1.msp", Key: "k"}))
	_, err := c.Submit(t.Context(), membership.RegisterParty{Request: "r", Kind: "enterprise", Names: form.Names{"en": "C"}})
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.HostUnnamed})
	parties, err := c.Parties(t.Context())
	require.NoError(t, err)
	require.Empty(t, parties)
}
