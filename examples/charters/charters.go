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

// Files are the charters, NAME.yaml, and their tests, NAME.test.yaml, with comments in
// both languages.
//
//go:embed *.yaml
var Files embed.FS

// chinese begins each line of a Chinese comment. It stands behind the English one of
// the same meaning, whose lines have no mark; each stands on lines of its own.
const chinese = "# zh:"

// In returns one of Files with the comments of one language only, "zh" or "en".
func In(language string, content []byte) []byte {
	var kept strings.Builder
	for line := range strings.Lines(string(content)) {
		text := strings.TrimLeft(line, " ")
		said, marked := strings.CutPrefix(text, chinese)
		if strings.HasPrefix(text, "#") && marked != (language == "zh") {
			continue
		}
		if marked {
			line = line[:len(line)-len(text)] + "#" + said
		}
		kept.WriteString(line)
	}
	return []byte(kept.String())
}

// Trial reports whether a charter is only for trials: its name says so. All others
// have periods that people can keep.
func Trial(name string) bool { return strings.HasPrefix(name, "trial-") }
