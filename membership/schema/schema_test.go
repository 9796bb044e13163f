package schema_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/refusal"
	"allianceregistry/membership/schema/schematest"
)

// hostile are values that stand where something else should, or nearly what should.
var hostile = []any{
	"", " ", "a", "A", "acme@industry", "Acme@industry", "acme@", "@industry", "a-@b", "acme@org1.msp", "acme@org1.msp.msp", "a@b@c",
	strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 63) + "@b", strings.Repeat("a", 64) + "@b", "a--b", "-a",
	strings.Repeat("0f", 32), strings.Repeat("0F", 32), strings.Repeat("0f", 32) + "\n", strings.Repeat("0f", 12), strings.Repeat("0f", 13),
	"P7D", "PT36H", "P1DT12H30M", "P", "PT", "P1DT", "P1Y", "P1.5D", "P007D", "P99999D", "P100000D", "PT1S1M", "p7d", "PT10S",
	"2026-11-30T20:00:00Z", "2026-11-30T20:00:00.123456789+08:00", "2026-11-30t20:00:00z", "2026-02-30T00:00:00Z", "2026-11-30T24:00:00Z",
	"2026-11-30 20:00:00Z", "1999-11-30T20:00:00Z", "2026", "2026-11", "2026-11-30", "2026-13", "26",
	"0", "1", "007", "999999", "1000000", "2/3", "2/0", "02/3", "1/1000000000", "4000000000", "CN", "cn", "CHN", "XX", "506700GE1G29325QX363", "lei", "LEI",
	"global", "local", "enterprise", "for", "abstains", "sponsor", "attests", "officer", "operator", "taking part", "one", "accepted", "good", "member", "full",
	"admit/full", "admit", "\u200b", "a\u0000b", "甲", strings.Repeat("甲", 60), strings.Repeat("甲", 61), strings.Repeat("甲", 201), strings.Repeat("甲", 2001),
	nil, 0, 1, -1, 2, 1000, 1001, 999_999, 1_000_000, 1_000_000_001, 1.5, true, false,
	[]any{},
	[]any{"a"},
	[]any{1},
	[]any{"acme@industry"},
	[]any{nil},
	[]any{"for", "for"},
	map[string]any{},
	map[string]any{"a": 1},
	map[string]any{"en": "A"},
	map[string]any{"EN": "A"},
	map[string]any{"en": ""},
	map[string]any{"english": "E"},
	map[string]any{"acme@industry": map[string]any{}},
	map[string]any{"votes": "for", "atLeast": 2},
	map[string]any{"votes": "for", "atLeast": "2"},
}

// places are the ways to all values within one, its own first.
func places(of any) [][]any {
	all := [][]any{nil}
	within := func(step, inner any) {
		for _, rest := range places(inner) {
			all = append(all, append([]any{step}, rest...))
		}
	}
	switch of := of.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(of)) {
			within(name, of[name])
		}
	case []any:
		for i, inner := range of {
			within(i, inner)
		}
	}
	return all
}

// put returns a value with another one at a place.
func put(in any, place []any, value any) any {
	if len(place) == 0 {
		return value
	}
	switch in := in.(type) {
	case map[string]any:
		if name, ok := place[0].(string); ok {
			in[name] = put(in[name], place[1:], value)
		}
	case []any:
		if i, ok := place[0].(int); ok {
			in[i] = put(in[i], place[1:], value)
		}
	}
	return in
}

// drawn is an argument in which up to two places hold something hostile, or have it beside
// them.
func drawn(t *rapid.T, argument []byte) []byte {
	for range rapid.IntRange(0, 2).Draw(t, "changes") {
		var value any
		require.NoError(t, json.Unmarshal(argument, &value))
		place := rapid.SampledFrom(places(value)).Draw(t, "place")
		if rapid.IntRange(0, 9).Draw(t, "beside") == 0 {
			place = append(place, "more")
		}
		text, err := json.Marshal(put(value, place, rapid.SampledFrom(hostile).Draw(t, "value")))
		require.NoError(t, err)
		argument = text
	}
	return argument
}

