package show

import (
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Progress shows how far a proposal has come: its sponsors until it is put to
// the vote, its rule from then on.
func (w Writer) Progress(d membership.Dossier) [][]string {
	if d.Proposal.Opened == nil {
		return append(w.sponsors(d), w.Fields("voteFrom", view.When(d.VoteFrom))...)
	}
	return append(w.Text.Explanation(d.Explanation, 0), w.Fields("closes", view.When(d.Proposal.Closes), "enacts", view.When(d.Proposal.Enacts))...)
}

// AwaitedDossier is a dossier with the members who have not voted yet.
type AwaitedDossier struct {
	membership.Dossier
	// About is what who endorses it says that it is about.
	About   membership.About `json:"about"`
	Awaited []string         `json:"awaited,omitempty"`
}

// Dossier shows a proposal with all that stands about it, and the members who have not voted
// yet.
func (w Writer) Dossier(d membership.Dossier, awaited []string) view.View {
	p := d.Proposal
	about, _ := p.About() // what was read has a form that can be written
	rows := append(w.filingRows(p), w.Fields("content", about.Content)...)
	rows = append(rows, w.Fields("recordedAs", w.Text.Words(string(p.RecordedStatus)), "due", w.due(p.Due))...)
	rows = append(rows, w.sponsors(d)...)
	rows = append(rows, w.Fields("voteFrom", view.When(d.VoteFrom))...)
	rows = append(rows, w.endorsements(d.Sponsorships)...)
	rows = append(rows, w.nominations(d)...)
	rows = append(rows, w.consents(d)...)
	rows = append(rows, w.earlierVotes(d)...)
	if p.Opened != nil {
		rows = append(rows, w.openedRows(p.Proposal)...)
		rows = append(rows, w.Text.OutOfReach(d.Emergency)...)
		rows = append(rows, w.Text.Explanation(d.Explanation, 0)...)
	}
	rows = append(rows, w.endorsements(d.Endorsements)...)
	for _, row := range w.endorsements(d.Earlier) {
		rows = append(rows, []string{w.Label("earlier") + " " + row[0], row[1]})
	}
	rows = append(rows, w.Fields("awaited", w.Joined(awaited...))...)
	return view.View{Data: AwaitedDossier{d, about, awaited}, Columns: []string{"field", "value"}, Rows: append(rows, w.outcomeRows(d)...)}
}

// earlierVotes shows the votes upon which that on a proposal has followed.
func (w Writer) earlierVotes(d membership.Dossier) [][]string {
	var rows [][]string
	for number, held := range d.Proposal.Steps {
		rows = append(rows, w.Fields("earlierVote", view.Number(number+1)+"  "+w.ending(held.Outcome, held.Stamp, ""))...)
		rows = append(rows, w.Text.Explanation(held.Explanation, 1)...)
		if number >= len(d.Before) {
			continue
		}
		for _, row := range w.endorsements(d.Before[number].Endorsements) {
			rows = append(rows, []string{"  " + row[0], row[1]})
		}
	}
	return rows
}

// filingRows shows what a proposal asks for.
func (w Writer) filingRows(p membership.ProposalNow) [][]string {
	return w.Fields("proposal", p.ID, "action", w.Text.Words(string(p.Action)), "subject", p.Subject, "alliance", p.Alliance,
		"successor", p.Successor, "form", w.Text.Words(string(p.Form)), "ceased", w.ceased(p.Proposal),
		"class", w.Text.Class(p.Class), "group", w.groupApplied(p.Proposal), "weights", w.Weights(p.Weights), "organ", w.Text.Organ(p.Organ), "seats", view.Number(p.Seats),
		"resolution", w.Text.Resolution(p.Resolution), "amendment", w.Text.Amendment(p.Amendment), "emergency", w.emergency(p.Emergency), "title", p.Title,
		"document", p.Document, "draft", p.CharterDigest, "until", view.End(p.Until), "by", p.By, "reason", p.Reason,
		"evidence", p.Evidence, "status", w.Text.Words(string(p.Status)), "charter", view.Number(p.Charter),
		"filedAt", view.When(p.Filed.Time), "tx", p.Filed.Tx)
}

// ceased says that the subject of a succession has ceased to exist.
func (w Writer) ceased(p membership.Proposal) string {
	if !p.Ceased {
		return ""
	}
	return w.Say("yes")
}

// consents shows what the two parties of a succession say to it.
func (w Writer) consents(d membership.Dossier) [][]string {
	var rows [][]string
	for _, c := range d.Consents {
		word := "succession.consents"
		if c.Refused {
			word = "refuses"
		}
		rows = append(rows, []string{w.Say(word), c.Party + "  " + view.When(c.Stamp.Time) + "  " + c.Stamp.Tx})
	}
	return rows
}

// groupApplied is the affiliate group that a proposal is about; that of an applicant may be
// but its own word.
func (w Writer) groupApplied(p membership.Proposal) string {
	if p.Action == charter.Admit && p.Group != "" && p.Group != p.SubjectGroup {
		return w.Joined(p.Group, w.Text.Words(string(membership.AffiliationClaimed)))
	}
	return p.Group
}

// due says what anybody may send now; empty if nothing is due.
func (w Writer) due(transaction string) string {
	if transaction == "" {
		return ""
	}
	return w.Text.Words("due." + transaction)
}

// openedRows shows by whom and by what a proposal is decided.
func (w Writer) openedRows(p membership.Proposal) [][]string {
	var recused []string
	for _, voter := range p.Recused {
		recused = append(recused, voter.Party)
	}
	for _, group := range p.RecusedGroups {
		recused = append(recused, w.Label("group")+" "+group)
	}
	return w.Fields("closes", view.When(p.Closes), "extends", view.When(p.Extends), "electorate", w.Joined(view.Number(p.Electorate), w.Label("epoch")+" "+view.Number(p.Seal)),
		"recused", w.Joined(recused...), "figures", w.Weights(p.Figures))
}

// outcomeRows shows how a proposal ended: withdrawn, or decided and then enacted.
func (w Writer) outcomeRows(d membership.Dossier) [][]string {
	p, rows := d.Proposal, [][]string{}
	if p.Withdrawn != nil {
		rows = append(rows, w.Fields("withdrawn", view.When(p.Withdrawn.Time)+"  "+p.Withdrawn.Tx+"  "+p.Withdrawal)...)
	}
	if d.Decision != nil {
		rows = append(rows, w.Fields("decision", w.ending(d.Decision.Outcome, d.Decision.Stamp, d.Decision.Because))...)
		rows = append(rows, w.election(*d.Decision)...)
		if d.Decision.Extended > 0 {
			rows = append(rows, w.Fields("extended", view.Number(d.Decision.Extended))...)
		}
		rows = append(rows, w.Fields("late", w.Joined(d.Decision.Late...))...)
	}
	rows = append(rows, w.Fields("enacts", view.When(p.Enacts))...)
	if d.Enactment != nil {
		rows = append(rows, w.Fields("enacted", w.ending(d.Enactment.Outcome, d.Enactment.Stamp, d.Enactment.Because))...)
	}
	return rows
}

func (w Writer) ending(outcome membership.ProposalStatus, stamp membership.Stamp, because refusal.Code) string {
	said := w.Text.Words(string(outcome)) + "  " + view.When(stamp.Time) + "  " + stamp.Tx
	if because != "" {
		said += "  " + string(because)
	}
	return said
}

// Weights lists numbers by their names: dues=2, population=40.
func (w Writer) Weights(weights map[string]int) string { return w.Text.Weights(weights) }

// sponsors shows how many sponsors a proposal has, and until when it waits for
// them; nothing if its rule demands none.
func (w Writer) sponsors(d membership.Dossier) [][]string {
	if d.Sponsors == nil {
		return nil
	}
	rows := [][]string{{w.Label("sponsors"), w.Label("until") + " " + view.When(d.Proposal.Expires)}}
	return append(rows, w.Text.Explanation(withoutCertainty(*d.Sponsors), 1)...)
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

func (w Writer) endorsements(endorsements []membership.Endorsement) [][]string {
	var rows [][]string
	for _, e := range endorsements {
		who := e.Party
		if e.Invited != nil {
			who += "  " + w.Say("byInvitation")
		}
		if e.Proxy != "" {
			who += "  " + w.Text.ByProxy(e.Proxy, e.Party)
		}
		rows = append(rows, []string{w.Text.Words(string(e.Position)), who + w.ballot(e) + "  " + view.When(e.Stamp.Time) + "  " + e.Stamp.Tx + "  " + e.Reason})
	}
	return rows
}
