package drafting

import "allianceregistry/internal/catalogue"

// Left is something that bylaws say and no question asks.
type Left struct {
	Says string `json:"says"`
	// Section is that of the guide to charters which says how it is written.
	Section string `json:"section"`
}

// unasked are the things that no question asks, with the headings of the guide.
func unasked() []struct{ id, section string } {
	return []struct{ id, section string }{
		{"classVotes", "expressions"},
		{"weights", "measures"},
		{"agreements", "measures"},
		{"requirements", "requirements"},
		{"probation", "classes"},
		{"kinds", "rules"},
		{"veto", "rules"},
		{"cap", "rules"},
		{"affiliates", "rules"},
		{"reasons", "rules"},
		{"recusal", "rules"},
		{"mandate", "rules"},
		{"attendance", "measures"},
		{"consent", "amending"},
		{"timelock", "rules"},
		{"staggered", "rules"},
		{"succession", "rules"},
		{"invitations", "invitations"},
		{"emergency", "out-of-reach"},
		{"meetings", "meetings"},
		{"duties", "duties"},
		{"several", "several"},
		{"tiers", "measures"},
	}
}

// Unasked lists what bylaws say and no question asks, each with the section of docs/charters.md that
// says how it is written.
func Unasked(words *catalogue.Catalogue) []Left {
	var list []Left
	for _, one := range unasked() {
		list = append(list, Left{words.Say("draft.left."+one.id, nil), words.Say("draft.section."+one.section, nil)})
	}
	return list
}
