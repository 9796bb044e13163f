package network

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// Every file of certificates and keys that something else names is made.
func TestMakeCrypto(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{Raft, BFT} {
		n := testNetworkOf(t, DefaultTopology().WithConsensus(kind))
		require.NoError(t, os.MkdirAll(n.dir.Path("crypto.part", "left by an interrupted run"), 0o700))
		require.NoError(t, n.makeCrypto(t.Context()))
		require.NoDirExists(t, n.dir.Path("crypto.part"))
		require.NoDirExists(t, n.dir.Path("crypto", "left by an interrupted run"))
		for _, node := range n.hosts {
			files := []string{
				n.dir.hostTLSRoot(node.Name), n.dir.crossCertificate(node.Name), n.callerRoot(node.Name),
				filepath.Join(n.dir.admin(node.Name), "config.yaml"), filepath.Join(node.MSP, "config.yaml"),
				filepath.Join(node.first().Crypto, "msp", "config.yaml"), filepath.Join(n.dir.node(node.Name, "chaincode"), "tls", "ca.crt"),
			}
			for _, file := range files {
				require.FileExists(t, file)
			}
			pairs := [][2]string{
				{filepath.Join(node.Root, "ca."+node.Name+"-cert.pem"), filepath.Join(node.Root, "priv_sk")},
				{filepath.Join(node.TLS, "server.crt"), filepath.Join(node.TLS, "server.key")},
				{filepath.Join(node.first().Crypto, "tls", "server.crt"), filepath.Join(node.first().Crypto, "tls", "server.key")},
			}
			certificate, key := n.callerPair(node.Name)
			pairs = append(pairs, [2]string{certificate, key})
			certificate, key = n.dir.adminTLS(node.Name)
			for _, pair := range append(pairs, [2]string{certificate, key}) {
				_, err := tls.LoadX509KeyPair(pair[0], pair[1])
				require.NoError(t, err)
			}
		}
		for _, node := range n.orderers {
			require.FileExists(t, node.Identity)
			require.FileExists(t, node.TLSRoot)
			require.FileExists(t, filepath.Join(n.dir.ordererMSP(node.Organization), "config.yaml"))
			require.FileExists(t, filepath.Join(n.dir.ordererAdminTLS(node.Organization), "client.key"))
			_, err := tls.LoadX509KeyPair(filepath.Join(node.Crypto, "tls", "server.crt"), filepath.Join(node.Crypto, "tls", "server.key"))
			require.NoError(t, err)
		}
	}
}

func TestGenesis(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	_, err := n.Genesis()
	require.ErrorContains(t, err, "genesis block")
	require.Empty(t, n.Status(t.Context()).Genesis)
	data := []byte("content")
	sum := sha256.Sum256(data)
	content, err := proto.Marshal(&common.Block{Header: &common.BlockHeader{DataHash: sum[:]}, Data: &common.BlockData{Data: [][]byte{data}}})
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(n.dir.genesis()), 0o700))
	require.NoError(t, os.WriteFile(n.dir.genesis(), content, 0o600))
	genesis, err := n.Genesis()
	require.NoError(t, err)
	require.Equal(t, n.dir.genesis(), genesis.File)
	hash, err := hex.DecodeString(genesis.Hash)
	require.NoError(t, err)
	require.Len(t, hash, sha256.Size)
	require.Equal(t, genesis.Hash, n.Status(t.Context()).Genesis)
}
