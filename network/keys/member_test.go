package keys

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// testAuthority makes a CA.
func testAuthority(t *testing.T, name string) *Authority {
	t.Helper()
	key, err := newKey()
	require.NoError(t, err)
	authority, err := newAuthority("industry", name, key, time.Now())
	require.NoError(t, err)
	return authority
}

// issued returns a certificate of an authority.
func issued(t *testing.T, by *Authority, leaf x509.Certificate) *x509.Certificate {
	t.Helper()
	key, err := newKey()
	require.NoError(t, err)
	leaf.NotBefore, leaf.NotAfter = time.Now().Add(-time.Minute), time.Now().Add(time.Hour)
	certificate, err := by.certify(&leaf, key.Public())
	require.NoError(t, err)
	return certificate
}

// A certificate from a host's CA is accepted from a client, and never from a server,
// whatever names it has.
func TestAdmission(t *testing.T) {
	t.Parallel()
	enrolling, root := testAuthority(t, "ca.industry"), testAuthority(t, "tlsca.industry")
	cross, err := root.crossSign(enrolling.Certificate)
	require.NoError(t, err)
	require.NoError(t, cross.CheckSignatureFrom(root.Certificate))
	require.Empty(t, cross.UnhandledCriticalExtensions)

	// As peers do: each TLS authority in the channel's configuration is a root.
	trusted := pool(root.Certificate, cross)
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
			enrolled := issued(t, enrolling, leaf)
			_, err := enrolled.Verify(as(x509.ExtKeyUsageClientAuth, ""))
			require.Equal(t, test.client, err == nil, "%v", err)
			for _, server := range []string{"peer.industry", "localhost", "127.0.0.1", "::1"} {
				_, err := enrolled.Verify(as(x509.ExtKeyUsageServerAuth, server))
				require.Error(t, err, server)
			}
		})
	}
	server := issued(t, root, x509.Certificate{DNSNames: []string{"peer.industry"}})
	_, err = server.Verify(as(x509.ExtKeyUsageServerAuth, "peer.industry"))
	require.NoError(t, err, "what the TLS root certifies is a server as before")
}

// Make writes that certificate for its own CAs.
func TestMembersAreAdmitted(t *testing.T) {
	t.Parallel()
	folder := made(t, industry())
	cross := read(t, folder, "msp", "tlsintermediatecerts", "members.industry-cert.pem")
	require.NoError(t, cross.CheckSignatureFrom(read(t, folder, "tlsca", "tlsca.industry-cert.pem")))
	ca := read(t, folder, "ca", "ca.industry-cert.pem")
	require.Equal(t, ca.RawSubject, cross.RawSubject)
	require.Equal(t, ca.SubjectKeyId, cross.SubjectKeyId)
	require.Equal(t, ca.RawSubjectPublicKeyInfo, cross.RawSubjectPublicKeyInfo)
	require.Equal(t, []string{permittedDomain}, cross.PermittedDNSDomains)
}

// A caller's key pair is vouched for by itself alone.
func TestCaller(t *testing.T) {
	t.Parallel()
	folder := made(t, industry())
	caller := read(t, folder, "peers", "peer.industry", "caller", ClientCertificate)
	requirePair(t, caller, folder+"/peers/peer.industry/caller/"+ClientKey)
	require.NoError(t, verify(caller, pool(caller), x509.ExtKeyUsageClientAuth))
	require.Error(t, verify(caller, pool(caller), x509.ExtKeyUsageServerAuth))
	require.Error(t, verify(caller, pool(read(t, folder, "tlsca", "tlsca.industry-cert.pem")), x509.ExtKeyUsageClientAuth))
	require.False(t, caller.IsCA)
}
