package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// endPeriod ends the period of a party in an alliance that runs.
const endPeriod = `UPDATE period SET until=?, untilepoch=?, ended=?, ending=?, reason=?
WHERE alliance=? AND party=? AND ended=9223372036854775807`

// labelNow is the label of a party, and relabel takes it over into all its periods:
// a roster that had to look up a hundred thousand of them would wait for that most.
const (
	labelNow = "coalesce((SELECT label FROM party WHERE id = ?), '')"
	relabel  = "UPDATE period SET label = coalesce((SELECT label FROM party WHERE id = period.party), '') WHERE party = ?"
)

// Where the columns stand that a period's end changes.
const (
	periodUntil      = 4
	periodUntilEpoch = 7
	periodEnded      = 8
	periodEnding     = 13
	periodReason     = 14
)

// membership projects a new version of a membership: the period that it ended,
// and the one that it began. Earlier ones do not change any more.
func (e effect) membership(m membership.Membership, _ []byte) {
	e.tag("party", m.Party)
	e.tag("alliance", m.Alliance)
	for i, period := range m.Periods {
		began := period.From.Tx == m.Written.Tx
		if !began && period.Until != nil && period.Until.Tx == m.Written.Tx {
			ending := ""
			if i == len(m.Periods)-1 {
				ending = m.Ending
			}
			e.end(m, period, ending)
		}
		if began {
			e.begin(m, period)
		}
	}
}

func (e effect) begin(m membership.Membership, p membership.Period) {
	e.open[[2]string{m.Alliance, m.Party}] = len(e.rows[periodTable])
	over := int64(never)
	if !p.Over.IsZero() {
		over = millis(p.Over)
	}
	e.put(periodTable, m.Alliance, m.Party, e.place, millis(p.From.Time), int64(never), over,
		p.FromEpoch, int64(never), int64(never), p.Class, stateColumn(p), packPeriod(p, e.place, over), m.Party, "", "")
}

func (e effect) end(m membership.Membership, p membership.Period, ending string) {
	key := [2]string{m.Alliance, m.Party}
	until, epoch := millis(p.Until.Time), p.UntilEpoch
	e.doc("membership", m.Alliance+" "+m.Party, "reason", p.Reason)
	if i, here := e.open[key]; here {
		row := e.rows[periodTable][i]
		row[periodUntil], row[periodUntilEpoch], row[periodEnded] = until, epoch, e.place
		row[periodEnding], row[periodReason] = sanitize(ending), sanitize(p.Reason)
		delete(e.open, key)
		return
	}
	e.endings = append(e.endings, []any{until, epoch, e.place, sanitize(ending), sanitize(p.Reason), lookupText(m.Alliance), lookupText(m.Party)})
}

// packPeriod is what a roster shows of a period that does not change with its end:
// the place where it began first.
func packPeriod(p membership.Period, began, over int64) string {
	weights := ""
	if len(p.Weights) > 0 {
		text, err := json.Marshal(p.Weights) // of whole numbers by name: cannot fail
		if err == nil {
			weights = string(text)
		}
	}
	return sanitize(strings.Join([]string{
		strconv.FormatInt(began, 10), strconv.FormatInt(millis(p.From.Time), 10), strconv.FormatInt(over, 10),
		p.Class, stateColumn(p), p.From.Tx, p.Proposal, p.Group, weights,
	}, separator))
}

// stateColumn is the state of a period. Behind that of a suspension which has an end stands
// the end, in milliseconds and with zeros before it, so that ends sort by time.
func stateColumn(p membership.Period) string {
	if p.Lifts.IsZero() {
		return string(p.State)
	}
	return dated(p.State, millis(p.Lifts))
}

func dated(state charter.MembershipState, at int64) string {
	return fmt.Sprintf("%s %015d", state, at)
}

// parseState is the inverse of stateColumn; a suspension without an end never lifts.
func parseState(column string) (state charter.MembershipState, lifts int64) {
	word, end, found := strings.Cut(column, " ")
	lifts, err := strconv.ParseInt(end, 10, 64)
	if !found || err != nil {
		lifts = never
	}
	return charter.MembershipState(word), lifts
}

