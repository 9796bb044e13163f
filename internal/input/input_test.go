package input_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

type thing struct {
	Name  string            `json:"name"`
	Count int               `json:"count"`
	Sure  bool              `json:"sure"`
	List  []string          `json:"list"`
	Names map[string]string `json:"names"`
	Deep  *thing            `json:"deep"`
}

var form = input.Format{MaxSize: 1 << 20}

func read(t *testing.T, content string) (thing, []string) {
	t.Helper()
	var into thing
	_, err := form.Decode([]byte(content), &into)
	if err == nil {
		return into, nil
	}
	var invalid *input.Invalid
	require.ErrorAs(t, err, &invalid)
	require.NotEmpty(t, invalid.Defects)
	var told []string
	for _, f := range invalid.Defects {
		said := fmt.Sprintf("%d %s", f.Line, f.Problem)
		for _, name := range []string{"column", "code", "instead", "detail", "encoding", "wanted", "like"} {
			if value := f.Params[name]; value != "" {
				said += " " + value
			}
		}
		told = append(told, said)
	}
	return into, told
}

// TestTextIsTheText: whatever a scalar looks like, where a text is wanted it is one.
func TestTextIsTheText(t *testing.T) {
	for _, text := range []string{
		"2026-01-01", "2015-12-17T00:00:00Z", "yes", "no", "on", "true", "1.0", "010", "0x10", "1_000", "1e3", "+5", ".5", ".inf", "12:30:45",
		"P7D", "2/3", "75%", "中国移动", "<<", "=",
	} {
		for form, content := range map[string]string{
			"plain": "name: " + text, "single": "name: '" + text + "'", "double": `name: "` + text + `"`, "json": `{"name": "` + text + `"}`,
		} {
			got, defects := read(t, content)
			require.Empty(t, defects, "%s %s", form, text)
			require.Equal(t, text, got.Name, form)
		}
	}
	got, defects := read(t, `{"name": 2026, "list": [1.50, true]}`)
	require.Empty(t, defects)
	require.Equal(t, thing{Name: "2026", List: []string{"1.50", "true"}}, got)
}

func TestNumbersAreDecimal(t *testing.T) {
	for text, instead := range map[string]string{
		"010": "10 / 8", "0x10": "16", "0o7": "7", "0b11": "3", "1_000": "1000", "1,000": "1000", "1e3": "1000", "+5": "5", "5.0": "5", "-0": "0", "09": "9", "00": "0",
	} {
		for form, content := range map[string]string{"plain": "count: " + text, "quoted": `count: "` + text + `"`} {
			_, defects := read(t, content)
			require.Equal(t, []string{"1 AMBIGUOUS_NUMBER " + instead}, defects, "%s %s", form, text)
		}
		_, wrong := input.Number(text)
		require.Equal(t, input.AmbiguousNumber, wrong.Problem, "behind a flag: "+text)
	}
	for _, text := range []string{"one", "1.5", "", "1 2", "99999999999999999999999"} {
		_, wrong := input.Number(text)
		require.NotNil(t, wrong, text)
	}
	for text, want := range map[string]int{"0": 0, "8": 8, "10": 10, "-3": -3} {
		got, defects := read(t, "count: "+text)
		require.Empty(t, defects)
		require.Equal(t, want, got.Count)
	}
}

func TestTruthsAreTrueAndFalse(t *testing.T) {
	for _, text := range []string{"yes", "True", "on", "1", "y", "是"} {
		_, defects := read(t, "sure: "+text)
		require.Equal(t, []string{"1 WRONG_TYPE yes or no"}, defects, text)
	}
}

