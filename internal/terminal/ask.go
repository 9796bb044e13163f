package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"allianceregistry/internal/input"
)

// ErrNoTerminal is returned when a question has nobody to answer it: standard input is
// no terminal.
var ErrNoTerminal = errors.New("nobody can be asked: standard input is not a terminal")

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	file, is := unwrap(stream).(*os.File)
	return is && term.IsTerminal(int(file.Fd()))
}

// Confirm asks a question on talk, and reports whether the answer from in is the
// word. Anything else is no; so is the end of the input.
func Confirm(in io.Reader, talk io.Writer, question, word string) (bool, error) {
	answer, err := Ask(in, talk, question)
	return err == nil && answer == word, err
}

// Ask asks a question on talk, and returns the line that somebody answers on in, without
// spaces around it. It is empty at the end of the input. ErrNoTerminal is returned if there
// is nobody to ask.
func Ask(in io.Reader, talk io.Writer, question string) (string, error) {
	if !IsTerminal(in) {
		return "", ErrNoTerminal
	}
	if _, err := fmt.Fprint(talk, question); err != nil {
		return "", err // a question that was not seen has no answer
	}
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSpace(answer), nil
}

// maxSecret bounds the bytes of a secret.
const maxSecret = 4 << 10

// Secret reads what stands in a file ("-" is in); or, where none is named, asks a
// question on talk and reads a line from in that the terminal does not show.
func Secret(in io.Reader, talk io.Writer, path, question string) (string, error) {
	if path == "" || path == input.Standard && IsTerminal(in) { // else what is typed would be shown
		return typed(in, talk, question)
	}
	read := func() ([]byte, error) { return input.ReadFile(path, maxSecret) }
	if path == input.Standard {
		read = func() ([]byte, error) { return input.ReadAll(in, maxSecret) }
	}
	content, err := read()
	return strings.TrimSpace(string(content)), err
}

func typed(in io.Reader, talk io.Writer, question string) (string, error) {
	file, is := in.(*os.File)
	if !is || !IsTerminal(file) {
		return "", ErrNoTerminal
	}
	if _, err := fmt.Fprint(talk, question); err != nil {
		return "", err
	}
	secret, err := term.ReadPassword(int(file.Fd()))
	_, _ = fmt.Fprintln(talk) // the line's end was not shown either
	return strings.TrimSpace(string(secret)), err
}
