package index

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

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
		p.FromEpoch, int64(never), int64(never), p.Class, string(p.State), packPeriod(p, e.place, over), m.Party, "", "")
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
		p.Class, string(p.State), p.From.Tx, p.Proposal, p.Group, weights,
	}, separator))
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
	r.Class, r.State, r.Proposal, r.Group = parts[3], charter.MembershipState(parts[4]), parts[6], parts[7]
	if parts[8] == "" {
		return nil
	}
	return json.Unmarshal([]byte(parts[8]), &r.Weights)
}
