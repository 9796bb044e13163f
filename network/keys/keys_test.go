package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// industry is a host with a peer on a machine of its own.
func industry() Organization {
	return Organization{Name: "industry", Nodes: []Node{
		{Name: "peer.industry", Addresses: []string{"peer.industry.example", "192.0.2.7", "2001:db8::7", "localhost"}},
		{Name: "ca.industry", Service: true},
	}}
}

// made makes an organization and returns its folder.
func made(t *testing.T, organization Organization) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, Make(folder, organization, time.Now()))
	return folder
}

func read(t *testing.T, path ...string) *x509.Certificate {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	block, rest := pem.Decode(content)
	require.NotNil(t, block)
	require.Empty(t, rest)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return certificate
}

func pool(certificates ...*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, certificate := range certificates {
		pool.AddCert(certificate)
	}
	return pool
}

// verify checks a certificate as an MSP does: against the anchors, at its own beginning.
func verify(certificate *x509.Certificate, anchors *x509.CertPool, usages ...x509.ExtKeyUsage) error {
	at := certificate.NotBefore.Add(time.Second)
	chains, err := certificate.Verify(x509.VerifyOptions{Roots: anchors, CurrentTime: at, KeyUsages: usages})
	if err == nil && len(chains) != 1 {
		return x509.ErrUnsupportedAlgorithm
	}
	return err
}

// Every identity has its role, its MSP names the CA that certified it, and nothing counts
// for identities and for TLS alike.
func TestIdentities(t *testing.T) {
	t.Parallel()
	folder := made(t, industry())
	ordering := made(t, Organization{Name: "industry-orderer", Ordering: true, Nodes: []Node{{Name: "orderer1"}}})
	for name, test := range map[string]struct{ folder, identity, name, ca, role string }{
		"ok/peer":            {folder, "peers/peer.industry", "peer.industry", "industry", "peer"},
		"ok/admin":           {folder, "users/Admin@industry", "Admin@industry", "industry", "admin"},
		"ok/orderer":         {ordering, "orderers/orderer1", "orderer1", "industry-orderer", "orderer"},
		"ok/orderers' admin": {ordering, "users/Admin@industry-orderer", "Admin@industry-orderer", "industry-orderer", "admin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			msp := filepath.Join(test.folder, test.identity, "msp")
			certificate := read(t, msp, "signcerts", test.name+"-cert.pem")
			require.Equal(t, test.name, certificate.Subject.CommonName)
			require.Equal(t, []string{test.role}, certificate.Subject.OrganizationalUnit)
			require.Equal(t, x509.KeyUsageDigitalSignature, certificate.KeyUsage)
			require.False(t, certificate.IsCA)
			ca, tlsCA := read(t, msp, "cacerts", "ca."+test.ca+"-cert.pem"), read(t, msp, "tlscacerts", "tlsca."+test.ca+"-cert.pem")
			require.NoError(t, verify(certificate, pool(ca)))
			require.Error(t, verify(certificate, pool(tlsCA)))
			requirePair(t, certificate, filepath.Join(msp, "keystore", "priv_sk"))

			server := filepath.Join(test.folder, test.identity, "tls")
			file, usage := "server", x509.ExtKeyUsageServerAuth
			if test.role == "admin" {
				file, usage = "client", x509.ExtKeyUsageClientAuth
				require.Error(t, verify(read(t, server, "client.crt"), pool(tlsCA), x509.ExtKeyUsageServerAuth), "it is no server")
			}
			shown := read(t, server, file+".crt")
			require.NoError(t, verify(shown, pool(read(t, server, "ca.crt")), usage))
			require.NoError(t, verify(shown, pool(tlsCA), x509.ExtKeyUsageClientAuth))
			require.Error(t, verify(shown, pool(ca)))
			requirePair(t, shown, filepath.Join(server, file+".key"))

			for _, msp := range []string{msp, filepath.Join(test.folder, "msp")} {
				require.True(t, ca.Equal(read(t, test.folder, "ca", "ca."+test.ca+"-cert.pem")))
				content, err := os.ReadFile(filepath.Join(msp, "config.yaml"))
				require.NoError(t, err)
				var config struct {
					NodeOUs map[string]any `yaml:"NodeOUs"`
				}
				require.NoError(t, yaml.Unmarshal(content, &config))
				require.Equal(t, true, config.NodeOUs["Enable"])
				for _, role := range []string{"Client", "Peer", "Admin", "Orderer"} {
					require.Equal(t, map[string]any{
						"Certificate": "cacerts/ca." + test.ca + "-cert.pem", "OrganizationalUnitIdentifier": strings.ToLower(role),
					}, config.NodeOUs[role+"OUIdentifier"])
				}
			}
		})
	}
	require.NoDirExists(t, filepath.Join(folder, "peers", "ca.industry", "msp"), "a service has no identity")
	require.NoDirExists(t, filepath.Join(folder, "peers", "ca.industry", "caller"))
	require.NoDirExists(t, filepath.Join(ordering, "msp", "tlsintermediatecerts"), "it enrolls nobody")
	require.NoFileExists(t, filepath.Join(folder, "above.pem"))
}