// TestWrongCharacters: the message names the character, its place, and what to type.
func TestWrongCharacters(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"colon, alone":        {"name：Foo", "1 WRONG_CHARACTER 5 U+FF1A :"},
		"colon, in a list":    {"sure: true\nname：Foo\ncount: 1", "2 WRONG_CHARACTER 5 U+FF1A :"},
		"colon, last":         {"sure: true\nname：Foo\n", "2 WRONG_CHARACTER 5 U+FF1A :"},
		"colon, of an object": {"sure: true\ndeep：\n  name: Foo\n", "2 WRONG_CHARACTER 5 U+FF1A :"},
		"colon, in braces":    {"names: {zh：某}", "1 WRONG_CHARACTER 11 U+FF1A :"},
		"comma, in braces":    {"names: {zh: 某，en: Foo}", "1 WRONG_CHARACTER 14 U+FF0C ,"},
		"comma, in brackets":  {"list: [a，b]", "1 WRONG_CHARACTER 9 U+FF0C ,"},
		"enumeration comma":   {"list: [a、b]", "1 WRONG_CHARACTER 9 U+3001 ,"},
		"brace":               {"count: 1\nnames: ｛zh: 某｝", "2 WRONG_CHARACTER 8 U+FF5B {"},
		"closing brace":       {"names: {zh: 某｝\ncount: 1", "1 WRONG_CHARACTER 14 U+FF5D }"},
		"bracket":             {"list: ［a］", "1 WRONG_CHARACTER 7 U+FF3B ["},
		"space, before":       {"count: 1\n　name: Foo", "2 WRONG_CHARACTER 1 U+3000 space"},
		"space, far before":   {"deep:\n　deep:\n    count: 1\n    deep:\n      name: Foo\n  names: {zh: 某}\nname: Foo", "2 WRONG_CHARACTER 1 U+3000 space"},
		"bullet":              {"list:\n  • name: a\n    count: 1", "2 WRONG_CHARACTER 3 U+2022 -"},
		"full stop":           {"count: 5。", "1 WRONG_CHARACTER 9 U+3002 nothing"},
		"title marks":         {"count: 《5》", "1 WRONG_CHARACTER 8 U+300A \""},
		"equals, in braces":   {"deep: {name: Foo, count＝2}", "1 WRONG_CHARACTER 24 U+FF1D :"},
		"space, after a key":  {"name　: Foo", "1 WRONG_CHARACTER 5 U+3000 space"},
		"space, no-break":     {"count: 1\n\u00a0name: Foo", "2 WRONG_CHARACTER 1 U+00A0 space"},
		"digits":              {"count: １２", "1 WRONG_CHARACTER 8 U+FF11 1"},
		"digit among others":  {"name: x\ncount: 1２", "2 WRONG_CHARACTER 9 U+FF12 2"},
		"quoted digits":       {"count: \"１\"", "1 WRONG_CHARACTER 9 U+FF11 1"},
		"quotes, of a key":    {"“name”: Foo", "1 WRONG_CHARACTER 1 U+201C \""},
		"quotes, of a number": {"count: “5”", "1 WRONG_CHARACTER 8 U+201C \""},
		"tab":                 {"deep:\n\tname: Foo", "2 WRONG_CHARACTER 1 U+0009 spaces"},
		"dash":                {"list:\n－ a\n－ b", "2 WRONG_CHARACTER 1 U+FF0D -"},
		"zero width":          {"na\u200bme: Foo", "1 WRONG_CHARACTER 3 U+200B nothing"},
		"mark inside":         {"name: a\ncount: \ufeff1", "2 WRONG_CHARACTER 8 U+FEFF nothing"},
		"line separator":      {"name: a\u2028b", "1 WRONG_CHARACTER 8 U+2028 nothing"},
		"null":                {"name: a\x00b", "1 WRONG_CHARACTER 8 U+0000 nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, defects := read(t, test.content)
			require.Equal(t, []string{test.want}, defects)
		})
	}
}

// TestChineseTextIsLeftAlone: where a text is wanted, its own signs are no fault.
func TestChineseTextIsLeftAlone(t *testing.T) {
	for _, text := range []string{"“一带一路”倡议", "关于A，B两项的决定（草案）", "第１号文件：说明", "甲、乙、丙"} {
		got, defects := read(t, "name: "+text+"\nnames: {zh: "+text+"}\n")
		require.Empty(t, defects, text)
		require.Equal(t, text, got.Name)
		require.Equal(t, text, got.Names["zh"])
	}
	_, defects := read(t, "name: 关于A，B的决定: 附件")
	require.Equal(t, []string{"1 NOT_YAML colon"}, defects, "the comma is not to blame")
}

