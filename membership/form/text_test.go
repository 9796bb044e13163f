package form_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"ok/Chinese":           "中关村产业技术联盟联合会",
		"ok/Arabic":            "اتحاد الصناعات",
		"ok/Persian joiner":    "می\u200cخواهم",
		"ok/Hindi joiner":      "क\u094d\u200dष",
		"ok/composed accent":   "Café Zürich",
		"ok/emoji":             "🏳️ Alliance",
		"ok/emoji of a family": "👩🏽\u200d💻 Guild",
		"ok/keycap":            "Studio 1\ufe0f\u20e3",
		"ok/Persian plural":    "شرکت\u200cها",
		"ok/Sinhala joiner":    "ශ\u0dca\u200dරී ලංකා",
		"ok/Mongolian":         "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
		"ok/Mongolian form":    "ᠠ\u180bᠪ",
		"ok/form of Han":       "葛\U000E0100飾区",
		"ok/Arabic year":       "\u0601٢٠٢٦",
		"ok/wide space":        "中关村\u3000联盟",
		"ok/middle dot":        "约翰·史密斯",
		"ok/Thai":              "พันธมิตรบล็อกเชน",
		"ok/Hangul":            "블록체인 협회",
		"ok/pointed Hebrew":    "\u05d1\u05b0\u05bc\u05e8\u05b4\u05d9\u05ea",
		"ok/Tibetan":           "བོད་ལྗོངས",
		"ok/inner spaces":      "Alliance of  three",
		"ok/as long as can be": strings.Repeat("名", form.MaxName),
		"ok/signs":             `O'Neil & Söhne <"quoted"> \ 100 %`,
		"ok/supplementary Han": "𠮷野家",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, form.CheckText("field", text, 1, form.MaxName))
		})
	}
	require.NoError(t, form.CheckText("field", "", 0, 10))
	denied := requireCode(t, refusal.TooLong, form.CheckText("field", "多一个字", 1, 3))
	require.Equal(t, map[string]string{"field": "field", "length": "4", "most": "3"}, denied.Params)
}

