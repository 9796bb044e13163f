// Package charters holds the example charters, and their tests, as files: a program
// offers them as templates.
package charters

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed words/*.json
var words embed.FS

// Words are what each charter is for, in a sentence, by the key template.NAME:
// en.json and zh.json.
func Words() (fs.FS, error) { return fs.Sub(words, "words") }

// Files are the charters, NAME.yaml, and their tests, NAME.test.yaml.
//
//go:embed *.yaml
var Files embed.FS

// Trial reports whether a charter is only for trials: its name says so. All others
// have periods that people can keep.
func Trial(name string) bool { return strings.HasPrefix(name, "trial-") }
