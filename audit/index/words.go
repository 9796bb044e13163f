package index

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxLookup is the most bytes of a value that is looked up as it is: PostgreSQL's
// index entries, of several values, have to fit in a third of a page.
const maxLookup = 400

// sanitize makes a text one that both databases take: UTF-8, without U+0000. What an
// invalid transaction holds nobody has checked.
func sanitize(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// lookupText is a sanitized text, short enough to be looked up: of a long text its beginning
// and a digest, so that two are one only if they are the same.
func lookupText(text string) string {
	text = sanitize(text)
	if len(text) <= maxLookup {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return truncate(text) + hex.EncodeToString(sum[:])
}

// truncate cuts a long word of a text to what is looked up.
func truncate(text string) string {
	if len(text) <= maxLookup {
		return text
	}
	end := maxLookup
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// fold makes two ways of writing a word one: compatibility forms (full width, say)
// and the case of letters.
func fold(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

// run is a stretch of a folded text: a word, or characters of a script that is
// written without spaces.
type run struct {
	text string
	cjk  bool
}

func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// runs cuts a text into its runs; what is neither letter, mark nor number parts them.
func runs(text string) []run {
	var list []run
	open := false
	for _, r := range fold(text) {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			open = false
			continue
		}
		cjk := isCJK(r)
		if last := len(list) - 1; open && list[last].cjk == cjk {
			list[last].text += string(r)
		} else {
			list = append(list, run{string(r), cjk})
		}
		open = true
	}
	return list
}

// terms are what a text is found by, each once: of a CJK run every character and
// every pair of neighbours, otherwise the word.
func terms(text string) []string {
	var list []string
	seen := map[string]bool{}
	add := func(term string) {
		if term = truncate(sanitize(term)); !seen[term] {
			seen[term] = true
			list = append(list, term)
		}
	}
	for _, run := range runs(text) {
		if !run.cjk {
			add(run.text)
			continue
		}
		characters := []rune(run.text)
		for i, character := range characters {
			add(string(character))
			if i > 0 {
				add(string(characters[i-1 : i+1]))
			}
		}
	}
	return list
}

// searchTerms are the terms that a text must have in which a run stands: of a CJK run
// its pairs, or its one character.
func searchTerms(of run) []string {
	characters := []rune(of.text)
	if !of.cjk || len(characters) == 1 {
		return []string{truncate(sanitize(of.text))}
	}
	list := make([]string, 0, len(characters)-1)
	for i := 1; i < len(characters); i++ {
		list = append(list, string(characters[i-1:i+1]))
	}
	return list
}

// foldedRuns is the CJK runs of a text that are longer than what terms hold, so
// that a longer run can be looked for in them.
func foldedRuns(text string) string {
	var list []string
	for _, run := range runs(text) {
		if run.cjk && len([]rune(run.text)) > 2 {
			list = append(list, run.text)
		}
	}
	return sanitize(strings.Join(list, " "))
}
