// Package catalogue holds what a program says, in Chinese and English, under one
// set of keys, and finds out which of the two its user reads. The texts
// themselves lie beside the program that says them: en.json and zh.json.
package catalogue

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"allianceregistry/internal/legible"
)

// Languages are the languages there are; the first is the one that others fall
// back to.
var Languages = []string{"en", "zh"} //nolint:gochecknoglobals // fixed

// Params are the parameters of a text, by their names.
type Params = map[string]string

// Catalogue says things in one language.
type Catalogue struct {
	localizer *i18n.Localizer
	language  string
	raw       map[string]string
}

// In returns the texts of a language, from the en.json and zh.json of each
// folder; a language that there is not is English.
func In(lang string, folders ...fs.FS) (*Catalogue, error) {
	bundle := i18n.NewBundle(language.English)
	raw := map[string]string{}
	for _, folder := range folders {
		for _, one := range Languages {
			file, err := bundle.LoadMessageFileFS(folder, one+".json")
			if err != nil {
				return nil, err
			}
			for _, message := range file.Messages {
				if one == lang || one == Languages[0] {
					raw[message.ID] = message.Other
				}
			}
		}
	}
	return &Catalogue{localizer: i18n.NewLocalizer(bundle, lang, "en"), language: lang, raw: raw}, nil
}

// Language is the language of these texts.
func (c *Catalogue) Language() string { return c.language }

// Say returns the text of a key with its parameters filled in. They are values, of
// whoever wrote them: each comes out as one line that commands nothing, so that none
// passes for a line of the program's. A key without a text is returned as it is, so
// that nothing is ever hidden. A parameter that the
// text names and the caller does not give is a mistake of the program: in a test it
// panics, to a reader it stands by its name, as {name}.
func (c *Catalogue) Say(key string, params Params) string { return c.Compose(key, params, nil) }

// Compose is Say where some of the parameters, said, are what a catalogue has said
// itself: they may be of several lines, and stay as they are.
func (c *Catalogue) Compose(key string, params, said Params) string {
	all := make(Params, len(params)+len(said))
	for name, value := range params {
		all[name] = legible.Line(value)
	}
	maps.Copy(all, said)
	text, err := c.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: c.complete(key, all)})
	if err != nil || text == "" {
		return legible.Line(key)
	}
	return text
}

// complete gives the parameters that are missing their names for values.
func (c *Catalogue) complete(key string, params Params) Params {
	var missing []string
	for _, name := range Named(c.raw[key]) {
		if _, given := params[name]; !given {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return params
	}
	if testing.Testing() {
		panic(fmt.Sprintf("the text %s is said without its parameters %v", key, missing))
	}
	for _, name := range missing {
		params[name] = "{" + name + "}"
	}
	return params
}

// Named are the parameters that the text of a key names.
func (c *Catalogue) Named(key string) []string { return Named(c.raw[key]) }

// Named are the parameters that a text names, in their order, some perhaps twice.
func Named(text string) []string {
	var names []string
	for _, action := range actionPattern.FindAllString(text, -1) {
		for _, found := range fieldPattern.FindAllStringSubmatch(action, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

// actionPattern finds what a text has in braces, fieldPattern the parameters that stand
// there.
var (
	actionPattern = regexp.MustCompile(`{{[^{}]*}}`)
	fieldPattern  = regexp.MustCompile(`\.(\w+)`)
)

// Template returns the text of a key with its parameters named as {name}; empty
// if there is none.
func (c *Catalogue) Template(key string) string {
	return parameterPattern.ReplaceAllString(c.raw[key], "{$1}")
}

// parameterPattern finds a parameter that stands by itself in a text.
var parameterPattern = regexp.MustCompile(`{{\.(\w+)}}`)

// LanguageOf returns the language that --lang asks for, or else the environment. It
// looks before the flags are parsed: errors in them are said in it too.
func LanguageOf(args []string) string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
		if value, found := strings.CutPrefix(arg, "--lang="); found {
			return value
		}
	}
	return Locale()
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
