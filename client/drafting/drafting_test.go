package drafting_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/client/charterfile"
	"allianceregistry/client/drafting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

func words(t testing.TB, lang string) *catalogue.Catalogue {
	t.Helper()
	phrases, err := drafting.PhraseWords()
	require.NoError(t, err)
	said, err := catalogue.In(lang, drafting.Words, phrases)
	require.NoError(t, err)
	return said
}

// require that a draft is without fault and passes its tests.
func good(t testing.TB, answers drafting.Answers, said *catalogue.Catalogue) drafting.Draft {
	t.Helper()
	draft, err := drafting.New(answers, said)
	require.NoError(t, err, "%v", answers)
	file, err := charterfile.Read(draft.Charter)
	require.NoError(t, err, "%s", draft.Charter)
	cases, err := charterfile.ReadCases(draft.Tests)
	require.NoError(t, err, "%s", draft.Tests)
	require.Empty(t, cases.Defects(file.Charter))
	require.Empty(t, file.Defects(cases.Composition(file.Charter)))
	for _, result := range cases.Run(file.Charter) {
		require.True(t, result.Passed, "%s %v: %+v %+v\n%s\n%s", result.Name, answers, result.Differences, result.Verdict, draft.Charter, draft.Tests)
	}
	return draft
}

// sizes are the founders of the drafts that are tried.
var sizes = []string{"3", "5", "12"}

// pairwise lists answers such that any two answers to any two questions stand together in
// one of them.
func pairwise() []drafting.Answers {
	type answer struct{ question, option string }
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	questions := drafting.Questions()
	options := map[string][]string{}
	for _, q := range questions {
		options[q.ID] = q.Options
	}
	options["founders"] = sizes
	left := map[[2]answer]bool{}
	for i, one := range questions {
		for _, other := range questions[i+1:] {
			for _, a := range options[one.ID] {
				for _, b := range options[other.ID] {
					left[[2]answer{{one.ID, a}, {other.ID, b}}] = true
				}
			}
		}
	}
	covered := func(a drafting.Answers) (pairs [][2]answer) {
		for i, one := range questions {
			for _, other := range questions[i+1:] {
				if pair := [2]answer{{one.ID, a[one.ID]}, {other.ID, a[other.ID]}}; left[pair] {
					pairs = append(pairs, pair)
				}
			}
		}
		return pairs
	}
	var rows []drafting.Answers
	for len(left) > 0 {
		var best drafting.Answers
		var most [][2]answer
		for range 20 {
			row := drafting.Answers{}
			for _, q := range questions {
				row[q.ID] = options[q.ID][random.IntN(len(options[q.ID]))]
			}
			if pairs := covered(row); len(pairs) > len(most) {
				best, most = row, pairs
			}
		}
		for _, pair := range most {
			delete(left, pair)
		}
		if best != nil {
			rows = append(rows, possible(best))
		}
	}
	return rows
}

// possible leaves out what cannot be answered after other answers.
func possible(wanted drafting.Answers) drafting.Answers {
	answers := drafting.Answers{}
	for q, more := answers.Next(); more; q, more = answers.Next() {
		answers[q.ID] = wanted[q.ID]
		if !slices.Contains(q.Options, wanted[q.ID]) && q.ID != "founders" {
			answers[q.ID] = q.Options[0]
		}
	}
	return answers
}

// Any two answers together give a charter without fault, whose tests pass.
func TestEveryTwoAnswers(t *testing.T) {
	rows := pairwise()
	require.Greater(t, len(rows), 20)
	for i, row := range rows {
		good(t, row, words(t, catalogue.Languages[i%2]))
	}
	t.Log("drafts:", len(rows))
}

// So do any answers, also those in one's own figures.
func TestAnyAnswers(t *testing.T) {
	said := words(t, "en")
	rapid.Check(t, func(r *rapid.T) {
		answers := drafting.Answers{}
		for q, more := answers.Next(); more; q, more = answers.Next() {
			answer := rapid.SampledFrom(q.Options).Draw(r, q.ID)
			switch {
			case q.ID == "founders":
				answer = rapid.SampledFrom([]string{"3", "4", "7", "20"}).Draw(r, "founders in figures")
			case q.Other == drafting.Share && rapid.IntRange(0, 3).Draw(r, "in figures") == 0:
				answer = rapid.SampledFrom([]string{"60%", "more than 2/5", "4/5", "more than one third", "80 percent"}).Draw(r, "share")
			}
			checked, err := q.Check(answer)
			require.NoError(t, err)
			answers[q.ID] = checked
		}
		good(t, answers, said)
	})
}

