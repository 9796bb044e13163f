package terminal

import (
	"io"
	"os"

	jtext "github.com/jedib0t/go-pretty/v6/text"
)

// FixWidths makes characters such as … and → one column wide in every locale. The
// library behind tables takes them for two where the locale is Chinese, Japanese or
// Korean; today's terminals do not, and the same answer must not come in two forms.
func FixWidths() { jtext.OverrideRuneWidthEastAsianWidth(false) }

// Redraws reports whether a line may be written over by control codes: on a
// terminal that knows them, to somebody who has not asked for plain text.
func Redraws(out io.Writer) bool {
	kind := os.Getenv("TERM")
	return Is(out) && kind != "" && kind != "dumb" && os.Getenv("NO_COLOR") == ""
}
