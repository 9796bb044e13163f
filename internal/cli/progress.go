package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/terminal"
)

// Stage says that a stage of the command has ended: a line with the time since the
// program began.
func (a *App) Stage(stage *catalogue.Message) {
	fmt.Fprintf(a.Err, "%6.1fs  %s\n", time.Since(a.began).Seconds(), a.Words.Tell(stage, nil))
}

// Bar shows how far something long has come: on a terminal in one line that is written
// over, else in one line at the end.
type Bar struct {
	out  io.Writer
	line string
}

// NewBar returns a bar on standard error.
func (a *App) NewBar() *Bar { return &Bar{out: a.Err} }

// barWidth is how many characters the bar itself has.
const barWidth = 30

// Show says done of total; a total of 0, or below done, is one that nobody knows.
func (b *Bar) Show(label string, done, total uint64) {
	b.line = fmt.Sprintf("%s %d / %d", label, done, total)
	if total < done {
		b.line = fmt.Sprintf("%s %d", label, done)
	}
	if total > 0 {
		filled := int(min(done, total) * barWidth / total)
		b.line += " [" + strings.Repeat("#", filled) + strings.Repeat(".", barWidth-filled) + "]"
	}
	if terminal.Redraws(b.out) {
		_ = terminal.Redraw(b.out, b.line) // it is no answer
	}
}

// End leaves the last line standing.
func (b *Bar) End() {
	switch {
	case b.line == "":
	case terminal.Redraws(b.out):
		fmt.Fprintln(b.out)
	default:
		fmt.Fprintln(b.out, b.line)
	}
}
