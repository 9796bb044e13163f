package keys

import (
	"crypto/x509"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"allianceregistry/network/internal/file"
	"allianceregistry/network/words"
)

// Renewal says which certificates of an organization's nodes and administrator are issued
// anew. Keys stay: whoever knows a node by its key, as orderers know each other, knows it
// still, and what an interrupted renewal leaves behind works with the old certificates as
// with the new ones.
type Renewal struct {
	// From and To are addresses. A certificate for one of From is issued for all of To
	// instead, unless it is so already.
	From, To []string
	// Before is the time before which a certificate has to have been issued to be issued for
	// another term. The zero time renews none.
	Before time.Time
	// Store holds the keys of the organization's authorities; nil if they are in files.
	Store Store
	// Keep reports whether a certificate stays in any case. It may be nil.
	Keep func(*x509.Certificate) bool
}

// Renewed is a certificate that is issued anew.
type Renewed struct {
	File  string    `json:"file"`  // its path
	Names []string  `json:"names"` // the addresses and names for which it is good; empty for an identity
	Until time.Time `json:"until"`

	old    *x509.Certificate
	issuer *Authority
}

// Plan returns the certificates below an organization's folder that are to be issued anew,
// and issues none. Those that none of its authorities issued stay (MakeClient). It refuses a folder whose authorities cannot be read.
func (r Renewal) Plan(folder string, now time.Time) ([]Renewed, error) {
	var authorities []*Authority
	for _, kind := range []string{"ca", "tlsca"} {
		authority, err := loadAuthority(filepath.Join(folder, kind), r.Store)
		if err != nil {
			return nil, words.Of("keys.authority", "folder", filepath.Join(folder, kind), "cause", err)
		}
		authorities = append(authorities, authority)
	}
	var all []Renewed
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if extension := filepath.Ext(path); err != nil || entry.IsDir() || extension != ".pem" && extension != ".crt" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if renewed := r.plan(certificateIn(content), authorities, now); renewed != nil {
			renewed.File = path
			all = append(all, *renewed)
		}
		return nil
	})
	return all, err
}

// plan returns what becomes of a certificate; nil if it stays.
func (r Renewal) plan(old *x509.Certificate, authorities []*Authority, now time.Time) *Renewed {
	if old == nil || old.IsCA || r.Keep != nil && r.Keep(old) {
		return nil
	}
	names := r.names(old)
	if slices.Equal(names, namesIn(old)) && !old.NotBefore.Add(backdate).Before(r.Before) {
		return nil
	}
	i := slices.IndexFunc(authorities, func(a *Authority) bool { return old.CheckSignatureFrom(a.Certificate) == nil })
	if i < 0 { // it signed itself: see MakeClient
		return nil
	}
	until := now.AddDate(years, 0, 0)
	if until.After(authorities[i].Certificate.NotAfter) {
		until = authorities[i].Certificate.NotAfter
	}
	return &Renewed{Names: names, Until: until.UTC().Truncate(time.Second), old: old, issuer: authorities[i]}
}

// Issue issues the certificate and writes it in the place of the old one.
func (r Renewed) Issue(now time.Time) error {
	template := &x509.Certificate{
		RawSubject: r.old.RawSubject, NotBefore: now.Add(-backdate), NotAfter: r.Until,
		KeyUsage: r.old.KeyUsage, ExtKeyUsage: r.old.ExtKeyUsage, BasicConstraintsValid: true,
	}
	for _, name := range r.Names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
			continue
		}
		template.DNSNames = append(template.DNSNames, name)
	}
	made, err := r.issuer.certify(template, r.old.PublicKey)
	if err != nil {
		return err
	}
	return file.Write(r.File, certificatePEM(made))
}

// names returns the names and addresses for which a certificate is to be good, sorted. This
// machine's own stay.
func (r Renewal) names(old *x509.Certificate) []string {
	names := namesIn(old)
	known := slices.ContainsFunc(names, func(name string) bool { return slices.Contains(r.From, name) })
	if !known {
		return names
	}
	always := []string{"localhost", "127.0.0.1", old.Subject.CommonName}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(r.From, name) && !slices.Contains(always, name) })
	names = append(names, r.To...)
	slices.Sort(names)
	return slices.Compact(names)
}

// namesIn returns the names and addresses in a certificate, sorted.
func namesIn(certificate *x509.Certificate) []string {
	names := slices.Clone(certificate.DNSNames)
	for _, ip := range certificate.IPAddresses {
		names = append(names, ip.String())
	}
	slices.Sort(names)
	return names
}
