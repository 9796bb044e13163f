package index

import (
	"encoding/json"
	"strings"

	"allianceregistry/membership"
)

// endPeriod ends the period of a party in an alliance that runs.
const endPeriod = `UPDATE period SET until=?, untilepoch=?, ended=?, ending=?, reason=?
WHERE alliance=? AND party=? AND ended=9223372036854775807`

// Where the columns stand that a period's end changes.
const (
	periodUntil      = 4
	periodUntilEpoch = 7
	periodEnded      = 8
	periodEnding     = 12
	periodReason     = 13
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
		p.FromEpoch, int64(never), int64(never), p.Class, string(p.State), packedOf(p), "", "")
}

func (e effect) end(m membership.Membership, p membership.Period, ending string) {
	key := [2]string{m.Alliance, m.Party}
	until, epoch := millis(p.Until.Time), p.UntilEpoch
	e.doc("membership", m.Alliance+" "+m.Party, "reason", p.Reason)
	if i, here := e.open[key]; here {
		row := e.rows[periodTable][i]
		row[periodUntil], row[periodUntilEpoch], row[periodEnded] = until, epoch, e.place
		row[periodEnding], row[periodReason] = clean(ending), clean(p.Reason)
		delete(e.open, key)
		return
	}
	e.endings = append(e.endings, []any{until, epoch, e.place, clean(ending), clean(p.Reason), word(m.Alliance), word(m.Party)})
}

// packedOf is what a roster shows of a period besides its bounds.
func packedOf(p membership.Period) string {
	weights := ""
	if len(p.Weights) > 0 {
		text, err := json.Marshal(p.Weights) // of whole numbers by name: cannot fail
		if err == nil {
			weights = string(text)
		}
	}
	return clean(strings.Join([]string{p.Class, string(p.State), p.From.Tx, p.Proposal, p.Group, weights}, part))
}

// unpack reads the parts that packedOf put together.
func (r *Row) unpack(parts []string) error {
	r.Class, r.State, r.Tx, r.Proposal, r.Group = parts[0], membership.MembershipState(parts[1]), parts[2], parts[3], parts[4]
	if parts[5] == "" {
		return nil
	}
	return json.Unmarshal([]byte(parts[5]), &r.Weights)
}
