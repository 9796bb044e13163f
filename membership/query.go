package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Query is one question's input; R is the answer's type. The types in this
// package that implement it are all that can be asked.
type Query[R any] interface {
	// Name is the question's name in the contract.
	Name() string
	check() error
	read(s snapshot) (R, error)
	// mismatch is what an answer is about that was not asked, nil if nothing is.
	mismatch(answer R) *Mismatch
}

// The sizes of pages.
const (
	DefaultPage = 100
	MaxPage     = 1000
)

// snapshot is what a question is answered from: what is committed, and the moment
// that is now for whoever asks.
type snapshot struct {
	Store
	now time.Time
}

// Ask answers a question from what is committed, as it is at a moment: on the
// ledger that is the time of the transaction that asks. Everybody who may read the
// channel may ask. It refuses what is wrong in the question, and with
// UNKNOWN_RECORD what is not there.
func Ask[R any](s Store, now time.Time, q Query[R]) (R, error) {
	if err := q.check(); err != nil {
		var none R
		return none, err
	}
	return q.read(snapshot{s, now})
}

// CheckQuery refuses a question that is wrong in itself.
func CheckQuery[R any](q Query[R]) error { return q.check() }

// answers has each question by its name.
var answers = map[string]func(s snapshot, argument []byte) (any, error){
	"GetParty": answer[GetParty], "ListParties": answer[ListParties], "ListAuthorities": answer[ListAuthorities],
	"GetAlliance": answer[GetAlliance], "ListAlliances": answer[ListAlliances], "GetCharter": answer[GetCharter],
	"ListConsents": answer[ListConsents], "GetProposal": answer[GetProposal], "GetJoin": answer[GetJoin], "ListProposals": answer[ListProposals],
	"GetMembership": answer[GetMembership], "GetHistory": answer[GetHistory], "GetRoster": answer[GetRoster],
	"ListMemberships": answer[ListMemberships], "ListMandates": answer[ListMandates], "ListClaims": answer[ListClaims],
	"ListClaimants": answer[ListClaimants],
	"GetEpoch":      answer[GetEpoch], "GetSeal": answer[GetSeal], "ListSeals": answer[ListSeals],
	"GetPartyHistory": answer[GetPartyHistory], "GetRecovery": answer[GetRecovery],
	"GetStanding": answer[GetStanding], "ListAcceptances": answer[ListAcceptances], "ListFigures": answer[ListFigures],
	"ListSeats": answer[ListSeats], "ListRecognitions": answer[ListRecognitions], "ListResolutions": answer[ListResolutions],
	"GetAffiliation": answer[GetAffiliation], "ListAffiliates": answer[ListAffiliates],
	"GetHost": answer[GetHost], "ListHosts": answer[ListHosts],
	"ListProxies":     answer[ListProxies],
	"ListInvitations": answer[ListInvitations],
	"GetDraft":        answer[GetDraft], "ListRecords": answer[ListRecords],
	"GetRosterProof": answer[GetRosterProof],
	"GetMeeting":     answer[GetMeeting], "ListMeetings": answer[ListMeetings], "ListAttendance": answer[ListAttendance],
}

// answerer is a Query whose answer's type does not matter.
type answerer interface {
	check() error
	answer(s snapshot) (any, error)
}

func answer[Q answerer](s snapshot, argument []byte) (any, error) {
	var q Q
	if err := refusal.First(form.Decode(argument, &q)); err != nil {
		return nil, err
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	return q.answer(s)
}

// QueryNames lists the questions, in alphabetical order.
func QueryNames() []string {
	names := make([]string, 0, len(answers))
	for name := range answers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Answer answers a question from its name and its argument, as Ask does.
func Answer(s Store, now time.Time, name string, argument []byte) (any, error) {
	ask, found := answers[name]
	if !found {
		return nil, refusal.New(refusal.UnknownTransaction, "name", refusal.Clip(name))
	}
	return ask(snapshot{s, now}, argument)
}

// checkPage refuses a size or a bookmark that no page has. A bookmark must lie
// within the range that is read: it may not lead into other records.
func checkPage(size int, bookmark string, prefix Key) error {
	if size < 0 || size > MaxPage {
		return refusal.New(refusal.TooMany, "what", "size", "most", strconv.Itoa(MaxPage))
	}
	start := prefix.String()
	if bookmark != "" && (len(bookmark) < len(start) || bookmark[:len(start)] != start) {
		return refusal.New(refusal.BadBookmark)
	}
	return nil
}

// mapEach is a list with each record in another form.
func mapEach[R, S any](records []R, as func(R) (S, error)) ([]S, error) {
	list := make([]S, 0, len(records))
	for _, record := range records {
		one, err := as(record)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// page reads one page of records.
func page[R any](s Store, prefix Key, size int, bookmark string) ([]R, string, error) {
	if err := checkPage(size, bookmark, prefix); err != nil {
		return nil, "", err
	}
	if size == 0 {
		size = DefaultPage
	}
	entries, next, err := s.Page(prefix, size, bookmark)
	if err != nil {
		return nil, "", err
	}
	records, err := decodeAll[R](entries)
	return records, next, err
}
