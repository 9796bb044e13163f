package sdk

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/core"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/cryptosuite"
)

// enrollmentKey is a new key, and cryptography for the SDK that gives it to
// whoever asks for a new one: the SDK's own would write it to disk.
type enrollmentKey struct {
	core.CryptoSuite
	der []byte // PKCS #8
}

func newKey() (*enrollmentKey, error) {
	suite, err := newSuite()
	if err != nil {
		return nil, err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	return &enrollmentKey{CryptoSuite: suite, der: der}, nil
}

// KeyGen implements the SDK's cryptography.
func (k *enrollmentKey) KeyGen(core.KeyGenOpts) (core.Key, error) {
	return k.KeyImport(k.der, cryptosuite.GetECDSAPrivateKeyImportOpts(true))
}

func (k *enrollmentKey) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: k.der})
}
