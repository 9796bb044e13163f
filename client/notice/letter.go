package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
)

// letter is a notice in a person's language.
type letter struct {
	id, subject, body string
}

// write writes a notice to a person of a party.
func (p Person) write(party string, n Notice) (letter, error) {
	words, err := text.In(p.Language, Words)
	if err != nil {
		return letter{}, err
	}
	subject := words.Say("letter.several", catalogue.Params{"count": view.Number(len(n.Items)), "party": party})
	if len(n.Items) == 1 {
		subject = words.Say("letter.one", catalogue.Params{"wanted": p.about(words, n.Items[0]), "alliance": n.Items[0].Task.Alliance})
	}
	var body strings.Builder
	body.WriteString(words.Say("letter.opening", catalogue.Params{"party": party}) + "\n")
	for _, item := range n.Items {
		body.WriteString("\n" + legible.Line(p.about(words, item)) + "\n")
		for _, line := range p.lines(words, item) {
			body.WriteString("  " + words.Say(line[0], nil) + " " + legible.Line(line[1]) + "\n")
		}
	}
	body.WriteString("\n" + words.Say("letter.closing", nil) + "\n")
	sum := sha256.Sum256([]byte(p.Mail + "\n" + strings.Join(n.Keys, "\n")))
	return letter{id: hex.EncodeToString(sum[:16]), subject: legible.Line(subject), body: body.String()}, nil
}

// about is what a task is, in a few words.
func (p Person) about(words *text.Text, item Item) string {
	t := item.Task
	parts := []string{words.Words("wanted." + t.Wanted)}
	if item.Reminder {
		parts[0] = words.Say("letter.reminder", catalogue.Params{"wanted": parts[0]})
	}
	if t.Obligation != nil {
		parts = append(parts, words.Words("obligation."+t.Obligation.Kind), t.Obligation.ID)
	}
	if t.Proposal.ID != "" {
		parts = append(parts, words.Words(string(t.Proposal.Action)), t.Proposal.Subject, t.Proposal.Title)
	}
	return strings.Join(filled(append(parts, t.Party)), " ")
}

// filled leaves out what is empty.
func filled(parts []string) []string {
	var kept []string
	for _, one := range parts {
		if one != "" {
			kept = append(kept, one)
		}
	}
	return kept
}

// lines are what else there is to know of a task: keys and values.
func (p Person) lines(words *text.Text, item Item) [][2]string {
	t := item.Task
	lines := [][2]string{{"letter.alliance", t.Alliance}, {"letter.proposal", t.Proposal.ID}, {"letter.by", t.Proposal.By}}
	switch t.Wanted {
	case client.WantedVote:
		lines = append(lines, [2]string{"letter.type", "alliance endorse " + t.Proposal.ID + " --for"})
	case client.WantedSponsor:
		lines = append(lines, [2]string{"letter.type", "alliance endorse " + t.Proposal.ID + " --sponsor"})
	}
	until := words.Say("letter.noEnd", nil)
	if !t.Until.IsZero() {
		until = view.InZone(view.When(t.Until), p.zone)
	}
	var kept [][2]string
	for _, line := range append([][2]string{{"letter.until", until}}, lines...) {
		if line[1] != "" {
			kept = append(kept, line)
		}
	}
	return kept
}
