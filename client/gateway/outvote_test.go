package gateway

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"allianceregistry/client"
)

// A host that keeps coming to another result than two others keeps its members from
// nothing, and is named; of two hosts nobody knows which it is.
func TestOutvote(t *testing.T) {
	t.Parallel()
	divided := func(without string) *fakePeer { return &fakePeer{without: without} }
	liar := func() *fakePeer {
		return &fakePeer{unendorsed: detailed(codes.Aborted, "failed to collect", mismatch)}
	}
	refusing := func() *fakePeer {
		const first = "failed to endorse transaction, see attached details for more info"
		return &fakePeer{says: taken.Error(), unendorsed: detailed(codes.Aborted, first, "chaincode response 500, "+taken.Error())}
	}
	for name, row := range map[string]struct {
		own    *fakePeer
		others []*fakePeer
		apart  []string
	}{
		"ok/the own host":              {liar(), []*fakePeer{divided("industry"), divided("industry")}, []string{"industry"}},
		"ok/the own host refuses":      {refusing(), []*fakePeer{divided("industry"), divided("industry")}, []string{"industry"}},
		"ok/another host":              {divided("association"), []*fakePeer{divided("association"), liar()}, []string{"association"}},
		"fail/each comes to its own":   {liar(), []*fakePeer{liar(), liar()}, nil},
		"fail/there is only one other": {liar(), []*fakePeer{divided("industry")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			commit, err := openFakes(t, row.own, row.others...).Submit(within(t), "Decide", []byte("{}"))
			if row.apart == nil {
				requireFault(t, client.Conflict, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.apart, commit.Outvoted)
			require.Equal(t, "the answer", string(commit.Answer))
		})
	}
}
