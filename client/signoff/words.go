package signoff

import (
	"embed"

	"allianceregistry/internal/catalogue"
)

// Words are the texts of this package, in both languages.
//
//go:embed en.json zh.json
var Words embed.FS

// english says a refusal to who has no language: logs, tests, users of the library.
var english, _ = catalogue.In("en", Words) //nolint:gochecknoglobals // fixed; a test reads the files

func problem(key string, pairs ...any) error { return catalogue.NewMessage(english, key, pairs...) }
