package auditor

import (
	"fmt"
	"io"
	"strings"

	"allianceregistry/internal/legible"
)

// maxWhy bounds how much is kept of what the program said last, in bytes.
const maxWhy = 4 << 10

// talking hands on what the program says, and keeps the end of it.
type talking struct {
	to   io.Writer
	last []byte
}

// Write implements io.Writer. That nobody takes what is said does not end the program.
func (t *talking) Write(said []byte) (int, error) {
	if t.to != nil {
		_, _ = t.to.Write(said)
	}
	t.last = append(t.last, said...)
	t.last = t.last[max(0, len(t.last)-maxWhy):]
	return len(said), nil
}

// why is the last line that the program said, once it has ended; or how it ended.
func (t *talking) why(ended error) string {
	lines := strings.Split(strings.TrimSpace(string(t.last)), "\n")
	line := strings.TrimPrefix(strings.TrimPrefix(lines[len(lines)-1], name+": "), name+"：")
	if last := legible.Line(line); last != "" {
		return last
	}
	return fmt.Sprint(ended)
}
