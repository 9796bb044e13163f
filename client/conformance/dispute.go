package conformance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// dispute is what peers come to, and what comes of it.
type dispute struct {
	endorsing []Trouble
	needs     int
	heights   []uint64
	refusal   refusal.Code
	outvoted  []string
	// conflict says that nothing comes of it, and that nothing was sent.
	conflict bool
}

var disputes = map[string]dispute{
	"ok/all agree":              {endorsing: []Trouble{Well, Well, Well}, needs: 2},
	"ok/the own host differs":   {endorsing: []Trouble{Differs, Well, Well}, needs: 2, outvoted: []string{"industry"}},
	"ok/the own host refuses":   {endorsing: []Trouble{Refuses, Well, Well}, needs: 2, outvoted: []string{"industry"}},
	"ok/another host differs":   {endorsing: []Trouble{Well, Differs, Well}, needs: 2, outvoted: []string{"Org1MSP"}},
	"ok/another host refuses":   {endorsing: []Trouble{Well, Refuses, Well}, needs: 2, outvoted: []string{"Org1MSP"}},
	"ok/two of five":            {endorsing: []Trouble{Differs, Refuses, Well, Well, Well}, needs: 3, outvoted: []string{"industry", "Org1MSP"}},
	"ok/two of five, another":   {endorsing: []Trouble{Well, Differs, Refuses, Well, Well}, needs: 3, outvoted: []string{"Org1MSP", "association"}},
	"refused/own host endorses": {endorsing: []Trouble{Well, Refuses, Refuses}, needs: 2, refusal: refusal.IDTaken, outvoted: []string{"industry"}},
	"refused/another endorses":  {endorsing: []Trouble{Refuses, Well, Refuses}, needs: 2, refusal: refusal.IDTaken, outvoted: []string{"Org1MSP"}},
	"refused/own host refuses otherwise": {
		endorsing: []Trouble{RefusesElse, Refuses, Refuses}, needs: 2, refusal: refusal.IDTaken, outvoted: []string{"industry"},
	},
	"refused/two of five endorse": {
		endorsing: []Trouble{Well, Well, Refuses, Refuses, Refuses}, needs: 3,
		refusal: refusal.IDTaken, outvoted: []string{"industry", "Org1MSP"},
	},
	"refused/own host says that its chain is longer": {
		endorsing: []Trouble{Well, Refuses, Refuses}, needs: 2, heights: []uint64{1_000_000, 7, 7},
		refusal: refusal.IDTaken, outvoted: []string{"industry"},
	},
	"fail/one that refuses is behind": {
		endorsing: []Trouble{Well, Refuses, Refuses}, needs: 2, heights: []uint64{9, 9, 7}, conflict: true,
	},
	"fail/each refuses otherwise":     {endorsing: []Trouble{Well, Refuses, RefusesElse}, needs: 2, conflict: true},
	"fail/one refuses, another down":  {endorsing: []Trouble{Well, Refuses, ChaincodeDown}, needs: 2, conflict: true},
	"fail/each comes to its own":      {endorsing: []Trouble{Differs, Well, Refuses}, needs: 2, conflict: true},
	"fail/the policy wants all":       {endorsing: []Trouble{Differs, Well, Well}, needs: 3, conflict: true},
	"fail/the policy wants more":      {endorsing: []Trouble{Differs, Refuses, Well, Well, Well}, needs: 4, conflict: true},
	"fail/two against two":            {endorsing: []Trouble{Well, Well, Differs, Differs}, needs: 3, conflict: true},
	"fail/of two nobody knows who":    {endorsing: []Trouble{Well, Refuses}, needs: 2, conflict: true},
	"fail/of two nobody knows either": {endorsing: []Trouble{Differs, Well}, needs: 2, conflict: true},
}

// RunDisputes has peers come to different results of one transaction. What most of them
// come to is what becomes of it, be it a refusal, and the other hosts are named; what no
// policy would take is not sent.
func RunDisputes(t *testing.T, open Stage) {
	for name, row := range disputes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := &Network{
				Endorsing: row.endorsing, Needs: row.needs, Heights: row.heights,
				Ordering: [2]Trouble{Acknowledges, Acknowledges}, Sight: Seen, Code: client.Valid, chain: map[string]bool{},
			}
			ledger, end := open(t, network)
			defer end()
			commit, err := ledger.Submit(testContext(t), "Decide", []byte("{}"))
			require.ElementsMatch(t, row.outvoted, commit.Outvoted)
			switch {
			case row.refusal != "":
				requireCode(t, row.refusal, err)
				require.NotErrorAs(t, err, new(*client.Fault))
			case row.conflict:
				var fault *client.Fault
				require.ErrorAs(t, err, &fault)
				require.Equal(t, client.Conflict, fault.Kind, "%v", err)
				require.NotErrorAs(t, err, new(*refusal.Error))
			default:
				require.NoError(t, err)
				require.Equal(t, client.Valid, commit.Code)
			}
			require.Equal(t, row.refusal == "" && !row.conflict, network.ordered())
		})
	}
}
