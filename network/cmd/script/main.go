// Command script stands for /bin/sh in images that have no shell. A peer starts the
// programs of its external builder, which are scripts of one line:
//
//	#!/bin/sh
//	exec '/registry/.build/bin/network' builder release --cert '/…' "$@"
//
// That is all it understands: a line that begins with exec, words with or without single
// quotes, and "$@", the script's own arguments, at its end. Anything else is refused. An
// image so has nothing in it with which somebody who got in could do more.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// maxScript bounds the size of a script, in bytes.
const maxScript = 64 << 10

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "script:", err)
		os.Exit(126)
	}
}

// run takes a script's path and the script's arguments, and becomes its command.
func run(args []string) error {
	if len(args) == 0 {
		return errors.New("give a script")
	}
	content, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	words, err := parse(content)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	words = append(words, args[1:]...)
	return syscall.Exec(words[0], words, os.Environ())
}

// rest stands for the script's own arguments.
const rest = `"$@"`

// parse returns the words of the one command in a script, without its own arguments.
func parse(script []byte) ([]string, error) {
	if len(script) > maxScript {
		return nil, errors.New("the script is too long")
	}
	head, line, _ := strings.Cut(strings.TrimSuffix(string(script), "\n"), "\n")
	if !strings.HasPrefix(head, "#!") {
		return nil, errors.New("there is no #! at the beginning of the script")
	}
	line, found := strings.CutPrefix(line, "exec ")
	if !found {
		return nil, errors.New("a script has one line, which begins with exec")
	}
	line, found = strings.CutSuffix(line, " "+rest)
	if !found {
		return nil, errors.New(`the line ends with "$@"`)
	}
	words, err := split(line)
	if err == nil && !strings.HasPrefix(words[0], "/") {
		err = errors.New("the program is named by its path")
	}
	return words, err
}

// split splits a line into words. Within single quotes everything means itself; outside of
// them \' is a quote, and every other character that a shell would give a meaning is refused.
func split(line string) ([]string, error) {
	var words []string
	for line = strings.TrimLeft(line, " "); line != ""; line = strings.TrimLeft(line, " ") {
		word, remainder, err := firstWord(line)
		if err != nil {
			return nil, err
		}
		words, line = append(words, word), remainder
	}
	if len(words) == 0 {
		return nil, errors.New("no program is named")
	}
	return words, nil
}

// special are the characters that mean something to a shell outside of quotes.
const special = "|&;<>()$`\\\"*?[]#~=%{}!\t\r\n\x00"

func firstWord(line string) (word, remainder string, err error) {
	var text strings.Builder
	for line != "" && line[0] != ' ' {
		switch {
		case line[0] == '\'':
			quoted, after, closed := strings.Cut(line[1:], "'")
			if !closed {
				return "", "", errors.New("a quote is not closed")
			}
			text.WriteString(quoted)
			line = after
		case strings.HasPrefix(line, `\'`):
			text.WriteByte('\'')
			line = line[2:]
		case strings.IndexByte(special, line[0]) >= 0:
			return "", "", fmt.Errorf("%q is not understood here", line[0])
		default:
			text.WriteByte(line[0])
			line = line[1:]
		}
	}
	return text.String(), line, nil
}
