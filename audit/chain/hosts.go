package chain

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"slices"

	"allianceregistry/audit/block"
)

// What speaks against a certificate that is said to be of a host's client.
var (
	// ErrUnknownHost says that no host of that name is known here.
	ErrUnknownHost = errors.New("no host of this name is known")
	// ErrNotIssued says that the certificate does not come from the host's
	// certificate authority, or not as the host's rules for its own demand.
	ErrNotIssued = errors.New("not issued by the host's certificate authority")
	// ErrRevoked says that the host took the certificate back.
	ErrRevoked = errRevoked
	// ErrNotClient says that it is a peer's, an orderer's or an administrator's.
	ErrNotClient   = errors.New("not a client's certificate")
	errNoAuthority = errors.New("it is no certificate authority")
	// ErrSeveralAuthorities says that roots are not of one certificate authority.
	ErrSeveralAuthorities = errors.New("the roots are of several authorities: name those of the signer's host alone")
)

// Hosts know which certificates hosts take for their own clients'. A name in a
// certificate proves nothing until they were asked: anybody can write it there.
type Hosts struct {
	of map[string]*msp
	// ConfigBlock is the number of the block whose configuration they are of, 0 if
	// they are known by certificates alone.
	ConfigBlock uint64
	// byCertificate says that they are known by certificates alone, without their rules.
	byCertificate bool
}

// Hosts are those of the configuration in force at a checkpoint: organizations
// that are the orderers' alone are none. It fails before the first block.
func (c Checkpoint) Hosts() (*Hosts, error) {
	v, err := Resume(c)
	if err != nil {
		return nil, err
	}
	hosts := &Hosts{of: map[string]*msp{}, ConfigBlock: c.ConfigBlock}
	for _, org := range v.channel.config.Members {
		hosts.of[org.MSP] = v.channel.msps[org.MSP]
	}
	return hosts, nil
}

// HostFromRoots is one host known by the certificates of its certificate authorities
// (DER), which somebody vouches for, and by its revocation lists (DER), if there
// are any. Roots of several names are refused with ErrSeveralAuthorities: each could
// certify for the others' hosts. Roles are those that Fabric's certificate authority
// writes, for it does not know the host's own rules.
func HostFromRoots(host string, authorities, revoked [][]byte) (*Hosts, error) {
	org := block.Organization{MSP: host, Revoked: revoked}
	for _, der := range authorities {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("read certificate authority: %w", err)
		}
		if !cert.IsCA {
			return nil, fmt.Errorf("%s: %w", cert.Subject, errNoAuthority)
		}
		if bytes.Equal(cert.RawIssuer, cert.RawSubject) {
			org.Roots = append(org.Roots, der)
		} else {
			org.Intermediates = append(org.Intermediates, der)
		}
	}
	if severalAuthorities(org.Roots) {
		return nil, ErrSeveralAuthorities
	}
	m, err := newMSP(org, true)
	if err != nil {
		return nil, err
	}
	return &Hosts{of: map[string]*msp{host: m}, byCertificate: true}, nil
}

// severalAuthorities reports whether roots (DER, that can be read) are of several names: one
// that was renewed keeps its own.
func severalAuthorities(roots [][]byte) bool {
	names := map[string]bool{}
	for _, der := range roots {
		if root, err := x509.ParseCertificate(der); err == nil {
			names[string(root.RawSubject)] = true
		}
	}
	return len(names) > 1
}

// Named are the same hosts, each by the name that it has elsewhere than on the channel.
func (h *Hosts) Named(name func(msp string) (string, error)) (*Hosts, error) {
	named := &Hosts{of: map[string]*msp{}, ConfigBlock: h.ConfigBlock, byCertificate: h.byCertificate}
	for _, id := range h.Names() {
		host, err := name(id)
		if err != nil {
			return nil, err
		}
		named.of[host] = h.of[id]
	}
	return named, nil
}

// Authorities are the certificates of a host's certificate authorities (DER), roots
// first; none if the host is not known.
func (h *Hosts) Authorities(host string) [][]byte {
	m := h.of[host]
	if m == nil {
		return nil
	}
	return append(append([][]byte{}, m.org.Roots...), m.org.Intermediates...)
}

// Names are the hosts' MSP ids, in order; or the names that Named gave them.
func (h *Hosts) Names() []string { return slices.Sorted(maps.Keys(h.of)) }

// HasRevocationLists reports whether the host has revocation lists here: without any, nothing
// can be said of what it took back.
func (h *Hosts) HasRevocationLists(host string) bool {
	return h.of[host] != nil && len(h.of[host].lists) > 0
}

// Client refuses a certificate (DER) that is not one of a client of the host, with
// ErrUnknownHost, ErrNotIssued, ErrRevoked or ErrNotClient. Time plays no part.
func (h *Hosts) Client(host string, der []byte) error {
	m := h.of[host]
	if m == nil {
		return ErrUnknownHost
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotIssued, err)
	}
	cert := &certificate{Certificate: parsed, key: sha256.Sum256(parsed.RawTBSCertificate)}
	problem := m.validity(cert).problem
	switch {
	case errors.Is(problem, errRevoked):
		return ErrRevoked
	case problem != nil:
		return fmt.Errorf("%w: %w", ErrNotIssued, problem)
	case m.rolesOn() && !m.satisfies(cert, roleClient), h.byCertificate && !isOrdinaryClient(parsed):
		return ErrNotClient
	}
	return nil
}

// isOrdinaryClient reports whether a certificate is none of those that Fabric's certificate
// authority gives to nodes and administrators, by the unit that it writes there.
func isOrdinaryClient(cert *x509.Certificate) bool {
	return !slices.ContainsFunc(cert.Subject.OrganizationalUnit, func(unit string) bool {
		return unit == "peer" || unit == "orderer" || unit == "admin"
	})
}
