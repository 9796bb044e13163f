package blocktest

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
)

// Signer is an identity with its private key.
type Signer struct {
	MSP string
	// Certificate is in DER.
	Certificate []byte
	Key         *ecdsa.PrivateKey
}

// LoadSigner reads an identity of a network's folder: a certificate, and a key in
// PKCS #8, both in PEM.
func LoadSigner(organization, certificateFile, keyFile string) (Signer, error) {
	certificate, err := readPEM(certificateFile)
	if err != nil {
		return Signer{}, err
	}
	raw, err := readPEM(keyFile)
	if err != nil {
		return Signer{}, err
	}
	key, err := x509.ParsePKCS8PrivateKey(raw)
	if err != nil {
		return Signer{}, fmt.Errorf("%s: %w", keyFile, err)
	}
	private, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return Signer{}, fmt.Errorf("%s: not an ECDSA key", keyFile)
	}
	return Signer{MSP: organization, Certificate: certificate, Key: private}, nil
}

// readPEM is the content of a file's first PEM block.
func readPEM(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	content, _ := pem.Decode(text)
	if content == nil {
		return nil, fmt.Errorf("%s: not in PEM", path)
	}
	return content.Bytes, nil
}

// Identity is who signs, as package block reads it.
func (s Signer) Identity() block.Identity {
	return block.Identity{MSP: s.MSP, Certificate: s.Certificate, Serialized: s.Serialized()}
}

// Serialized is Fabric's form of the identity.
func (s Signer) Serialized() []byte {
	return marshal(&msp.SerializedIdentity{Mspid: s.MSP, IdBytes: inPEM("CERTIFICATE", s.Certificate)})
}

// Sign signs the SHA-256 of a message. Of the two values of s that would do it
// takes the lower, as Fabric demands (bccsp/utils).
func (s Signer) Sign(message []byte) []byte {
	digest := sha256.Sum256(message)
	r, value, err := ecdsa.Sign(rand.Reader, s.Key, digest[:])
	must(err)
	order := s.Key.Params().N
	if value.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		value.Sub(order, value)
	}
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{r, value})
	must(err)
	return signature
}

// inPEM is the text form of a certificate, a list or a key.
func inPEM(kind string, raw []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw})
}

// marshal writes a message, in the same way each time.
func marshal(message proto.Message) []byte {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	must(err)
	return raw
}

// unmarshal reads what this package, or a network, has written.
func unmarshal[M proto.Message](raw []byte, message M) M {
	must(proto.Unmarshal(raw, message))
	return message
}

// must ends a test that is not written rightly.
func must(err error) {
	if err != nil {
		panic(fmt.Errorf("forging a block: %w", err))
	}
}
