package sdk

import (
	"errors"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"

	"allianceregistry/client"
)

func fault(phase client.Phase, kind client.FaultKind, tx string, err error) *client.Fault {
	return &client.Fault{Phase: phase, Kind: kind, Tx: tx, Err: err}
}

// plain takes the SDK's wrappings off an error, so that a person reads the peer's
// or orderer's own words.
func plain(err error) error {
	if s, found := status.FromError(err); found && s.Message != "" {
		return errors.New(s.Message)
	}
	return err
}

// root is the error inside the SDK's wrappings, which errors.As does not see
// through.
func root(err error) error {
	for {
		wrapped, more := err.(interface{ Cause() error })
		if !more {
			return err
		}
		err = wrapped.Cause()
	}
}
