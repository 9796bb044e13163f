package keys

import (
	"crypto/x509"
	"net"
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

// admitMembers writes the cross-signed certificate into the MSP that defines the host in
// the channel.
func (m *maker) admitMembers() error {
	certificate, err := m.tlsCA.crossSign(m.ca.Certificate)
	if err != nil {
		return err
	}
	return m.write(certificatePEM(certificate), "msp", "tlsintermediatecerts", "members."+m.Name+"-cert.pem")
}

// crossSign returns a certificate for the key and the name of an enrollment CA. Through it
// the CA's certificates are valid for clients alone: one with the name or address of a
// server is not.
func (a *Authority) crossSign(enrollmentCA *x509.Certificate) (*x509.Certificate, error) {
	allAddresses := []*net.IPNet{
		{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}, {IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
	}
	return a.certify(&x509.Certificate{
		RawSubject: enrollmentCA.RawSubject, SubjectKeyId: enrollmentCA.SubjectKeyId,
		NotBefore: enrollmentCA.NotBefore, NotAfter: enrollmentCA.NotAfter,
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{permittedDomain}, ExcludedIPRanges: allAddresses,
	}, enrollmentCA.PublicKey)
}
