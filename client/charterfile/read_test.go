package charterfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/internal/text"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/trial"
)

const small = `schema: 1
classes:
  - id: member
    names: {zh: 会员, en: Member}
    kinds: [enterprise]
    rights: [voice, vote, propose]
founders: member
rules:
  resolve:
    voting: P7D
    pass: {votes: for, moreThan: 1/2, of: cast}
`

// briefOf is the defects of a file in short: line, path and problem.
func briefOf(t *testing.T, err error) []string {
	t.Helper()
	var invalid *charterfile.Invalid
	require.ErrorAs(t, err, &invalid)
	require.NotEmpty(t, err.Error())
	return shortly(invalid.Defects)
}

func shortly(defects []charterfile.Defect) []string {
	lines := []string{}
	for _, f := range defects {
		lines = append(lines, strings.ReplaceAll(fmt.Sprintf("%02d %s %s", f.Line, f.Path, f.Problem), "  ", " "))
	}
	return lines
}

func TestRead(t *testing.T) {
	file, err := charterfile.Read([]byte(small))
	require.NoError(t, err)
	require.Equal(t, form.Duration("P7D"), file.Charter.Rules[charter.Resolve].Voting)
	require.Equal(t, 11, file.Lines.Of("rules.resolve.pass.moreThan"))
	require.Equal(t, 10, file.Lines.Of("rules.resolve.voting"))
	require.Equal(t, 9, file.Lines.Of("rules.resolve.veto.all[3]"), "what is missing is where it would stand")
	require.Empty(t, file.Defects(charter.Composition{}))
}

func TestReadFaults(t *testing.T) {
	tests := map[string]struct {
		old, new string
		want     []string
	}{
		"unknown field":      {"voting: P7D", "voting: P7D\n    votting: P7D", []string{"11 rules.resolve.votting UNKNOWN_FIELD"}},
		"letters' case":      {"voting: P7D", "Voting: P7D", []string{"10 rules.resolve.Voting UNKNOWN_FIELD"}},
		"wrong type":         {"rights: [voice, vote, propose]", "rights: voice", []string{"06 classes[0].rights WRONG_TYPE"}},
		"several":            {"founders: member", "founders: [member]\nfonders: 1", []string{"07 founders WRONG_TYPE", "08 fonders UNKNOWN_FIELD"}},
		"a list for a text":  {"founders: member", "founders: [7]", []string{"07 founders WRONG_TYPE"}},
		"text for a number":  {"schema: 1", "schema: one", []string{"01 schema WRONG_TYPE"}},
		"a fraction":         {"schema: 1", "schema: 1.5", []string{"01 schema WRONG_TYPE"}},
		"nothing":            {"voting: P7D", "voting:", []string{"10 rules.resolve.voting EMPTY_VALUE"}},
		"repeated":           {"voting: P7D", "voting: P7D\n    voting: P8D", []string{"11 rules.resolve.voting REPEATED_FIELD"}},
		"repeated rule":      {"rules:", "rules:\n  resolve: {voting: P1D, pass: {votes: for, atLeast: 1}}", []string{"10 rules.resolve REPEATED_FIELD"}},
		"merge":              {"founders: member", "<<: {founders: member}", []string{"07 << UNKNOWN_FIELD"}},
		"a list of fields":   {"  - id: member", "  - [id, member]\n  - id: member", []string{"03 classes[0] WRONG_TYPE"}},
		"second document":    {"schema: 1", "schema: 1\n---\nschema: 1", []string{"02 NOT_YAML"}},
		"not YAML":           {"founders: member", "founders: 'member", []string{"07 NOT_YAML"}},
		"whole file is text": {small, "a text", []string{"01 WRONG_TYPE"}},
		"nothing in it":      {small, "", []string{"01 NOT_YAML"}},
		"around itself":      {small, "rules: &a {admit: *a}", nil},
		"keys of lists":      {"founders: member", "? [a]\n: b", []string{"07 WRONG_TYPE"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := charterfile.Read([]byte(strings.Replace(small, test.old, test.new, 1)))
			got := briefOf(t, err)
			if test.want != nil {
				require.Equal(t, test.want, got)
			}
		})
	}
}

