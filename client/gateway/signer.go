package gateway

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"

	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
)

// signer is who acts, with the key.
type signer struct {
	id   identity.Identity
	sign identity.Sign
	pair tls.Certificate // the same, for connections
}

// newSigner refuses a key that is not the certificate's.
func newSigner(from client.Identity) (*signer, error) {
	pair, err := tls.X509KeyPair(from.Certificate, from.Key)
	if err != nil {
		return nil, fmt.Errorf("the identity's certificate and key: %w", err)
	}
	id, err := identity.NewX509Identity(from.MSP, pair.Leaf)
	if err != nil {
		return nil, fmt.Errorf("the identity's certificate: %w", err)
	}
	sign, err := identity.NewPrivateKeySign(pair.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("the identity's key: %w", err)
	}
	return &signer{id: id, sign: sign, pair: pair}, nil
}

// certificateHash is the hash of the certificate that peers see on the connection. They ask
// for it in requests of blocks, so that nobody passes on another's.
func (s *signer) certificateHash() []byte {
	sum := sha256.Sum256(s.pair.Leaf.Raw)
	return sum[:]
}

// creator is Fabric's form of the identity.
func (s *signer) creator() ([]byte, error) {
	return proto.Marshal(&msp.SerializedIdentity{Mspid: s.id.MspID(), IdBytes: s.id.Credentials()})
}
