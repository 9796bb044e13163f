package chain

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"slices"

	"allianceregistry/client/block"
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
	ErrNotClient = errors.New("not a client's certificate")
)

// Hosts tell which certificates hosts take for their own clients'. A name in a
// certificate says nothing until they were asked: everybody can write it there.
type Hosts struct {
	of map[string]*msp
	// ConfigBlock is the number of the block whose configuration they are of, 0 if
	// they are told by certificates alone.
	ConfigBlock uint64
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

// Trusting is one host known by the certificates of its certificate authorities
// (DER), which somebody vouches for, and by its revocation lists (DER), if there
// are any. What a role is it does not know.
func Trusting(host string, authorities, revoked [][]byte) (*Hosts, error) {
	org := block.Organization{MSP: host, Revoked: revoked}
	for _, der := range authorities {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("read certificate authority: %w", err)
		}
		if !cert.IsCA {
			return nil, fmt.Errorf("%s is no certificate authority", cert.Subject)
		}
		if bytes.Equal(cert.RawIssuer, cert.RawSubject) {
			org.Roots = append(org.Roots, der)
		} else {
			org.Intermediates = append(org.Intermediates, der)
		}
	}
	m, err := newMSP(org, true)
	if err != nil {
		return nil, err
	}
	return &Hosts{of: map[string]*msp{host: m}}, nil
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

// Names are the hosts' MSP ids, in order.
func (h *Hosts) Names() []string { return slices.Sorted(maps.Keys(h.of)) }

// Lists reports whether the host has revocation lists here: without any, nothing
// can be said of what it took back.
func (h *Hosts) Lists(host string) bool { return h.of[host] != nil && len(h.of[host].lists) > 0 }

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
	case m.rolesOn() && !m.satisfies(cert, roleClient):
		return ErrNotClient
	}
	return nil
}
