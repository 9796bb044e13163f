package chain

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"

	"allianceregistry/audit/block"
)

var (
	errRevoked = errors.New("the certificate has been revoked")
	errNoMSP   = errors.New("no organization of the channel has this MSP")
)

// The roles that a principal can ask for.
const (
	roleMember  = "member"
	roleAdmin   = "admin"
	roleClient  = "client"
	rolePeer    = "peer"
	roleOrderer = "orderer"
)

// msp says which certificates are an organization's, and in which role. It is
// Fabric's X.509 MSP (msp/mspimpl.go, mspimplvalidate.go) of the versions that
// channels have had since capability V1_4_3.
type msp struct {
	org block.Organization
	// edwards says that Ed25519 keys count beside ECDSA (Fabric: capability V3_0).
	edwards       bool
	roots         *x509.CertPool
	intermediates *x509.CertPool
	// inner are certificate authorities that have others below them: they issue no
	// identities.
	inner  map[[sha256.Size]byte]bool
	admins map[[sha256.Size]byte]bool
	lists  []*x509.RevocationList
	known  map[[sha256.Size]byte]*validity
}

// validity is what an MSP says about one certificate.
type validity struct {
	// problem is why it is not a valid identity; nil if it is one.
	problem error
	// issuers is the path from the certificate's issuer up to the root.
	issuers []*x509.Certificate
}

// newMSP reads an organization's certificates.
func newMSP(org block.Organization, edwards bool) (*msp, error) {
	m := &msp{
		org:           org,
		edwards:       edwards,
		roots:         x509.NewCertPool(),
		intermediates: x509.NewCertPool(),
		inner:         make(map[[sha256.Size]byte]bool),
		admins:        make(map[[sha256.Size]byte]bool),
		known:         make(map[[sha256.Size]byte]*validity),
	}
	if _, err := addCertificates(m.roots, org.Roots); err != nil {
		return nil, err
	}
	between, err := addCertificates(m.intermediates, org.Intermediates)
	if err != nil {
		return nil, err
	}
	for _, cert := range between {
		path, err := m.path(cert)
		if err != nil {
			return nil, err
		}
		for _, above := range path[1:] {
			m.inner[sha256.Sum256(above.RawTBSCertificate)] = true
		}
	}
	for _, der := range org.Admins {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("read administrator of %s: %w", org.MSP, err)
		}
		m.admins[sha256.Sum256(cert.RawTBSCertificate)] = true
	}
	for _, der := range org.Revoked {
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			return nil, fmt.Errorf("read revocation list of %s: %w", org.MSP, err)
		}
		m.lists = append(m.lists, list)
	}
	return m, nil
}

func addCertificates(pool *x509.CertPool, ders [][]byte) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, der := range ders {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("read certificate authority: %w", err)
		}
		pool.AddCert(cert)
		all = append(all, cert)
	}
	return all, nil
}

// path is the certificate and its issuers up to a root. Time plays no part: Fabric
// asks as of the certificate's own beginning, so that an old block stays valid.
func (m *msp) path(cert *x509.Certificate) ([]*x509.Certificate, error) {
	paths, err := cert.Verify(x509.VerifyOptions{
		Roots: m.roots, Intermediates: m.intermediates, CurrentTime: cert.NotBefore.Add(time.Second),
	})
	if err != nil {
		return nil, err
	}
	if len(paths) != 1 {
		return nil, fmt.Errorf("%d paths lead to a root, one is wanted", len(paths))
	}
	return paths[0], nil
}

// validity is what the organization says about a certificate, worked out once.
func (m *msp) validity(cert *certificate) *validity {
	if found := m.known[cert.key]; found != nil {
		return found
	}
	if len(m.known) >= certificatesKept {
		clear(m.known)
	}
	s := &validity{}
	s.issuers, s.problem = m.validate(cert.Certificate)
	m.known[cert.key] = s
	return s
}

func (m *msp) validate(cert *x509.Certificate) ([]*x509.Certificate, error) {
	if cert.IsCA {
		return nil, errors.New("a certificate authority is no identity")
	}
	if cert.PublicKeyAlgorithm != x509.ECDSA && (cert.PublicKeyAlgorithm != x509.Ed25519 || !m.edwards) {
		return nil, fmt.Errorf("a key of the kind %s does not count on this channel", cert.PublicKeyAlgorithm)
	}
	path, err := m.path(cert)
	if err != nil {
		return nil, err
	}
	if len(path) < 2 || m.inner[sha256.Sum256(path[1].RawTBSCertificate)] {
		return nil, errors.New("not issued by a certificate authority at the end of its path")
	}
	issuers := path[1:]
	if m.revoked(cert, issuers[0]) {
		return issuers, errRevoked
	}
	return issuers, m.checkUnits(cert, issuers)
}

