// Package legibletest has what a liar writes into texts that programs print, and tells
// whether any of it did something.
package legibletest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"allianceregistry/internal/legible"
)

// forged begins a line that a program never says.
const forged = "FORGED"

// Tail is what stands behind each text of a liar's: it clears the screen, names the
// window, goes back over what stands there, turns the direction of writing, and above
// all begins lines of its own.
const Tail = "\x1b[2J\x1b]0;mine\x07\r" + forged + " everything holds\n" + forged + " everything holds\r\n\t" + forged +
	"\u009b31m\u202eturned\u2066\u2069\u2028" + forged + "\u2029" + forged + "\u0085" + forged + "\b\x7f\x00\v\f" + forged

// Shown is a part of Tail as it looks where it does nothing.
const Shown = `\u001b[2J`

// Require fails a test if what a program said has a character that commands a
// terminal, or a line of a liar's. where says what was typed.
func Require(t testing.TB, where, said string) {
	t.Helper()
	for _, r := range said {
		if legible.IsControl(r) {
			t.Fatalf("%s: %U is said as it is:\n%q", where, r, said)
		}
	}
	for line := range strings.Lines(said) {
		if strings.HasPrefix(strings.TrimSpace(line), forged) {
			t.Fatalf("%s: a line is forged:\n%q", where, said)
		}
	}
}

// All has every text of a JSON value lie, but for times, which are no texts.
func All(text string) bool {
	_, err := time.Parse(time.RFC3339Nano, text)
	return err != nil
}

// Words has only texts lie that people write for people: with a space, or in letters
// that are not ASCII's. Ids and codes are as they were, so that more is answered.
func Words(text string) bool {
	return All(text) && strings.ContainsFunc(text, func(r rune) bool { return r == ' ' || r > 0x7f })
}

// Spoil appends Tail to the texts of a JSON value that lie. What is no JSON is left.
func Spoil(value []byte, lies func(text string) bool) []byte {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var plain any
	if decoder.Decode(&plain) != nil {
		return value
	}
	spoiled, err := json.Marshal(spoil(plain, lies))
	if err != nil {
		return value
	}
	return spoiled
}

func spoil(plain any, lies func(string) bool) any {
	switch value := plain.(type) {
	case string:
		if lies(value) {
			return value + Tail
		}
	case []any:
		for i, inner := range value {
			value[i] = spoil(inner, lies)
		}
	case map[string]any:
		for name, inner := range value {
			value[name] = spoil(inner, lies)
		}
	}
	return plain
}
