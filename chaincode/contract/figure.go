package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// RecordFigure records a figure of a charter.
func (c *Contract) RecordFigure(ctx contractapi.TransactionContextInterface, in membership.RecordFigure) (membership.Event, error) {
	return apply(ctx, in)
}

// ListFigures returns a page of what was recorded of a figure.
func (c *Contract) ListFigures(ctx contractapi.TransactionContextInterface, in membership.ListFigures) (membership.Figures, error) {
	return ask(ctx, in)
}
