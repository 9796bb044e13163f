// Package hostfiletest makes host files for tests, with keys of their own.
package hostfiletest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/hostfile"
)

// Now is when the files are made. They are good for a year.
var Now = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

// Host is a host's file, and the keys behind it.
type Host struct {
	File              hostfile.File
	Members, Ordering Organization
	Administrator     *x509.Certificate
	AdministratorKey  *ecdsa.PrivateKey
	Above             *Authority // none, unless the host brought a root
}

// Organization is the authorities of one.
type Organization struct{ CA, TLSCA Authority }

// Authority is a certificate and its key.
type Authority struct {
	Certificate *x509.Certificate
	Key         *ecdsa.PrivateKey
}

// New makes a host with one peer and some orderers, and signs its file.
func New(t testing.TB, name string, orderers int) *Host { return newHost(t, name, orderers, nil) }

// NewUnder is New for a host that brings its own root.
func NewUnder(t testing.TB, name string, orderers int) *Host {
	return NewBelow(t, name, orderers, NewAuthority(t, "root."+name, nil))
}

// NewBelow is New for a host whose authorities another authority has certified once more.
func NewBelow(t testing.TB, name string, orderers int, above Authority) *Host {
	return newHost(t, name, orderers, &above)
}

func newHost(t testing.TB, name string, orderers int, above *Authority) *Host {
	t.Helper()
	ordering := hostfile.OrdererMSP(name)
	host := &Host{
		Above:    above,
		Members:  Organization{NewAuthority(t, "ca."+name, nil), NewAuthority(t, "tlsca."+name, nil)},
		Ordering: Organization{NewAuthority(t, "ca."+ordering, nil), NewAuthority(t, "tlsca."+ordering, nil)},
	}
	host.File = hostfile.File{
		Format: hostfile.Format, Host: name, Until: Now.AddDate(1, 0, 0), CA: "ca." + name + ".example:7054",
		Members: hostfile.Authorities{
			CA: PEM(host.Members.CA.Certificate), TLSCA: PEM(host.Members.TLSCA.Certificate),
			Clients: PEM(Clients(t, host.Members, nil)),
		},
		Ordering: hostfile.Authorities{CA: PEM(host.Ordering.CA.Certificate), TLSCA: PEM(host.Ordering.TLSCA.Certificate)},
		Peers:    []hostfile.Peer{{Name: "peer." + name, Address: "peer." + name + ".example:7051"}},
	}
	if above != nil {
		host.Members.Certify(t, *above, &host.File.Members)
		host.Ordering.Certify(t, *above, &host.File.Ordering)
	}
	for i := range orderers {
		host.File.Orderers = append(host.File.Orderers, host.Orderer(t, fmt.Sprintf("orderer%d.%s", i+1, name), fmt.Sprintf("orderers.%s.example:%d", name, 7050+10*i)))
	}
	host.Administrator, host.AdministratorKey = host.Members.CA.Issue(t, &x509.Certificate{Subject: named("Admin@"+name, "admin")})
	host.Sign(t)
	return host
}

// Orderer makes an orderer's certificates.
func (h *Host) Orderer(t testing.TB, name, address string) hostfile.Orderer {
	t.Helper()
	domain, _, err := net.SplitHostPort(address)
	require.NoError(t, err)
	server := &x509.Certificate{
		Subject: named(name, ""), DNSNames: []string{name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if ip := net.ParseIP(domain); ip != nil {
		server.IPAddresses = []net.IP{ip}
	} else {
		server.DNSNames = append(server.DNSNames, domain)
	}
	identity, _ := h.Ordering.CA.Issue(t, &x509.Certificate{Subject: named(name, "orderer")})
	tls, _ := h.Ordering.TLSCA.Issue(t, server)
	return hostfile.Orderer{Name: name, Address: address, Identity: PEM(identity), TLS: PEM(tls)}
}

// Sign signs the file anew.
func (h *Host) Sign(t testing.TB) {
	t.Helper()
	require.NoError(t, hostfile.Sign(&h.File, h.Administrator, h.AdministratorKey))
}

// YAML is the file as it travels.
func (h *Host) YAML(t testing.TB) []byte {
	t.Helper()
	content, err := h.File.Marshal()
	require.NoError(t, err)
	return content
}

// NewAuthority makes an authority: a root, or one that another certified.
func NewAuthority(t testing.TB, name string, above *Authority) Authority {
	t.Helper()
	template := &x509.Certificate{
		Subject: named(name, ""), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if above == nil {
		key := NewKey(t)
		return Authority{create(t, template, template, &key.PublicKey, key), key}
	}
	certificate, key := above.Issue(t, template)
	return Authority{certificate, key}
}

// Certify has an authority certify both of an organization's once more, in its host's file.
func (o Organization) Certify(t testing.TB, above Authority, file *hostfile.Authorities) {
	t.Helper()
	certify := func(own Authority) string {
		return PEM(create(t, &x509.Certificate{
			RawSubject: own.Certificate.RawSubject, SubjectKeyId: own.Certificate.SubjectKeyId,
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		}, above.Certificate, &own.Key.PublicKey, above.Key))
	}
	file.Above, file.AboveCA, file.AboveTLSCA = PEM(above.Certificate), certify(o.CA), certify(o.TLSCA)
}

// Clients certifies the CA of an organization for clients alone. A change may make
// something else of it.
func Clients(t testing.TB, of Organization, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		RawSubject: of.CA.Certificate.RawSubject, SubjectKeyId: of.CA.Certificate.SubjectKeyId,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{"client.invalid"},
		ExcludedIPRanges: []*net.IPNet{
			{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}, {IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
		},
	}
	if change != nil {
		change(template)
	}
	return create(t, template, of.TLSCA.Certificate, &of.CA.Key.PublicKey, of.TLSCA.Key)
}

// Issue issues a certificate with a key of its own.
func (a Authority) Issue(t testing.TB, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key := NewKey(t)
	return create(t, template, a.Certificate, &key.PublicKey, a.Key), key
}

// NewKey makes a key.
func NewKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

func create(t testing.TB, template, parent *x509.Certificate, public, signer any) *x509.Certificate {
	t.Helper()
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	require.NoError(t, err)
	template.SerialNumber = serial
	if template.NotBefore.IsZero() {
		template.NotBefore, template.NotAfter = Now.Add(-time.Hour), Now.AddDate(10, 0, 0)
	}
	if template.KeyUsage == 0 {
		template.KeyUsage = x509.KeyUsageDigitalSignature
	}
	content, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(content)
	require.NoError(t, err)
	return certificate
}

func named(name, unit string) pkix.Name {
	subject := pkix.Name{CommonName: name}
	if unit != "" {
		subject.OrganizationalUnit = []string{unit}
	}
	return subject
}

// PEM is a certificate in PEM.
func PEM(certificate *x509.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
}
