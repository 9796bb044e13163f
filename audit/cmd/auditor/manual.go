package main

import (
	"embed"
	"io/fs"

	"allianceregistry/internal/manual"
)

// The help of every command and flag: a page each, in both languages. How a page
// is written says package manual.
//
//go:embed manual/en.md manual/zh.md
var manuals embed.FS

func manualIn(lang string) (manual.Manual, error) {
	folder, err := fs.Sub(manuals, "manual")
	if err != nil {
		return manual.Manual{}, err
	}
	return manual.In(lang, folder)
}
