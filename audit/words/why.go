package words

import (
	"cmp"
	"embed"
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// reasons are the texts of errors in other languages than English, by the format that
// makes them: a reason reaches a finding as text, for it is recorded, compared and
// given to programs as one. A format's values stand as $1, $2, ….
//
//go:embed why/*.json
var reasons embed.FS

// reason is what one format makes, and how it is said.
type reason struct {
	form *regexp.Regexp
	said string
}

// translations are the reasons of a language, those that say the most by themselves first.
//
//nolint:gochecknoglobals // read once
var translations = sync.OnceValue(func() map[string][]reason {
	all := map[string][]reason{}
	for _, lang := range []string{"zh"} {
		content, err := reasons.ReadFile(path.Join("why", lang+".json"))
		texts := map[string]string{}
		if err == nil {
			err = json.Unmarshal(content, &texts)
		}
		if err != nil {
			panic(err) // it is a part of this program
		}
		formats := slices.SortedFunc(maps.Keys(texts), func(a, b string) int {
			own := cmp.Compare(len(verb.ReplaceAllString(b, "")), len(verb.ReplaceAllString(a, "")))
			return cmp.Or(own, cmp.Compare(a, b)) // a number's format before any text's
		})
		for _, format := range formats {
			all[lang] = append(all[lang], reason{regexp.MustCompile(patternOf(format)), texts[format]})
		}
	}
	return all
})

var (
	verb  = regexp.MustCompile(`%[a-z]`)
	value = regexp.MustCompile(`\$\d`)
)

// patternOf is the expression of all that a format makes.
func patternOf(format string) string {
	forms := map[string]string{"%d": `(-?\d+)`, "%q": `("(?:[^"\\]|\\.)*")`, "%s": `(.+?)`, "%v": `(.+)`, "%w": `(.+)`}
	return `(?s)^` + verb.ReplaceAllStringFunc(regexp.QuoteMeta(format), func(v string) string { return forms[v] }) + `$`
}

// reasonParams are the parameters of a finding that may hold a reason, or a word of the
// auditor's own.
//
//nolint:gochecknoglobals // fixed
var reasonParams = []string{"why", "refusal", "what"}

// Params are a finding's parameters as they are said in a language.
func Params(lang string, params map[string]string) map[string]string {
	said := maps.Clone(params)
	for _, name := range reasonParams {
		if text, is := said[name]; is {
			said[name] = Reason(lang, text)
		}
	}
	return said
}

// Reason says the text of an error in a language. What is not known there, since a
// library said it, is quoted as it was.
func Reason(lang, text string) string {
	if translations()[lang] == nil {
		return text
	}
	if found, known := find(lang, text); known {
		return found
	}
	if !english.MatchString(text) || isTranslated(text) {
		return text
	}
	return "“" + text + "”"
}

// isTranslated reports whether a text is in the reader's language as it is: the program that
// found it has said it.
func isTranslated(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// english is more than a name or a code.
var english = regexp.MustCompile(`[A-Za-z]+ [A-Za-z]+`)

func find(lang, text string) (said string, known bool) {
	for _, r := range translations()[lang] {
		if found := r.form.FindStringSubmatch(text); found != nil {
			return value.ReplaceAllStringFunc(r.said, func(v string) string { return part(lang, found[v[1]-'0']) }), true
		}
	}
	around, inner, found := strings.Cut(text, ": ")
	if !found {
		return "", false
	}
	if said, known = find(lang, inner); known { // a place stands before its reason
		return part(lang, around) + "：" + said, true
	}
	return "", false
}

// part says a value of a text: a reason of its own, or anybody's name.
func part(lang, text string) string {
	if strings.HasPrefix(text, `"`) {
		return text
	}
	return Reason(lang, text)
}
