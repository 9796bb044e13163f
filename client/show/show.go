// Package show is how the members' program shows what takes more than a row for each
// record: a proposal with all that stands about it, and events one by one as they come.
//
// It asks nothing: whoever calls it has the records. Each answer is in both forms, the
// records for programs and rows for people.
package show

import (
	"strings"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/text"
)

// Writer shows in one language, in the form that a run of the program was asked for.
type Writer struct {
	*cli.App
	Text *text.Text
}

// Joined is a list as the language writes it.
func (w Writer) Joined(parts ...string) string { return strings.Join(parts, w.Say("separator")) }
