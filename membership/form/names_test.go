package form_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func TestNames(t *testing.T) {
	t.Parallel()
	many := form.Names{}
	for i := range form.MaxNames + 1 {
		many["x"+string(rune('a'+i))] = "Acme"
	}
	most := form.Names{}
	for language := range many {
		if language != "xa" {
			most[language] = "Acme"
		}
	}
	choices := "zh, en, ISO 639"
	for name, row := range map[string]struct {
		names  form.Names
		code   refusal.Code
		params map[string]string
	}{
		"ok/two languages":     {form.Names{"zh": "中关村", "en": "Zhongguancun"}, "", nil},
		"ok/three letters":     {form.Names{"yue": "中關村"}, "", nil},
		"ok/as many as may be": {most, "", nil},
		"fail/none":            {nil, refusal.Required, map[string]string{"field": "names"}},
		"fail/too many":        {many, refusal.TooMany, map[string]string{"what": "names", "most": "20"}},
		"fail/one letter":      {form.Names{"z": "A"}, refusal.BadChoice, map[string]string{"field": "names", "value": "z", "choices": choices}},
		"fail/four letters":    {form.Names{"engl": "A"}, refusal.BadChoice, map[string]string{"field": "names", "value": "engl", "choices": choices}},
		"fail/capitals":        {form.Names{"EN": "A"}, refusal.BadChoice, map[string]string{"field": "names", "value": "EN", "choices": choices}},
		"fail/empty name":      {form.Names{"en": ""}, refusal.Required, map[string]string{"field": "names.en"}},
		"fail/the first in the order of languages": {
			form.Names{"zh": "", "en": strings.Repeat("a", form.MaxName+1)},
			refusal.TooLong,
			map[string]string{"field": "names.en", "length": "201", "most": "200"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := row.names.Check("names")
			if row.code == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, row.params, requireCode(t, row.code, err).Params)
		})
	}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	require.NoError(t, form.OneOf("role", "officer", "officer", "delegate"))
	require.NoError(t, form.OneOf("scope", "", "", "global", "national"))
	denied := requireCode(t, refusal.BadChoice, form.OneOf("scope", "town", "", "global", "national"))
	require.Equal(t, map[string]string{"field": "scope", "value": "town", "choices": "global, national"}, denied.Params)
	denied = requireCode(t, refusal.BadChoice, form.OneOf("role", strings.Repeat("x", 100), "officer"))
	require.Equal(t, strings.Repeat("x", 80)+"…", denied.Params["value"])
}

// What may be left out is accepted empty, and what may not is not.
func TestEmpty(t *testing.T) {
	t.Parallel()
	require.NoError(t, form.CheckLEI(""))
	require.NoError(t, form.CheckUSCC(""))
	require.NoError(t, form.CheckCountry(""))
	require.NoError(t, form.CheckDigest("evidence", "", true))
	require.Equal(t, map[string]string{"field": "evidence"}, requireCode(t, refusal.BadDigest, form.CheckDigest("evidence", "", false)).Params)
	require.Equal(t, map[string]string{"field": "party", "value": ""}, requireCode(t, refusal.BadID, form.CheckID("party", "")).Params)
	require.Equal(t, map[string]string{"field": "organ", "value": ""}, requireCode(t, refusal.BadID, form.CheckSlug("organ", "")).Params)
	require.Equal(t, map[string]string{"field": "title"}, requireCode(t, refusal.Required, form.CheckText("title", "", 1, 10)).Params)
}

func TestDigests(t *testing.T) {
	t.Parallel()
	const digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for name, row := range map[string]struct {
		digest string
		ok     bool
	}{
		"ok/a digest":       {digest, true},
		"fail/capitals":     {strings.ToUpper(digest), false},
		"fail/too short":    {digest[1:], false},
		"fail/too long":     {digest + "0", false},
		"fail/no hex":       {"g" + digest[1:], false},
		"fail/with a space": {" " + digest[1:], false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, optional := range []bool{true, false} {
				err := form.CheckDigest("digest", row.digest, optional)
				if row.ok {
					require.NoError(t, err)
					continue
				}
				require.Equal(t, map[string]string{"field": "digest"}, requireCode(t, refusal.BadDigest, err).Params)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		digits string
		bound  int64
		want   int64
		ok     bool
	}{
		"ok/nought":         {"0", 9, 0, true},
		"ok/the bound":      {"1000000000", 1_000_000_000, 1_000_000_000, true},
		"fail/empty":        {"", 9, 0, false},
		"fail/leading zero": {"01", 9, 0, false},
		"fail/a letter":     {"1a", 99, 0, false},
		"fail/a sign":       {"-1", 9, 0, false},
		"fail/over it":      {"10", 9, 10, false},
		"fail/too long":     {"10000000000", 1 << 62, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			number, ok := form.ReadNumber(row.digits, row.bound)
			require.Equal(t, row.ok, ok)
			if ok {
				require.Equal(t, row.want, number)
			}
		})
	}
}

// Version 2 of the rules accepted what nobody sees, and codes of which only the check
// character was looked at; nothing else that is refused now.
func TestAcceptedByTwo(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		err  error
		want bool
	}{
		"ok/nothing to accept":       {nil, false},
		"ok/no refusal":              {errors.New("down"), false},
		"ok/another code":            {form.CheckID("party", ""), false},
		"ok/invisible":               {form.CheckText("name", "\u3164", 1, 9), true},
		"ok/an odd space":            {form.CheckText("name", "a\u00a0b", 1, 9), true},
		"ok/a mark on nothing":       {form.CheckText("name", "\u0301", 1, 9), true},
		"ok/unassigned":              {form.CheckText("name", "A\u0378", 1, 9), true},
		"ok/a control character":     {form.CheckText("name", "a\tb", 1, 9), false},
		"ok/turned the other way":    {form.CheckText("name", "a\u202eb", 1, 9), false},
		"ok/a code's class":          {form.CheckUSCC("362322198709086409"), true},
		"ok/a code's registrar":      {form.CheckUSCC("000000000000000000"), true},
		"ok/a code's form":           {form.CheckUSCC("91100000100003962"), false},
		"ok/a code's last character": {form.CheckUSCC("91100000100003962U"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, form.AcceptedByTwo(row.err))
		})
	}
}

func TestLengths(t *testing.T) {
	t.Parallel()
	require.EqualValues(t, 36*3600e9, form.Duration("P1DT12H").Length())
	require.Zero(t, form.Duration("a week").Length())
}
