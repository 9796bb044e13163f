// Package text holds what the programs say, in Chinese and English, under one
// set of keys: en.json and zh.json. A refusal's text is its code's.
package text

import (
	"embed"
	"io/fs"
	"strings"

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
	if faults := refusal.Faults(); faults != nil {
		lines := ""
		for _, fault := range faults {
			lines += "\n  " + t.Fault(fault)
		}
		params["faults"] = lines
		return strings.ReplaceAll(t.Say(string(refusal.Code), params), ": \n", ":\n")
	}
	return t.Say(string(refusal.Code), params)
}

// Fault says what is wrong with a charter, and where.
func (t *Text) Fault(fault membership.Fault) string {
	return t.Say("fault.line", catalogue.Params{"path": fault.Path, "problem": t.Problem(fault)})
}

// Problem says what is wrong with a charter. What a check of a text or a name
// refused has the refusal's own sentence.
func (t *Text) Problem(fault membership.Fault) string {
	key := "problem." + string(fault.Problem)
	if t.Template(key) == "" {
		return t.Refusal(&membership.Error{Code: membership.Code(fault.Problem), Params: fault.Params})
	}
	params := catalogue.Params{}
	for name, value := range fault.Params {
		params[name] = t.parameter(name, value)
	}
	if because := fault.Params["because"]; because != "" && params["because"] == because {
		params["because"] = t.Say("because.other", catalogue.Params{"action": t.Say(because, nil)})
	}
	return t.Say(key, params)
}

// parameter says the value of a refusal's parameter, where it is a word of the
// registry and not somebody's own.
func (t *Text) parameter(name, value string) string {
	if action, found := strings.CutPrefix(value, "proposers of "); found {
		return t.Say("what.proposers", catalogue.Params{"action": t.Say(action, nil)})
	}
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
