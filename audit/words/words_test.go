package words_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/words"
)

func texts(t *testing.T, lang string) map[string]string {
	t.Helper()
	content, err := words.Files.ReadFile(lang + ".json")
	require.NoError(t, err)
	said := map[string]string{}
	require.NoError(t, json.Unmarshal(content, &said))
	return said
}

// parameters are a text's, each once.
func parameters(text string) []string {
	var names []string
	for _, match := range regexp.MustCompile(`{{\.(\w+)}}`).FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	en, zh := texts(t, "en"), texts(t, "zh")
	for key, text := range en {
		require.Contains(t, zh, key)
		require.NotEmpty(t, zh[key], key)
		require.Equal(t, parameters(text), parameters(zh[key]), key)
	}
	require.Len(t, zh, len(en))
}