// Keys of CAs and of nodes' identities can be made elsewhere: they are in no file then, and
// certify and are certified as others do. TLS keys and the administrator's stay files.
func TestKeysElsewhere(t *testing.T) {
	t.Parallel()
	elsewhere := store{}
	organization := industry()
	organization.Store = elsewhere
	folder := made(t, organization)
	ca, peer := read(t, folder, "ca", "ca.industry-cert.pem"), read(t, folder, "peers", "peer.industry", "msp", "signcerts", "peer.industry-cert.pem")
	require.Len(t, elsewhere, 3)
	for name, certificate := range map[string]*x509.Certificate{
		"ca.industry": ca, "tlsca.industry": read(t, folder, "tlsca", "tlsca.industry-cert.pem"), "peer.industry": peer,
	} {
		require.True(t, certificate.PublicKey.(*ecdsa.PublicKey).Equal(elsewhere[name].Public()), name)
	}
	require.NoError(t, verify(peer, pool(ca)))
	for _, absent := range []string{"ca/priv_sk", "tlsca/priv_sk", "peers/peer.industry/msp/keystore/priv_sk"} {
		require.NoFileExists(t, filepath.Join(folder, absent))
	}
	for _, present := range []string{"users/Admin@industry/msp/keystore/priv_sk", "peers/peer.industry/tls/server.key"} {
		require.FileExists(t, filepath.Join(folder, present))
	}
	eachCertificate(t, folder, func(path string, certificate *x509.Certificate) {
		var signature struct{ R, S *big.Int }
		_, err := asn1.Unmarshal(certificate.Signature, &signature)
		require.NoError(t, err)
		require.LessOrEqual(t, signature.S.Cmp(new(big.Int).Rsh(elliptic.P256().Params().N, 1)), 0, path)
	})

	planned, err := Renewal{Store: elsewhere, Before: time.Now().Add(2 * backdate)}.Plan(folder, time.Now())
	require.NoError(t, err)
	require.NotEmpty(t, planned)
	require.NoError(t, AddPeer(folder, organization, Node{Name: "peer2.industry"}, time.Now()))
	require.Contains(t, elsewhere, "peer2.industry")

	require.ErrorIs(t, Make(t.TempDir(), Organization{Name: "industry", Store: store(nil)}, time.Now()), errGone)
	organization.Store = strange{}
	require.ErrorIs(t, Make(t.TempDir(), organization, time.Now()), errors.ErrUnsupported)
}

// Where the authorities' keys are gone nothing is planned, added or made: a new key under an old
// name would certify for nobody.
func TestKeysElsewhereAreGone(t *testing.T) {
	t.Parallel()
	organization := industry()
	organization.Store = store{}
	folder := made(t, organization)
	emptied := store{}
	_, err := Renewal{Store: emptied, Before: time.Now().Add(2 * backdate)}.Plan(folder, time.Now())
	require.ErrorIs(t, err, errGone)
	organization.Store = emptied
	require.ErrorIs(t, AddPeer(folder, organization, Node{Name: "peer2.industry"}, time.Now()), errGone)
	require.Empty(t, emptied)
}

var errGone = errors.New("the token is gone")

// store keeps keys by name; nil is one that is gone.
type store map[string]crypto.Signer

func (s store) NewKey(name string) (crypto.Signer, error) {
	if s == nil {
		return nil, errGone
	}
	if s[name] == nil {
		key, err := newKey()
		if err != nil {
			return nil, err
		}
		s[name] = key
	}
	return s[name], nil
}

func (s store) KeyOf(certificate *x509.Certificate) (crypto.Signer, error) {
	key := s[certificate.Subject.CommonName]
	if key == nil {
		return nil, errGone
	}
	return key, nil
}

