package caller_test

import (
	"encoding/asn1"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/caller"
	"allianceregistry/audit/index/indextest"
)

// FuzzRead: whatever stands where a certificate should, somebody is named by it, and never
// as more than the certificate says.
func FuzzRead(f *testing.F) {
	oid, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1})
	require.NoError(f, err)
	w := indextest.New(1).Live(2)
	f.Add("industry", []byte{})
	f.Add("Org1MSP\x00", oid)
	f.Add("industry", w.Chain[1].Block.Transactions[0].Creator.Signer.Certificate)
	f.Fuzz(func(t *testing.T, msp string, certificate []byte) {
		who, err := caller.Read(block.Identity{MSP: msp, Certificate: certificate})
		require.Equal(t, msp, who.MSP)
		require.Empty(t, who.Host, "which host it is says the ledger")
		require.Contains(t, []int{0, 64}, len(who.Key))
		if err != nil {
			require.Empty(t, who.Party)
			require.False(t, who.Operator)
		}
	})
}
