// Package text holds what the programs say, in Chinese and English, under one
// set of keys: en.json and zh.json. A refusal's text is its code's.
package text

import (
	"embed"
	"io/fs"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
)

// Languages are the languages there are; the first is the one that others fall
// back to.
var Languages = catalogue.Languages //nolint:gochecknoglobals // fixed

//go:embed en.json zh.json
var files embed.FS

// Text says things in one language.
type Text struct{ *catalogue.Catalogue }

// In returns the texts of a language; one that there is not is English. A
// program that says more than this library brings the folders of its own texts.
func In(lang string, more ...fs.FS) (*Text, error) {
	texts, err := catalogue.In(lang, append([]fs.FS{files}, more...)...)
	return &Text{texts}, err
}

// Refusal returns the sentence of a refusal.
func (t *Text) Refusal(refusal *membership.Error) string {
	params := catalogue.Params{}
	for name, value := range refusal.Params {
		params[name] = t.parameter(name, value)
	}
	return t.Say(string(refusal.Code), params)
}

// parameter says the value of a refusal's parameter, where it is a word of the
// registry and not somebody's own.
func (t *Text) parameter(name, value string) string {
	keys := []string{name + "." + value}
	switch name {
	case "status", "state", "action", "kind":
		keys = append(keys, value)
	}
	for _, key := range keys {
		if t.Template(key) != "" {
			return t.Say(key, nil)
		}
	}
	return value
}

// Name picks a party's or an alliance's name in this language, or the first
// other that there is.
func (t *Text) Name(names membership.Names) string {
	for _, lang := range append([]string{t.Language()}, Languages...) {
		if name := names[lang]; name != "" {
			return name
		}
	}
	first := ""
	for lang := range names {
		if first == "" || lang < first {
			first = lang
		}
	}
	return names[first]
}
