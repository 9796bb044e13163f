// Package plain says a charter in plain language, Chinese or English, for people
// who read no code: who may enter, who decides what, by which majority, and what a
// new charter changes.
//
//	Charter ─► sections ─► items (a class, an organ, a rule) ─► sentences
//	                                     Charter: all of them as clauses, as articles with numbers
//	                                     Rule:    those of one action
//	             two charters ─► Diff:   what is added, removed, changed
//
// What several rules leave to the defaults is said once, as bylaws do, in an article of its own
// before them; a Diff compares each rule whole.
//
// The sentences are made of the texts in en.json and zh.json. Whatever a charter
// can say is said here, also what it leaves to the defaults: who reads the words
// need not know the form. Package membership is the only authority on what a
// charter does; this package decides nothing.
package plain

import (
	"embed"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/form"
)

//go:embed en.json zh.json
var files embed.FS

// Writer writes in one language.
type Writer struct{ text *catalogue.Catalogue }

// In returns the writer of a language; one that there is not is English.
func In(lang string) (*Writer, error) {
	texts, err := catalogue.In(lang, files)
	return &Writer{texts}, err
}

// Word is the word by which sentences call a right, a kind of party or who is recused,
// by its key: right.vote, kind.enterprise, recuse.filer. It is empty for any other key.
func (w *Writer) Word(key string) string { return w.text.Template(key) }

// say says a text; names and values of its parameters stand in turn.
func (w *Writer) say(key string, pairs ...string) string {
	params := catalogue.Params{}
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	return w.text.Say(key, params)
}

// name picks the name in the writer's language, or another that there is.
func (w *Writer) name(names form.Names, id string) string {
	for _, lang := range append([]string{w.text.Language()}, catalogue.Languages...) {
		if name := names[lang]; name != "" {
			return name
		}
	}
	return id
}

// singular is the key of a text for one thing, where it has another text for that.
func (w *Writer) singular(key string, one bool) string {
	if one && w.text.Template(key+".single") != "" {
		return key + ".single"
	}
	return key
}

// list joins words by commas, and the last by a conjunction.
func (w *Writer) list(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], w.say("list.comma")) + w.say(conjunction) + words[last]
}

func (w *Writer) and(words []string) string { return w.list(words, "list.and") }
func (w *Writer) or(words []string) string  { return w.list(words, "list.or") }

// words says each of some words of the charter by their keys, such as right.vote.
func words[T ~string](w *Writer, prefix string, values []T) []string {
	said := make([]string, 0, len(values))
	for _, value := range values {
		said = append(said, w.say(prefix+"."+string(value)))
	}
	return said
}
