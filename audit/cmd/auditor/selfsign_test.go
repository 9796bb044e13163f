//go:build !live

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/report"
	"allianceregistry/client"
	"allianceregistry/membership"
)

// selfsign FILE PARTY signs a file by a self-made certificate that names a party.
func selfsign(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 2 {
		ts.Fatalf("usage: selfsign FILE PARTY")
	}
	ts.Check(selfSigned(ts.MkAbs(args[0]), args[1]))
}

// selfSigned signs a file as anybody can who makes a certificate authority of his
// own, and lets it say that the key is the party's. The authority's certificate
// comes to stand in FILE.root.
func selfSigned(file, party string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	leaf, err := leafOf(party, "client")
	if err != nil {
		return err
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	authority, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		return err
	}
	certificate, err := x509.CreateCertificate(rand.Reader, leaf, root, key.Public(), key)
	if err != nil {
		return err
	}
	return errors.Join(signedBy(file, key, certificate),
		os.WriteFile(file+".root", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority}), 0o600))
}

// signedBy signs a file by a key with a certificate.
func signedBy(file string, key *ecdsa.PrivateKey, certificate []byte) error {
	content, err := os.ReadFile(file) // #nosec G304 -- the test's own
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	identity := client.Identity{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
	signature, err := report.Sign(content, identity.Certificate, identity.Key, time.Now())
	return errors.Join(err, os.WriteFile(file+".sig", signature, 0o600), os.WriteFile(file+".crt", identity.Certificate, 0o600))
}

// hostsign FILE CA HOST PARTY ROLE signs a file by a certificate that a host's own
// authority made.
func hostsign(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 5 {
		ts.Fatalf("usage: hostsign FILE CA HOST PARTY ROLE")
	}
	ts.Check(hostSigned(ts.MkAbs(args[0]), args[1], args[2], args[3], args[4]))
}

func hostSigned(file, folder, host, party, role string) error {
	authority, err := blocktest.LoadCA(host, filepath.Join(folder, "ca."+host+"-cert.pem"), filepath.Join(folder, "priv_sk"))
	if err != nil {
		return err
	}
	root, err := x509.ParseCertificate(authority.Certificate)
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	leaf, err := leafOf(party, role)
	if err != nil {
		return err
	}
	certificate, err := x509.CreateCertificate(rand.Reader, leaf, root, key.Public(), authority.Key)
	if err != nil {
		return err
	}
	return signedBy(file, key, certificate)
}

// leafOf is a certificate that names a party, valid for an hour.
func leafOf(party, role string) (*x509.Certificate, error) {
	attributes, err := json.Marshal(map[string]any{"attrs": map[string]string{membership.PartyAttribute: party}})
	return &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: party, OrganizationalUnit: []string{role}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: attributes}},
	}, err
}