// What the rules take, the schemas take; and what cannot even be read as an argument,
// they refuse as the rules do.
func TestSchemasAgreeWithTheRules(t *testing.T) {
	t.Parallel()
	texts := samples(t)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(calls()).Draw(t, "name")
		argument := drawn(t, texts[name])
		taken := schematest.Argument(name, argument)
		switch refusedBy(t, name, argument) {
		case "":
			if !outOfPage(argument) && !bytes.Contains(argument, []byte("null")) { // which the rules take for nothing
				require.NoError(t, taken, "the rules take it")
			}
		case refusal.Malformed, refusal.UnknownField:
			require.Error(t, taken, "%s takes %s, and the rules cannot read it", name, argument)
		}
	})
}

// outOfPage reports whether a question asks for a page that there is none of: on a ledger
// without anything in it nobody comes to look at that.
func outOfPage(argument []byte) bool {
	var asked struct {
		Size float64 `json:"size"`
	}
	return json.Unmarshal(argument, &asked) == nil && (asked.Size < 0 || asked.Size > 1000)
}

// What the package's comment says of the two is so: what the rules alone refuse, and what
// the rules alone read.
func TestSchemasAndRulesDiffer(t *testing.T) {
	t.Parallel()
	payment := func(until string) string {
		return `{"request":"r","alliance":"a@b","party":"c@d","until":"` + until + `"}`
	}
	for name, row := range map[string]struct {
		of, argument string
		code         refusal.Code // empty if the rules take it
		taken        bool         // by the schema
	}{
		"ok/a moment and a page":        {"GetRoster", `{"alliance":"a@b","at":"2026-11-30T8:00:00,5Z","size":1000}`, "", true},
		"ok/an epoch":                   {"GetRoster", `{"alliance":"a@b","at":"999999"}`, "", true},
		"ok/an amount as a number":      {"FoundAlliance", strings.ReplaceAll(string(samples(t)["FoundAlliance"]), `"atLeast":"2"`, `"atLeast":2`), "", true},
		"fail/epoch beyond the last":    {"GetSeal", `{"alliance":"a@b","epoch":1000000}`, refusal.BadChoice, false},
		"fail/no object":                {"GetParty", `[]`, refusal.Malformed, false},
		"fail/unknown field":            {"GetParty", `{"id":"a@b","of":"x"}`, refusal.UnknownField, false},
		"ok/all aliases":                {"DescribeAlliance", describing(20), "", true},
		"fail/one alias too many":       {"DescribeAlliance", describing(21), refusal.TooMany, false},
		"rules/a field twice":           {"GetParty", `{"id":"a@b","id":"a@b"}`, refusal.Malformed, true},
		"rules/a whole number as 1.0":   {"GetSeal", `{"alliance":"a@b","epoch":1.0}`, refusal.Malformed, true},
		"rules/a month that is none":    {"StateClaim", `{"request":"r","about":"a@b","what":"w","value":"v","source":"s","from":"2026-13"}`, refusal.BadTime, true},
		"rules/check digits":            {"ListClaimants", `{"scheme":"lei","value":"506700GE1G29325QX364"}`, refusal.BadLEI, true},
		"rules/a text that nobody sees": {"StateClaim", `{"request":"r","about":"a@b","what":"w","value":"v\u200b","source":"s"}`, refusal.BadText, true},
		"schemas/other capitals":        {"GetParty", `{"ID":"a@b"}`, "", false},
		"schemas/null":                  {"ListParties", `{"size":null}`, "", false},
		"schemas/0 left out":            {"GetSeal", `{"alliance":"a@b"}`, "", false},
		"schemas/not RFC 3339":          {"RecordPayment", payment("2026-11-30T8:00:00Z"), "", false},
		"schemas/not RFC 3339 either":   {"RecordPayment", payment("2026-11-30T20:00:00,5Z"), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.code, refusedBy(t, row.of, []byte(row.argument)))
			require.Equal(t, row.taken, schematest.Argument(row.of, []byte(row.argument)) == nil)
		})
	}
}

func describing(aliases int) string {
	list := strings.TrimSuffix(strings.Repeat(`"A",`, aliases), ",")
	return `{"request":"r","slug":"s","names":{"en":"A"},"source":"s","aliases":[` + list + `]}`
}
