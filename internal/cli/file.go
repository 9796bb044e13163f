package cli

import (
	"fmt"
	"io"

	"allianceregistry/internal/input"
	"allianceregistry/internal/terminal"
)

// ReadFile reads a file of so many bytes at most; - is standard input.
func (a *App) ReadFile(path string, maxBytes int) ([]byte, error) {
	if path == input.Standard {
		return input.ReadAll(a.Typed(), maxBytes)
	}
	return input.ReadFile(path, maxBytes)
}

// Typed is standard input, to be read to its end; who would wonder is told that it is
// waited for.
func (a *App) Typed() io.Reader {
	if terminal.IsTerminal(a.In) {
		fmt.Fprintln(a.Err, a.Say("file.typed"))
	}
	return a.In
}