func TestUnreadable(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"empty":              {"", "1 NOT_YAML nothing"},
		"comments only":      {"# nothing\n", "1 NOT_YAML nothing"},
		"second document":    {"name: a\n---\nname: b", "2 NOT_YAML second"},
		"colon":              {"count: 1\nname: a: b", "2 NOT_YAML colon"},
		"comma":              {"names: {en: Foo, Inc.}", "1 LOOSE_COMMA"},
		"open quote":         {"count: 1\nname: \"a\nsure: true\n", "2 NOT_YAML quotes"},
		"open brace":         {"count: 1\nnames: {en: a\nsure: true\n", "2 NOT_YAML braces"},
		"after quotes":       {"count: 1\nname: \"a\" b\n", "2 NOT_YAML afterQuotes"},
		"indentation":        {"deep:\n  name: a\n count: 1\n", "3 NOT_YAML indentation"},
		"no space":           {"count:5", "1 NOT_YAML noColon"},
		"no space, of many":  {"sure: true\ncount:5\nname: a", "2 NOT_YAML noColon"},
		"at sign":            {"name: @a", "1 NOT_YAML sign"},
		"anchor":             {"name: *a", "1 NOT_YAML anchor"},
		"tag":                {"count: !!int 5", "1 NOT_YAML tag"},
		"tag of one's own":   {"name: !secret a", "1 NOT_YAML tag"},
		"null":               {"name: null", "1 EMPTY_VALUE text"},
		"tilde":              {"count: ~", "1 EMPTY_VALUE whole number"},
		"nothing":            {"deep:\nname: a", "1 EMPTY_VALUE fields"},
		"json null":          {`{"list": null}`, "1 EMPTY_VALUE list"},
		"twice":              {"name: a\nname: b", "2 REPEATED_FIELD"},
		"json twice":         {"{\"name\": \"a\",\n\"name\": \"b\"}", "2 REPEATED_FIELD"},
		"unknown":            {"wholly: 1", "1 UNKNOWN_FIELD"},
		"misspelled":         {"nmae: a", "1 UNKNOWN_FIELD name"},
		"letters' case":      {"Name: a", "1 UNKNOWN_FIELD name"},
		"merge":              {"<<: {name: a}", "1 UNKNOWN_FIELD"},
		"list for a text":    {"name: [a]", "1 WRONG_TYPE text"},
		"text for a list":    {"list: a", "1 WRONG_TYPE list"},
		"text for an object": {"deep: a", "1 WRONG_TYPE fields"},
	} {
		t.Run(name, func(t *testing.T) {
			_, defects := read(t, test.content)
			require.Equal(t, []string{test.want}, defects)
		})
	}
}