// Drafts are the same each time, and say in words what was answered.
func TestDrafts(t *testing.T) {
	for name, answers := range map[string]drafting.Answers{
		"usual": {},
		"trade-association": {
			"founders": "12", "kinds": "enterprises", "classes": "associates", "weights": "weighed", "dues": "owed", "renewal": "yearly",
			"proposers": "1/10", "days": "clear", "quorum": "1/3", "entrenched": "3/4", "suspension": "board", "expulsion": "board", "proxies": "2", "zone": "-05:00",
		},
		"society": {
			"founders": "12", "kinds": "anybody", "base": "present", "quorum": "2/3", "ordinary": "majority", "chosen": "approval", "term": "P5Y", "seats": "7",
			"zone": "+08:00", "amend": "2/3",
		},
	} {
		for _, lang := range catalogue.Languages {
			t.Run(name+"/"+lang, func(t *testing.T) {
				draft := good(t, answers, words(t, lang))
				again, err := drafting.New(draft.Answers, words(t, lang))
				require.NoError(t, err)
				require.Equal(t, string(draft.Charter), string(again.Charter))
				require.Equal(t, string(draft.Tests), string(again.Tests))
				golden(t, name+"."+lang+".yaml", draft.Charter)
				golden(t, name+"."+lang+".test.yaml", draft.Tests)
				file, err := charterfile.Read(draft.Charter)
				require.NoError(t, err)
				w, err := plain.In(lang)
				require.NoError(t, err)
				require.Contains(t, strings.Join(w.Lines(w.Charter(file.Charter)), "\n"), map[string]string{"en": "at least two thirds of the votes ", "zh": "三分之二以上赞成"}[lang])
			})
		}
	}
}

func golden(t *testing.T, name string, content []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, content, 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(content))
}

func TestAnswersAreChecked(t *testing.T) {
	of := func(id string) drafting.Question {
		i := slices.IndexFunc(drafting.Questions(), func(q drafting.Question) bool { return q.ID == id })
		return drafting.Questions()[i]
	}
	for name, row := range map[string]struct{ id, answer, kept string }{
		"ok/an option":           {"classes", "observers", "observers"},
		"ok/figures":             {"quorum", "75%", "3/4"},
		"ok/words":               {"amend", "two thirds", "2/3"},
		"ok/三分之二以上":              {"amend", "三分之二以上", "2/3"},
		"ok/过半数":                 {"amend", "过半数", "majority"},
		"ok/more than":           {"ordinary", "more than 60%", "more than 3/5"},
		"ok/unanimous":           {"amend", "unanimous", "all"},
		"ok/months":              {"term", "18 months", "P18M"},
		"ok/三年":                  {"term", "三年", "P3Y"},
		"ok/weeks":               {"notice", "three weeks", "P21D"},
		"ok/zone":                {"zone", "+05:30", "+05:30"},
		"ok/number":              {"seats", "9", "9"},
		"fail/more than all":     {"amend", "more than 100%", ""},
		"fail/unknown":           {"classes", "many", ""},
		"fail/two founders":      {"founders", "2", ""},
		"fail/no seat":           {"seats", "0", ""},
		"fail/a place":           {"zone", "Asia/Shanghai", ""},
		"fail/months of notice":  {"notice", "P1M", ""},
		"fail/everybody expels":  {"expel", "unanimous", ""},
		"fail/too long a notice": {"notice", "P200D", ""},
	} {
		t.Run(name, func(t *testing.T) {
			kept, err := of(row.id).Check(row.answer)
			if row.kept == "" {
				require.ErrorContains(t, err, "draft.noAnswer")
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.kept, kept)
		})
	}
	_, err := drafting.New(drafting.Answers{"colour": "blue"}, words(t, "en"))
	require.ErrorContains(t, err, "draft.noQuestion")
	_, err = drafting.New(drafting.Answers{"board": "none", "admission": "board"}, words(t, "en"))
	require.ErrorContains(t, err, "draft.noAnswer")
}

// Every question and every answer to it has words in both languages.
func TestEverythingIsSaid(t *testing.T) {
	for _, lang := range catalogue.Languages {
		said := words(t, lang)
		for _, q := range drafting.Questions() {
			require.NotEmpty(t, said.Template("draft."+q.ID), q.ID)
			require.NotEmpty(t, said.Template("draft."+q.ID+".title"), q.ID)
			for _, option := range q.Options {
				if option != "UTC" { // which has no other name
					require.NotEqual(t, option, drafting.Answered(said, q.ID, option), "%s: %s", q.ID, option)
				}
			}
		}
		require.NotEmpty(t, drafting.Unasked(said))
	}
}
