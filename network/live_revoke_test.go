//go:build live

package network

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// A revoked certificate is refused by every peer, another of the same host is not.
func TestLiveRevoke(t *testing.T) {
	t.Parallel()
	n := live(t)
	up(t, n)
	const id, other = "one@industry", "two@industry"
	made, err := n.Register(t.Context(), []string{id, other}, false)
	require.NoError(t, err)
	folders := map[string]string{}
	for _, registration := range made {
		folder := t.TempDir()
		require.NoError(t, n.enroll(t.Context(), "industry", registration.ID, registration.Secret, folder))
		roles, err := render("msp.yaml", nil)
		require.NoError(t, err)
		require.NoError(t, writeFile(filepath.Join(folder, "msp", "config.yaml"), roles))
		folders[registration.ID] = filepath.Join(folder, "msp")
	}
	ask := func(id, peer string) error {
		env := n.clientEnv(peer, folders[id])
		env = append(env, "CORE_PEER_LOCALMSPID=industry")
		_, err := n.run(t.Context(), env, "peer", "chaincode", "query", "--channelID", n.topology.Channel,
			"--name", n.topology.Chaincode, "--ctor", probeFunction)
		return err
	}
	for _, host := range n.topology.Hosts {
		require.NoError(t, ask(id, host))
	}

	require.NoError(t, n.Revoke(t.Context(), id))
	for _, host := range n.topology.Hosts {
		require.Error(t, ask(id, host), host)
		require.NoError(t, ask(other, host), host)
	}
	require.Error(t, n.enroll(t.Context(), "industry", id, made[0].Secret, t.TempDir()), "it enrolls no more")

	before := n.Status(t.Context()).heights()["orderer1"]
	require.NoError(t, n.Revoke(t.Context(), id), "once more")
	require.Equal(t, before, n.Status(t.Context()).heights()["orderer1"], "and nothing had to change")
	require.NoError(t, n.Revoke(t.Context(), other), "a second one beside the first")
	require.Error(t, ask(other, "academia"))
	require.Error(t, ask(id, "academia"))
	require.ErrorContains(t, n.Revoke(t.Context(), "nobody@industry"), "not registered")
	require.NoError(t, n.commitProbe(t.Context()))

	// What an auditor begins with is what the second block rests on.
	genesis, err := n.Genesis()
	require.NoError(t, err)
	require.Equal(t, genesis.Hash, n.previousHash(t, 1))
}

// previousHash is the hash that a block has of the one before it.
func (n *Network) previousHash(t *testing.T, number int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "block")
	_, err := n.peer(t.Context(), n.topology.Hosts[0], "channel", "fetch", strconv.Itoa(number), file, "--channelID", n.topology.Channel)
	require.NoError(t, err)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var block common.Block
	require.NoError(t, proto.Unmarshal(content, &block))
	return hex.EncodeToString(block.GetHeader().GetPreviousHash())
}
