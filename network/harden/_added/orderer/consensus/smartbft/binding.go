package smartbft

import (
	"crypto/sha256"
	"encoding/pem"

	"github.com/hyperledger/fabric/common/deliverclient/blocksprovider"
)

// bind has a deliverer name the certificate (PEM) that it shows when it connects, as
// orderers demand of clients that have to show one.
func bind(deliverer BFTBlockDeliverer, certificate []byte) {
	made, is := deliverer.(*blocksprovider.BFTDeliverer)
	if !is {
		return
	}
	if shown, _ := pem.Decode(certificate); shown != nil {
		hash := sha256.Sum256(shown.Bytes)
		made.TLSCertHash = hash[:]
	}
}
