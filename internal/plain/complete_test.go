package plain_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/charter"
)

// TestNoChangeIsHidden changes each value of a charter, one at a time, and demands
// that both languages say that something changes.
func TestNoChangeIsHidden(t *testing.T) {
	c := read(t, "full")
	text, err := json.Marshal(c)
	require.NoError(t, err)
	var tree any
	require.NoError(t, json.Unmarshal(text, &tree))
	tried := 0
	change(tree, "", func(path string) {
		if path == ".schema" || strings.HasSuffix(path, ".standing") { // of which there is but one
			return
		}
		changed, err := json.Marshal(tree)
		require.NoError(t, err)
		var other charter.Charter
		require.NoError(t, json.Unmarshal(changed, &other), path)
		for _, lang := range catalogue.Languages {
			require.NotEmpty(t, writer(t, lang).Diff(c, other), path)
		}
		tried++
	})
	require.Greater(t, tried, 100)
}

// change changes each leaf of a tree for as long as a function runs.
func change(node any, path string, do func(path string)) {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			at := path + "." + key
			if next, leaf := altered(value); leaf {
				node[key] = next
				do(at)
				node[key] = value
			} else {
				change(value, at, do)
			}
		}
	case []any:
		for i, value := range node {
			at := path + "[" + strconv.Itoa(i) + "]"
			if next, leaf := altered(value); leaf {
				node[i] = next
				do(at)
				node[i] = value
			} else {
				change(value, at, do)
			}
		}
	}
}

func altered(value any) (any, bool) {
	switch value := value.(type) {
	case string:
		return value + "x", true
	case float64:
		return value + 1, true
	case bool:
		return !value, true
	}
	return nil, false
}

// What a rule can say beside what charters mostly do: shares of nothing, long lists,
// sponsors where votes belong.
func TestOddRules(t *testing.T) {
	long := charter.Expression{}
	for range 60 {
		long.All = append(long.All, charter.Expression{Votes: "for", AtLeast: "1"})
	}
	for name, row := range map[string]struct {
		rule charter.Rule
		lang string
		said string
	}{
		"ok/a share of nothing":               {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", AtLeast: "0/1"}}, "en", "at least 0 per cent of the votes cast"},
		"ok/无":                                {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", MoreThan: "0/3"}}, "zh", "百分之零"},
		"ok/after z":                          {charter.Rule{Pass: long}, "en", "    (aa) at least one of the members is in favour"},
		"ok/十五之后":                             {charter.Rule{Pass: long}, "zh", "（二十一）"},
		"ok/sixty":                            {charter.Rule{Pass: long}, "zh", "（六十）"},
		"ok/sponsors among votes":             {charter.Rule{Pass: charter.Expression{Votes: "sponsors", AtLeast: "1"}}, "en", "sponsors it"},
		"ok/per cent":                         {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", AtLeast: "667/1000"}}, "en", "at least 66.7 per cent of the votes cast"},
		"ok/百分之":                              {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", AtLeast: "667/1000"}}, "zh", "百分之六十六点七以上赞成"},
		"ok/hundredths":                       {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", AtLeast: "2505/10000"}}, "zh", "百分之二十五点零五以上"},
		"ok/below one per cent":               {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", AtLeast: "1/200"}}, "en", "at least 0.5 per cent"},
		"ok/no decimals":                      {charter.Rule{Pass: charter.Expression{Votes: "for", Of: "cast", AtLeast: "1/97"}}, "en", "at least 1/97 of the votes cast"},
		"ok/silence accepts":                  {charter.Rule{Pass: charter.Expression{Votes: "against", AtMost: "0"}}, "en", "If nobody votes, it is accepted."},
		"ok/沉默即通过":                            {charter.Rule{Pass: charter.Expression{Votes: "against", AtMost: "0"}}, "zh", "无人投票的，提案通过。"},
		"ok/silence accepts, and it is known": {charter.Rule{Silence: "accepted", Pass: charter.Expression{Votes: "against", AtMost: "0"}}, "en", "without a single vote"},
	} {
		t.Run(name, func(t *testing.T) {
			c := read(t, "full")
			c.Rules[charter.Dissolve] = &row.rule
			w := writer(t, row.lang)
			lines := strings.Join(w.Lines(w.Rule(c, charter.Dissolve)), "\n")
			require.Contains(t, lines, row.said)
			require.NotRegexp(t, `(compare|sponsor|share|relation|votes)\.\w|<no value>| -s? `, lines)
		})
	}
	for _, quiet := range []charter.Expression{
		{Votes: "for", AtLeast: "1"},
		{Votes: "for", Of: "cast", AtLeast: "1/2"},
		{Votes: "for", Of: "electorate", MoreThan: "0/1"},
		{Not: []charter.Expression{{Votes: "against", AtMost: "3"}}},
	} {
		require.False(t, charter.Rule{Pass: quiet}.AcceptedBySilence(), "%+v", quiet)
	}
}
