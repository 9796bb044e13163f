package main

import (
	"maps"
	"slices"

	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// awaitedDossier is a dossier with the members who have not voted yet.
type awaitedDossier struct {
	membership.Dossier
	// About is what who endorses it says that it is about.
	About   membership.About `json:"about"`
	Awaited []string         `json:"awaited,omitempty"`
}

func (a *app) dossier(d membership.Dossier, awaited []string) view.View {
	p := d.Proposal
	about, _ := p.About() // what was read has a form that can be written
	rows := append(a.filingRows(p), a.Fields("content", about.Content)...)
	rows = append(rows, a.Fields("recordedAs", a.text.Words(string(p.RecordedStatus)), "due", a.due(p.Due))...)
	rows = append(rows, a.sponsors(d)...)
	rows = append(rows, a.Fields("voteFrom", view.When(d.VoteFrom))...)
	rows = append(rows, a.endorsements(d.Sponsorships)...)
	if p.Opened != nil {
		rows = append(rows, a.openedRows(p.Proposal)...)
		rows = append(rows, a.text.Explanation(d.Explanation, 0)...)
	}
	rows = append(rows, a.endorsements(d.Endorsements)...)
	for _, row := range a.endorsements(d.Earlier) {
		rows = append(rows, []string{a.Label("earlier") + " " + row[0], row[1]})
	}
	rows = append(rows, a.Fields("awaited", a.joined(awaited...))...)
	return view.View{Data: awaitedDossier{d, about, awaited}, Columns: []string{"field", "value"}, Rows: append(rows, a.outcomeRows(d)...)}
}

// filingRows shows what a proposal asks for.
func (a *app) filingRows(p membership.ProposalNow) [][]string {
	return a.Fields("proposal", p.ID, "action", a.text.Words(string(p.Action)), "subject", p.Subject, "alliance", p.Alliance,
		"class", a.text.Class(p.Class), "group", a.groupApplied(p.Proposal), "weights", a.weights(p.Weights), "organ", a.text.Organ(p.Organ), "title", p.Title,
		"document", p.Document, "draft", p.CharterDigest, "until", view.End(p.Until), "by", p.By, "reason", p.Reason,
		"evidence", p.Evidence, "status", a.text.Words(string(p.Status)), "charter", view.Number(p.Charter),
		"filedAt", view.When(p.Filed.Time), "tx", p.Filed.Tx)
}

// groupApplied is the affiliate group that a proposal is about; that of an applicant may be
// but its own word.
func (a *app) groupApplied(p membership.Proposal) string {
	if p.Action == charter.Admit && p.Group != "" && p.Group != p.SubjectGroup {
		return a.joined(p.Group, a.text.Words(string(membership.AffiliationClaimed)))
	}
	return p.Group
}

// due says what anybody may send now; empty if nothing is due.
func (a *app) due(transaction string) string {
	if transaction == "" {
		return ""
	}
	return a.text.Words("due." + transaction)
}

// openedRows shows by whom and by what a proposal is decided.
func (a *app) openedRows(p membership.Proposal) [][]string {
	var recused []string
	for _, voter := range p.Recused {
		recused = append(recused, voter.Party)
	}
	for _, group := range p.RecusedGroups {
		recused = append(recused, a.Label("group")+" "+group)
	}
	return a.Fields("closes", view.When(p.Closes), "electorate", a.joined(view.Number(p.Electorate), a.Label("epoch")+" "+view.Number(p.Seal)),
		"recused", a.joined(recused...), "figures", a.weights(p.Figures))
}

// outcomeRows shows how a proposal ended: withdrawn, or decided and then enacted.
func (a *app) outcomeRows(d membership.Dossier) [][]string {
	p, rows := d.Proposal, [][]string{}
	if p.Withdrawn != nil {
		rows = append(rows, a.Fields("withdrawn", view.When(p.Withdrawn.Time)+"  "+p.Withdrawn.Tx+"  "+p.Withdrawal)...)
	}
	if d.Decision != nil {
		rows = append(rows, a.Fields("decision", a.ending(d.Decision.Outcome, d.Decision.Stamp, d.Decision.Because))...)
	}
	rows = append(rows, a.Fields("enacts", view.When(p.Enacts))...)
	if d.Enactment != nil {
		rows = append(rows, a.Fields("enacted", a.ending(d.Enactment.Outcome, d.Enactment.Stamp, d.Enactment.Because))...)
	}
	return rows
}

func (a *app) ending(outcome membership.ProposalStatus, stamp membership.Stamp, because refusal.Code) string {
	said := a.text.Words(string(outcome)) + "  " + view.When(stamp.Time) + "  " + stamp.Tx
	if because != "" {
		said += "  " + string(because)
	}
	return said
}

// weights lists numbers by their names: dues=2, population=40.
func (a *app) weights(weights map[string]int) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		said = append(said, name+"="+view.Number(weights[name]))
	}
	return a.joined(said...)
}

// sponsors shows how many sponsors a proposal has, and until when it waits for
// them; nothing if its rule demands none.
func (a *app) sponsors(d membership.Dossier) [][]string {
	if d.Sponsors == nil {
		return nil
	}
	rows := [][]string{{a.Label("sponsors"), a.Label("until") + " " + view.When(d.Proposal.Expires)}}
	return append(rows, a.text.Explanation(withoutCertainty(*d.Sponsors), 1)...)
}

// withoutCertainty is a condition of which nobody knows how far it can still come: who else
// might sponsor does not stand in its figures.
func withoutCertainty(x charter.Explanation) charter.Explanation {
	x.Certain = x.Certain && x.Met
	parts := make([]charter.Explanation, 0, len(x.Parts))
	for _, part := range x.Parts {
		parts = append(parts, withoutCertainty(part))
	}
	x.Parts = parts
	return x
}

func (a *app) endorsements(endorsements []membership.Endorsement) [][]string {
	var rows [][]string
	for _, e := range endorsements {
		rows = append(rows, []string{a.text.Words(string(e.Position)), e.Party + "  " + view.When(e.Stamp.Time) + "  " + e.Stamp.Tx + "  " + e.Reason})
	}
	return rows
}
