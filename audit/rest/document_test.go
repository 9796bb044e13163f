package rest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/rest"
	"allianceregistry/audit/trqp"
)

var update = flag.Bool("update", false, "write docs/openapi.json")

// The document is one that OpenAPI 3.1 knows, with each example as its schema says.
func TestDocumentIsValid(t *testing.T) {
	t.Parallel()
	contract, err := document()
	require.NoError(t, err)
	require.NoError(t, contract.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()))
	require.True(t, contract.IsOpenAPI31OrLater())
}

// docs/openapi.json is the document, so that a change of it is seen.
func TestDocumentIsKept(t *testing.T) {
	t.Parallel()
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(rest.Document("1", trqp.Describe)))
	path := filepath.Join("..", "..", "docs", "openapi.json")
	if *update {
		require.NoError(t, os.WriteFile(path, content.Bytes(), 0o644))
	}
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(kept), content.String(), "go test ./audit/rest -run DocumentIsKept -update")
}

// The contract refuses what it does not promise: else that answers fit it would say nothing.
func TestContractRefuses(t *testing.T) {
	t.Parallel()
	const verified = `{"height":1,"hash":"","genesis":"","time":"2026-03-01T00:00:00Z"}`
	for name, row := range map[string]struct {
		status int
		kind   string
		body   string
		fits   bool
	}{
		"ok/empty list":    {200, "application/json", `{"verified":` + verified + `,"answer":[]}`, true},
		"fail/no verified": {200, "application/json", `{"answer":[]}`, false},
		"ok/more":          {200, "application/json", `{"verified":` + verified + `,"answer":[],"more":1}`, true},
		"ok/more within":   {200, "application/json", `{"verified":{"height":1,"hash":"","genesis":"","time":"2026-03-01T00:00:00Z","more":1},"answer":[]}`, true},
		"fail/null":        {200, "application/json", `{"verified":` + verified + `,"answer":null}`, false},
		"fail/row":         {200, "application/json", `{"verified":` + verified + `,"answer":[{"block":1}]}`, false},
		"fail/time":        {200, "application/json", `{"verified":{"height":1,"hash":"","genesis":"","time":"yesterday"},"answer":[]}`, false},
		"fail/status":      {418, "application/json", `{}`, false},
		"fail/form":        {200, "text/html", `<p>`, false},
		"ok/problem":       {404, "application/problem+json", `{"type":"/","title":"a","status":404,"code":"UNKNOWN_RECORD"}`, true},
		"fail/code":        {404, "application/problem+json", `{"type":"/","title":"a","status":404,"code":"NEW"}`, false},
		"fail/plain":       {404, "application/json", `{"type":"/","title":"a","status":404,"code":"UNKNOWN_RECORD"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/parties", nil)
			err := fitsContract(r, &http.Response{StatusCode: row.status, Header: http.Header{"Content-Type": {row.kind}}}, []byte(row.body))
			require.Equal(t, row.fits, err == nil, "%v", err)
		})
	}
}
