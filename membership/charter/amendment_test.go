package charter_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// entrenched is the whole charter with kinds of amendments: the guard of them, two that are decided
// apart, and one of rules.
func entrenched() charter.Charter {
	return chartertest.WholeWith(func(c *charter.Charter) {
		c.Amendments = []charter.AmendmentKind{
			{ID: "guard", Names: chartertest.En("Guard"), Touches: charter.Touches{Parts: []charter.Part{charter.PartAmendments, charter.PartFounders}}},
			{ID: "full", Names: chartertest.En("Rights of full members"), Touches: charter.Touches{Classes: []string{"full"}}, Apart: true},
			{ID: "guest", Names: chartertest.En("Rights of guests"), Touches: charter.Touches{Classes: []string{"guest"}}, Apart: true},
			{ID: "ends", Names: chartertest.En("Its end"), Touches: charter.Touches{
				Rules: []charter.Action{charter.Dissolve, charter.SeatAction, "vacate/council"}, Organs: []string{chartertest.Board},
			}},
		}
		for _, kind := range c.Amendments {
			rule := *chartertest.TwoVotes()
			rule.Pass = chartertest.ForVotes(3)
			c.Rules[charter.Amend+"/"+charter.Action(kind.ID)] = &rule
		}
	})
}

func TestAmendingBy(t *testing.T) {
	t.Parallel()
	three := func() *charter.Rule {
		rule := *chartertest.TwoVotes()
		rule.Pass = chartertest.ForVotes(3)
		return &rule
	}
	for name, row := range map[string]struct {
		change func(*charter.Charter)
		want   charter.Amending
		mixed  string
	}{
		"ok/nothing":                         {func(*charter.Charter) {}, charter.Amending{}, ""},
		"ok/what is in no kind":              {func(c *charter.Charter) { c.RecordDate = "P9D" }, charter.Amending{}, ""},
		"ok/the common rule to amend":        {func(c *charter.Charter) { c.Rules[charter.Amend] = three() }, charter.Amending{Kind: "guard", Touches: parts(charter.PartAmendments)}, ""},
		"ok/a part":                          {func(c *charter.Charter) { c.Founders = "observer" }, charter.Amending{Kind: "guard", Touches: parts(charter.PartFounders)}, ""},
		"ok/another class":                   {func(c *charter.Charter) { c.Classes[1].Most = 7 }, charter.Amending{}, ""},
		"ok/a new class":                     {func(c *charter.Charter) { c.Classes = append(c.Classes, charter.Class{ID: "new"}) }, charter.Amending{}, ""},
		"ok/a class":                         {func(c *charter.Charter) { c.Classes[2].Most = 7 }, charter.Amending{Kind: "guest", Touches: charter.Touches{Classes: []string{"guest"}}}, ""},
		"ok/a class goes":                    {func(c *charter.Charter) { c.Classes = c.Classes[:2] }, charter.Amending{Kind: "guest", Touches: charter.Touches{Classes: []string{"guest"}}}, ""},
		"ok/a class, and what is of a last":  {func(c *charter.Charter) { c.Classes[2].Most = 7; delete(c.Rules, charter.Dissolve) }, charter.Amending{Kind: "guest", Touches: charter.Touches{Classes: []string{"guest"}}}, ""},
		"ok/an organ":                        {func(c *charter.Charter) { c.Organs[0].Seats = 3 }, charter.Amending{Kind: "ends", Touches: charter.Touches{Organs: []string{chartertest.Board}}}, ""},
		"ok/a rule":                          {func(c *charter.Charter) { c.Rules[charter.Dissolve] = three() }, charter.Amending{Kind: "ends", Touches: rules(charter.Dissolve)}, ""},
		"ok/a rule goes":                     {func(c *charter.Charter) { delete(c.Rules, charter.Dissolve) }, charter.Amending{Kind: "ends", Touches: rules(charter.Dissolve)}, ""},
		"ok/a narrower rule of an action":    {func(c *charter.Charter) { c.Rules["seat/council"] = three() }, charter.Amending{Kind: "ends", Touches: rules(charter.SeatAction)}, ""},
		"ok/the common rule that decides":    {func(c *charter.Charter) { c.Rules[charter.Vacate] = three() }, charter.Amending{Kind: "ends", Touches: rules("vacate/council")}, ""},
		"ok/a rule beside the one named":     {func(c *charter.Charter) { c.Rules["vacate/board"] = three() }, charter.Amending{}, ""},
		"ok/the same rule, written narrower": {func(c *charter.Charter) { c.Rules["vacate/council"] = c.Rules[charter.Vacate] }, charter.Amending{}, ""},
		"ok/a rule of a kind":                {func(c *charter.Charter) { c.Rules["amend/guest"] = chartertest.TwoVotes() }, charter.Amending{Kind: "guard", Touches: parts(charter.PartAmendments)}, ""},
		"ok/no kinds any more":               {func(c *charter.Charter) { c.Amendments = nil }, charter.Amending{Kind: "guard", Touches: parts(charter.PartAmendments), Itself: true}, ""},
		"ok/a new kind in front":             {func(c *charter.Charter) { c.Amendments = append(c.Amendments[3:4:4], c.Amendments...) }, charter.Amending{Kind: "guard", Touches: parts(charter.PartAmendments), Itself: true}, ""},
		"ok/lists of nothing":                {func(c *charter.Charter) { c.Classes[2].Agreements = []string{} }, charter.Amending{}, ""},
		"fail/two apart":                     {func(c *charter.Charter) { c.Classes[0].Most, c.Classes[2].Most = 9, 9 }, charter.Amending{}, "full guest"},
		"fail/the guard, and one apart":      {func(c *charter.Charter) { c.Founders, c.Classes[2].Most = "observer", 9 }, charter.Amending{}, "guard guest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draft := copied(t, entrenched())
			row.change(&draft)
			by, err := entrenched().AmendingBy(draft)
			if row.mixed == "" {
				require.NoError(t, err)
				require.Equal(t, row.want, by)
				return
			}
			denied := refusal.From(err)
			require.Equal(t, refusal.AmendmentMixed, denied.Code)
			require.Equal(t, row.mixed, denied.Params["amendment"]+" "+denied.Params["apart"])
		})
	}
}

