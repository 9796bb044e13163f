package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/rest"
	"allianceregistry/audit/trqp"
	"allianceregistry/internal/web"
)

// life is the world that most tests ask about.
var life = sync.OnceValue(func() *indextest.World { return indextest.New(26).Live(240) })

// open makes an index of the first blocks of a world.
func open(t testing.TB, w *indextest.World, blocks int) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	add(t, x, w, blocks)
	return x
}

// add adds blocks of a world, up to so many.
func add(t testing.TB, x *index.Index, w *indextest.World, blocks int) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	at, err := x.Checkpoint(ctx)
	require.NoError(t, err)
	require.NoError(t, x.Add(ctx, w.Chain[at.Next:blocks], w.Checkpoint(uint64(blocks))))
}

// clock is a moment after a world's last.
func clock(w *indextest.World) func() time.Time {
	return func() time.Time { return w.Now.Add(time.Hour) }
}

// serve answers from an index of the whole world.
func serve(t testing.TB, w *indextest.World) http.Handler {
	t.Helper()
	return rest.New(open(t, w, len(w.Chain)), rest.Options{Version: "test", Now: clock(w)})
}

// document is the contract, which every answer has to fit.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	content, err := json.Marshal(rest.Document("test", trqp.Describe))
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(content)
})

// operationAt finds the operation of a path; one that is not there is answered like any other.
func operationAt(contract *openapi3.T, path string) (route *routers.Route, found bool) {
	asked := strings.Split(path, "/")
	for _, template := range contract.Paths.InMatchingOrder() {
		fits := func(template string) bool {
			parts := strings.Split(template, "/")
			for i, part := range parts {
				if i < len(asked) && part != asked[i] && !strings.HasPrefix(part, "{") {
					return false
				}
			}
			return len(parts) == len(asked)
		}
		if item := contract.Paths.Value(template); fits(template) || template == "/v1/alliances" && route == nil {
			found = fits(template)
			route = &routers.Route{Spec: contract, Path: template, PathItem: item, Method: http.MethodGet, Operation: item.Get}
			if found {
				return route, true
			}
		}
	}
	return route, false
}

// fitsContract says in what an answer is none of those that the document promises.
func fitsContract(r *http.Request, got *http.Response, body []byte) error {
	contract, err := document()
	if err != nil {
		return err
	}
	route, found := operationAt(contract, r.URL.EscapedPath())
	if !found && got.StatusCode == http.StatusOK {
		return errors.New("the document does not have this path")
	}
	options := &openapi3filter.Options{
		IncludeResponseStatus: true, MultiError: true,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
	}
	asked := &openapi3filter.RequestValidationInput{Request: r, Route: route, PathParams: inPath(route.Path, r.URL.Path), Options: options}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked, Options: options,
		Status: got.StatusCode, Header: got.Header, Body: io.NopCloser(bytes.NewReader(body)),
	})
	if err == nil && got.StatusCode == http.StatusOK { // what is answered, the document permits to ask
		err = openapi3filter.ValidateRequest(context.Background(), asked)
	}
	return err
}

// inPath are the parameters that stand in a path.
func inPath(template, path string) map[string]string {
	params, asked := map[string]string{}, strings.Split(path, "/")
	for i, part := range strings.Split(template, "/") {
		if name, is := strings.CutPrefix(part, "{"); is && i < len(asked) {
			params[strings.TrimSuffix(name, "}")] = asked[i]
		}
	}
	return params
}

// ask sends a request, and holds the answer against the contract.
func ask(t testing.TB, h http.Handler, r *http.Request) (*http.Response, []byte) {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	got := recorder.Result()
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/v1/openapi") {
		require.NoError(t, fitsContract(r, got, body), "%s %s: %d %s", r.Method, r.URL, got.StatusCode, body)
	}
	return got, body
}

// get asks for a path with parameters: names and values in turn.
func get(t testing.TB, h http.Handler, path string, pairs ...string) (*http.Response, []byte) {
	t.Helper()
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.URL.RawQuery = query.Encode()
	return ask(t, h, r)
}

// answered reads an answer within its envelope.
type answered[A any] struct {
	Verified rest.Verified `json:"verified"`
	Answer   A             `json:"answer"`
	Next     string        `json:"next"`
}

// read asks, and demands an answer.
func read[A any](t testing.TB, h http.Handler, path string, pairs ...string) answered[A] {
	t.Helper()
	got, body := get(t, h, path, pairs...)
	require.Equal(t, http.StatusOK, got.StatusCode, "%s", body)
	var a answered[A]
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&a))
	return a
}

// all reads a list to its end by its cursors.
func all[R any](t testing.TB, h http.Handler, path string, pairs ...string) []R {
	t.Helper()
	rows, err := indextest.Pages(func(cursor string) ([]R, string, error) {
		asked := pairs
		if cursor != "" {
			asked = append(append([]string{}, pairs...), "cursor", cursor)
		}
		page := read[[]R](t, h, path, asked...)
		return page.Answer, page.Next, nil
	})
	require.NoError(t, err)
	return rows
}

// problem asks, and demands a problem.
func problem(t testing.TB, h http.Handler, path string, pairs ...string) web.Problem {
	t.Helper()
	got, body := get(t, h, path, pairs...)
	require.Equal(t, "application/problem+json", got.Header.Get("Content-Type"), "%s", body)
	var p web.Problem
	require.NoError(t, json.Unmarshal(body, &p))
	require.Equal(t, got.StatusCode, p.Status)
	return p
}
