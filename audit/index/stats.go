package index

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Interval is the length of a step of Stats.
type Interval string

// The steps: calendar days, months, quarters and years (UTC).
const (
	Day     Interval = "day"
	Month   Interval = "month"
	Quarter Interval = "quarter"
	Year    Interval = "year"
)

// StatsQuery asks how an alliance developed.
type StatsQuery struct {
	Alliance string   `json:"alliance"`
	Interval Interval `json:"every"`
	// From and Until bound the steps; empty: from the first event to the last. None
	// begins after now.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Now is the moment behind which nothing is known; the zero time is this computer's.
	Now time.Time `json:"-"`
}

func (q StatsQuery) now() time.Time {
	if q.Now.IsZero() {
		return time.Now()
	}
	return q.Now
}

// Step is one stretch of time: from From on, before Until.
type Step struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	// Active and Suspended count the members at the end of the step, by class; of a
	// step that has not ended, those of now.
	Active    map[string]int `json:"active"`
	Suspended map[string]int `json:"suspended"`
	// Joined and Ended count memberships that began and ended in it; a change of
	// class or state is neither.
	Joined int `json:"joined"`
	Ended  int `json:"ended"`
	// Unrecorded are those of Ended that were over by their dates, or with the
	// alliance, and whose end nobody has recorded.
	Unrecorded int `json:"unrecorded,omitempty"`
	// Proposals were filed, Decisions made, Endorsements given in it, each by the
	// transactions' own time; Hosts counts the endorsements by the endorsers' hosts.
	Proposals    int            `json:"proposals"`
	Decisions    int            `json:"decisions"`
	Endorsements int            `json:"endorsements"`
	Hosts        map[string]int `json:"hosts"`
}

// MaxSteps bounds the steps of one answer.
const MaxSteps = 5000

// Stats counts an alliance's members and what happened, step by step. It refuses
// with UNKNOWN_RECORD (*refusal.Error), and with TOO_MANY more than MaxSteps.
func (x *Index) Stats(ctx context.Context, q StatsQuery) ([]Step, error) {
	dissolved, err := x.dissolved(ctx, q.Alliance, maxPlace)
	if err != nil {
		return nil, err
	}
	gone, err := x.dissolvedAlliances(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask for dissolved alliances: %w", err)
	}
	marks, err := x.activities(ctx, q.Alliance)
	if err != nil {
		return nil, fmt.Errorf("ask for what happened: %w", err)
	}
	now := q.now().UnixMilli()
	each := func(do func(periodRow)) error { // of a million it is asked twice, and never has them all
		return x.eachPeriod(ctx, q.Alliance, func(s periodRow) {
			end := min(s.over, dissolved)
			if at, is := gone[s.party]; is {
				end = min(end, at)
			}
			if end <= now {
				s.until = min(s.until, end)
			}
			do(s)
		})
	}
	bounds := newSpan(marks)
	if err := each(bounds.add); err != nil {
		return nil, err
	}
	steps, err := q.steps(bounds)
	if err != nil {
		return nil, err
	}
	for i := range steps {
		steps[i].countActivities(marks)
	}
	return steps, countPeriods(steps, each, now)
}

// countPeriods counts periods, which each gives in the order of parties and time: whether one
// begins or ends a membership says the one before it, and the one behind.
func countPeriods(steps []Step, each func(do func(periodRow)) error, now int64) error {
	var last periodRow
	joined, begun := false, false
	count := func(left bool) {
		for k := range steps {
			steps[k].countPeriod(last, joined, left, now)
		}
	}
	err := each(func(s periodRow) {
		goesOn := begun && last.continuesInto(s)
		if begun {
			count(!goesOn)
		}
		last, joined, begun = s, !goesOn, true
	})
	if begun && err == nil {
		count(true)
	}
	return err
}

// eachPeriod calls do with the periods of an alliance, in the order of parties and time.
func (x *Index) eachPeriod(ctx context.Context, alliance string, do func(periodRow)) error {
	rows, err := x.read.QueryContext(ctx, x.dialect.bind(
		"SELECT party, began, ended, since, until, over, class, state FROM period WHERE alliance = ? ORDER BY party, began"), alliance)
	if err != nil {
		return classify(fmt.Errorf("ask for periods: %w", err), x.where)
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scanPeriod(rows)
		if err != nil {
			return fmt.Errorf("ask for periods: %w", err)
		}
		do(s)
	}
	return classify(rows.Err(), x.where)
}

// dissolvedAlliances are the alliances that were dissolved, and when: they are nobody's members since.
func (x *Index) dissolvedAlliances(ctx context.Context) (map[string]int64, error) {
	type end struct {
		id string
		at int64
	}
	ends, err := queryRows(ctx, x, func(rows *sql.Rows) (e end, err error) { return e, rows.Scan(&e.id, &e.at) },
		"SELECT id, dissolved FROM alliance WHERE dissolved < 9223372036854775807")
	gone := map[string]int64{}
	for _, e := range ends {
		gone[e.id] = e.at
	}
	return gone, err
}

