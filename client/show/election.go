package show

import (
	"strings"

	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/election"
)

// nominations shows who stands in an election, or withdrew: those who are pinned once its vote
// is open.
func (w Writer) nominations(d membership.Dossier) [][]string {
	var rows [][]string
	for _, n := range d.Nominations {
		said := n.Party + "  " + view.When(n.Stamp.Time) + "  " + n.Stamp.Tx + "  " + n.Reason
		if n.Withdrawn {
			said += "  " + w.Text.Words(string(membership.Withdrawn))
		}
		rows = append(rows, []string{w.Label("nomination"), said})
	}
	rest := ""
	if d.Proposal.ByElection {
		rest = w.Text.Words("ofTerm")
	}
	return append(rows, w.Fields("byElection", rest, "candidates", w.Joined(d.Proposal.Candidates...), "retiring", w.Joined(d.Proposal.Retiring...))...)
}

// ballot is whom a vote names.
func (w Writer) ballot(e membership.Endorsement) string {
	if len(e.Ranking) == 0 {
		return ""
	}
	return "  " + strings.Join(e.Ranking, " > ")
}

// election shows how an election was counted, round by round.
func (w Writer) election(d membership.Decision) [][]string {
	if d.Election == nil {
		return nil
	}
	result := *d.Election
	rows := w.Fields("elected", w.Joined(result.Elected...), "alternates", w.Joined(result.Alternates...), "tied", w.Joined(result.Tied...), "unnamed", w.Joined(result.Unnamed...),
		"unfit", w.Joined(d.Unfit...))
	if result.Quota > 0 {
		rows = append(rows, w.Fields("quota", view.Number(int(result.Quota)))...)
	}
	for i, round := range result.Rounds {
		rows = append(rows, []string{w.Label("round") + " " + view.Number(i+1), w.round(round)})
	}
	return rows
}

// round is what candidates had, and what followed.
func (w Writer) round(r election.Round) string {
	var said []string
	for _, count := range r.Counts {
		said = append(said, count.Candidate+" "+count.Votes)
	}
	text := strings.Join(said, ", ")
	for _, part := range [][2]string{
		{"exhausted", r.Exhausted},
		{"elected", strings.Join(r.Elected, ", ")},
		{"surplusOf", r.TransferredFrom + " " + r.Surplus},
		{"excluded", strings.Join(r.Excluded, ", ")},
	} {
		if value := strings.TrimSpace(part[1]); value != "" {
			text += "; " + w.Label(part[0]) + " " + value
		}
	}
	if r.Tie != "" {
		text += "; " + w.Text.Words("tie."+r.Tie)
	}
	return text
}
