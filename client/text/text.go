// Package text holds what the programs say, in Chinese and English, under one
// set of keys: en.json and zh.json. A refusal's text is its code's.
package text

import (
	"embed"
	"os"
	"regexp"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"allianceregistry/membership"
)

// Languages are the languages there are; the first is the one that others fall
// back to.
var Languages = []string{"en", "zh"} //nolint:gochecknoglobals // fixed

//go:embed en.json zh.json
var files embed.FS

// Text says things in one language.
type Text struct {
	localizer *i18n.Localizer
	language  string
	raw       map[string]string
}

// In returns the texts of a language; one that there is not is English.
func In(lang string) (*Text, error) {
	bundle := i18n.NewBundle(language.English)
	raw := map[string]string{}
	for _, one := range Languages {
		file, err := bundle.LoadMessageFileFS(files, one+".json")
		if err != nil {
			return nil, err
		}
		for _, message := range file.Messages {
			if one == lang || raw[message.ID] == "" {
				raw[message.ID] = message.Other
			}
		}
	}
	return &Text{localizer: i18n.NewLocalizer(bundle, lang, "en"), language: lang, raw: raw}, nil
}

// Language is the language of these texts.
func (t *Text) Language() string { return t.language }

// Say returns the text of a key with its parameters filled in. A key without a
// text is returned as it is, so that nothing is ever hidden.
func (t *Text) Say(key string, params map[string]string) string {
	text, err := t.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: params})
	if err != nil || text == "" {
		return key
	}
	return text
}

// Refusal returns the sentence of a refusal.
func (t *Text) Refusal(refusal *membership.Error) string {
	return t.Say(string(refusal.Code), refusal.Params)
}

// Template returns the text of a key with its parameters named as {name}.
func (t *Text) Template(key string) string {
	return parameter.ReplaceAllString(t.raw[key], "{$1}")
}

// parameter is a parameter as it stands in a text.
var parameter = regexp.MustCompile(`{{\.(\w+)}}`)

// Name picks a party's or an alliance's name in this language, or the first
// other that there is.
func (t *Text) Name(names membership.Names) string {
	for _, lang := range append([]string{t.language}, Languages...) {
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

// Locale returns the language that the environment asks for: zh or en.
func Locale() string {
	for _, variable := range []string{"ALLIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(variable); value != "" {
			if strings.HasPrefix(strings.ToLower(value), "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}
