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
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"allianceregistry/client"
	"allianceregistry/client/report"
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
	content, err := os.ReadFile(file) // #nosec G304 -- the test's own
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	attributes, err := json.Marshal(map[string]any{"attrs": map[string]string{membership.PartyAttribute: party}})
	if err != nil {
		return err
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: party, OrganizationalUnit: []string{"client"}},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: attributes}},
	}
	authority, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		return err
	}
	certificate, err := x509.CreateCertificate(rand.Reader, leaf, root, key.Public(), key)
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
	signature, err := report.Sign(content, identity, time.Now())
	return errors.Join(err, os.WriteFile(file+".sig", signature, 0o600), os.WriteFile(file+".crt", identity.Certificate, 0o600),
		os.WriteFile(file+".root", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority}), 0o600))
}
