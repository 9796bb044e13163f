package main

import (
	"maps"
	"slices"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
)

func (a *app) dossier(d membership.Dossier) view {
	p := d.Proposal
	rows := a.filed(p)
	rows = append(rows, a.sponsors(d)...)
	rows = append(rows, a.fields("voteFrom", when(d.VoteFrom))...)
	rows = append(rows, a.endorsements(d.Sponsorships)...)
	if p.Opened != nil {
		rows = append(rows, a.opened(p)...)
		rows = append(rows, a.explanation(d.Explanation, 0)...)
	}
	rows = append(rows, a.endorsements(d.Endorsements)...)
	for _, row := range a.endorsements(d.Earlier) {
		rows = append(rows, []string{a.label("earlier") + " " + row[0], row[1]})
	}
	return view{data: d, columns: []string{"field", "value"}, rows: append(rows, a.settled(d)...)}
}

// filed shows what a proposal asks for.
func (a *app) filed(p membership.Proposal) [][]string {
	return a.fields("proposal", p.ID, "action", a.words(string(p.Action)), "subject", p.Subject, "alliance", p.Alliance,
		"class", p.Class, "group", p.Group, "weights", a.weights(p.Weights), "organ", p.Organ, "title", p.Title,
		"document", p.Document, "draft", p.CharterDigest, "until", when(p.Until), "by", p.By, "reason", p.Reason,
		"evidence", p.Evidence, "status", a.words(string(p.Status)), "charter", number(p.Charter),
		"filedAt", when(p.Filed.Time), "tx", p.Filed.Tx)
}

// opened shows by whom and by what a proposal is decided.
func (a *app) opened(p membership.Proposal) [][]string {
	var recused []string
	for _, voter := range p.Recused {
		recused = append(recused, voter.Party)
	}
	for _, group := range p.RecusedGroups {
		recused = append(recused, a.label("group")+" "+group)
	}
	return a.fields("closes", when(p.Closes), "electorate", a.joined(number(p.Electorate), a.label("epoch")+" "+number(p.Seal)),
		"recused", a.joined(recused...), "figures", a.weights(p.Figures))
}

// settled shows how a proposal ended: withdrawn, or decided and then enacted.
func (a *app) settled(d membership.Dossier) [][]string {
	p, rows := d.Proposal, [][]string{}
	if p.Withdrawn != nil {
		rows = append(rows, a.fields("withdrawn", when(p.Withdrawn.Time)+"  "+p.Withdrawn.Tx+"  "+p.Withdrawal)...)
	}
	if d.Decision != nil {
		rows = append(rows, a.fields("decision", a.ending(d.Decision.Outcome, d.Decision.Stamp, d.Decision.Because))...)
	}
	rows = append(rows, a.fields("enacts", when(p.Enacts))...)
	if d.Enactment != nil {
		rows = append(rows, a.fields("enacted", a.ending(d.Enactment.Outcome, d.Enactment.Stamp, d.Enactment.Because))...)
	}
	return rows
}

func (a *app) ending(outcome membership.ProposalStatus, stamp membership.Stamp, because membership.Code) string {
	said := a.words(string(outcome)) + "  " + when(stamp.Time) + "  " + stamp.Tx
	if because != "" {
		said += "  " + string(because)
	}
	return said
}

// weights lists numbers by their names: dues=2, population=40.
func (a *app) weights(weights map[string]int) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		said = append(said, name+"="+number(weights[name]))
	}
	return a.joined(said...)
}

// sponsors shows how many sponsors a proposal has, and until when it waits for
// them; nothing if its rule demands none.
func (a *app) sponsors(d membership.Dossier) [][]string {
	if d.Sponsors == nil {
		return nil
	}
	rows := [][]string{{a.label("sponsors"), a.label("until") + " " + when(d.Proposal.Expires)}}
	return append(rows, a.explanation(open(*d.Sponsors), 1)...)
}

// open is a condition of which nobody knows how far it can still come: who else
// might sponsor does not stand in its figures.
func open(x membership.Explanation) membership.Explanation {
	x.Certain = x.Certain && x.Met
	parts := make([]membership.Explanation, 0, len(x.Parts))
	for _, part := range x.Parts {
		parts = append(parts, open(part))
	}
	x.Parts = parts
	return x
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
	if x.Role != "" {
		indent += a.say("role." + x.Role)
	}
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
	params := catalogue.Params{"votes": a.counted(f), "relation": a.say("relation." + string(f.Relation)), "amount": string(f.Amount)}
	if f.Of == "" {
		return a.text.Say("rule.number", params)
	}
	params["of"] = a.base(f.Of)
	if f.Base > 0 { // a charter by itself has no base
		params["of"] = a.text.Say("rule.base", catalogue.Params{"of": params["of"], "base": number(f.Base)})
	}
	return a.text.Say("rule.share", params)
}

// counted says what a comparison counts: among whom, and weighed by what.
func (a *app) counted(f membership.Figure) string {
	said := a.say("count." + string(f.Votes))
	if who := a.who(f.Who); who != "" {
		said = a.text.Say("rule.among", catalogue.Params{"votes": said, "who": who})
	}
	if f.Measure != "" {
		said = a.text.Say("rule.weighed", catalogue.Params{"votes": said, "measure": f.Measure})
	}
	return said
}

// who names those of whom a comparison speaks; empty for everybody.
func (a *app) who(w *membership.Who) string {
	if w == nil {
		return ""
	}
	var said []string
	if len(w.Classes) > 0 {
		said = append(said, a.text.Say("who.classes", catalogue.Params{"of": strings.Join(w.Classes, a.say("enumeration"))}))
	}
	if w.Organ != "" {
		said = append(said, a.text.Say("who.organ", catalogue.Params{"of": w.Organ}))
	}
	if w.Founders {
		said = append(said, a.label("founders"))
	}
	if len(w.Parties) > 0 {
		said = append(said, strings.Join(w.Parties, a.say("enumeration")))
	}
	return strings.Join(said, a.say("who.and"))
}

// base says what a share is taken of: a count, or a figure of the charter's.
func (a *app) base(of membership.Count) string {
	switch of {
	case membership.CountCast, membership.CountTakingPart, membership.CountElectorate:
		return a.say("count." + string(of))
	}
	return a.text.Say("rule.figure", catalogue.Params{"figure": string(of)})
}
