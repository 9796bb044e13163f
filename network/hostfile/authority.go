package hostfile

import (
	"bytes"
	"crypto/x509"
	"strings"

	"allianceregistry/network/words"
)

// checkMembers checks the authorities of the host itself.
func (f *File) checkMembers(certificates map[string]*x509.Certificate) error {
	if err := checkAuthorities("members", certificates); err != nil {
		return err
	}
	clients := certificates["members.clients"]
	if clients == nil {
		return words.Of("hostfile.missing", "at", "members.clients")
	}
	authority, tlsAuthority := certificates["members.ca"], certificates["members.tlsCA"]
	if !isAuthority(clients) || !sameKey(clients, authority) || string(clients.RawSubject) != string(authority.RawSubject) {
		return words.Of("hostfile.clients", "ca", "members.ca")
	}
	if !issued(clients, tlsAuthority) || tlsAuthority.MaxPathLenZero {
		return words.Of("hostfile.issuer", "at", "members.clients", "issuer", "members.tlsCA")
	}
	if !forClientsAlone(clients) {
		return words.Of("hostfile.servers", "at", "members.clients")
	}
	return nil
}

// checkOrdering checks the authorities of the host's orderers, and the orderers'
// certificates. A host without orderers may leave the authorities out.
func (f *File) checkOrdering(certificates map[string]*x509.Certificate) error {
	if len(f.Orderers) == 0 && f.Ordering == (Authorities{}) {
		return nil
	}
	if err := checkAuthorities("ordering", certificates); err != nil {
		return err
	}
	if certificates["ordering.clients"] != nil {
		return words.Of("hostfile.noClients", "at", "ordering.clients")
	}
	for _, member := range []string{"members.ca", "members.tlsCA"} {
		for _, ordering := range []string{"ordering.ca", "ordering.tlsCA"} {
			if one := certificates[member]; one != nil && sameKey(one, certificates[ordering]) {
				return words.Of("hostfile.oneKey", "one", member, "other", ordering)
			}
		}
	}
	places := map[string]string{} // by the keys there
	for i, orderer := range f.Orderers {
		if err := orderer.check(i, certificates); err != nil {
			return err
		}
		for _, at := range []string{ordererPlace(i, "identity"), ordererPlace(i, "tls")} {
			key := string(certificates[at].RawSubjectPublicKeyInfo)
			if other, taken := places[key]; taken {
				return words.Of("hostfile.oneKey", "one", other, "other", at)
			}
			places[key] = at
		}
	}
	return nil
}

// checkAuthorities checks an organization's two authorities: each has a key of its own and
// vouches for itself. Under a root that the host brought, that root has certified both once
// more.
func checkAuthorities(organization string, certificates map[string]*x509.Certificate) error {
	for _, name := range []string{".ca", ".tlsCA"} {
		at := organization + name
		certificate := certificates[at]
		switch {
		case certificate == nil:
			return words.Of("hostfile.missing", "at", at)
		case !isAuthority(certificate):
			return words.Of("hostfile.authority", "at", at)
		case !usableKey(certificate):
			return words.Of("hostfile.key", "at", at)
		case !issued(certificate, certificate):
			return words.Of("hostfile.issuer", "at", at, "issuer", at)
		}
	}
	if sameKey(certificates[organization+".ca"], certificates[organization+".tlsCA"]) {
		return words.Of("hostfile.oneKey", "one", organization+".ca", "other", organization+".tlsCA")
	}
	return checkAbove(organization, certificates)
}

// checkAbove checks what a root that the host brought has certified.
func checkAbove(organization string, certificates map[string]*x509.Certificate) error {
	root := organization + ".above"
	above := certificates[root]
	if above != nil && (!above.BasicConstraintsValid || !above.IsCA) {
		return words.Of("hostfile.authority", "at", root)
	}
	for _, pair := range [][2]string{{".aboveCA", ".ca"}, {".aboveTLSCA", ".tlsCA"}} {
		at, own := organization+pair[0], pair[1]
		certified, authority := certificates[at], certificates[organization+own]
		switch {
		case above == nil && certified == nil:
		case above == nil:
			return words.Of("hostfile.missing", "at", root)
		case certified == nil:
			return words.Of("hostfile.missing", "at", at)
		case !sameKey(certified, authority) || !bytes.Equal(certified.RawSubject, authority.RawSubject):
			return words.Of("hostfile.clients", "ca", organization+own)
		case !issued(certified, above):
			return words.Of("hostfile.issuer", "at", at, "issuer", root)
		case sameKey(authority, above):
			return words.Of("hostfile.oneKey", "one", organization+own, "other", root)
		}
	}
	return nil
}

// isAuthority reports whether a certificate is that of a CA, as Fabric wants one.
func isAuthority(certificate *x509.Certificate) bool {
	return certificate.BasicConstraintsValid && certificate.IsCA &&
		certificate.KeyUsage&x509.KeyUsageCertSign != 0 && len(certificate.SubjectKeyId) > 0
}

// forClientsAlone reports whether no server can have a certificate through this one: of
// all names it permits only such as do not exist (RFC 2606), and no address. All hosts
// trust it, so any party of the host could otherwise pose as a server of another.
func forClientsAlone(certificate *x509.Certificate) bool {
	if !certificate.PermittedDNSDomainsCritical || len(certificate.PermittedDNSDomains) == 0 {
		return false
	}
	for _, domain := range certificate.PermittedDNSDomains {
		if !strings.HasSuffix("."+domain, ".invalid") {
			return false
		}
	}
	excluded := map[int]bool{} // all addresses, by their length in bits
	for _, addresses := range certificate.ExcludedIPRanges {
		if ones, bits := addresses.Mask.Size(); ones == 0 {
			excluded[bits] = true
		}
	}
	return excluded[32] && excluded[128]
}
