package charters_test

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/client/charterfile"
	"allianceregistry/membership/charter"
)

var fenced = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func plain(t *testing.T, text string) map[string]any {
	var value map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &value), text)
	return value
}

// The guide's examples are valid: the first block is a charter, those that follow
// replace parts of it, and the last tests it.
func TestGuide(t *testing.T) {
	for _, guide := range []string{"../../docs/charters.md", "../../docs/charters.zh-CN.md"} {
		t.Run(guide, func(t *testing.T) {
			text, err := os.ReadFile(guide)
			require.NoError(t, err)
			blocks := fenced.FindAllStringSubmatch(string(text), -1)
			require.Greater(t, len(blocks), 4)
			whole, err := charterfile.Read([]byte(blocks[0][1]))
			require.NoError(t, err)
			cases, err := charterfile.ReadCases([]byte(blocks[len(blocks)-1][1]))
			require.NoError(t, err)
			require.Empty(t, cases.Defects(whole.Charter))
			for _, result := range cases.Run(whole.Charter) {
				require.True(t, result.Passed, "%+v", result.Differences)
			}
			for i, block := range blocks[:len(blocks)-1] {
				merged := plain(t, blocks[0][1])
				for name, part := range plain(t, block[1]) {
					if classes, are := part.([]any); are && name == "classes" && i > 0 {
						part = append(classes, merged[name].([]any)[1])
					}
					if rules, are := part.(map[string]any); are && name == "rules" && i > 0 {
						all := maps.Clone(merged[name].(map[string]any))
						maps.Copy(all, rules)
						part = all
					}
					merged[name] = part
				}
				charterText, err := yaml.Marshal(merged)
				require.NoError(t, err)
				file, err := charterfile.Read(charterText)
				require.NoError(t, err, block[1])
				require.Empty(t, file.Defects(cases.Composition(file.Charter)), block[1])
			}
		})
	}
}

// The guide names every field of a charter, and of its tests.
func TestGuideNamesEveryField(t *testing.T) {
	fields := map[string]bool{}
	fieldsOf(reflect.TypeFor[charter.Charter](), fields, map[reflect.Type]bool{})
	fieldsOf(reflect.TypeFor[charterfile.Cases](), fields, map[reflect.Type]bool{})
	require.Greater(t, len(fields), 70)
	for _, guide := range []string{"../../docs/charters.md", "../../docs/charters.zh-CN.md"} {
		text, err := os.ReadFile(guide)
		require.NoError(t, err)
		for field := range fields {
			require.Regexp(t, "`[^`]*\\b"+field+"\\b[^`]*`", strings.ReplaceAll(string(text), "```", ""), "%s does not name %s", guide, field)
		}
	}
}

func fieldsOf(as reflect.Type, fields map[string]bool, seen map[reflect.Type]bool) {
	for as.Kind() == reflect.Pointer || as.Kind() == reflect.Slice || as.Kind() == reflect.Map {
		as = as.Elem()
	}
	if as.Kind() != reflect.Struct || seen[as] {
		return
	}
	seen[as] = true
	for i := range as.NumField() {
		name, _, _ := strings.Cut(as.Field(i).Tag.Get("json"), ",")
		if name != "" {
			fields[name] = true
			fieldsOf(as.Field(i).Type, fields, seen)
		}
	}
}
