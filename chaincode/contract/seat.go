package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// VacateSeat gives back the caller's own seat.
func (c *Contract) VacateSeat(ctx contractapi.TransactionContextInterface, in membership.VacateSeat) (membership.Event, error) {
	return apply(ctx, in)
}

// ListSeats returns a page of an organ's seats.
func (c *Contract) ListSeats(ctx contractapi.TransactionContextInterface, in membership.ListSeats) (membership.Seats, error) {
	return ask(ctx, in)
}
