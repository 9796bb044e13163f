package plain_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// read reads a charter of testdata.
func read(t *testing.T, name string) charter.Charter {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
	require.NoError(t, err)
	var said any
	require.NoError(t, yaml.Unmarshal(content, &said))
	text, err := json.Marshal(said)
	require.NoError(t, err)
	var c charter.Charter
	require.NoError(t, form.Decode(text, &c))
	return c
}

func writer(t *testing.T, lang string) *plain.Writer {
	t.Helper()
	w, err := plain.In(lang)
	require.NoError(t, err)
	return w
}

// golden compares lines with a file of testdata.
func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	file, said := filepath.Join("testdata", name), strings.Join(lines, "\n")+"\n"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(said), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), said)
}

func TestCharter(t *testing.T) {
	for _, name := range []string{"full", "amended"} {
		for _, lang := range catalogue.Languages {
			t.Run(name+"/"+lang, func(t *testing.T) {
				w := writer(t, lang)
				golden(t, name+"."+lang+".txt", w.Lines(w.Charter(read(t, name))))
			})
		}
	}
}

// TestSentencesRead: one of a thing stands in the singular, who is of several classes is
// of one of them, and no word stands twice.
func TestSentencesRead(t *testing.T) {
	c := read(t, "full")
	c.Classes[2].Most = 1
	c.Rules = charter.Rules{charter.Resolve: {
		Voting: "P7D",
		Pass:   charter.Expression{Votes: charter.CountAbstain, Who: &charter.Who{Classes: []string{"issuer", "consumer"}}, LessThan: "1"},
		Veto: &charter.Expression{
			Votes: charter.CountAgainst, Measure: "dues", Who: &charter.Who{Organ: "council"}, Of: charter.CountCast, MoreThan: "1/3",
		},
		Fallback: &charter.Expression{Votes: charter.CountAbstain, AtMost: "1"},
	}}
	for lang, want := range map[string][]string{
		"en": {
			"It has at most one member.",
			`It is accepted if none of the members of class "Certificate Issuer" or class "Certificate Consumer" abstains.`,
			`is rejected if more than one third of the votes cast by members with a seat in "Council", weighed by "Dues", are against it, abstentions not counted.`,
			"if at most one of the members abstains.",
		},
		"zh": {
			"本类别会员不超过 1 名。",
			"提案通过，须没有“证书签发者”或“证书使用者”类别的会员弃权。",
			"提案即被否决：担任“理事会”成员的会员的按“会费”计算的有效票（弃权不计）超过三分之一反对。",
		},
	} {
		w := writer(t, lang)
		said := strings.Join(w.Lines(w.Charter(c)), "\n")
		for _, sentence := range want {
			require.Contains(t, said, sentence)
		}
	}
}

func TestDiff(t *testing.T) {
	for _, lang := range catalogue.Languages {
		t.Run(lang, func(t *testing.T) {
			w := writer(t, lang)
			golden(t, "diff."+lang+".txt", w.Lines(w.Diff(read(t, "full"), read(t, "amended"))))
			require.Empty(t, w.Diff(read(t, "full"), read(t, "full")))
		})
	}
}

func TestRule(t *testing.T) {
	w := writer(t, "en")
	require.Len(t, w.Rule(read(t, "full"), charter.Admit), 3)
	require.Len(t, w.Rule(read(t, "full"), "admit/observer"), 2)
	require.Empty(t, w.Rule(read(t, "full"), charter.Dissolve))
}

// TestNothingIsLeftOut demands that nothing is said by its key only, and nothing
// left blank.
func TestNothingIsLeftOut(t *testing.T) {
	key := regexp.MustCompile(`(^|[^\w/.@])(` + strings.Join(prefixes(t), "|") + `)\.\w`)
	for _, name := range []string{"full", "amended"} {
		for _, lang := range catalogue.Languages {
			w := writer(t, lang)
			for _, line := range w.Lines(w.Charter(read(t, name))) {
				require.NotContains(t, line, "<no value>")
				require.NotRegexp(t, key, line)
			}
		}
	}
}

func texts(t *testing.T, lang string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(lang + ".json")
	require.NoError(t, err)
	said := map[string]string{}
	require.NoError(t, json.Unmarshal(content, &said))
	return said
}

// prefixes are the first parts of the keys.
func prefixes(t *testing.T) []string {
	t.Helper()
	var list []string
	for key := range texts(t, "en") {
		if before, _, dotted := strings.Cut(key, "."); dotted {
			list = append(list, before)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestBothLanguagesHaveTheSameTexts(t *testing.T) {
	en, zh := texts(t, "en"), texts(t, "zh")
	require.Len(t, zh, len(en))
	for key := range en {
		require.NotEmpty(t, zh[key], key)
	}
}

func TestEveryActionIsSaid(t *testing.T) {
	said := texts(t, "en")
	for _, action := range charter.Actions() {
		require.Contains(t, said, "action."+string(action))
	}
	for _, kind := range append(charter.Kinds(), string(charter.AllianceKind)) {
		require.Contains(t, said, "kind."+kind)
	}
}