func TestFaultsHaveLines(t *testing.T) {
	text := strings.NewReplacer("P7D", "7 days", "moreThan: 1/2", "moreThan: 3/2", "[enterprise]", "[firm]").Replace(small)
	file, err := charterfile.Read([]byte(text))
	require.NoError(t, err)
	require.Equal(t, []string{
		"05 classes[0].kinds[0] NOT_AMONG", "10 rules.resolve.voting NOT_A_DURATION", "11 rules.resolve.pass.moreThan MORE_THAN_WHOLE",
	}, shortly(file.Defects(charter.Composition{})))
}

func TestReadJSON(t *testing.T) {
	file, err := charterfile.Read([]byte("{\n\t\"schema\": 1,\n\t\"founders\":\t\"a\", \"classes\": [],\n\t\"rules\": {}}"))
	require.NoError(t, err)
	require.Equal(t, "a", file.Charter.Founders)
	require.Equal(t, 3, file.Lines.Of("founders"))
}

func TestLargeFiles(t *testing.T) {
	_, err := charterfile.Read([]byte("founders: " + strings.Repeat("x", form.MaxArgument)))
	require.Equal(t, []string{"01 TOO_LARGE"}, briefOf(t, err))
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for letter := 'b'; letter <= 'j'; letter++ {
		last := string(letter - 1)
		bomb += string(letter) + ": &" + string(letter) + " [" + strings.Repeat("*"+last+", ", 9) + "*" + last + "]\n"
	}
	_, err = charterfile.ReadCases([]byte("cases: []\n" + bomb))
	require.Error(t, err)
	_, err = charterfile.Read([]byte("classes: " + strings.Repeat("[", 5000)))
	require.Error(t, err)
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{small, "", "{", "a: &a [*a]", "{\"schema\": 1}", "? {a: b}\n: c", "- - -", "rules: {admit: {pass: {all: [{any: []}]}}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := charterfile.Read([]byte(text))
		var invalid *charterfile.Invalid
		if err != nil && (!errors.As(err, &invalid) || len(invalid.Defects) == 0) {
			t.Fatalf("an error of another kind: %v", err)
		}
		if err == nil {
			file.Defects(charter.Composition{})
		}
		_, _ = charterfile.ReadCases([]byte(text))
	})
}

const tests = `members:
  - {id: a-1..a-3, class: member}
  - {id: b@industry, class: member}
cases:
  - name: {en: passes}
    action: resolve
    by: a-1
    votes: {for: [a-1..a-2], against: [b]}
    expect: {outcome: accepted, electorate: 4, figures: [{votes: for, needed: 2, actual: 2, base: 3, met: true}]}
`

func run(t *testing.T, text string) charterfile.Result {
	t.Helper()
	file, err := charterfile.Read([]byte(small))
	require.NoError(t, err)
	cases, err := charterfile.ReadCases([]byte(text))
	require.NoError(t, err)
	require.Empty(t, cases.Defects(file.Charter))
	results := cases.Run(file.Charter)
	require.Len(t, results, 1)
	return results[0]
}

func TestRun(t *testing.T) {
	result := run(t, tests)
	require.True(t, result.Passed, "%+v", result.Differences)
	require.Equal(t, 5, result.Line)
}

// TestOutcomesAreReadAsTheyArePrinted takes both languages' words for outcomes.
func TestOutcomesAreReadAsTheyArePrinted(t *testing.T) {
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		require.NoError(t, err)
		for _, outcome := range trial.Outcomes() {
			cases, err := charterfile.ReadCases([]byte(strings.Replace(tests, "outcome: accepted", "outcome: "+said.Say("outcome."+string(outcome), nil), 1)))
			require.NoError(t, err)
			require.Equal(t, trial.Outcome(outcome), cases.Cases[0].Expect.Outcome)
		}
	}
}