// revoked looks in the lists that the issuer signed. As in Fabric, the date in the
// list is not looked at: it counts from the configuration on that has it.
func (m *msp) revoked(cert, issuer *x509.Certificate) bool {
	for _, list := range m.lists {
		if !bytes.Equal(list.AuthorityKeyId, subjectKey(issuer)) {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(cert.SerialNumber) == 0 &&
				issuer.CheckSignature(list.SignatureAlgorithm, list.RawTBSRevocationList, list.Signature) == nil {
				return true
			}
		}
	}
	return false
}

// subjectKey is the identifier as it stands in the certificate.
func subjectKey(cert *x509.Certificate) []byte {
	for _, extension := range cert.Extensions {
		if extension.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 14}) {
			return cert.SubjectKeyId
		}
	}
	return nil
}

// checkUnits checks organizational units: one of those that the organization demands,
// and of those that stand for roles exactly one.
func (m *msp) checkUnits(cert *x509.Certificate, issuers []*x509.Certificate) error {
	if len(m.org.Units) > 0 && !m.hasAny(cert, issuers, m.org.Units) {
		return errors.New("none of the organizational units that the MSP demands")
	}
	if !m.rolesOn() {
		return nil
	}
	roles := 0
	for _, name := range cert.Subject.OrganizationalUnit {
		unit, ok := m.roleUnit(name)
		if !ok {
			continue
		}
		if len(unit.Certificate) > 0 && !issuedBy(unit.Certificate, issuers) {
			return fmt.Errorf("unit %q of another certificate authority", name)
		}
		roles++
	}
	if roles != 1 {
		return fmt.Errorf("%d organizational units that stand for a role, one is wanted", roles)
	}
	return nil
}

func (m *msp) hasAny(cert *x509.Certificate, issuers []*x509.Certificate, units []block.Unit) bool {
	for _, unit := range units {
		if slices.Contains(cert.Subject.OrganizationalUnit, unit.Name) && issuedBy(unit.Certificate, issuers) {
			return true
		}
	}
	return false
}

// rolesOn reports whether units tell roles apart. Fabric turns them off where none is named.
func (m *msp) rolesOn() bool {
	return m.org.UnitsOn &&
		m.org.Client.Name+m.org.Peer.Name+m.org.Admin.Name+m.org.Orderer.Name != ""
}

func (m *msp) roleUnit(name string) (block.Unit, bool) {
	for _, unit := range []block.Unit{m.org.Client, m.org.Peer, m.org.Admin, m.org.Orderer} {
		if unit.Name != "" && unit.Name == name {
			return unit, true
		}
	}
	return block.Unit{}, false
}

// issuedBy reports whether the path above a certificate begins with that authority.
func issuedBy(der []byte, issuers []*x509.Certificate) bool {
	authority, err := x509.ParseCertificate(der)
	if err != nil || len(issuers) == 0 {
		return false
	}
	return bytes.Equal(authority.RawTBSCertificate, issuers[0].RawTBSCertificate)
}

// satisfies reports whether a certificate has a role; a name that is no role, or one
// that nobody can tell apart, is satisfied by none.
func (m *msp) satisfies(cert *certificate, role string) bool {
	if role == roleAdmin && m.admins[cert.key] {
		return true
	}
	if m.validity(cert).problem != nil {
		return false
	}
	var unit block.Unit
	switch role {
	case roleMember:
		return true
	case roleAdmin:
		unit = m.org.Admin
	case roleClient:
		unit = m.org.Client
	case rolePeer:
		unit = m.org.Peer
	case roleOrderer:
		unit = m.org.Orderer
	}
	return m.rolesOn() && unit.Name != "" && slices.Contains(cert.Subject.OrganizationalUnit, unit.Name)
}

// inUnit reports whether a certificate has an organizational unit and was issued on
// the path with that hash: SHA-256 over the issuers' certificates, root last.
func (m *msp) inUnit(cert *certificate, name string, certifier []byte) bool {
	found := m.validity(cert)
	if found.problem != nil || !slices.Contains(cert.Subject.OrganizationalUnit, name) {
		return false
	}
	hash := sha256.New()
	for _, issuer := range found.issuers {
		hash.Write(issuer.Raw)
	}
	return bytes.Equal(hash.Sum(nil), certifier)
}
