package drafting

import (
	"slices"
	"strconv"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Other is what may be answered beside a question's options; empty is nothing.
type Other string

// What else may be answered.
const (
	Number Other = "number"
	Share  Other = "share"  // 2/3, 75%, more than 3/5, in words too
	Period Other = "period" // P3Y, 14 days
	Zone   Other = "zone"   // +08:00
)

// Question is one thing that bylaws settle.
type Question struct {
	ID string
	// Options are the usual answers, the first of which holds where nothing is answered.
	Options []string
	Other   Other
	// asked reports whether it is asked after these answers; nil is always.
	asked func(Answers) bool
}

// None is the answer that there is no such thing.
const None = "none"

// The answers that decide what else is asked or written.
const (
	board     = "board"
	members   = "members"
	sponsored = "sponsored"
	majority  = "majority"
	everybody = "all"
	utc       = "UTC"
)

func hasBoard(a Answers) bool { return a[board] == board }

// Questions are all that are asked, in their order: what one is answered decides about later ones.
func Questions() []Question {
	boardOr := []string{members, board}
	shares := []string{majority, "2/3", "3/4", everybody}
	return []Question{
		{ID: "founders", Options: []string{"5"}, Other: Number},
		{ID: "kinds", Options: []string{"organizations", "enterprises", "anybody", "individuals"}},
		{ID: "classes", Options: []string{"one", "observers", "associates"}},
		{ID: "weights", Options: []string{"equal", "weighed"}},
		{ID: board, Options: []string{board, None}},
		{ID: "seats", Options: []string{"5", "3", "7"}, Other: Number, asked: hasBoard},
		{ID: "term", Options: []string{"P3Y", "P1Y", "P2Y", "P4Y", "P5Y", None}, Other: Period, asked: hasBoard},
		{ID: "chosen", Options: []string{"plurality", "approval", "single-transferable-vote", "vote"}, asked: hasBoard},
		{ID: "admission", Options: []string{board, members, sponsored, "unanimous"}},
		{ID: "entry", Options: []string{"same", "open"}, asked: func(a Answers) bool { return a["classes"] != "one" }},
		{ID: "renewal", Options: []string{None, "yearly"}},
		{ID: "dues", Options: []string{None, "owed"}, asked: hasBoard},
		{ID: "proposers", Options: []string{members, board, "1/5", "1/10"}},
		{ID: "notice", Options: []string{"P14D", "P7D", "P28D", None}, Other: Period},
		{ID: "days", Options: []string{"running", "clear"}, asked: func(a Answers) bool { return a["notice"] != None }},
		{ID: "voting", Options: []string{"P14D", "P7D", "P30D"}, Other: Period},
		{ID: "base", Options: []string{"cast", "present", everybody}},
		{ID: "quorum", Options: []string{"1/2", "1/3", "2/3", "3/4", majority, None}, Other: Share, asked: func(a Answers) bool { return a["base"] != everybody }},
		{ID: "ordinary", Options: shares, Other: Share},
		{ID: "amend", Options: []string{"2/3", "3/4", majority, everybody}, Other: Share},
		{ID: "entrenched", Options: []string{None, "3/4"}, Other: Share},
		{ID: "expulsion", Options: append(slices.Clone(boardOr), None)},
		{ID: "expel", Options: []string{"2/3", majority, "3/4"}, Other: Share, asked: func(a Answers) bool { return a["expulsion"] == members }},
		{ID: "suspension", Options: []string{None, board, members}},
		{ID: "dissolve", Options: []string{"3/4", "2/3", everybody, majority}, Other: Share},
		{ID: "proxies", Options: []string{None, "1", "2"}},
		{ID: "zone", Options: []string{utc, "+08:00", "+01:00", "-05:00"}, Other: Zone},
	}
}

// Answers are answers by the questions' ids.
type Answers map[string]string

// Next is the first question that is asked after these answers and is not answered; false if
// there is none.
func (a Answers) Next() (Question, bool) {
	for _, q := range Questions() {
		if q, asked := q.after(a); asked && a[q.ID] == "" {
			return q, true
		}
	}
	return Question{}, false
}

// after is the question as it is asked after these answers: without a board nothing is left to it.
func (q Question) after(a Answers) (Question, bool) {
	if q.asked != nil && !q.asked(a) {
		return q, false
	}
	if q.ID != board && a[board] == None {
		q.Options = slices.DeleteFunc(slices.Clone(q.Options), func(option string) bool { return option == board })
	}
	return q, true
}

// Complete answers what is not answered by what holds then, and leaves out what is not asked after
// these answers. It refuses what is no answer, and what is no question.
func (a Answers) Complete() (Answers, error) {
	whole := Answers{}
	known := map[string]bool{}
	for _, q := range Questions() {
		known[q.ID] = true
		q, asked := q.after(whole)
		if !asked {
			continue
		}
		answer := a[q.ID]
		if answer == "" {
			answer = q.Options[0]
		}
		checked, err := q.Check(answer)
		if err != nil {
			return nil, err
		}
		whole[q.ID] = checked
	}
	for id := range a {
		if !known[id] {
			return nil, catalogue.NewError("draft.noQuestion", "value", id)
		}
	}
	return whole, nil
}

// Check returns an answer as it is kept: one of the options, or what else may be answered.
func (q Question) Check(answer string) (string, error) {
	answer = strings.TrimSpace(input.Fold(answer))
	if slices.Contains(q.Options, answer) {
		return answer, nil
	}
	if said, ok := q.other(answer); ok {
		return said, nil
	}
	return "", catalogue.NewError("draft.noAnswer", "question", q.ID, "value", answer, "options", strings.Join(q.Options, ", "))
}

// other reads what may be answered beside the options; false if it is none of that.
func (q Question) other(answer string) (string, bool) {
	switch q.Other {
	case Number:
		return q.number(answer)
	case Share:
		return q.share(answer)
	case Period:
		period, ok := reading.Period(answer)
		return string(period), ok && (q.ID == "term" || period.Days() > 0 && period.Days() <= maxDays)
	case Zone:
		_, ok := form.Zone(answer).Offset()
		return answer, ok
	}
	return "", false
}

func (q Question) number(answer string) (string, bool) {
	least, most := 1, charter.MaxSeats
	if q.ID == "founders" {
		least, most = minFounders, membership.MaxFounders
	}
	n, err := strconv.Atoi(answer)
	return strconv.Itoa(n), err == nil && n >= least && n <= most
}

func (q Question) share(answer string) (string, bool) {
	relation, share, ok := reading.Share(answer)
	switch {
	case ok && share == "1/1":
		return everybody, q.ID != "quorum" && q.ID != "expel"
	case ok && relation == charter.MoreThan && share == "1/2":
		return majority, true
	case ok && relation == charter.MoreThan:
		return moreThan + string(share), true
	}
	return string(share), ok
}

const (
	moreThan = "more than "
	// minFounders is the smallest alliance that is drafted for: with fewer nearly every rule can be blocked by one, and
	// the examples one-member and two-members are for these.
	minFounders = 3
	// maxDays bounds notice and voting.
	maxDays = 180
)

// share is an answer as an expression compares by it: the field, and the amount.
func share(answer string) (charter.Relation, charter.Amount) {
	switch {
	case answer == majority:
		return charter.MoreThan, "1/2"
	case answer == everybody:
		return charter.AtLeast, "1/1"
	case strings.HasPrefix(answer, moreThan):
		return charter.MoreThan, charter.Amount(strings.TrimPrefix(answer, moreThan))
	}
	return charter.AtLeast, charter.Amount(answer)
}
