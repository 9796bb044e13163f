package contract

import (
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"allianceregistry/membership"
)

// CallMeeting calls a meeting, with its agenda.
func (c *Contract) CallMeeting(ctx contractapi.TransactionContextInterface, in membership.CallMeeting) (membership.Event, error) {
	return apply(ctx, in)
}

// Attend records that a member has come to a meeting, or leaves it.
func (c *Contract) Attend(ctx contractapi.TransactionContextInterface, in membership.Attend) (membership.Event, error) {
	return apply(ctx, in)
}

// OpenMeeting opens a meeting that has a quorum.
func (c *Contract) OpenMeeting(ctx contractapi.TransactionContextInterface, in membership.OpenMeeting) (membership.Event, error) {
	return apply(ctx, in)
}

// AdjournMeeting adjourns a meeting to a later time.
func (c *Contract) AdjournMeeting(ctx contractapi.TransactionContextInterface, in membership.AdjournMeeting) (membership.Event, error) {
	return apply(ctx, in)
}

// CloseMeeting ends a meeting, or calls it off.
func (c *Contract) CloseMeeting(ctx contractapi.TransactionContextInterface, in membership.CloseMeeting) (membership.Event, error) {
	return apply(ctx, in)
}

// GetMeeting returns a meeting as it is now.
func (c *Contract) GetMeeting(ctx contractapi.TransactionContextInterface, in membership.GetMeeting) (membership.MeetingNow, error) {
	return ask(ctx, in)
}

// ListMeetings returns a page of an alliance's meetings.
func (c *Contract) ListMeetings(ctx contractapi.TransactionContextInterface, in membership.ListMeetings) (membership.Meetings, error) {
	return ask(ctx, in)
}

// ListAttendance returns a page of who was at a meeting.
func (c *Contract) ListAttendance(ctx contractapi.TransactionContextInterface, in membership.ListAttendance) (membership.Attendances, error) {
	return ask(ctx, in)
}
