package index_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// A sender is shown with its host's id, and by its MSP ID before that has a name; also where
// the name came with an earlier part of the chain.
func TestNamedHosts(t *testing.T) {
	t.Parallel()
	w := indextest.New(1)
	send := func(party string, transaction membership.Transaction) {
		t.Helper()
		_, err := w.Send(party, transaction)
		require.NoError(t, err)
		w.Commit()
	}
	for i, party := range []string{"a@org1.msp", "b@industry", "c@org1.msp"} {
		if i == 0 {
			send("operator@org1.msp", membership.NameHost{Host: "org1.msp"})
		}
		send(party, membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": party}})
	}
	on(t, func(t *testing.T, where string) {
		for _, size := range []int{1, 2, 1000} {
			t.Run(fmt.Sprintf("ok/%d blocks at once", size), func(t *testing.T) {
				x := open(t, databases[0].where(t))
				fill(t, x, w, size)
				for host, want := range map[string]int{"Org1MSP": 1, "org1.msp": 2, "industry": 1} {
					count, err := x.Count(t.Context(), "SELECT count(*) FROM tx WHERE host='"+host+"'")
					require.NoError(t, err)
					require.Equal(t, want, count, host)
				}
				for msp, want := range map[string]string{"Org1MSP": "org1.msp", "Org2.Example": "Org2.Example", "industry": "industry"} {
					host, err := x.HostOf(t.Context(), msp)
					require.NoError(t, err)
					require.Equal(t, want, host)
				}
			})
		}
	})
}