func TestDifferences(t *testing.T) {
	for name, test := range map[string]struct {
		old, new string
		want     charterfile.Difference
	}{
		"outcome":          {"outcome: accepted", "outcome: rejected", charterfile.Difference{What: "outcome", Wanted: "rejected", Got: "accepted"}},
		"electorate":       {"electorate: 4", "electorate: 5", charterfile.Difference{What: "electorate", Wanted: "5", Got: "4"}},
		"figure":           {"needed: 2", "needed: 3", charterfile.Difference{What: "figure", Of: "for: needed", Wanted: "3", Got: "2"}},
		"met":              {"met: true", "met: false", charterfile.Difference{What: "figure", Of: "for: met", Wanted: "false", Got: "true"}},
		"no such figure":   {"{votes: for, needed", "{votes: against, needed", charterfile.Difference{What: "figure", Wanted: "against"}},
		"refused, not so":  {"electorate: 4", "refused: {b: NO_RIGHT}", charterfile.Difference{What: "refused", Of: "b@industry", Wanted: "NO_RIGHT"}},
		"refused unawares": {"{id: b@industry,", "{id: b@industry, standing: lapsed,", charterfile.Difference{What: "refused", Of: "b@industry", Got: "NOT_IN_STANDING"}},
		"nobody's rule":    {"action: resolve", "action: dissolve", charterfile.Difference{What: "outcome", Wanted: "accepted", Got: "refused"}},
	} {
		t.Run(name, func(t *testing.T) {
			result := run(t, strings.Replace(tests, test.old, test.new, 1))
			require.False(t, result.Passed)
			require.Contains(t, result.Differences, test.want)
		})
	}
}

func TestCasesFaults(t *testing.T) {
	for name, test := range map[string]struct {
		old, new string
		want     []string
	}{
		"unknown member":  {"against: [b]", "against: [c]", []string{"08 cases[0].votes.against[0] UNKNOWN_MEMBER"}},
		"range too long":  {"a-1..a-2", "a-1..a-4", []string{"08 cases[0].votes.for[0] UNKNOWN_MEMBER"}},
		"no range":        {"a-1..a-3", "a-3..a-1", []string{"02 members[0].id NOT_A_RANGE"}},
		"votes twice":     {"against: [b]", "against: [a-2]", []string{"08 cases[0].votes.against[0] REPEATED"}},
		"unknown outcome": {"outcome: accepted", "outcome: passed", []string{"09 cases[0].expect.outcome NOT_AMONG"}},
		"unknown action":  {"action: resolve", "action: solve", []string{"06 cases[0].action NOT_AMONG"}},
		"nobody proposes": {"    by: a-1\n", "", []string{"05 cases[0].by MISSING"}},
		"standing":        {"{id: b@industry,", "{id: b@industry, standing: bad,", []string{"03 members[1].standing NOT_AMONG"}},
		"a figure of −1":  {"cases:\n", "figures: {attendance: -1}\ncases:\n", []string{"04 figures.attendance OUT_OF_RANGE"}},
		"a weight of −1":  {"{id: b@industry,", "{id: b@industry, weights: {dues: -1},", []string{"03 members[1].weights.dues OUT_OF_RANGE"}},
		"unknown field":   {"outcome: accepted", "result: accepted", []string{"09 cases[0].expect.result UNKNOWN_FIELD"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := charterfile.ReadCases([]byte(strings.Replace(tests, test.old, test.new, 1)))
			require.Equal(t, test.want, briefOf(t, err))
		})
	}
}

func TestLoad(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "small.yaml"), []byte(small), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "small.test.yaml"), []byte(tests), 0o600))
	for _, name := range []string{"small.yaml", "small.test.yaml"} {
		suite, err := charterfile.Load(filepath.Join(folder, name))
		require.NoError(t, err)
		require.True(t, suite.Run()[0].Passed)
		require.Empty(t, suite.Charter.Defects(suite.Cases.Composition(suite.Charter.Charter)))
	}
	undeclared := strings.Replace(tests, "b@industry, class: member", "b@industry, class: other, organs: [x], weights: {w: 1}", 1)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "small.test.yaml"), []byte(undeclared+"figures: {f: 1}\n"), 0o600))
	_, err := charterfile.Load(filepath.Join(folder, "small.yaml"))
	require.ElementsMatch(t, []string{
		"03 members[1].class UNDECLARED", "03 members[1].organs[0] UNDECLARED", "03 members[1].weights.w UNDECLARED", "10 figures.f UNDECLARED",
	}, briefOf(t, err))
	_, err = charterfile.Load(filepath.Join(folder, "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
