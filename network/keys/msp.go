package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
)

// roles is the configuration of an MSP in which an organizational unit says a
// certificate's role.
const roles = `NodeOUs:
  Enable: true
  ClientOUIdentifier: {Certificate: %[1]s, OrganizationalUnitIdentifier: client}
  PeerOUIdentifier: {Certificate: %[1]s, OrganizationalUnitIdentifier: peer}
  AdminOUIdentifier: {Certificate: %[1]s, OrganizationalUnitIdentifier: admin}
  OrdererOUIdentifier: {Certificate: %[1]s, OrganizationalUnitIdentifier: orderer}
`

// fileName is the name of the file with an authority's certificate, wherever it is copied.
func (a *Authority) fileName() string { return a.Certificate.Subject.CommonName + "-cert.pem" }

// writeMSP writes what an MSP trusts: an organization's, or a node's own.
func (m *maker) writeMSP(folder string) error {
	anchor := filepath.Join("cacerts", m.ca.fileName())
	return errors.Join(
		m.write(certificatePEM(m.ca.Certificate), folder, anchor),
		m.write(certificatePEM(m.tlsCA.Certificate), folder, "tlscacerts", m.tlsCA.fileName()),
		m.write(fmt.Appendf(nil, roles, anchor), folder, "config.yaml"),
	)
}

// makeIdentity makes the certificate of an identity's key, for a role, and the MSP folder
// about it.
func (m *maker) makeIdentity(folder, name, role string, key crypto.PublicKey) error {
	certificate, err := m.ca.certify(m.leaf(pkix.Name{CommonName: name, OrganizationalUnit: []string{role}}), key)
	if err != nil {
		return err
	}
	return errors.Join(m.writeMSP(folder), m.write(certificatePEM(certificate), folder, "signcerts", name+"-cert.pem"))
}

// makeServer makes the TLS files of a node. It is a client too: of its peers.
func (m *maker) makeServer(folder string, node Node) error {
	template := m.leaf(pkix.Name{CommonName: node.Name})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	known := append([]string{node.Name, "localhost", "127.0.0.1"}, node.Addresses...)
	for i, name := range known {
		switch ip := net.ParseIP(name); {
		case slices.Contains(known[:i], name):
		case ip != nil:
			template.IPAddresses = append(template.IPAddresses, ip)
		default:
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	return m.makeTLS(folder, "server", template)
}

func (m *maker) makeClient(folder, name string) error {
	template := m.leaf(pkix.Name{CommonName: name})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return m.makeTLS(folder, "client", template)
}

// makeTLS makes a TLS key pair, with its CA's certificate beside it.
func (m *maker) makeTLS(folder, name string, template *x509.Certificate) error {
	key, err := newKey()
	if err != nil {
		return err
	}
	certificate, err := m.tlsCA.certify(template, key.Public())
	if err != nil {
		return err
	}
	return errors.Join(
		m.write(certificatePEM(m.tlsCA.Certificate), folder, "ca.crt"),
		m.write(certificatePEM(certificate), folder, name+".crt"),
		m.writeKey(key, folder, name+".key"),
	)
}

// leaf is what all certificates of nodes and administrators have in common.
func (m *maker) leaf(subject pkix.Name) *x509.Certificate {
	return &x509.Certificate{
		Subject: subject, NotBefore: m.now.Add(-backdate), NotAfter: m.now.AddDate(years, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}
}

func (m *maker) writeKey(key *ecdsa.PrivateKey, path ...string) error {
	content, err := keyPEM(key)
	if err != nil {
		return err
	}
	return m.write(content, path...)
}
