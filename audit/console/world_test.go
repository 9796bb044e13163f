package console_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/console"
	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/examples/ledgers"
)

// empty is an index without a block.
func empty(t testing.TB) *index.Index {
	t.Helper()
	x, err := index.Open(context.Background(), filepath.Join(t.TempDir(), "index.db"), index.WithChaincode("registry"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	return x
}

// indexed is an index of all of a world.
func indexed(t testing.TB, w *indextest.World) *index.Index {
	t.Helper()
	x := empty(t)
	require.NoError(t, x.Add(context.Background(), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	return x
}

// recorded is an index of a ledger that a real network wrote.
func recorded(t testing.TB, ledger string) *index.Index {
	t.Helper()
	x, folder := empty(t), t.TempDir()
	require.NoError(t, ledgers.Unpack(ledger, folder))
	raw, err := os.ReadFile(filepath.Join(folder, "genesis.block"))
	require.NoError(t, err)
	genesis, err := block.Parse(raw)
	require.NoError(t, err)
	files, err := block.OpenFiles(filepath.Join(folder, "blocks"))
	require.NoError(t, err)
	require.NoError(t, index.Follow(context.Background(), x, chain.New(genesis.Hash, "registry"), []chain.Source{files}, index.Options{}))
	return x
}

// handler shows an index.
func handler(t testing.TB, x *index.Index) http.Handler {
	t.Helper()
	c, err := console.New(x)
	require.NoError(t, err)
	return c.Handler()
}

// get asks for a page, which must be answered with a status, or one of several.
func get(t testing.TB, h http.Handler, path string, statuses ...int) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	require.Contains(t, statuses, w.Code, "%s: %s", path, body)
	return string(body)
}

var linkPattern = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// crawl asks for every page to which links lead from the first, in a language, and has
// each looked at. Each must be answered with one of the statuses.
func crawl(t testing.TB, h http.Handler, lang string, look func(path, page string), statuses ...int) []string {
	t.Helper()
	var seen []string
	for todo := []string{"/"}; len(todo) > 0; {
		path := todo[0]
		todo = todo[1:]
		if slices.Contains(seen, path) {
			continue
		}
		seen = append(seen, path)
		at, err := url.Parse(path)
		require.NoError(t, err)
		query := at.Query()
		query.Set("lang", lang)
		asked := *at
		asked.RawQuery = query.Encode()
		page := get(t, h, asked.String(), statuses...)
		if !strings.HasPrefix(page, "<!DOCTYPE html>") {
			continue
		}
		look(path, page)
		for _, found := range linkPattern.FindAllStringSubmatch(page, -1) {
			to, err := at.Parse(html.UnescapeString(found[1]))
			require.NoError(t, err, found[1])
			require.Empty(t, to.Scheme+to.Host, "%s leads outside: %s", path, found[1])
			query := to.Query()
			query.Del("lang")
			to.RawQuery, to.Fragment = query.Encode(), ""
			if !strings.HasPrefix(to.Path, "/assets/") {
				todo = append(todo, to.String())
			}
		}
	}
	return seen
}
