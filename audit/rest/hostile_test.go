package rest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/index/indextest"
)

// query writes parameters: names and values in turn.
func query(pairs []string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

// hostile are values that were not meant to be any.
var hostile = []string{
	"", " ", "0", "-1", "00", "18446744073709551616", "1e9", "2026-13-01", "0000-00-00", "9999-12-31", "-0001-01-01", "2026-03-01T00:00:00Z", "2026-03-01T25:00:00Z",
	"a@b@c", "@", "zgc@industry", "ZGC@INDUSTRY", "zgc＠industry", "a@industry\x00", "a@industry'--", "%", "%25", "../../etc/passwd", "\u202e", "\ufeff", "中关村", "＊",
	"true", "admit", "active", "newest", "'; DROP TABLE tx; --", "\x1f", "\n", strings.Repeat("a", 128), strings.Repeat("龍", 200), "null", "[]", "{}", "e30", "eyJxIjoiIn0",
}

// Whatever is asked, the answer is one of the contract's, and never a failure.
func TestWhateverIsAsked(t *testing.T) {
	t.Parallel()
	h := serve(t, indextest.New(19).Live(60))
	contract, err := document()
	require.NoError(t, err)
	operations := map[string]*openapi3.Operation{}
	var paths []string
	for _, path := range contract.Paths.InMatchingOrder() {
		if contract.Paths.Value(path).Get == nil { // package trqp's
			continue
		}
		paths = append(paths, path)
		operations[path] = contract.Paths.Value(path).Get
	}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SampledFrom(paths).Draw(t, "path")
		value := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String())
		values := url.Values{}
		for _, p := range operations[path].Parameters {
			example, _ := p.Value.Example.(string)
			likely := rapid.OneOf(rapid.Just(example), value)
			switch p.Value.In {
			case openapi3.ParameterInPath:
				path = strings.Replace(path, "{"+p.Value.Name+"}", url.PathEscape(likely.Draw(t, p.Value.Name)), 1)
			case openapi3.ParameterInQuery:
				if rapid.IntRange(0, 5).Draw(t, "given") == 0 || p.Value.Required {
					values.Add(p.Value.Name, likely.Draw(t, p.Value.Name))
				}
			}
		}
		if rapid.IntRange(0, 20).Draw(t, "more") == 0 {
			values.Add(value.Draw(t, "name"), value.Draw(t, "value"))
		}
		asked, err := url.Parse(path)
		if err != nil {
			return
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil) //nolint:noctx // rapid's T has none
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = asked.Path, asked.RawPath, values.Encode()
		requireNoFailure(t, h, r)
	})
}

func requireNoFailure(t *rapid.T, h http.Handler, r *http.Request) {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	if recorder.Code >= http.StatusInternalServerError {
		t.Fatalf("%s: %d %s", r.URL, recorder.Code, recorder.Body)
	}
	if recorder.Code == http.StatusOK && strings.Contains(r.URL.Path, "openapi") {
		return
	}
	if err := fitsContract(r, recorder.Result(), recorder.Body.Bytes()); err != nil {
		t.Fatalf("%s: %d %s: %v", r.URL, recorder.Code, recorder.Body, err)
	}
}

// FuzzQuery sends any path and any query.
func FuzzQuery(f *testing.F) {
	h := serve(f, indextest.New(19).Live(40))
	for _, seed := range [][2]string{
		{"/v1/alliances", "limit=2"},
		{"/v1/alliances/zgc@industry/roster", "at=2026-03-01&known-at=20"},
		{"/v1/search", "q=%E4%B8%AD"},
		{"/v1/history", "from-block=1&to-block=3&all=true"},
		{"/v1/%2e%2e/x", "%zz"},
		{"/v1/parties/a@industry/memberships", "cursor=e30"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, path, raw string) {
		asked, err := url.Parse(path)
		if err != nil {
			return
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = asked.Path, asked.RawPath, raw
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, r)
		require.Less(t, recorder.Code, http.StatusInternalServerError, "%s", recorder.Body)
		if recorder.Code != http.StatusOK || !strings.Contains(path, "openapi") {
			require.NoError(t, fitsContract(r, recorder.Result(), recorder.Body.Bytes()), "%s", recorder.Body)
		}
	})
}
