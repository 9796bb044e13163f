package trqp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/index/indextest"
	"allianceregistry/audit/rest"
	"allianceregistry/audit/trqp"
)

// contract is the document, which every answer has to fit.
var contract = sync.OnceValues(func() (*openapi3.T, error) {
	content, err := json.Marshal(rest.Document("test", trqp.Describe))
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(content)
})

// fitsContract says in what an answer is none of those that the document promises, and in what
// a query that was answered is none that it permits.
func fitsContract(r *http.Request, sent string, got *httptest.ResponseRecorder) error {
	document, err := contract()
	if err != nil {
		return err
	}
	path := trqp.Prefix + r.URL.Path
	if document.Paths.Value(path) == nil { // there is none such
		path = trqp.Prefix + trqp.AuthorizationPath
	}
	again := r.Clone(context.Background())
	again.Body = io.NopCloser(strings.NewReader(sent))
	item := document.Paths.Value(path)
	options := &openapi3filter.Options{
		IncludeResponseStatus: true, MultiError: true,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
	}
	asked := &openapi3filter.RequestValidationInput{
		Request: again, Options: options,
		Route: &routers.Route{Spec: document, Path: path, PathItem: item, Method: http.MethodPost, Operation: item.Post},
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked, Options: options, Status: got.Code, Header: got.Header(), Body: io.NopCloser(bytes.NewReader(got.Body.Bytes())),
	})
	if err == nil && got.Code == http.StatusOK {
		err = openapi3filter.ValidateRequest(context.Background(), asked)
	}
	return err
}

// The contract refuses what it does not promise, and its own examples fit it.
func TestContract(t *testing.T) {
	t.Parallel()
	document, err := contract()
	require.NoError(t, err)
	require.NoError(t, document.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()))
	w := indextest.New(4).Live(40)
	h := serve(indexed(t, w), w)
	const query = `{"entity_id":"a@industry","authority_id":"zgc@industry","action":"hold","resource":"membership"}`
	_, content := post(t, h, trqp.AuthorizationPath, query)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, trqp.AuthorizationPath, nil)
	r.Header.Set("Content-Type", "application/json")
	for name, row := range map[string]struct {
		sent, body string
		fits       bool
	}{
		"ok/answer":          {query, string(content), true},
		"ok/more":            {query, `{"more":1,` + string(content[1:]), true},
		"ok/more is asked":   {`{"more":1,` + query[1:], string(content), true},
		"ok/no context":      {`{"context":null,` + query[1:], string(content), true},
		"fail/no action":     {strings.Replace(query, `"action"`, `"deed"`, 1), string(content), false},
		"fail/wrong kind":    {strings.Replace(query, `"hold"`, `1`, 1), string(content), false},
		"fail/not yes or no": {query, strings.Replace(string(content), `"authorized": `, `"authorized": "x", "was": `, 1), false},
		"fail/no time":       {query, strings.Replace(string(content), `"time_evaluated"`, `"time"`, 1), false},
		"fail/no message":    {query, strings.Replace(string(content), `"message"`, `"said"`, 1), false},
	} {
		recorder := httptest.NewRecorder()
		recorder.Header().Set("Content-Type", "application/json")
		_, _ = recorder.WriteString(row.body)
		require.Equal(t, row.fits, fitsContract(r, row.sent, recorder) == nil, name)
	}
}

// Whatever is asked, the answer is one of the contract's, and never a failure.
func TestWhateverIsAsked(t *testing.T) {
	t.Parallel()
	w := indextest.New(4).Live(40)
	h := serve(indexed(t, w), w)
	members := []string{"entity_id", "authority_id", "action", "resource", "context", "x"}
	values := []any{
		nil, 1, true, "", " ", "\x00", "a\u202eb", "b@academia", "zgc@industry", "ring@industry", "alliance-registry:00/zgc@industry", "hold", "vote", "recognize",
		"membership", "membership:", "membership:full", "alliance", strings.Repeat("龍", 2000),
		[]any{},
		map[string]any{},
		map[string]any{"time": "2026-03-01T00:00:00Z"},
		map[string]any{"time": "yesterday"},
		map[string]any{"time": "9999-12-31T23:59:59-14:00"},
		map[string]any{"time": 1},
	}
	rapid.Check(t, func(rt *rapid.T) {
		query := map[string]any{"entity_id": "a@industry", "authority_id": "zgc@industry", "action": "hold", "resource": "membership"}
		for range rapid.IntRange(0, 3).Draw(rt, "changes") {
			query[rapid.SampledFrom(members).Draw(rt, "member")] = rapid.OneOf(rapid.SampledFrom(values), rapid.Map(rapid.String(), func(s string) any { return s })).Draw(rt, "value")
		}
		body, err := json.Marshal(query)
		if err != nil {
			rt.Fatal(err)
		}
		path := rapid.SampledFrom([]string{trqp.AuthorizationPath, trqp.RecognitionPath}).Draw(rt, "path")
		if got, content := post(t, h, path, string(body)); got.StatusCode >= http.StatusInternalServerError {
			rt.Fatalf("%s %s: %d %s", path, body, got.StatusCode, content)
		}
	})
}