// Without a guard each kind guards itself, and those behind it: nothing weaker takes it away first.
func TestKindsGuardThemselves(t *testing.T) {
	t.Parallel()
	unguarded := entrenched()
	unguarded.Amendments = slices.Clone(unguarded.Amendments[1:])
	for name, row := range map[string]struct {
		change func(*charter.Charter)
		want   string
	}{
		"ok/the last goes":            {func(c *charter.Charter) { c.Amendments = c.Amendments[:2] }, "ends"},
		"ok/its rule":                 {func(c *charter.Charter) { c.Rules["amend/ends"] = chartertest.TwoVotes() }, "ends"},
		"ok/its rule goes":            {func(c *charter.Charter) { delete(c.Rules, "amend/ends") }, "ends"},
		"ok/it touches less":          {func(c *charter.Charter) { c.Amendments[2].Touches.Organs = nil }, "ends"},
		"ok/one is put before it":     {func(c *charter.Charter) { c.Amendments = slices.Insert(c.Amendments, 2, entrenched().Amendments[0]) }, "ends"},
		"ok/one is put behind it":     {func(c *charter.Charter) { c.Amendments = append(c.Amendments, entrenched().Amendments[0]) }, ""},
		"ok/two change places":        {func(c *charter.Charter) { c.Amendments[0], c.Amendments[1] = c.Amendments[1], c.Amendments[0] }, "full"},
		"ok/all go":                   {func(c *charter.Charter) { c.Amendments = nil }, "full"},
		"ok/another of the same name": {func(c *charter.Charter) { c.Amendments[1].ID = "other" }, "guest"},
	} {
		draft := copied(t, unguarded)
		row.change(&draft)
		by, err := unguarded.AmendingBy(draft)
		require.NoError(t, err, name)
		require.Equal(t, row.want, by.Kind, name)
		require.Equal(t, row.want != "", by.Itself, name)
	}
}

func parts(list ...charter.Part) charter.Touches   { return charter.Touches{Parts: list} }
func rules(list ...charter.Action) charter.Touches { return charter.Touches{Rules: list} }

