package words_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/words"
)

func texts(t *testing.T, lang string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(lang + ".json")
	require.NoError(t, err)
	kept := map[string]string{}
	require.NoError(t, json.Unmarshal(content, &kept))
	return kept
}

// parameters are the names of a text's parameters.
func parameters(text string) map[string]bool {
	names := map[string]bool{}
	for _, match := range regexp.MustCompile(`{{\.(\w+)}}`).FindAllStringSubmatch(text, -1) {
		names[match[1]] = true
	}
	return names
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	en, zh := texts(t, "en"), texts(t, "zh")
	require.Len(t, zh, len(en))
	for key, text := range en {
		require.Contains(t, zh, key)
		require.Equal(t, parameters(text), parameters(zh[key]), key)
	}
}

// said is where code makes a message or says a key. What is put together from
// parts has its parts.
var said = regexp.MustCompile(`(?:words\.Of|\.Say|refuse)\((?:[^"\n]*, )?"([\w.]+)"`)

// TestKeys looks through the code: each key that is said has a text, and each text
// is needed.
func TestKeys(t *testing.T) {
	en := texts(t, "en")
	var code strings.Builder
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		code.Write(content)
		return err
	}))
	for _, match := range said.FindAllStringSubmatch(code.String(), -1) {
		if key := match[1]; !strings.HasSuffix(key, ".") {
			_, plain := en[key]
			_, ofTopology := en["topology."+key]
			_, ofHost := en["host."+key]
			require.True(t, plain || ofTopology || ofHost, "%s has no text", key)
		}
	}
	for key := range en {
		part := key[strings.Index(key, ".")+1:]
		require.True(t, strings.HasPrefix(key, "cause.") || strings.Contains(code.String(), `"`+key+`"`) ||
			strings.Contains(code.String(), `"`+part+`"`), "nothing says %s", key)
	}
}

func TestOf(t *testing.T) {
	chinese, err := words.In("zh")
	require.NoError(t, err)
	m := words.Of("late", "what", words.Of("process.unstarted", "process", "ca.a"), "limit", "1s", "cause", errors.New("refused"))
	require.Equal(t, "ca.a did not start within 1s: refused", m.Error())
	require.Equal(t, "1s 内ca.a 未能启动：refused", chinese.Tell(m, nil))
	line, err := json.Marshal(words.Command("network up"))
	require.NoError(t, err)
	require.JSONEq(t, `"network up"`, string(line))
}
