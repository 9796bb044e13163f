//go:build live

package network

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// No port on which peers, orderers and chaincode services serve others answers a client
// without a host's certificate, or with one that names a machine.
func TestLiveDoors(t *testing.T) {
	t.Parallel()
	n := live(t)
	up(t, n)
	made, err := n.Register(t.Context(), []string{"one@industry"}, false)
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, n.enroll(t.Context(), "industry", "one@industry", made[0].Secret, folder))
	named := pairIn(t, filepath.Join(folder, "msp"))
	require.NotEmpty(t, append(named.Leaf.DNSNames, named.Leaf.EmailAddresses...), "the client asks for this machine's name")
	nobody, key := testCertificate(t, &x509.Certificate{Subject: pkix.Name{CommonName: "nobody"}}, nil, nil)
	other, otherKey := testAuthority(t, "ca.industry")
	foreign, foreignKey := testCertificate(t, &x509.Certificate{Subject: pkix.Name{CommonName: "one@industry"}}, other, otherKey)

	for name, shown := range map[string]tls.Certificate{
		"no certificate":                     {},
		"of nobody":                          {Certificate: [][]byte{nobody.Raw}, PrivateKey: key},
		"of another authority of that name":  {Certificate: [][]byte{foreign.Raw}, PrivateKey: foreignKey},
		"of a member, with a machine's name": named,
	} {
		for _, process := range n.Processes() {
			if process.Kind == KindCA { // its clients have no certificate yet
				continue
			}
			for _, port := range process.Ports {
				if port != process.Operations {
					require.ErrorContains(t, dial(t, port, shown), "remote error: tls: ", "%s, port %d: %s", process.Name, port, name)
				}
			}
		}
	}

	// Without such a name, a certificate from the host's CA is accepted.
	unnamed := certifiedBy(t, n, "industry")
	for _, process := range n.Processes() {
		if process.Kind == KindPeer || process.Kind == KindOrderer {
			require.NoError(t, dial(t, process.Port, unnamed), process.Name)
		}
	}
	requireHealthy(t, n)
}

// dial opens a connection, showing a certificate whether or not one is requested, and
// returns why the server does not begin to talk.
func dial(t *testing.T, port int, shown tls.Certificate) error {
	t.Helper()
	config := &tls.Config{
		InsecureSkipVerify:   true, // #nosec G402 -- who answers is of no interest here
		NextProtos:           []string{"h2", "http/1.1"},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &shown, nil },
	}
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", Address(port), config)
	if err != nil {
		return err
	}
	defer conn.Close()
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	_, err = conn.Read(make([]byte, 1))
	return err
}

// pairIn loads the key pair that `fabric-ca-client` put into a folder.
func pairIn(t *testing.T, msp string) tls.Certificate {
	t.Helper()
	keys, err := filepath.Glob(filepath.Join(msp, "keystore", "*_sk"))
	require.NoError(t, err)
	require.Len(t, keys, 1)
	pair, err := tls.LoadX509KeyPair(filepath.Join(msp, "signcerts", "cert.pem"), keys[0])
	require.NoError(t, err)
	return pair
}

// certifiedBy returns a new key pair with a certificate of a host's CA that names no
// machine.
func certifiedBy(t *testing.T, n *Network, host string) tls.Certificate {
	t.Helper()
	folder := filepath.Join(n.dir.organization(host), "ca")
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, "ca."+host+"-cert.pem"), filepath.Join(folder, "priv_sk"))
	require.NoError(t, err)
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "somebody@" + host}, KeyUsage: x509.KeyUsageDigitalSignature}
	made, key := testCertificate(t, template, pair.Leaf, pair.PrivateKey.(crypto.Signer))
	return tls.Certificate{Certificate: [][]byte{made.Raw}, PrivateKey: key}
}

// A network that was made before client certificates were required still works.
func TestLiveNetworkOfBefore(t *testing.T) {
	t.Parallel()
	n := live(t)
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, n.writeTopology(t.Context()))
	require.NoError(t, n.makeCrypto(t.Context()))
	for _, host := range n.topology.Hosts {
		require.NoError(t, os.RemoveAll(filepath.Dir(n.dir.crossCertificate(host))))
	}
	up(t, n)
	for _, process := range n.Processes() {
		if process.Kind == KindPeer || process.Kind == KindOrderer {
			require.NoError(t, dial(t, process.Port, tls.Certificate{}), process.Name)
		}
	}
	code, out := runDoctor(t, n)
	require.Equal(t, 0, code, out)
	require.Regexp(t, `(?m)^warning  admission +peers and orderers answer anyone`, out)
	require.NoError(t, n.commitProbe(t.Context()))
}

// readCertificate reads the certificate in a PEM file.
func readCertificate(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	certificate, err := ParseCertificate(content)
	require.NoError(t, err)
	require.NotNil(t, certificate, path)
	return certificate
}
