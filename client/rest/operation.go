package rest

import (
	"encoding/json"
	"reflect"
	"strings"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// operation is one transaction that can be sent.
type operation struct {
	// name is the transaction's in the contract, summary what it does, in a few words.
	name, summary string
	// keyed says that it takes a request id. The others can take effect only once anyway.
	keyed bool
}

// sendable are the transactions that can be sent, in the order of the document.
var sendable = [][2]string{ //nolint:gochecknoglobals // fixed
	{"Join", "Apply to join an alliance"},
	{"Endorse", "Endorse a proposal: sponsor it, or vote on it"},
	{"Propose", "File a proposal: to renew, reclassify, expel, resolve, …"},
	{"PutToVote", "Put a proposal to the vote"},
	{"Decide", "Decide a proposal"},
	{"Enact", "Enact what was accepted, after its timelock"},
	{"Withdraw", "Withdraw a proposal"},
	{"Leave", "Leave an alliance"},
	{"AcceptAgreement", "Accept an agreement of an alliance"},
	{"FoundAlliance", "Found an alliance"},
	{"Consent", "Consent to the founding of an alliance"},
	{"DeclareAffiliate", "Say who controls the party's group"},
	{"ConsentAffiliate", "Consent to a party that says it belongs to this one's group"},
	{"VacateSeat", "Give up a seat"},
	{"FillSeat", "Give a seat that fell vacant to the alternate who comes next"},
	{"AppointProxy", "Have another member cast the party's votes"},
	{"RevokeProxy", "Revoke a proxy, or give it back"},
	{"ConsentSuccession", "Consent to a succession, or take that back"},
	{"Invite", "Invite a party to an alliance"},
	{"RevokeInvitation", "Revoke an invitation"},
	{"Nominate", "Stand in an election, or step back"},
	{"CallMeeting", "Call a meeting, with its agenda"},
	{"Attend", "Come to a meeting, or leave it"},
	{"OpenMeeting", "Open a meeting that has a quorum"},
	{"AdjournMeeting", "Adjourn a meeting to a later time"},
	{"CloseMeeting", "Close a meeting, or call it off"},
	{"DeclarePresence", "Be present at a vote"},
	{"ConfirmRepresentatives", "Confirm who acts for the party"},
	{"Waive", "Let a member off a duty until a date"},
	{"RecordPayment", "Record that a member has paid its dues"},
	{"RecordFigure", "Record a figure, such as attendance"},
	{"StateClaim", "State a claim, with its source"},
	{"Attest", "Attest or dispute a claim"},
	{"DescribeAlliance", "Describe an alliance that nobody has founded here"},
	{"CorrectParty", "Correct what is recorded of the party"},
	{"CloseEpoch", "Close an epoch"},
	{"SealEpoch", "Seal an epoch"},
	{"EndMembership", "Record the end of a membership that is over"},
}

// operations are all of them, in the order of the document.
func operations() []operation {
	list := make([]operation, 0, len(sendable))
	for _, row := range sendable {
		empty, err := membership.ParseTransaction(row[0], []byte("{}"))
		if err != nil {
			panic(err) // there is no such transaction
		}
		list = append(list, operation{name: row[0], summary: row[1], keyed: reflect.ValueOf(empty).FieldByName("Request").IsValid()})
	}
	return list
}

// requestField is the member of an argument that the header says.
const requestField = "request"

// read makes a transaction of a body, under a request id. It refuses with MALFORMED,
// UNKNOWN_FIELD and TOO_LARGE, as the rules do, and with REQUEST_IN_BODY.
func (op operation) read(body []byte, request string) (membership.Transaction, error) {
	t, err := membership.ParseTransaction(op.name, body)
	if err != nil || !op.keyed {
		return t, err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, refusal.New(refusal.Malformed, "detail", refusal.Clip(err.Error()))
	}
	for name := range fields {
		if strings.EqualFold(name, requestField) {
			return nil, newProblem(requestInBody)
		}
	}
	fields[requestField], _ = json.Marshal(request) // a text can be written
	whole, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	return membership.ParseTransaction(op.name, whole)
}