// periodRow is a period as Stats sees it.
type periodRow struct {
	party              string
	began, ended       int64 // places
	since, until, over int64
	class, state       string
}

func scanPeriod(rows *sql.Rows) (periodRow, error) {
	var s periodRow
	return s, rows.Scan(&s.party, &s.began, &s.ended, &s.since, &s.until, &s.over, &s.class, &s.state)
}

// continuesInto reports whether a period goes over into the next one.
func (s periodRow) continuesInto(next periodRow) bool {
	return s.party == next.party && s.ended == next.began && s.over >= next.since
}

// activity is a proposal, a decision, or an endorsement with its host.
type activity struct {
	what string
	at   int64
	host string
}

// activities are what happened in an alliance, in the order of time.
func (x *Index) activities(ctx context.Context, alliance string) ([]activity, error) {
	return queryRows(ctx, x, func(rows *sql.Rows) (h activity, err error) { return h, rows.Scan(&h.what, &h.at, &h.host) },
		"SELECT 'proposal', filed AS at, '' FROM proposal WHERE alliance = ?"+
			" UNION ALL SELECT 'decision', time, '' FROM decision WHERE alliance = ?"+
			" UNION ALL SELECT 'endorsement', time, host FROM endorsement WHERE alliance = ? ORDER BY 2", alliance, alliance, alliance)
}

// span is from the first time of something to the last; first is never, and last 0, if there
// was nothing.
type span struct{ first, last int64 }

func newSpan(marks []activity) *span {
	all := &span{never, 0}
	for _, m := range marks {
		all.first, all.last = min(all.first, m.at), max(all.last, m.at)
	}
	return all
}

func (b *span) add(s periodRow) {
	b.first, b.last = min(b.first, s.since), max(b.last, s.since)
	if s.until != never {
		b.last = max(b.last, s.until)
	}
}

// steps are the empty steps that are asked for.
func (q StatsQuery) steps(bounds *span) ([]Step, error) {
	from, until := q.From.UTC(), q.Until.UTC()
	if q.From.IsZero() {
		from = timeOf(bounds.first)
	}
	if q.Until.IsZero() {
		until = timeOf(bounds.last).Add(time.Millisecond)
	}
	steps := []Step{}
	if from.IsZero() || bounds.last == 0 {
		return steps, nil
	}
	for at := q.Interval.begin(from); at.Before(until) && !at.After(q.now()); at = q.Interval.next(at) {
		if len(steps) == MaxSteps {
			return nil, refusal.New(refusal.TooMany, "what", "steps", "most", strconv.Itoa(MaxSteps))
		}
		steps = append(steps, Step{
			From: at, Until: q.Interval.next(at), Active: map[string]int{}, Suspended: map[string]int{}, Hosts: map[string]int{},
		})
	}
	return steps, nil
}

// begin is the beginning of the step in which a time lies.
func (e Interval) begin(at time.Time) time.Time {
	year, month, day := at.Date()
	switch e {
	case Year:
		month, day = 1, 1
	case Quarter:
		month, day = month-(month-1)%3, 1
	case Day:
	default:
		day = 1
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func (e Interval) next(at time.Time) time.Time {
	switch e {
	case Year:
		return at.AddDate(1, 0, 0)
	case Quarter:
		return at.AddDate(0, 3, 0)
	case Day:
		return at.AddDate(0, 0, 1)
	default:
		return at.AddDate(0, 1, 0)
	}
}

func (s *Step) contains(at int64) bool { return at >= s.From.UnixMilli() && at < s.Until.UnixMilli() }

func (s *Step) countActivities(marks []activity) {
	from, _ := slices.BinarySearchFunc(marks, s.From.UnixMilli(), func(h activity, at int64) int { return cmp.Compare(h.at, at) })
	for _, m := range marks[from:] {
		switch {
		case !s.contains(m.at):
			return
		case m.what == "proposal":
			s.Proposals++
		case m.what == "decision":
			s.Decisions++
		default:
			s.Endorsements++
			s.Hosts[m.host]++
		}
	}
}

// countPeriod enters a period: whether it ran at the end, or now, and began and ended in it.
func (s *Step) countPeriod(p periodRow, joined, left bool, now int64) {
	if end := min(s.Until.UnixMilli(), now+1); p.since < end && p.until >= end {
		if state, lifts := parseState(p.state); state == charter.Active || lifts < end {
			s.Active[p.class]++
		} else {
			s.Suspended[p.class]++
		}
	}
	if joined && s.contains(p.since) {
		s.Joined++
	}
	if left && p.until != never && s.contains(p.until) {
		s.Ended++
		if p.ended == never {
			s.Unrecorded++
		}
	}
}
