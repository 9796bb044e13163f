// Package pty gives tests a terminal with somebody who types at it.
package pty

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Person sits at a terminal.
type Person struct {
	t testing.TB
	// Terminal is what a program reads from and writes to.
	Terminal *os.File
	keyboard *os.File
}

// Open returns a new terminal, closed when the test ends. Where there is none to be
// had the test is skipped.
func Open(t testing.TB) *Person {
	t.Helper()
	keyboard, terminal, err := open()
	if err != nil {
		t.Skip("no pseudo-terminal:", err)
	}
	t.Cleanup(func() { _, _ = terminal.Close(), keyboard.Close() })
	return &Person{t, terminal, keyboard}
}

// Type presses keys; they wait until somebody reads them.
func (p *Person) Type(keys string) {
	p.t.Helper()
	_, err := p.keyboard.WriteString(keys)
	require.NoError(p.t, err)
}
