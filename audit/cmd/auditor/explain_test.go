package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/report"
	"allianceregistry/audit/words"
	"allianceregistry/internal/text"
	"allianceregistry/membership/refusal"
)

// Each code of a finding that the sources name has a text in both languages, and
// each text belongs to a code.
func TestEachFindingHasItsText(t *testing.T) {
	t.Parallel()
	var named []string
	for _, file := range []string{"chain/finding.go", "replay/finding.go"} {
		named = append(named, constants(t, filepath.Join("..", "..", filepath.FromSlash(file)))...)
	}
	named = append(named, index.Unreadable)
	require.Greater(t, len(named), 40)
	require.ElementsMatch(t, named, codes())
	for _, lang := range text.Languages {
		said, err := textIn(lang)
		require.NoError(t, err)
		for _, code := range named {
			require.NotEmpty(t, said.Template("finding."+code), "%s in %s", code, lang)
		}
	}
}

// Each finding says what to do next, in both languages, and nothing else does; the
// commands that it names are there.
func TestEachFindingSaysWhatToDo(t *testing.T) {
	t.Setenv("AUDITOR_HOME", t.TempDir())
	command := regexp.MustCompile("`(auditor [^`]+)`")
	english, err := textIn("en")
	require.NoError(t, err)
	for _, lang := range text.Languages {
		said, err := textIn(lang)
		require.NoError(t, err)
		content, err := words.Next.ReadFile("next/" + lang + ".json")
		require.NoError(t, err)
		require.Equal(t, len(codes()), strings.Count(string(content), "next.finding."))
		for _, code := range codes() {
			next := said.Template("next.finding." + code)
			require.NotEmpty(t, next, "%s in %s", code, lang)
			require.Equal(t, lang == "en", next == english.Template("next.finding."+code), "%s in %s", code, lang)
			for _, found := range command.FindAllStringSubmatch(next, -1) {
				_, _, err := appIn(t, lang).Root().Find(strings.Fields(found[1])[1:])
				require.NoError(t, err, "%s: %s", code, found[1])
			}
		}
	}
}

// Whatever code this program prints, it explains, and says what to do next: in both
// languages, and a refusal's too.
func TestEachCodeIsExplained(t *testing.T) {
	t.Parallel()
	require.Len(t, constants(t, "../../report/verify.go"), len(report.Doubts()))
	require.Len(t, constants(t, "../../index/error.go"), len(index.Codes())+1, "those and one of questions")
	list := explainableCodes()
	for _, code := range refusal.Codes() {
		list = append(list, explainable{string(code), string(code), "next." + string(code)})
	}
	for _, lang := range text.Languages {
		said, err := textIn(lang)
		require.NoError(t, err)
		for _, e := range list {
			require.NotEmpty(t, said.Template(e.text), "%s in %s", e.code, lang)
			require.NotEmpty(t, said.Template(e.next), "%s in %s", e.code, lang)
		}
	}
}

// Both languages name the same parameters.
func TestEachFindingSaysTheSameInBothLanguages(t *testing.T) {
	t.Parallel()
	parameter := regexp.MustCompile(`\{\{?\.?(\w+)\}\}?`)
	for _, code := range codes() {
		var spoken []map[string]bool
		for _, lang := range text.Languages {
			said, err := textIn(lang)
			require.NoError(t, err)
			names := map[string]bool{}
			for _, match := range parameter.FindAllStringSubmatch(said.Template("finding."+code), -1) {
				names[match[1]] = true
			}
			spoken = append(spoken, names)
		}
		require.Equal(t, spoken[0], spoken[1], code)
	}
}

// constants are the values of a source's constants that are codes.
func constants(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var values []string
	ast.Inspect(parsed, func(node ast.Node) bool {
		literal, is := node.(*ast.BasicLit)
		if !is || literal.Kind != token.STRING {
			return true
		}
		value, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		if strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" && value != "" {
			values = append(values, value)
		}
		return true
	})
	return values
}