// TestEncodings: a mark, ends of lines and JSON's own escapes change nothing; other
// encodings are refused by their names.
func TestEncodings(t *testing.T) {
	yaml := "name: 某某\nlist:\n  - a\n  - b\n"
	want := thing{Name: "某某", List: []string{"a", "b"}}
	for name, content := range map[string]string{
		"plain": yaml, "mark": "\ufeff" + yaml, "crlf": strings.ReplaceAll(yaml, "\n", "\r\n"), "cr": strings.ReplaceAll(yaml, "\n", "\r"),
		"json": `{"name": "某某", "list": ["a", "b"]}`, "json with a mark": "\ufeff{\"name\":\"某某\",\r\n\t\"list\":[\"a\",\"b\"]}",
		"json with escapes": `{"n\u0061me": "\u67d0\u67d0", "list": ["a", "b"]}`,
	} {
		got, defects := read(t, content)
		require.Empty(t, defects, name)
		require.Equal(t, want, got, name)
	}
	got, defects := read(t, `{"name": "\ud83d\ude00 \/"}`)
	require.Empty(t, defects)
	require.Equal(t, "😀 /", got.Name)
	for name, test := range map[string]struct {
		encode func(string) (string, error)
		want   string
	}{
		"utf-16 le":            {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String, "1 WRONG_ENCODING UTF-16"},
		"utf-16 be":            {unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String, "1 WRONG_ENCODING UTF-16"},
		"utf-16, without mark": {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String, "1 WRONG_ENCODING UTF-16"},
		"gb18030":              {simplifiedchinese.GB18030.NewEncoder().String, "2 WRONG_ENCODING GB18030 (GBK, GB2312)"},
		"gbk":                  {simplifiedchinese.GBK.NewEncoder().String, "2 WRONG_ENCODING GB18030 (GBK, GB2312)"},
	} {
		content, err := test.encode("count: 1\nname: 中关村区块链产业联盟\n")
		require.NoError(t, err)
		_, defects := read(t, content)
		require.Equal(t, []string{test.want}, defects, name)
	}
	_, defects = read(t, "name: \xff\xff\xff")
	require.Equal(t, []string{"1 WRONG_ENCODING ?"}, defects)
}

func TestBounds(t *testing.T) {
	bomb := "list: &a [x, x, x, x, x, x, x, x, x, x]\n"
	_, defects := read(t, bomb+"deep: {list: *a}\n")
	require.Empty(t, defects, "an alias by itself is read")
	for letter := 'b'; letter <= 'j'; letter++ {
		last := string(letter - 1)
		bomb += string(letter) + ": &" + string(letter) + " [" + strings.Repeat("*"+last+", ", 9) + "*" + last + "]\n"
	}
	_, defects = read(t, bomb)
	require.NotEmpty(t, defects)
	_, defects = read(t, "deep: &a {deep: *a}")
	require.Equal(t, []string{"1 TOO_LARGE"}, defects)
	_, defects = read(t, strings.Repeat(`{"deep":`, 5000)+"1"+strings.Repeat("}", 5000))
	require.Equal(t, []string{"1 TOO_LARGE"}, defects)
	_, err := input.Format{MaxSize: 10}.Decode([]byte("name: abcdefgh"), &thing{})
	require.Error(t, err)
}

func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"2030-12-31": "2031-01-01T00:00:00Z", "2030-12-31T12:00:00Z": "2030-12-31T12:00:00Z", "2030-12-31T12:00:00+08:00": "2030-12-31T04:00:00Z",
		"2030-12-31 12:00:00Z": "2030-12-31T12:00:00Z", "2030-12-31 24:00:00Z": "2031-01-01T00:00:00Z",
	} {
		at, wrong := input.Moment(text, input.End)
		require.Nil(t, wrong, text)
		require.Equal(t, want, at.Format("2006-01-02T15:04:05Z07:00"), text)
	}
	at, wrong := input.Moment("2030-12-31", input.Begin)
	require.Nil(t, wrong)
	require.Equal(t, "2030-12-31", at.Format("2006-01-02"))
	for text, instead := range map[string]string{
		"2026/11/29": "2026-11-29", "2026年11月29日": "2026-11-29", "2026.1.9": "2026-01-09", "20261129": "2026-11-29", "２０２６-11-29": "2026-11-29",
		"2026-1-9": "2026-01-09", "29/11/2026": "2026-11-29", "3/4/2026": "2026-03-04 / 2026-04-03", "Nov 29, 2026": "2026-11-29",
		"2026年2月30日": "2030-12-31", "tomorrow": "2030-12-31", "": "2030-12-31",
	} {
		_, wrong := input.Moment(text, input.End)
		require.Equal(t, input.NotADay, wrong.Problem, text)
		require.Equal(t, instead, wrong.Params["instead"], text)
	}
	for _, text := range []string{"2026-02-30", "0000-01-01T00:00:00+01:00", "9999-12-31 23:59:59-01:00"} {
		_, wrong = input.Moment(text, input.End)
		require.NotNil(t, wrong, text)
		require.Equal(t, input.NoSuchDay, wrong.Problem, text)
	}
	_, wrong = input.Moment("2026-11-29T12:00:00", input.End)
	require.Equal(t, "2026-11-29T12:00:00Z", wrong.Params["instead"])
}

