package report

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/caller"
	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// Doubt is why a signature that belongs to a file says nothing of who signed.
type Doubt string

// The doubts.
const (
	// NoParty: the certificate names no party for which the host enrolled the key.
	NoParty Doubt = "NO_PARTY"
	// UnknownHost: the party's host is none of those that are trusted here.
	UnknownHost Doubt = "UNKNOWN_HOST"
	// NotIssued: the certificate is not from the certificate authority of the party's host.
	NotIssued Doubt = "NOT_ISSUED"
	// Revoked: the host took the certificate back.
	Revoked Doubt = "REVOKED"
	// NotClient: it is a peer's, an orderer's or an administrator's.
	NotClient Doubt = "NOT_CLIENT"
	// Expired: it was not valid when the file was written, or is not now if the file
	// does not say when that was.
	Expired Doubt = "EXPIRED"
	// Ahead: the file says that it was written at a time that is still to come.
	Ahead Doubt = "AHEAD"
	// ForeignKey: the ledger has the party, and the key is none of its keys.
	ForeignKey Doubt = "FOREIGN_KEY"
	// RemovedKey: the party removed the key, and when this was signed nobody can tell.
	RemovedKey Doubt = "REMOVED_KEY"
)

// Doubts lists them.
func Doubts() []Doubt {
	return []Doubt{NoParty, UnknownHost, NotIssued, Revoked, NotClient, Expired, Ahead, ForeignKey, RemovedKey}
}

// UntrustedError is the error for a signature that belongs to a file, by a certificate
// that is not to be believed.
type UntrustedError struct {
	Doubt  Doubt
	Signer Signer
	Err    error // what caused it, or nil
}

// Error implements error.
func (d *UntrustedError) Error() string {
	return fmt.Sprintf("the signer is not to be believed: %s %s", d.Doubt, d.Signer.Subject)
}

// Unwrap returns the cause.
func (d *UntrustedError) Unwrap() error { return d.Err }

// Trust is what a signer's certificate is checked against.
type Trust struct {
	// Hosts are those whose certificate authorities are trusted. There must be some:
	// without them a name in a certificate is anybody's claim.
	Hosts *chain.Hosts
	// Key is what the ledger has of a party's key, nil if the key is none of it;
	// registered is false for a party that it does not have. Nil if the ledger cannot
	// be asked.
	Key func(party, host, key string) (authority *membership.Authority, registered bool, err error)
	// Now is the time at the verifier's.
	Now time.Time
}

// Signer is whose key signed a file.
type Signer struct {
	// Party is the party that the host enrolled the key for, Host that host.
	Party   string `json:"party"`
	Host    string `json:"host"`
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
	// Key is the SHA-256 of the public key in lower-case hex, as the ledger names it.
	Key      string    `json:"key"`
	NotAfter time.Time `json:"notAfter"`
	// Written is when the file says that it was made; zero if it does not say. That
	// the signer alone vouches for.
	Written time.Time `json:"written,omitzero"`
	// Registered says that the ledger has the key as one of the party's, and not the
	// host alone says whose it is.
	Registered bool `json:"registered"`
	// RevocationChecked says that the host's revocation lists were at hand.
	RevocationChecked bool `json:"revocationChecked"`
}

// Verify checks a signature of Sign's by the signer's certificate (PEM), and whether
// the certificate is one of the party that it names: issued by that party's own host,
// for a client, not revoked, valid when the file says that it was written (now, if
// it does not say), its key not one that the ledger has otherwise. It fails with
// ErrNotSigned if the signature does not belong to both, and with *UntrustedError if it
// does, and is not to be believed.
func Verify(content, signature, certificate []byte, trust Trust) (Signer, error) {
	read, err := readCertificate(certificate)
	if err != nil {
		return Signer{}, err
	}
	key, ok := read.PublicKey.(*ecdsa.PublicKey)
	if !ok {
		return Signer{}, fmt.Errorf("the certificate's key is no ECDSA key but %T", read.PublicKey)
	}
	digest := sha256.Sum256(content)
	if !ecdsa.VerifyASN1(key, digest[:], signature) {
		return Signer{}, ErrNotSigned
	}
	who, err := caller.Read(block.Identity{Certificate: read.Raw})
	if err != nil {
		return Signer{}, err
	}
	s := Signer{
		Party: who.Party, Subject: read.Subject.String(), Issuer: read.Issuer.String(), Key: who.Key,
		NotAfter: read.NotAfter, Written: Written(content),
	}
	_, host, err := form.SplitID("party", who.Party)
	if err != nil {
		return s, &UntrustedError{NoParty, s, err}
	}
	s.Host = host
	if doubt, err := trust.doubt(s, read); doubt != "" {
		return s, &UntrustedError{doubt, s, err}
	}
	s.RevocationChecked = trust.Hosts.HasRevocationLists(host)
	return s, trust.registered(&s)
}

// HostOf is the host of the party that a certificate (PEM) names, empty if it names
// none. Nothing vouches for it: it only says whose root certificate is needed.
func HostOf(certificate []byte) string {
	read, err := readCertificate(certificate)
	if err != nil {
		return ""
	}
	who, err := caller.Read(block.Identity{Certificate: read.Raw})
	if err != nil {
		return ""
	}
	_, host, err := form.SplitID("party", who.Party)
	if err != nil {
		return ""
	}
	return host
}

// doubt is what speaks against a certificate, empty if nothing does.
func (t Trust) doubt(s Signer, certificate *x509.Certificate) (Doubt, error) {
	err := t.Hosts.Client(s.Host, certificate.Raw)
	switch {
	case errors.Is(err, chain.ErrUnknownHost):
		return UnknownHost, err
	case errors.Is(err, chain.ErrRevoked):
		return Revoked, err
	case errors.Is(err, chain.ErrNotClient):
		return NotClient, err
	case err != nil:
		return NotIssued, err
	}
	const tolerance = 2 * time.Minute // as peers have it between clocks
	at := s.Written
	if at.IsZero() {
		at = t.Now
	}
	switch {
	case at.After(t.Now.Add(tolerance)):
		return Ahead, nil
	case at.Before(certificate.NotBefore.Add(-tolerance)) || at.After(certificate.NotAfter):
		return Expired, nil
	}
	return "", nil
}

// registered compares the key with those that the ledger has of the party. A host
// can put a party's name on any key; into the ledger it cannot put it.
func (t Trust) registered(s *Signer) error {
	if t.Key == nil {
		return nil
	}
	authority, registered, err := t.Key(s.Party, s.Host, s.Key)
	switch {
	case err != nil || !registered:
		return err
	case authority == nil:
		return &UntrustedError{ForeignKey, *s, nil}
	case authority.State != membership.AuthorityActive:
		return &UntrustedError{RemovedKey, *s, nil}
	}
	s.Registered = true
	return nil
}
