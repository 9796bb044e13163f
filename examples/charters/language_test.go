package charters_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/examples/charters"
)

var (
	comment = regexp.MustCompile(`(?m)^ *#.*\n`)
	block   = regexp.MustCompile(`(?m)(^ *#.*\n)+`)
	han     = regexp.MustCompile(`\p{Han}`)
)

// Each charter, and each file of tests, has the same comments in both languages, and
// is read alike with both, or with either.
func TestCommentsStandInBothLanguages(t *testing.T) {
	files, err := fs.Glob(charters.Files, "*.yaml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 2*16)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			both, err := charters.Files.ReadFile(file)
			require.NoError(t, err)
			require.NotContains(t, comment.ReplaceAllString(string(both), ""), " #", "a comment behind something else")
			zh, en := string(charters.In("zh", both)), string(charters.In("en", both))
			require.Equal(t, places(en), places(zh))
			require.Equal(t, places(string(both)), places(zh))
			for _, line := range comment.FindAllString(zh, -1) {
				require.NotContains(t, line, "zh:")
				if strings.TrimSpace(line) != "#" {
					require.Regexp(t, han, line)
				}
			}
			for _, line := range comment.FindAllString(en, -1) {
				require.NotRegexp(t, han, line)
			}
			require.Equal(t, value(t, string(both)), value(t, zh))
			require.Equal(t, value(t, string(both)), value(t, en))
		})
	}
}

// places is a text in which each comment, however long, is one line that says nothing.
func places(text string) string { return block.ReplaceAllString(text, "#\n") }

func value(t *testing.T, text string) any {
	var value any
	require.NoError(t, yaml.Unmarshal([]byte(text), &value))
	return value
}
