package text

import (
	"strconv"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/charter"
)

// Explanation shows a rule as a tree: what is needed, what there is, and whether
// that can still change.
func (t *Text) Explanation(x charter.Explanation, depth int) [][]string {
	state := t.Say(ProgressKey(x), nil)
	indent := strings.Repeat("  ", depth)
	if x.Role != "" {
		indent += t.Say("role."+x.Role, nil)
	}
	if x.Figure == nil {
		rows := [][]string{{indent + t.Say("rule."+x.Kind, nil), state}}
		for _, part := range x.Parts {
			rows = append(rows, t.Explanation(part, depth+1)...)
		}
		return rows
	}
	said := []string{strconv.Itoa(x.Figure.Actual) + " / " + strconv.Itoa(x.Figure.Needed), state}
	if x.Figure.Casting != "" {
		said = append(said, t.Say("rule.casting", nil))
	}
	if more := Missing(x); more > 0 {
		said = append(said, t.Say("rule.missing", map[string]string{"count": strconv.Itoa(more)}))
	}
	return [][]string{{indent + t.Demand(*x.Figure), strings.Join(said, t.Say("separator", nil))}}
}

// OutOfReach shows why an ordinary rule could not be met, where the emergency rule decides: with the
// figures that it had if everybody had agreed; nothing where there is no emergency.
func (t *Text) OutOfReach(why *charter.OutOfReach) [][]string {
	if why == nil {
		return nil
	}
	rows := [][]string{{t.Say("ordinary", nil), t.Say("ordinary."+why.Where, catalogue.Params{"rule": string(why.Rule)})}}
	if why.Explanation != nil {
		rows = append(rows, t.Explanation(*why.Explanation, 1)...)
	}
	return rows
}

// ProgressKey is the key of the word for how far a condition has come.
func ProgressKey(x charter.Explanation) string {
	switch {
	case x.Met && x.Certain:
		return "reached"
	case x.Met:
		return "reachedSoFar"
	case x.Certain:
		return "unreachable"
	default:
		return "notReached"
	}
}

// Demand says a comparison in words: votes for at least 2/3 of all who may vote (7).
func (t *Text) Demand(f charter.Figure) string {
	params := catalogue.Params{"votes": t.counted(f), "relation": t.Say("relation."+string(f.Relation), nil), "amount": string(f.Amount)}
	if f.Of == "" {
		return t.Say("rule.number", params)
	}
	params["of"] = t.base(f.Of)
	if f.Base > 0 { // a charter by itself has no base
		params["of"] = t.Say("rule.base", catalogue.Params{"of": params["of"], "base": strconv.Itoa(f.Base)})
	}
	return t.Say("rule.share", params)
}

// counted says what a comparison counts: among whom, and weighed by what.
func (t *Text) counted(f charter.Figure) string {
	said := t.Say("count."+string(f.Votes), nil)
	if who := t.scope(f.Who); who != "" {
		said = t.Say("rule.among", catalogue.Params{"votes": said, "who": who})
	}
	if f.Measure != "" {
		said = t.Say("rule.weighed", catalogue.Params{"votes": said, "measure": f.Measure})
	}
	return said
}

// scope names those of whom a comparison speaks; empty for everybody.
func (t *Text) scope(w *charter.Who) string {
	if w == nil {
		return ""
	}
	var said []string
	if len(w.Classes) > 0 {
		said = append(said, t.Say("who.classes", catalogue.Params{"of": strings.Join(t.classes(w.Classes), t.Say("enumeration", nil))}))
	}
	if w.Seated() {
		organs := make([]string, 0, len(w.Seats()))
		for _, organ := range w.Seats() {
			organs = append(organs, t.Organ(organ))
		}
		said = append(said, t.Say("who.organ", catalogue.Params{"of": strings.Join(organs, t.Say("enumeration", nil))}))
	}
	if w.Founders {
		said = append(said, strings.ToLower(t.Say("founders", nil)))
	}
	if w.Subject {
		said = append(said, t.Say("who.subject", nil))
	}
	if len(w.Parties) > 0 {
		said = append(said, strings.Join(w.Parties, t.Say("enumeration", nil)))
	}
	return strings.Join(said, t.Say("who.and", nil))
}

// base says what a share is taken of: a count, or a figure of the charter's.
func (t *Text) base(of charter.Count) string {
	switch of {
	case charter.CountCast, charter.CountTakingPart, charter.CountElectorate:
		return t.Say("count."+string(of), nil)
	}
	return t.Say("rule.figure", catalogue.Params{"figure": string(of)})
}

// Missing is how many more a comparison needs, 0 where more would not help.
func Missing(x charter.Explanation) int {
	f := x.Figure
	if x.Met || x.Certain || f.Relation != charter.AtLeast && f.Relation != charter.MoreThan {
		return 0
	}
	return max(0, f.Needed-f.Actual)
}
