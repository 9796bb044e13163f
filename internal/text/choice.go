package text

import (
	"regexp"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/charter"
)

// choiceKeys are where the words for what a field of a charter may be stand in the
// catalogue: one word of the rules means different things in different fields, as
// "seat" does of a right and of an action.
var choiceKeys = map[string]string{ //nolint:gochecknoglobals // fixed
	"rights": "right.", "probationRights": "right.", "graceRights": "right.", "lapsedRights": "right.",
	"votes": "count.", "of": "count.", "reasons": "count.", "sponsors": "count.", "recused": "recusal.", "clear": "clear.", "standing": "standing.", "outcome": "outcome.",
	"affiliates": "typed.", "suspended": "typed.", "lockOut": "typed.", "method": "method.", "ties": "typed.", "silence": "typed.", "jurisdictions": "jurisdictions.", "holders": "typed.", "principal": "typed.", "forms": "", "seats": "typed.", "time": "typed.", "ceased": "typed.",
}

var lastField = regexp.MustCompile(`([^.\[\]]*)(\[\d+\])?$`)

// choicesOf lists what a field of a charter may be.
func (t *Text) choicesOf(defect charter.Defect) string {
	prefix, found := choiceKeys[lastField.FindStringSubmatch(defect.Path)[1]]
	if !found {
		return t.choices("", defect.Params["choices"])
	}
	var said []string
	for _, choice := range strings.Split(defect.Params["choices"], ", ") {
		if choice != "" {
			said = append(said, t.choice(t.Template(prefix+choice), choice))
		}
	}
	return strings.Join(said, t.Say("choice.separator", nil))
}

// choice is one of several, by its word, and behind it what is typed where that is
// another.
func (t *Text) choice(word, choice string) string {
	if word == "" || strings.EqualFold(word, choice) {
		return choice
	}
	return t.Say("choice", catalogue.Params{"word": word, "choice": choice})
}
