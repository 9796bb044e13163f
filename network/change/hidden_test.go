package change_test

import (
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile/hostfiletest"
)

// Whatever changes, alone or besides an ordinary edit, is said: no leaf of a configuration
// changes in silence.
func TestNothingIsHidden(t *testing.T) {
	t.Parallel()
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		n, joining := newNetwork(t, consensus), hostfiletest.New(t, "joining", 1)
		for name, edit := range map[string]change.Edit{
			"alone":            func(*common.Config) error { return nil },
			"with a host":      change.AddHost(joining.File),
			"with a move":      change.MoveHost(moved(t, n.hosts["industry"], "new.example")),
			"with one removed": change.RemoveOrderer("orderers.industry.example:7050"),
			"with an own one":  change.RemoveOrderer("orderers.industry.example:7050", "industry-orderer"),
		} {
			t.Run(consensus+"/"+name, func(t *testing.T) {
				t.Parallel()
				edited := n.after(t, edit).config
				harmless := explained(t, n.config, edited)
				count := 0
				eachLeaf(edited, func(where string, altered *common.Config) {
					count++
					if said := explained(t, n.config, altered); said == harmless {
						require.Fail(t, "changes in silence", "%s\n%s", where, said)
					}
				})
				require.Greater(t, count, 300)
			})
		}
	}
}

// explained is what is said of the change that makes one configuration of another, or why it
// is refused.
func explained(t *testing.T, from, to *common.Config) string {
	t.Helper()
	update, err := proto.Marshal(change.Delta("registry", from, to))
	require.NoError(t, err)
	made := change.Change{Format: 1, Channel: "registry", Sequence: from.GetSequence(), Update: change.Encode(update)}
	difference, err := made.Explain(from)
	if err != nil {
		return err.Error()
	}
	var all strings.Builder
	for _, line := range difference.Lines {
		all.WriteString(line.Error() + "\n")
	}
	return all.String()
}
