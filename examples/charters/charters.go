// Package charters holds the example charters, and their tests, as files: a program
// offers them as templates.
package charters

import "embed"

// Files are the charters, NAME.yaml, and their tests, NAME.test.yaml.
//
//go:embed *.yaml
var Files embed.FS
