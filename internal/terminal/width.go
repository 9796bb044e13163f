package terminal

import (
	"io"
	"os"
	"strconv"
	"sync"

	jtext "github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// defaultWidth is how many characters a line of a screen has that does not say.
const defaultWidth = 80

// Width is how many characters a line of the terminal has that is written to: what
// COLUMNS says, or else the terminal. 0 is no terminal, and no bound.
func Width(out io.Writer) int {
	file, is := unwrap(out).(*os.File)
	if !is || !IsTerminal(file) {
		return 0
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		return columns
	}
	if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
		return width
	}
	return defaultWidth
}

// FixWidths makes characters such as … and → one column wide in every locale. The
// library behind tables takes them for two where the locale is Chinese, Japanese or
// Korean; today's terminals do not, and the same answer must not come in two forms.
func FixWidths() { fixWidths() }

// fixWidths does it once: the library keeps it in a variable that tables read.
var fixWidths = sync.OnceFunc(func() { jtext.OverrideRuneWidthEastAsianWidth(false) }) //nolint:gochecknoglobals // the library's is one

// Redraws reports whether a line may be written over by control codes: on a
// terminal that knows them, to somebody who has not asked for plain text.
func Redraws(out io.Writer) bool {
	kind := os.Getenv("TERM")
	return IsTerminal(out) && kind != "" && kind != "dumb" && os.Getenv("NO_COLOR") == ""
}
