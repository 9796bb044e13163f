// Package drafting drafts charters with people who know bylaws and no YAML. It asks what bylaws
// settle, one question at a time, each with the usual answers; and it finds the example charter
// that has what a bylaw says, by the bylaw's own words.
//
//	Questions ─► Answers ─ Complete ─► Draft ─► charter.yaml, charter.test.yaml
//	"two thirds of those present" ─► Find ─► phrases: how it is written, which example has it
//
// A draft is without fault for the alliance that is to be founded, and its tests pass: their outcomes
// are worked out here from the answers, and not asked of the rules. What bylaws say and no
// question asks is listed by Unasked.
//
// The texts are those of en.json and zh.json, under keys that begin with draft. and phrase., and
// are joined to a program's own.
package drafting

import (
	"embed"
	"io/fs"
)

// Words are the texts of this package.
//
//go:embed en.json zh.json
var Words embed.FS

//go:embed phrases/en.json phrases/zh.json
var phraseFiles embed.FS

// PhraseWords are the wordings of the phrases.
func PhraseWords() (fs.FS, error) { return fs.Sub(phraseFiles, "phrases") }
