package network

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
)

// Peers and orderers require a TLS certificate of every client, so that nobody reaches
// a service of theirs without a certificate from one of the hosts. Members and auditors
// present the certificate that they enrolled with: one key, one renewal.
//
// Which certificates are accepted is part of the channel's configuration, with each
// host's TLS CAs: a host that joins later is accepted by all others as soon as they
// have the block. The host's enrollment CA is not one of these TLS CAs itself. It
// certifies any name that it is asked for, so every member could pose as a server of its
// host. Instead, the host's TLS root cross-signs the enrollment CA, with a name
// constraint that leaves out every name by which a server is known.

// permittedDomain is the only DNS name that a certificate may have to be accepted through
// the cross-signed CA. Its top-level domain does not exist.
const permittedDomain = "client.invalid"

// crossSignCAs has each host's TLS root cross-sign the host's enrollment CA, below the
// folder that cryptogen filled.
func (n *Network) crossSignCAs(crypto Dir) error {
	for _, host := range n.topology.Hosts {
		folder := crypto.Path("peerOrganizations", host)
		root, err := readCertificate(filepath.Join(folder, "tlsca", "tlsca."+host+"-cert.pem"))
		if err != nil {
			return err
		}
		key, err := readKey(filepath.Join(folder, "tlsca", "priv_sk"))
		if err != nil {
			return err
		}
		enrollmentCA, err := readCertificate(filepath.Join(folder, "ca", "ca."+host+"-cert.pem"))
		if err != nil {
			return err
		}
		certificate, err := crossSign(enrollmentCA, root, key)
		if err != nil {
			return fmt.Errorf("cross-sign the CA of %s: %w", host, err)
		}
		if err := writeFile(filepath.Join(folder, crossCertificateFile(host)), certificate); err != nil {
			return err
		}
	}
	return nil
}

// crossCertificateFile is the path of the cross-signed certificate below a host's folder:
// in the MSP that defines the host in the channel.
func crossCertificateFile(host string) string {
	return filepath.Join("msp", "tlsintermediatecerts", "members."+host+"-cert.pem")
}

// crossSign returns a certificate, PEM, for the key and the name of an enrollment CA,
// signed by a TLS root. Through it the CA's certificates are valid for clients alone:
// one with the name or address of a server is not.
func crossSign(enrollmentCA, root *x509.Certificate, key crypto.Signer) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	allAddresses := []*net.IPNet{
		{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}, {IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
	}
	template := &x509.Certificate{
		SerialNumber: serial, RawSubject: enrollmentCA.RawSubject, SubjectKeyId: enrollmentCA.SubjectKeyId,
		NotBefore: enrollmentCA.NotBefore, NotAfter: enrollmentCA.NotAfter,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{permittedDomain}, ExcludedIPRanges: allAddresses,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, root, enrollmentCA.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), nil
}

// ClientAuthRequired reports whether the configuration has peers and orderers require a
// client certificate. That of a network made by an earlier version does not: its channel
// does not define which certificates to accept.
func (n *Network) ClientAuthRequired() bool {
	for _, host := range n.topology.Hosts {
		if _, err := os.Stat(n.dir.crossCertificate(host)); err != nil {
			return false
		}
	}
	return true
}

func readCertificate(path string) (*x509.Certificate, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	certificate, err := ParseCertificate(content)
	if err == nil && certificate == nil {
		err = errors.New("no certificate in it")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return certificate, nil
}

// ParseCertificate parses the certificate in a PEM file. It returns nil for a file that
// holds something else, a key for one.
func ParseCertificate(content []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, nil
	}
	return x509.ParseCertificate(block.Bytes)
}

// readKey reads a private key, PKCS #8 in PEM.
func readKey(path string) (crypto.Signer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s: no key in it", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s: not a signing key", path)
	}
	return signer, nil
}
