package block

import (
	"encoding/pem"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
)

// readIdentity reads who signed. What is no identity keeps its bytes alone: as
// Fabric does, a verifier then counts its signature for nothing, and the rest of
// the transaction can still be read.
func readIdentity(serialized []byte) Identity {
	identity := Identity{Serialized: serialized}
	var message msp.SerializedIdentity
	if unmarshal(serialized, &message) != nil {
		return identity
	}
	identity.MSP = message.Mspid
	identity.Certificate = certificateOf(message.IdBytes)
	return identity
}

// certificateOf is the first PEM block's content, nil if there is none. (Fabric:
// msp.bccspmsp, which looks neither at its type nor at what follows.)
func certificateOf(text []byte) []byte {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil
	}
	return block.Bytes
}
