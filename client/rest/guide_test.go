package rest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/rest"
	"allianceregistry/internal/guide"
)

// The commands with curl by which the guide acts are answered, in the order of the page.
func TestGuide(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"api.md", "api.zh-CN.md"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
		require.NoError(t, err)
		commands, err := guide.Read(string(content))
		require.NoError(t, err)
		w := newWorld(t)
		w.register("intel@association", "Intel")
		h, tx, answers := serve(t, w.ledger("intel@association")), "", 0
		for _, c := range commands {
			target := c.Words[len(c.Words)-1]
			path, is := strings.CutPrefix(target, "http://127.0.0.1:8650")
			if c.Words[0] != "curl" || !c.Whole || !is {
				continue
			}
			method, body, headers := http.MethodGet, "", []string{}
			for i, word := range c.Words {
				switch {
				case word == "-d":
					method, body = http.MethodPost, c.Words[i+1]
				case word == "-H" && c.Words[i+1] != "@api.header":
					name, value, found := strings.Cut(c.Words[i+1], ": ")
					require.True(t, found, "%s:%d", page, c.Line)
					headers = append(headers, name, value)
				}
			}
			got := do(t, h, request(t, method, strings.Replace(path, "/TX", "/"+tx, 1), body, headers...))
			require.Equal(t, http.StatusOK, got.StatusCode, "%s:%d: %s", page, c.Line, got.body)
			tx = as[rest.Place](t, got).Transaction
			answers++
		}
		require.Equal(t, 3, answers, page)
		require.Len(t, tx, 64, page)
	}
}
