package main

import (
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
)

func (a *app) dossier(d membership.Dossier) view {
	p := d.Proposal
	rows := a.fields("proposal", p.ID, "action", a.words(string(p.Action)), "subject", p.Subject, "alliance", p.Alliance,
		"class", p.Class, "by", p.By, "reason", p.Reason, "status", a.words(string(p.Status)), "charter", number(p.Charter),
		"filedAt", when(p.Filed.Time), "tx", p.Filed.Tx)
	rows = append(rows, a.sponsors(d)...)
	rows = append(rows, a.endorsements(d.Sponsorships)...)
	if p.Opened != nil {
		rows = append(rows, a.fields("closes", when(p.Closes), "electorate", a.joined(number(p.Electorate), a.label("epoch")+" "+number(p.Seal)))...)
		rows = append(rows, a.explanation(d.Explanation, 0)...)
	}
	rows = append(rows, a.endorsements(d.Endorsements)...)
	if p.Withdrawn != nil {
		rows = append(rows, a.fields("withdrawn", when(p.Withdrawn.Time)+"  "+p.Withdrawn.Tx+"  "+p.Withdrawal)...)
	}
	if d.Decision != nil {
		said := a.words(string(d.Decision.Outcome)) + "  " + when(d.Decision.Stamp.Time) + "  " + d.Decision.Stamp.Tx
		if d.Decision.Because != "" {
			said += "  " + string(d.Decision.Because)
		}
		rows = append(rows, a.fields("decision", said)...)
	}
	return view{data: d, columns: []string{"field", "value"}, rows: rows}
}

// sponsors shows how many sponsors a proposal has, and until when it waits for
// them; nothing if its rule demands none.
func (a *app) sponsors(d membership.Dossier) [][]string {
	if d.Sponsors == nil {
		return nil
	}
	rows := [][]string{{a.label("sponsors"), a.label("until") + " " + when(d.Proposal.Expires)}}
	return append(rows, a.explanation(*d.Sponsors, 1)...)
}

func (a *app) endorsements(endorsements []membership.Endorsement) [][]string {
	var rows [][]string
	for _, e := range endorsements {
		rows = append(rows, []string{a.words(string(e.Position)), e.Party + "  " + when(e.Stamp.Time) + "  " + e.Stamp.Tx + "  " + e.Reason})
	}
	return rows
}

// explanation shows a rule as a tree: what is needed, what there is, and whether
// that can still change.
func (a *app) explanation(x membership.Explanation, depth int) [][]string {
	state := a.text.Say(reach(x), nil)
	indent := strings.Repeat("  ", depth)
	if x.Figure == nil {
		rows := [][]string{{indent + a.text.Say("rule."+x.Kind, nil), state}}
		for _, part := range x.Parts {
			rows = append(rows, a.explanation(part, depth+1)...)
		}
		return rows
	}
	said := []string{number(x.Figure.Actual) + " / " + number(x.Figure.Needed), state}
	if more := missing(x); more > 0 {
		said = append(said, a.text.Say("rule.missing", map[string]string{"count": number(more)}))
	}
	return [][]string{{indent + a.demand(*x.Figure), a.joined(said...)}}
}

// reach tells how far a condition has come.
func reach(x membership.Explanation) string {
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

// demand says a comparison in words: votes for at least 2/3 of all who may vote (7).
func (a *app) demand(f membership.Figure) string {
	params := catalogue.Params{
		"votes": a.say("count." + string(f.Votes)), "relation": a.say("relation." + string(f.Relation)), "amount": string(f.Amount),
	}
	if f.Of == "" {
		return a.text.Say("rule.number", params)
	}
	params["of"] = a.say("count." + string(f.Of))
	if f.Base > 0 { // a charter by itself has no base
		params["of"] = a.text.Say("rule.base", catalogue.Params{"of": params["of"], "base": number(f.Base)})
	}
	return a.text.Say("rule.share", params)
}
