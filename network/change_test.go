package network

import (
	"context"
	"crypto"
	"crypto/tls"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/change"
	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/words"
)

// answerWith has a stand-in answer for a network's own peer: it says that it runs, and that
// a block has the channel's newest configuration.
func answerWith(t *testing.T, n *Network, block string) {
	t.Helper()
	script := "#!/bin/sh\nexec /bin/cp '" + block + "' \"$4\"\n" // peer channel fetch config FILE
	require.NoError(t, writeFile(n.home.program("peer"), []byte(script)))
	require.NoError(t, os.Chmod(n.home.program("peer"), 0o700))
	started, err := kernel.StartTime(os.Getpid())
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(n.dir.Host("industry"), 0o700))
	require.NoError(t, os.MkdirAll(n.dir.process("peer.industry"), 0o700))
	require.NoError(t, writeFile(filepath.Join(n.dir.process("peer.industry"), "pid"), []byte(strconv.Itoa(os.Getpid())+" "+started+" -\n")))
}

// administer signs a change as a host's administrator.
func administer(t *testing.T, c *change.Change, dir Dir, host string) {
	t.Helper()
	certificate := filepath.Join(dir.admin(host), "signcerts", "Admin@"+host+"-cert.pem")
	pair, err := tls.LoadX509KeyPair(certificate, filepath.Join(dir.admin(host), "keystore", "priv_sk"))
	require.NoError(t, err)
	require.NoError(t, c.Sign(host, []byte(contentOf(t, certificate)), pair.PrivateKey.(crypto.Signer)))
}

// Anybody could add signatures to a file that travels, so many that nobody could read it once
// somebody has signed it, too.
//
// Not parallel: a program that has just been written cannot run while another test's child
// process still has it open.
func TestSignChangeLeavesOut(t *testing.T) {
	dir, own := made(t, "industry", "192.0.2.11")
	other, association := made(t, "association", "192.0.2.10")
	proposed := propose(t, association, own)
	require.NoError(t, Accept(dir, proposed, proposed.Hash, false))
	n, err := Open(testHome(t), dir, func(*words.Message) {})
	require.NoError(t, err)
	answerWith(t, n, dir.config())

	_, museum := made(t, "museum", "192.0.2.12")
	c, err := n.DraftChange(context.Background(), change.AddHost(museum))
	require.NoError(t, err)
	administer(t, &c, other, "association")
	counts := c.Signatures[0]
	spoiled := counts
	spoiled.Value = spoiled.Header
	junk := counts
	junk.Value = strings.Repeat("AAAA", 100_000)
	c.Signatures = []change.Signature{spoiled, counts, junk, counts, junk}

	require.NoError(t, n.SignChange(context.Background(), &c))
	require.Len(t, c.Signatures, 3)
	require.Equal(t, counts, c.Signatures[0])
	require.Equal(t, []string{"industry", "industry-orderer"}, []string{c.Signatures[1].Organization, c.Signatures[2].Organization})
	content, err := c.Marshal()
	require.NoError(t, err)
	_, err = change.Parse(content)
	require.NoError(t, err)
}
