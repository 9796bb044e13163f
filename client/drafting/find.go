package drafting

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/reading"
)

// maxFound bounds the phrases that are found.
const maxFound = 6

// separator stands between the wordings of a phrase, in either language.
var separator = regexp.MustCompile(`[;；]\s*`)

// Called is what a phrase is called in a language: the first of its wordings.
func (p Phrase) Called(words *catalogue.Catalogue) string { return p.wordings(words)[0] }

func (p Phrase) wordings(words *catalogue.Catalogue) []string {
	return separator.Split(words.Template("phrase."+p.ID), -1)
}

// Find finds the phrases that are most like what a bylaw says, the likest first, in whichever
// of the languages it is written. It is empty if none has anything in common with it.
func Find(like string, languages ...*catalogue.Catalogue) []Phrase {
	phrases := Phrases()
	documents := make([]map[string]bool, len(phrases))
	often := map[string]int{}
	for i, phrase := range phrases {
		documents[i] = map[string]bool{}
		for _, words := range languages {
			for _, wording := range phrase.wordings(words) {
				for _, term := range terms(wording) {
					documents[i][term] = true
				}
			}
		}
		for term := range documents[i] {
			often[term]++
		}
	}
	asked := terms(like)
	slices.Sort(asked)
	asked = slices.Compact(asked)
	score := map[string]float64{}
	for i, phrase := range phrases {
		for _, term := range asked {
			if documents[i][term] { // what is rare says most
				score[phrase.ID] += math.Log(1 + float64(len(phrases))/float64(often[term]))
			}
		}
		score[phrase.ID] /= 1 + math.Log(1+float64(len(documents[i])))/10 // of two alike the one that says less beside it
	}
	best := 0.0
	for _, s := range score {
		best = max(best, s)
	}
	found := slices.DeleteFunc(phrases, func(p Phrase) bool { return score[p.ID] == 0 || score[p.ID] < best/3 })
	slices.SortStableFunc(found, func(a, b Phrase) int { return cmp.Compare(score[b.ID], score[a.ID]) })
	return found[:min(maxFound, len(found))]
}

// fillers say nothing about which phrase is meant.
var fillers = strings.Fields("a an and as at be by for from has have in is it its no not of on or that the they those to who will with shall must may any each if") //nolint:gochecknoglobals // fixed

// shares finds a part of a whole in a text: 2/3, 75 %, two-thirds, 三分之二, 半数.
var shares = regexp.MustCompile(`[0-9]+/[0-9]+|[0-9.]+ ?(%|per ?cent)|\b(one|two|three|four|five)[ -](thirds?|quarters?|fifths?|tenths?|half)|\ba (third|quarter|fifth|tenth)\b|\bhalf\b|[一二三四五六七八九十百]+分之[一二三四五六七八九十]+|半数`)

// terms are the words of a text, English ones without their endings, Chinese ones as pairs of
// characters, and the parts of a whole as fractions.
func terms(text string) []string {
	text = strings.ToLower(norm.NFKC.String(text))
	var list []string
	text = shares.ReplaceAllStringFunc(text, func(said string) string {
		figures := strings.ReplaceAll(strings.Replace(said, "a ", "one ", 1), " %", "%")
		if _, share, ok := reading.Share(figures); ok {
			list = append(list, string(share))
			return " "
		}
		return said
	})
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		letters := []rune(word)
		if !unicode.Is(unicode.Han, letters[0]) {
			if !slices.Contains(fillers, word) {
				list = append(list, stem(word))
			}
			continue
		}
		for i := range max(len(letters)-1, 1) {
			list = append(list, string(letters[i:min(i+2, len(letters))]))
		}
	}
	return list
}

// stem takes an English ending off a word, where enough is left of it.
func stem(word string) string {
	for _, ending := range []string{"ations", "ation", "ing", "ed", "es", "s", "e"} {
		if rest, cut := strings.CutSuffix(word, ending); cut && len(rest) > 3 {
			return rest
		}
	}
	return word
}