// narrowState narrows periods to a state at a moment, the zero time for the one that is
// recorded: who is suspended until then is active from then on.
func (q *conditions) narrowState(state charter.MembershipState, at time.Time) {
	last := dated(charter.Suspended, 0)
	if !at.IsZero() {
		last = dated(charter.Suspended, millis(at))
	}
	switch state {
	case "":
	case charter.Active:
		q.add("(p.state = ? OR p.state > ? AND p.state <= ?)", lookupText(string(state)), lookupText(string(charter.Suspended)+" "), lookupText(last))
	case charter.Suspended:
		q.add("(p.state = ? OR p.state > ?)", lookupText(string(state)), lookupText(last))
	default:
		q.equal("p.state", string(state))
	}
}

// settle derives that a suspension has lifted at a moment.
func (r *Row) settle(at time.Time) {
	if !r.Lifts.IsZero() && !at.Before(r.Lifts) {
		r.State = charter.Active
	}
}

// unpack reads the parts that packPeriod put together.
func (r *Row) unpack(parts []string) error {
	var numbers [3]int64
	for i := range numbers {
		var err error
		if numbers[i], err = strconv.ParseInt(parts[i], 10, 64); err != nil {
			return fmt.Errorf("a period's bounds: %w", err)
		}
	}
	r.Origin, r.Since, r.Over = newOrigin(numbers[0], parts[5], valid, numbers[1]), timeOf(numbers[1]), timeOf(numbers[2])
	r.Class, r.Proposal, r.Group = parts[3], parts[6], parts[7]
	var lifts int64
	if r.State, lifts = parseState(parts[4]); lifts != never {
		r.Lifts = timeOf(lifts)
	}
	if parts[8] == "" {
		return nil
	}
	return json.Unmarshal([]byte(parts[8]), &r.Weights)
}

// PeriodFilter narrows Periods. What is empty does not narrow.
type PeriodFilter struct {
	Alliance string `json:"alliance,omitempty"`
	Party    string `json:"party,omitempty"`
	Page
}

// MemberPeriod is a period of a membership: in it a party had one class and one state.
type MemberPeriod struct {
	Row
	Alliance string `json:"alliance"`
	// FromEpoch and UntilEpoch are the epochs of the changes that began and ended it.
	FromEpoch  int64 `json:"fromEpoch"`
	UntilEpoch int64 `json:"untilEpoch,omitempty"`
	// Ended is the transaction that recorded the period's end, Ending how the membership
	// ended by it, Reason what was given for it.
	Ended  *Origin `json:"ended,omitempty"`
	Ending string  `json:"ending,omitempty"`
	Reason string  `json:"reason,omitempty"`
}

// Periods is a page of periods.
type Periods struct {
	Periods []MemberPeriod `json:"periods"`
	Next    string         `json:"next,omitempty"`
}

// Periods lists the periods of memberships, those that were recorded last first unless the
// page says otherwise. Names are those of now.
func (x *Index) Periods(ctx context.Context, f PeriodFilter) (Periods, error) {
	where, order, last, err := f.span("periods", "p.began")
	if err != nil {
		return Periods{}, err
	}
	var q conditions
	q.add(where, last)
	q.equal("p.alliance", f.Alliance)
	q.equal("p.party", f.Party)
	text := "SELECT " + memberColumn + "p.label, p.alliance, p.sinceepoch, p.untilepoch, p.ending, p.reason, p.ended, coalesce(e.id, ''), coalesce(e.time, 0)" +
		" FROM period p LEFT JOIN tx e ON e.place = p.ended" + q.text() + " ORDER BY " + order + " LIMIT ?"
	rows, err := queryRows(ctx, x, scanMemberPeriod, text, append(append([]any{maxPlace}, q.args...), f.size()+1)...)
	if err != nil {
		return Periods{}, fmt.Errorf("ask for periods: %w", err)
	}
	var list Periods
	list.Periods, list.Next = cutPage(rows, f.size(), "periods", func(r MemberPeriod) string { return r.mark() })
	now := time.Now()
	for i := range list.Periods {
		if err := x.lookUpTerm(ctx, list.Periods[i].Alliance, &list.Periods[i].Row, now); err != nil {
			return list, err
		}
	}
	return list, nil
}

func scanMemberPeriod(rows *sql.Rows) (r MemberPeriod, err error) {
	var member, tx string
	var ended, at int64
	if err = rows.Scan(&member, &r.Alliance, &r.FromEpoch, &r.UntilEpoch, &r.Ending, &r.Reason, &ended, &tx, &at); err != nil {
		return r, err
	}
	if r.UntilEpoch == never {
		r.UntilEpoch = 0
	}
	if ended != never {
		end := newOrigin(ended, tx, valid, at)
		r.Ended = &end
	}
	r.Row, err = parseMember(member)
	return r, err
}