// copied is a charter as it is read from the ledger.
func copied(t *testing.T, c charter.Charter) (other charter.Charter) {
	text, err := json.Marshal(c)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &other))
	return other
}

func TestKindsOfAmendmentsAreValid(t *testing.T) {
	t.Parallel()
	require.NoError(t, chartertest.ValidateFor(entrenched(), 4))
	for name, row := range map[string]defectCase{
		"no rule":            {func(c *charter.Charter) { delete(c.Rules, "amend/ends") }, "rules.amend/ends", charter.Missing, nil},
		"a rule of no kind":  {func(c *charter.Charter) { c.Rules["amend/other"] = chartertest.TwoVotes() }, "rules.amend/other", charter.Undeclared, nil},
		"nothing is touched": {func(c *charter.Charter) { c.Amendments[3].Touches = charter.Touches{} }, "amendments[3].touches", charter.Missing, nil},
		"no such part":       {func(c *charter.Charter) { c.Amendments[0].Touches.Parts[1] = "preamble" }, "amendments[0].touches.parts[1]", charter.NotAmong, nil},
		"a part twice":       {func(c *charter.Charter) { c.Amendments[0].Touches.Parts[1] = charter.PartAmendments }, "amendments[0].touches.parts[1]", charter.Repeated, nil},
		"no such class":      {func(c *charter.Charter) { c.Amendments[1].Touches.Classes[0] = "boss" }, "amendments[1].touches.classes[0]", charter.Undeclared, nil},
		"no such organ":      {func(c *charter.Charter) { c.Amendments[3].Touches.Organs[0] = "court" }, "amendments[3].touches.organs[0]", charter.Undeclared, nil},
		"no such action":     {func(c *charter.Charter) { c.Amendments[3].Touches.Rules[0] = "crown" }, "amendments[3].touches.rules[0]", charter.NotAmong, nil},
		"a rule of no organ": {func(c *charter.Charter) { c.Amendments[3].Touches.Rules[2] = "vacate/court" }, "amendments[3].touches.rules[2]", charter.Undeclared, nil},
		"a rule twice":       {func(c *charter.Charter) { c.Amendments[3].Touches.Rules[1] = charter.Dissolve }, "amendments[3].touches.rules[1]", charter.Repeated, nil},
		"behind the whole": {func(c *charter.Charter) {
			c.Amendments[2].Touches = parts(charter.PartWhole)
			c.Amendments[2].Apart = false
		}, "amendments[3]", charter.NoUse, nil},
		"apart, and no guard": {func(c *charter.Charter) {
			c.Amendments[0].Touches = parts(charter.PartDues)
			c.Amendments[2].Apart = false
		}, "amendments[1].apart", charter.Unguarded, nil},
		"twice": {func(c *charter.Charter) { c.Amendments[3].ID = "guest"; delete(c.Rules, "amend/ends") }, "amendments[3].id", charter.Repeated, nil},
	} {
		c := copied(t, entrenched())
		row.change(&c)
		denied := refusal.From(chartertest.ValidateFor(c, 4))
		require.NotNil(t, denied, name)
		defects := charter.DefectsIn(denied)
		require.Len(t, defects, 1, "%s: %+v", name, defects)
		require.Equal(t, row.path, defects[0].Path, name)
		require.Equal(t, row.problem, defects[0].Problem, name)
	}
	older := charter.DefectsIn(refusal.From(entrenched().ValidateBy(charter.EngineFour, charter.Composition{})))
	require.Equal(t, charter.Problem(refusal.UnknownField), older[0].Problem)
}

// Whatever a charter has can be protected by name: each of its fields is a part, save the form's
// own number.
func TestEveryFieldIsAPart(t *testing.T) {
	t.Parallel()
	var fields []charter.Part
	for field := range reflect.TypeFor[charter.Charter]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[charter.Charter]().Field(field).Tag.Get("json"), ",")
		fields = append(fields, charter.Part(name))
	}
	require.ElementsMatch(t, append(fields, charter.PartWhole), append(charter.Parts(), "schema"))
}
