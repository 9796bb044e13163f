package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// txOf reads the transaction and its caller. All that is said of the caller
// comes from the certificate that signed, which the peer has checked.
func txOf(ctx contractapi.TransactionContextInterface) (membership.Tx, error) {
	caller, err := callerOf(ctx)
	if err != nil {
		return membership.Tx{}, err
	}
	at, err := ctx.GetStub().GetTxTimestamp()
	if err != nil {
		return membership.Tx{}, fmt.Errorf("read the transaction's time: %w", err)
	}
	if err := at.CheckValid(); err != nil {
		return membership.Tx{}, fmt.Errorf("read the transaction's time: %w", err)
	}
	return membership.NewTx(ctx.GetStub().GetTxID(), at.AsTime(), caller)
}

func callerOf(ctx contractapi.TransactionContextInterface) (membership.Caller, error) {
	identity := ctx.GetClientIdentity()
	host, err := identity.GetMSPID()
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller's host: %w", err)
	}
	certificate, err := identity.GetX509Certificate()
	if err != nil || certificate == nil {
		return membership.Caller{}, fmt.Errorf("read the caller's certificate: %w", err)
	}
	party, _, err := identity.GetAttributeValue(membership.PartyAttribute)
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller's attributes: %w", err)
	}
	key := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return membership.Caller{Host: host, Key: hex.EncodeToString(key[:]), Party: party}, nil
}
