// Package words holds the texts of the network's program, in Chinese and English, under
// one set of keys: en.json and zh.json. (Its help is kept with the program.)
//
// The network's errors, findings and stages are messages, which the program prints in its
// user's language. In JSON they are English.
package words

import (
	"embed"
	"io/fs"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

//go:embed en.json zh.json
var files embed.FS

// Message is a text to be said in the user's language.
type Message = catalogue.Message

// In returns the texts of a language, together with those in the given folders.
func In(lang string, more ...fs.FS) (*catalogue.Catalogue, error) {
	return catalogue.In(lang, append([]fs.FS{files, input.Words}, more...)...)
}

// Of returns a message. The pairs are names and values of its parameters in turn; the one
// named cause is the error that caused it.
func Of(key string, pairs ...any) *Message { return catalogue.NewMessage(english, key, pairs...) }

// english is for readers without a language: logs and tests. If the files could not be
// read, a message shows its key.
var english, _ = In("en") //nolint:gochecknoglobals // fixed; a test reads the files

// Command returns a message that is a command to type, the same in every language.
func Command(line string) *Message { return Of("command", "line", line) }

// FromError returns a message that says an error.
func FromError(err error) *Message { return Of("error", "cause", err) }
