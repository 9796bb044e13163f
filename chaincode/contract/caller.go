package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/pkg/cid"
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// txOf reads the transaction and its caller. All that is said of the caller
// comes from the certificate that signed, which the peer has checked.
func txOf(ctx contractapi.TransactionContextInterface) (membership.Tx, error) {
	caller, err := callerOf(ctx)
	if err != nil {
		return membership.Tx{}, err
	}
	at, err := timeOf(ctx)
	if err != nil {
		return membership.Tx{}, err
	}
	return membership.NewTx(ctx.GetStub().GetTxID(), at, caller)
}

// timeOf reads the transaction's time, as its sender wrote it.
func timeOf(ctx contractapi.TransactionContextInterface) (time.Time, error) {
	at, err := ctx.GetStub().GetTxTimestamp()
	if err != nil {
		return time.Time{}, fmt.Errorf("read the transaction's time: %w", err)
	}
	if at.CheckValid() != nil { // such as one with a negative part of a second
		return time.Time{}, &refusal.Error{Code: refusal.BadTime, Params: map[string]string{
			"time": fmt.Sprintf("%d s and %d ns", at.GetSeconds(), at.GetNanos()),
		}}
	}
	return at.AsTime(), nil
}

// callerOf reads the certificate itself: the framework drops the error of one
// that cannot be read, and hands on an identity that is nil. A host's authority
// could issue such a certificate, and it must not end this process.
func callerOf(ctx contractapi.TransactionContextInterface) (membership.Caller, error) {
	identity, err := cid.New(ctx.GetStub())
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller: %w", err)
	}
	msp, err := identity.GetMSPID()
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller's MSP: %w", err)
	}
	certificate, err := identity.GetX509Certificate()
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller's certificate: %w", err)
	}
	if certificate == nil {
		return membership.Caller{}, errors.New("the caller has no X.509 certificate")
	}
	party, _, err := identity.GetAttributeValue(membership.PartyAttribute)
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller's attributes: %w", err)
	}
	operator, _, err := identity.GetAttributeValue(membership.OperatorAttribute)
	if err != nil {
		return membership.Caller{}, fmt.Errorf("read the caller's attributes: %w", err)
	}
	key := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return membership.Caller{MSP: msp, Key: hex.EncodeToString(key[:]), Party: party, Operator: operator == "true"}, nil
}
