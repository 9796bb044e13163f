package hostfile

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"strings"

	"allianceregistry/network/words"
)

// domain begins what is signed, so that the signature is good for nothing else that the
// administrator's key may sign.
const domain = "allianceregistry host file 1\n"

// Sign puts the administrator's signature into a file. It refuses a file that others would
// refuse.
func Sign(file *File, certificate *x509.Certificate, key crypto.Signer) error {
	file.Signature = Signature{}
	if _, err := file.normalize(); err != nil {
		return words.Of("hostfile.fault", "cause", err)
	}
	digest, err := file.digest()
	if err != nil {
		return err
	}
	value, err := key.Sign(rand.Reader, digest, crypto.SHA256)
	if err != nil {
		return err
	}
	file.Signature = Signature{
		Certificate: string(pem.EncodeToMemory(&pem.Block{Type: certificateType, Bytes: certificate.Raw})),
		Value:       base64.StdEncoding.EncodeToString(value),
	}
	return file.Validate()
}

// digest returns the digest of what is signed: the content in JSON, without the signature.
// Its fields stand in the order of the struct, and it has no maps and no fractions.
func (f File) digest() ([]byte, error) {
	f.Signature = Signature{}
	encoded, err := json.Marshal(f)
	if err != nil {
		return nil, words.Of("hostfile.fault", "cause", err)
	}
	digest := sha256.Sum256(append([]byte(domain), encoded...))
	return digest[:], nil
}

// checkSignature checks that the administrator signed the content: with a certificate that
// the host's own CA issued to an administrator.
func (f *File) checkSignature(certificates map[string]*x509.Certificate) error {
	const at = "signature.certificate"
	certificate, authority := certificates[at], certificates["members.ca"]
	switch {
	case certificate == nil || f.Signature.Value == "":
		return words.Of("hostfile.unsigned")
	case authority == nil || !issued(certificate, authority):
		return words.Of("hostfile.issuer", "at", at, "issuer", "members.ca")
	case certificate.IsCA || !hasUnit(certificate, "admin"):
		return words.Of("hostfile.role", "at", at, "role", "admin")
	case !usableKey(certificate):
		return words.Of("hostfile.key", "at", at)
	}
	digest, err := f.digest()
	if err != nil {
		return err
	}
	value, err := base64.StdEncoding.Strict().DecodeString(f.Signature.Value)
	key, isECDSA := certificate.PublicKey.(*ecdsa.PublicKey)
	if err != nil || !isECDSA || base64.StdEncoding.EncodeToString(value) != f.Signature.Value || !ecdsa.VerifyASN1(key, digest, value) {
		return words.Of("hostfile.signature")
	}
	return nil
}

// Fingerprint returns the SHA-256 of the content in hex, which hosts compare by voice. The
// signature is not in it: a file signed once more has the same.
func (f File) Fingerprint() (string, error) {
	if _, err := f.normalize(); err != nil {
		return "", words.Of("hostfile.fault", "cause", err)
	}
	digest, err := f.digest()
	return hex.EncodeToString(digest), err
}

// CertificateFingerprint returns the SHA-256 of a certificate, given in PEM, in hex: as other
// programs print it too.
func CertificateFingerprint(text string) (string, error) {
	certificate, err := parseCertificate(text)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(certificate.Raw)
	return hex.EncodeToString(digest[:]), nil
}

// Aloud returns a hash in groups of four, to be read aloud.
func Aloud(hash string) string {
	var groups []string
	for ; len(hash) > 4; hash = hash[4:] {
		groups = append(groups, hash[:4])
	}
	return strings.Join(append(groups, hash), " ")
}
