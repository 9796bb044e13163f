// Package words holds what the auditor's findings and reports say, in both
// languages.
package words

import "embed"

// Files are the texts, for a catalogue.
//
//go:embed en.json zh.json
var Files embed.FS

// Next are what to do about each finding, under the keys next.finding.CODE.
//
//go:embed next/en.json next/zh.json
var Next embed.FS
