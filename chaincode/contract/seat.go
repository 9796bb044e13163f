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

// FillSeat gives a seat that fell vacant before its end to the alternate who comes next.
func (c *Contract) FillSeat(ctx contractapi.TransactionContextInterface, in membership.FillSeat) (membership.Event, error) {
	return apply(ctx, in)
}