// strange is a store whose keys Fabric knows nothing of.
type strange struct{ store }

func (strange) NewKey(string) (crypto.Signer, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}

// requirePair checks that a key, PKCS #8, is that of a certificate.
func requirePair(t *testing.T, certificate *x509.Certificate, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	block, _ := pem.Decode(content)
	require.Equal(t, "PRIVATE KEY", block.Type)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	require.True(t, certificate.PublicKey.(*ecdsa.PublicKey).Equal(key.(*ecdsa.PrivateKey).Public()))
}

func TestAuthorities(t *testing.T) {
	t.Parallel()
	folder := made(t, industry())
	for _, kind := range []string{"ca", "tlsca"} {
		authority := read(t, folder, kind, kind+".industry-cert.pem")
		require.True(t, authority.IsCA)
		require.Equal(t, []string{"industry"}, authority.Subject.Organization)
		require.NoError(t, authority.CheckSignatureFrom(authority))
		require.NotZero(t, authority.KeyUsage&x509.KeyUsageCRLSign, "it revokes")
		require.Len(t, authority.SubjectKeyId, 32)
		requirePair(t, authority, filepath.Join(folder, kind, "priv_sk"))
	}
}

// A node is known by its name, by those that were given, and to its own machine.
func TestNames(t *testing.T) {
	t.Parallel()
	certificate := read(t, made(t, industry()), "peers", "peer.industry", "tls", "server.crt")
	require.Equal(t, []string{"peer.industry", "localhost", "peer.industry.example"}, certificate.DNSNames)
	var addresses []string
	for _, ip := range certificate.IPAddresses {
		addresses = append(addresses, ip.String())
	}
	require.Equal(t, []string{"127.0.0.1", "192.0.2.7", "2001:db8::7"}, addresses)
}

// The longest names that hosts and orderers may have fit into a certificate.
func TestLongestNames(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("a", 31)
	ordering := name + "-orderer"
	folder := made(t, Organization{Name: name, Nodes: []Node{{Name: "peer." + name}, {Name: "chaincode." + name, Service: true}}})
	folders := []string{folder, made(t, Organization{Name: ordering, Ordering: true, Nodes: []Node{{Name: ordering}}})}
	for _, folder := range folders {
		eachCertificate(t, folder, func(path string, certificate *x509.Certificate) {
			require.LessOrEqual(t, len(certificate.Subject.CommonName), 64, path)
		})
	}
}

// eachCertificate calls back with every certificate below a folder.
func eachCertificate(t *testing.T, folder string, call func(string, *x509.Certificate)) {
	t.Helper()
	count := 0
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == "CERTIFICATE" {
				certificate, err := x509.ParseCertificate(block.Bytes)
				require.NoError(t, err, path)
				call(path, certificate)
				count++
			}
		}
		return err
	}))
	require.NotZero(t, count)
}

// Half of all signatures have a high S, unless somebody sees to it.
func TestLowS(t *testing.T) {
	t.Parallel()
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	for range 3 {
		eachCertificate(t, made(t, industry()), func(path string, certificate *x509.Certificate) {
			var signature struct{ R, S *big.Int }
			_, err := asn1.Unmarshal(certificate.Signature, &signature)
			require.NoError(t, err)
			require.LessOrEqual(t, signature.S.Cmp(half), 0, path)
		})
	}
}

// No key is in two files, and nobody else can read any.
func TestFiles(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(made(t, industry()), "new")
	require.NoError(t, Make(folder, industry(), time.Now()))
	seen := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		about, err := entry.Info()
		require.NoError(t, err)
		if entry.IsDir() {
			require.Equal(t, fs.FileMode(0o700), about.Mode().Perm(), path)
			return nil
		}
		require.Equal(t, fs.FileMode(0o600), about.Mode().Perm(), path)
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		if strings.Contains(string(content), "PRIVATE KEY") {
			require.Empty(t, seen[string(content)], path)
			seen[string(content)] = path
		}
		return nil
	}))
	require.Len(t, seen, 2+1+2+1+2, "CAs; the CA's TLS; the peer's identity and TLS; its caller; the administrator's")
}

func TestMakeFails(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(folder, nil, 0o600))
	require.Error(t, Make(folder, industry(), time.Now()))
	require.Error(t, MakeClient(folder, "operator", time.Now()))
}