// What a text is refused for: the problem, the character by name, and its place.
func TestTextsThatLieToTheEye(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ text, problem, character, place string }{
		"fail/Hangul filler":                {"\u3164", "invisible", "U+3164", "1"},
		"fail/Hangul filler within":         {"Ac\u3164me", "invisible", "U+3164", "3"},
		"fail/Hangul choseong filler":       {"\u115f", "invisible", "U+115F", "1"},
		"fail/Hangul jungseong filler":      {"\u1160", "invisible", "U+1160", "1"},
		"fail/halfwidth Hangul filler":      {"\uffa0", "invisible", "U+FFA0", "1"},
		"fail/Braille blank":                {"\u2800", "invisible", "U+2800", "1"},
		"fail/grapheme joiner":              {"a\u034fb", "invisible", "U+034F", "2"},
		"fail/emoji form":                   {"\ufe0f", "invisible", "U+FE0F", "1"},
		"fail/emoji form after a letter":    {"名\ufe0f", "invisible", "U+FE0F", "2"},
		"fail/text form":                    {"☎\ufe0e", "invisible", "U+FE0E", "2"},
		"fail/emoji form twice":             {"☎\ufe0f\ufe0f", "invisible", "U+FE0F", "3"},
		"fail/form of nothing":              {"\U000E0100", "invisible", "U+E0100", "1"},
		"fail/form of a Latin letter":       {"A\U000E0100", "invisible", "U+E0100", "2"},
		"fail/form of a Chinese comma":      {"名，\U000E0100", "invisible", "U+E0100", "3"},
		"fail/Mongolian form alone":         {"\u180b", "invisible", "U+180B", "1"},
		"fail/Mongolian form after Latin":   {"A\u180b", "invisible", "U+180B", "2"},
		"fail/Mongolian separator in Latin": {"A\u180eB", "invisible", "U+180E", "2"},
		"fail/Khmer inherent vowel":         {"ក\u17b4", "invisible", "U+17B4", "2"},
		"fail/joiner alone":                 {"\u200d", "invisible", "U+200D", "1"},
		"fail/non-joiner alone":             {"\u200c", "invisible", "U+200C", "1"},
		"fail/joiner in Latin":              {"Ac\u200dme", "invisible", "U+200D", "3"},
		"fail/non-joiner in Chinese":        {"联\u200c盟", "invisible", "U+200C", "2"},
		"fail/non-joiner after alef":        {"ا\u200cب", "invisible", "U+200C", "2"},
		"fail/non-joiner at an end":         {"می\u200c", "invisible", "U+200C", "3"},
		"fail/joiner after an emoji":        {"👩\u200d", "invisible", "U+200D", "2"},
		"fail/two joiners":                  {"क\u094d\u200d\u200dष", "invisible", "U+200D", "3"},
		"fail/null notehead":                {"\U0001D159", "invisible", "U+1D159", "1"},
		"fail/tag":                          {"🏴\U000E0067", "invisible", "U+E0067", "2"},
		"fail/Arabic letter mark":           {"a\u061cb", "turnsDirection", "U+061C", "2"},
		"fail/unassigned":                   {"A\u0378", "withoutMeaning", "U+0378", "2"},
		"fail/unassigned plane":             {"A\U00040000", "withoutMeaning", "U+40000", "2"},
		"fail/unassigned, ignorable":        {"A\U000E0FFF", "withoutMeaning", "U+E0FFF", "2"},
		"fail/object":                       {"A\ufffc", "withoutMeaning", "U+FFFC", "2"},
		"fail/replacement":                  {"A\ufffd", "withoutMeaning", "U+FFFD", "2"},
		"fail/not UTF-8":                    {"联\xffme", "notUTF8", "0xFF", "2"},
		"fail/no-break space":               {"Acme\u00a0Inc", "oddSpace", "U+00A0", "5"},
		"fail/thin space":                   {"Acme\u2009Inc", "oddSpace", "U+2009", "5"},
		"fail/space at its start":           {" Acme", "spaceAtAnEnd", "U+0020", "1"},
		"fail/space at its end":             {"联盟\u3000", "spaceAtAnEnd", "U+3000", "3"},
		"fail/nothing but space":            {"\u3000 ", "spaceAtAnEnd", "U+3000", "1"},
		"fail/tab":                          {"a\tb", "control", "U+0009", "2"},
		"fail/decomposed":                   {"Cafe\u0301", "notComposed", "U+0065", "4"},
		"fail/mark alone":                   {"\u0301", "looseMark", "U+0301", "1"},
		"fail/enclosing mark alone":         {"\u20dd", "looseMark", "U+20DD", "1"},
		"fail/mark on a space":              {"a \u0338b", "looseMark", "U+0338", "3"},
		"fail/a heap of marks":              {"x" + strings.Repeat("\u0334", 9), "looseMark", "U+0334", "10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			denied := requireCode(t, refusal.BadText, form.CheckText("field", row.text, 0, form.MaxName))
			require.Equal(t, map[string]string{
				"field": "field", "problem": row.problem, "character": row.character, "place": row.place,
			}, denied.Params)
		})
	}
}

// No code point makes a name by itself, or hides within one, that Unicode says is
// not shown: of all there are, in Latin, in Chinese, and alone.
func TestNoCodePointHides(t *testing.T) {
	t.Parallel()
	ignorable := []*unicode.RangeTable{
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Bidi_Control, unicode.Noncharacter_Code_Point,
		unicode.Join_Control, unicode.Cc, unicode.Co, unicode.Zl, unicode.Zp,
	}
	visible := []*unicode.RangeTable{unicode.L, unicode.N, unicode.P, unicode.S, unicode.Prepended_Concatenation_Mark}
	accepted := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		alone := form.CheckText("field", string(r), 1, 1) == nil
		if alone {
			accepted++
		}
		if alone && !unicode.In(r, visible...) {
			require.Failf(t, "accepted alone", "%U", r)
		}
		if unicode.In(r, ignorable...) {
			within := form.CheckText("field", "A"+string(r)+"b", 1, 9)
			require.Error(t, within, "%U in Latin", r)
			if r < '\U000E0100' || r > '\U000E01EF' {
				require.Error(t, form.CheckText("field", "联"+string(r)+"盟", 1, 9), "%U in Chinese", r)
			}
		}
	}
	require.Greater(t, accepted, 150_000-20_000, "what people write with")
}
