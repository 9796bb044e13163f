// Package words holds what the auditor's findings and reports say, in both
// languages.
package words

import "embed"

// Files are the texts, for a catalogue.
//
//go:embed en.json zh.json
var Files embed.FS
