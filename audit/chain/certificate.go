package chain

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"sync"
)

// errSignature says that a signature is not one of the certificate's key.
var errSignature = errors.New("the signature does not fit the certificate's key")

// certificate is a parsed certificate. Its key is the hash of what its CA signed:
// the two forms that any ECDSA signature has (s and n-s) make no two certificates,
// as Fabric's MSP sees to by rewriting one into the other.
type certificate struct {
	*x509.Certificate
	key [sha256.Size]byte
}

// certificates parses each certificate once: a channel has few, and many
// signatures of each.
type certificates struct {
	mu     sync.RWMutex
	parsed map[[sha256.Size]byte]*certificate
}

// certificatesKept bounds the memory that foreign bytes can take.
const certificatesKept = 4096

// parse is safe for use by many goroutines.
func (c *certificates) parse(der []byte) (*certificate, error) {
	key := sha256.Sum256(der)
	c.mu.RLock()
	found := c.parsed[key]
	c.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	cert := &certificate{Certificate: parsed, key: sha256.Sum256(parsed.RawTBSCertificate)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parsed == nil || len(c.parsed) >= certificatesKept {
		c.parsed = make(map[[sha256.Size]byte]*certificate)
	}
	c.parsed[key] = cert
	return cert, nil
}

// verify checks a signature as Fabric does: Ed25519 over the message, ECDSA over
// its SHA-256. Whether keys of that kind count, the MSP says.
func (c *certificate) verify(message, signature []byte) error {
	switch public := c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return verifyECDSA(public, message, signature)
	case ed25519.PublicKey:
		if !ed25519.Verify(public, message, signature) {
			return errSignature
		}
		return nil
	default:
		return errors.New("the certificate's key is of a kind that Fabric does not use (ECDSA, Ed25519)")
	}
}

// verifyECDSA takes of the two forms of a signature only that with the smaller s
// (Fabric: bccsp/sw.verifyECDSA).
func verifyECDSA(public *ecdsa.PublicKey, message, signature []byte) error {
	var value struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &value); err != nil {
		return errSignature
	}
	if value.R.Sign() <= 0 || value.S.Sign() <= 0 {
		return errSignature
	}
	half := new(big.Int).Rsh(public.Params().N, 1)
	if value.S.Cmp(half) > 0 {
		return errors.New("the signature's s is above half the order of the curve")
	}
	digest := sha256.Sum256(message)
	if !ecdsa.Verify(public, digest[:], value.R, value.S) {
		return errSignature
	}
	return nil
}
