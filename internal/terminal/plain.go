package terminal

import (
	"bytes"
	"io"
	"sync"
	"unicode/utf8"

	"allianceregistry/internal/legible"
)

// Plain is a writer that lets no text command a terminal. What a source, a server or a
// file wrote is printed among the program's own words: an escape sequence in it could
// write over them, or a direction mark turn them round. Control characters, apart from
// tabs and the ends of lines, come out as \u001b, which is what JSON means by them too.
// Several goroutines may write: what serves logs its requests and shows how far it has come.
type Plain struct {
	mutex sync.Mutex
	to    io.Writer
	rest  []byte // of a character whose end was not written yet
}

// NewPlain returns a Plain that writes to another writer.
func NewPlain(to io.Writer) *Plain { return &Plain{to: to} }

// Write implements io.Writer. The end of a character, or of a line, may come with the
// next call.
func (p *Plain) Write(content []byte) (int, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	text := append(p.rest, content...)
	var out bytes.Buffer
	for len(text) > 0 {
		if text[0] == '\r' && len(text) == 1 || text[0] >= utf8.RuneSelf && !utf8.FullRune(text) {
			break
		}
		r, size := utf8.DecodeRune(text)
		lineEnd := r == '\r' && text[1] == '\n'
		switch {
		case r == utf8.RuneError && size == 1:
			out.WriteRune(utf8.RuneError)
		case legible.IsControl(r) && !lineEnd:
			out.WriteString(legible.Escape(r))
		default:
			out.Write(text[:size])
		}
		text = text[size:]
	}
	p.rest = bytes.Clone(text)
	if _, err := p.to.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(content), nil
}

// unwrap returns the stream behind this package's writers, however they are nested.
func unwrap(stream any) any {
	switch outer := stream.(type) {
	case *Plain:
		return unwrap(outer.to)
	case *Checked:
		return unwrap(outer.to)
	}
	return stream
}

// Redraw writes a line over the one that stands there, on a terminal that Redraws.
func Redraw(talk io.Writer, line string) error {
	to, is := unwrap(talk).(io.Writer)
	if !is {
		to = talk
	}
	if _, err := io.WriteString(to, "\r\x1b[K"); err != nil {
		return err
	}
	_, err := io.WriteString(talk, line)
	return err
}
