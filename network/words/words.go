// Package words holds what the network's program says, in Chinese and English,
// under one set of keys: en.json and zh.json. (Its help is beside the program.)
//
// The network itself speaks no language: its errors, findings and stages are
// messages, which the program says in its user's. In JSON they are English.
package words

import (
	"embed"
	"io/fs"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

//go:embed en.json zh.json
var files embed.FS

// Message is something that the network says.
type Message = catalogue.Message

// In returns the texts of a language, with those of the given folders.
func In(lang string, more ...fs.FS) (*catalogue.Catalogue, error) {
	return catalogue.In(lang, append([]fs.FS{files, input.Words}, more...)...)
}

// Of returns a message; names and values of its parameters stand in turn, and the
// one named cause is the error that caused it.
func Of(key string, pairs ...any) *Message { return catalogue.NewMessage(english, key, pairs...) }

// english says errors to who has no language: logs and tests. Without it, if the
// files could not be read, a message shows its key.
var english, _ = In("en") //nolint:gochecknoglobals // fixed; a test reads the files

// Typed is a line to type, which is the same in every language.
func Typed(line string) *Message { return Of("typed", "line", line) }

// Told is an error as a message.
func Told(err error) *Message { return Of("told", "cause", err) }
