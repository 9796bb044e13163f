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

// Peers and orderers ask everybody who connects for a TLS certificate, so that
// nobody without one of a host's reaches any service of theirs. Members and
// auditors present the certificate that they enrolled with: one key, one renewal.
//
// Whose certificates are let in stands in the channel's configuration, with each
// host's TLS authorities: a host that joins later is let in by all others as soon
// as they have the block. The root of the host's CA is not one of these
// authorities itself. The CA certifies any name that it is asked for, so
// every member could pose as a server of its host. Instead the host's TLS root certifies the
// key of the CA's root once more, for whoever has no name that a server is known by.

// noServer is the only name that a certificate may have which is let in by way of
// the CA's root. The top-level domain exists nowhere.
const noServer = "client.invalid"

// admitMembers has each host's TLS root certify the root of its CA, below the folder
// that cryptogen filled.
func (n *Network) admitMembers(crypto Dir) error {
	for _, host := range n.topology.Hosts {
		folder := crypto.path("peerOrganizations", host)
		root, err := readCertificate(filepath.Join(folder, "tlsca", "tlsca."+host+"-cert.pem"))
		if err != nil {
			return err
		}
		key, err := readKey(filepath.Join(folder, "tlsca", "priv_sk"))
		if err != nil {
			return err
		}
		enrolling, err := readCertificate(filepath.Join(folder, "ca", "ca."+host+"-cert.pem"))
		if err != nil {
			return err
		}
		made, err := admission(enrolling, root, key)
		if err != nil {
			return fmt.Errorf("admit the members of %s: %w", host, err)
		}
		if err := writeFile(filepath.Join(folder, membersFile(host)), made); err != nil {
			return err
		}
	}
	return nil
}

// membersFile is where the certificate lies below a host's folder: among what makes
// the host's definition in the channel.
func membersFile(host string) string {
	return filepath.Join("msp", "tlsintermediatecerts", "members."+host+"-cert.pem")
}

// admission is a certificate, PEM, of the key and the name of an enrolling CA's root,
// by a TLS root. What the CA certified counts by it for clients alone: a certificate with
// the name or address of a server does not.
func admission(enrolling, root *x509.Certificate, key crypto.Signer) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	everywhere := []*net.IPNet{
		{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}, {IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
	}
	template := &x509.Certificate{
		SerialNumber: serial, RawSubject: enrolling.RawSubject, SubjectKeyId: enrolling.SubjectKeyId,
		NotBefore: enrolling.NotBefore, NotAfter: enrolling.NotAfter,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{noServer}, ExcludedIPRanges: everywhere,
	}
	made, err := x509.CreateCertificate(rand.Reader, template, root, enrolling.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}), nil
}

// asksClients says whether the network's peers and orderers ask for certificates. Those
// of a network that was made before they did cannot: the channel's configuration does
// not tell them whom to let in.
func (n *Network) asksClients() bool {
	for _, host := range n.topology.Hosts {
		if _, err := os.Stat(n.dir.members(host)); err != nil {
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
	certificate, err := parseCertificate(content)
	if err == nil && certificate == nil {
		err = errors.New("it holds no certificate")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return certificate, nil
}

// readKey reads a private key, PKCS #8 in PEM.
func readKey(path string) (crypto.Signer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s: it holds no key", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	signer, can := key.(crypto.Signer)
	if !can {
		return nil, fmt.Errorf("%s: its key does not sign", path)
	}
	return signer, nil
}
