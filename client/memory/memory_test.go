package memory_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"allianceregistry/client"
	"allianceregistry/client/conformance"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// world is one chain in memory; a party's key is made of its id.
type world struct{ chain *memledger.Ledger }

func (world) Hosts() []string { return []string{"association", "industry", "academia"} }

func (w world) Open(_ *testing.T, party string) client.Ledger {
	_, host, _ := form.SplitID("party", party)
	key := sha256.Sum256([]byte(party))
	return memory.Open(w.chain, membership.Caller{Host: host, Key: hex.EncodeToString(key[:]), Party: party})
}

func TestConformance(t *testing.T) {
	conformance.Run(t, world{memledger.New()})
}
