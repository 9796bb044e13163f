package network

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// testCertificate makes a key, and a certificate that a parent or the key itself signs.
func testCertificate(t *testing.T, template, parent *x509.Certificate, by crypto.Signer) (*x509.Certificate, crypto.Signer) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	if parent == nil {
		parent, by = template, key
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), by)
	require.NoError(t, err)
	made, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return made, key
}

func testAuthority(t *testing.T, name string) (*x509.Certificate, crypto.Signer) {
	t.Helper()
	return testCertificate(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
}

// A certificate from a host's CA is accepted from a client, and never from a server,
// whatever names it has.
func TestAdmission(t *testing.T) {
	t.Parallel()
	enrolling, enroller := testAuthority(t, "ca.industry")
	root, rootKey := testAuthority(t, "tlsca.industry")
	content, err := crossSign(enrolling, root, rootKey)
	require.NoError(t, err)
	made, err := ParseCertificate(content)
	require.NoError(t, err)
	require.NoError(t, made.CheckSignatureFrom(root))
	require.Empty(t, made.UnhandledCriticalExtensions)

	// As peers do: each TLS authority in the channel's configuration is a root.
	trusted := x509.NewCertPool()
	trusted.AddCert(root)
	trusted.AddCert(made)
	as := func(usage x509.ExtKeyUsage, name string) x509.VerifyOptions {
		return x509.VerifyOptions{Roots: trusted, DNSName: name, KeyUsages: []x509.ExtKeyUsage{usage}}
	}
	for name, test := range map[string]struct {
		leaf   x509.Certificate
		client bool
	}{
		"ok/no name":          {leaf: x509.Certificate{}, client: true},
		"fail/a server":       {leaf: x509.Certificate{DNSNames: []string{"peer.industry"}}},
		"fail/this machine":   {leaf: x509.Certificate{DNSNames: []string{"localhost"}}},
		"fail/its address":    {leaf: x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}},
		"fail/its address, 6": {leaf: x509.Certificate{IPAddresses: []net.IP{net.IPv6loopback}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf := test.leaf
			leaf.Subject, leaf.KeyUsage = pkix.Name{CommonName: "peer.industry"}, x509.KeyUsageDigitalSignature
			enrolled, _ := testCertificate(t, &leaf, enrolling, enroller)
			_, err := enrolled.Verify(as(x509.ExtKeyUsageClientAuth, ""))
			require.Equal(t, test.client, err == nil, "%v", err)
			for _, server := range []string{"peer.industry", "localhost", "127.0.0.1", "::1"} {
				_, err := enrolled.Verify(as(x509.ExtKeyUsageServerAuth, server))
				require.Error(t, err, server)
			}
		})
	}
	server, _ := testCertificate(t, &x509.Certificate{DNSNames: []string{"peer.industry"}}, root, rootKey)
	_, err = server.Verify(as(x509.ExtKeyUsageServerAuth, "peer.industry"))
	require.NoError(t, err, "what the TLS root certifies is a server as before")
}

// A network that was made before client certificates were required stays as it was.
func TestAsksClients(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	require.False(t, n.ClientAuthRequired())
	for _, host := range n.topology.Hosts {
		require.NoError(t, writeFile(n.dir.crossCertificate(host), nil))
	}
	require.True(t, n.ClientAuthRequired())
	require.NoError(t, os.Remove(n.dir.crossCertificate("academia")))
	require.False(t, n.ClientAuthRequired(), "not all could connect")
}

func TestClientsAreAsked(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	for _, asks := range []bool{false, true} {
		peer, orderer := n.topology.hostNodes(n.dir)[1], n.topology.ordererNodes(n.dir)[0]
		peer.ClientAuthRequired, orderer.ClientAuthRequired = asks, asks
		out, err := render("peer.yaml", peer)
		require.NoError(t, err)
		tls := get(t, out, "peer", "tls").(map[string]any)
		files := get(t, out, "peer", "tls", "clientRootCAs", "files")
		out, err = render("orderer.yaml", orderer)
		require.NoError(t, err)
		ordering := get(t, out, "General", "TLS").(map[string]any)
		if !asks {
			require.NotContains(t, tls, "clientAuthRequired")
			require.NotContains(t, ordering, "ClientAuthRequired")
			continue
		}
		require.Equal(t, true, tls["clientAuthRequired"])
		require.Equal(t, []any{peer.Crypto + "/tls/ca.crt", n.dir.crossCertificate("industry")}, files)
		require.Equal(t, true, ordering["ClientAuthRequired"])
		require.Equal(t, []any{orderer.Crypto + "/tls/ca.crt"}, ordering["ClientRootCAs"])
	}
}
