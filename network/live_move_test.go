//go:build live

package network

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One host of three moves to another address of its machine while members of the others go
// on writing. Whatever is interrupted is given once more. Afterwards all three serve, and
// parties with a new profile work through the one that has moved. It moves once more, from an
// address that is gone, and has its certificates renewed.
func TestLiveMove(t *testing.T) {
	t.Parallel()
	kind := cmp.Or(os.Getenv(ConsensusVariable), Raft)
	hosts := []string{"association", "industry", "academia"}
	if kind == BFT {
		hosts = append(hosts, "bank")
	}
	all := machines(t, hosts...)
	agree(t, all, "--consensus", kind)
	startApart(t, all)
	association, industry, academia := all[0], all[1], all[2]
	var loads []*load
	for i, party := range []string{"one", "two", "three", "four"} {
		m := []machine{association, academia}[i%2]
		m.enroll(t, party+"@"+m.name)
	}
	for i, party := range []string{"one", "two", "three", "four"} {
		m := []machine{association, academia}[i%2]
		loads = append(loads, m.startLoad(t, party+"@"+m.name, 60))
	}
	keysBefore := keysIn(t, Dir(industry.path("host", "crypto")))
	const address = apartNetwork + "77"
	file := industry.path("host", "industry.host.yaml")
	industry.killed(t, 20*time.Millisecond, "host", "move", "--address", address)
	require.Equal(t, keysBefore, keysIn(t, Dir(industry.path("host", "crypto"))))
	industry.network(t, "restart") // at the former address: this machine has no other yet
	requireUp(t, industry)

	ip(t, "-n", industry.space, "addr", "add", address+"/24", "dev", "eth0")
	amend(t, append(slices.Clone(all[2:]), association, industry), "--move", industry.send(t, file, all[2]))
	industry.killed(t, 300*time.Millisecond, "host", "start")
	ip(t, "-n", industry.space, "addr", "del", industry.ip+"/24", "dev", "eth0")
	ip(t, "-n", industry.space, "addr", "replace", address+"/24", "dev", "eth0")
	requireUp(t, industry)
	for _, m := range all {
		m.network(t, "host", "start") // takes over what has changed
	}
	finish(t, loads)
	requireCaughtUp(t, industry, association)
	for _, m := range all {
		var status Chaincode
		require.NoError(t, json.Unmarshal([]byte(m.network(t, "chaincode", "status", "-o", "json")), &status))
		for _, approval := range status.Approvals {
			require.True(t, approval.Answers, "%s asks %s: %s", m.name, approval.Host, approval.Why)
		}
		party := "after@" + m.name
		m.enroll(t, party)
		m.run(t, "alliance", "party", "register", "-p", party, "--kind", "enterprise", "--name", "en=After")
	}
	profile, err := os.ReadFile(industry.path("industry.connection.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(profile), address)
	require.NotContains(t, string(profile), industry.ip)

	// Its address is gone before anybody could be told of another: with the former one on
	// loopback the host runs, and signs and submits its change.
	const second = apartNetwork + "78"
	industry.network(t, "host", "move", "--address", second)
	ip(t, "-n", industry.space, "addr", "del", address+"/24", "dev", "eth0")
	ip(t, "-n", industry.space, "addr", "add", second+"/24", "dev", "eth0")
	ip(t, "-n", industry.space, "addr", "add", address+"/32", "dev", "lo")
	industry.network(t, "restart")
	amend(t, append(slices.Clone(all[2:]), association, industry), "--move", industry.send(t, file, all[2]))
	requireUp(t, industry)
	for _, m := range all {
		m.network(t, "host", "start")
	}

	// In ten years its certificates are renewed.
	_, err = renewHost("", Dir(industry.path("host")), time.Now().Add(time.Hour), false)
	require.NoError(t, err)
	require.NoError(t, filepath.WalkDir(industry.path("host"), func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, industry.user, industry.user))
	}))
	require.Equal(t, keysBefore, keysIn(t, Dir(industry.path("host", "crypto"))))
	industry.network(t, "host", "start")
	amend(t, append(slices.Clone(all[2:]), association, industry), "--move", industry.send(t, file, all[2]))
	requireUp(t, industry)
	for _, m := range all {
		m.network(t, "host", "start")
	}

	// One of the others can be missing: the one that has moved is needed then.
	academia.network(t, "stop")
	industry.enroll(t, "last@industry")
	industry.run(t, "alliance", "party", "register", "-p", "last@industry", "--kind", "enterprise", "--name", "en=Last")
}