func TestNearest(t *testing.T) {
	names := []string{"recordDate", "rules", "classes", "figures"}
	for word, want := range map[string]string{
		"recordDat": "recordDate", "RECORDDATE": "recordDate", "rule": "rules", "calsses": "classes", "ｒｕｌｅｓ": "rules", "fig": "figures", "x": "", "dissolve": "",
	} {
		require.Equal(t, want, input.Nearest(word, names), word)
	}
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}`)

// TestEachProblemHasAText, in both languages, with the same parameters.
func TestEachProblemHasAText(t *testing.T) {
	source, err := os.ReadFile("problem.go")
	require.NoError(t, err)
	parse, err := os.ReadFile("parse.go")
	require.NoError(t, err)
	texts := map[string]map[string]string{}
	for _, lang := range catalogue.Languages {
		content, err := os.ReadFile(lang + ".json")
		require.NoError(t, err)
		said := map[string]string{}
		require.NoError(t, json.Unmarshal(content, &said))
		texts[lang] = said
		for _, problem := range regexp.MustCompile(`Problem = "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
			require.Contains(t, said, "problem."+problem[1])
		}
		for _, detail := range regexp.MustCompile(`", "(\w+)"\}`).FindAllStringSubmatch(string(parse), -1) {
			require.Contains(t, said, "detail."+detail[1])
		}
	}
	require.Len(t, texts["zh"], len(texts["en"]))
	names := func(text string) []string {
		found := placeholder.FindAllString(text, -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for key, text := range texts["en"] {
		require.Contains(t, texts["zh"], key)
		require.Equal(t, names(text), names(texts["zh"][key]), key)
	}
}

// TestChineseReadersReadChinese: whatever is wrong, no sentence of a library comes
// through, and no parameter is missing.
func TestChineseReadersReadChinese(t *testing.T) {
	words, err := catalogue.In("zh", input.Words)
	require.NoError(t, err)
	for _, content := range []string{
		"name: a: b", "name: {", "name: [", "name: @", "name: *x", "name: \"\\q\"", "- a\nname: b", "name: 'a", "\tname: a", "%x", "? a", "name: |x",
		"names: {a: b,, c}", "name: !!x y", "names: {zh：某}", "count: １", "wholly: 1", "count: 010", "name:", "\xff\xfea\x00", "a: &", "}", "name: >9x\n a",
	} {
		_, err := form.Decode([]byte(content), &thing{})
		var invalid *input.Invalid
		require.ErrorAs(t, err, &invalid, content)
		said := invalid.In(words)
		require.NotContains(t, said, "<no value>", content)
		require.NotContains(t, said, "did not", content)
		require.NotContains(t, said, "expected", content)
		require.Contains(t, said, "第 ", content)
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		"name: a", "{", "a: &a [*a]", `{"name": "a", "count": 1}`, "? {a: b}\n: c", "- - -", "names: {zh：某，en: b}", "\ufeffname: a\r\n", "deep: {deep: {sure: true}}",
		"list: [a、b]\ncount: １", "name: \"\\ud83d\"", "name: |\n  a\n b",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var into thing
		document, err := form.Decode([]byte(text), &into)
		var invalid *input.Invalid
		if err != nil {
			if !errors.As(err, &invalid) || len(invalid.Defects) == 0 {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		written, err := json.Marshal(document.Plain)
		if err != nil {
			t.Fatal(err)
		}
		var again thing
		if _, err := form.Decode(written, &again); err != nil {
			t.Fatalf("as JSON it is refused: %s: %v", written, err)
		}
		first, _ := json.Marshal(into)
		second, _ := json.Marshal(again)
		if string(first) != string(second) {
			t.Fatalf("as JSON it means something else: %s, %s", first, second)
		}
	})
}
