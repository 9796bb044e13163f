package rest_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"allianceregistry/client/rest"
	"allianceregistry/internal/view"
)

var update = flag.Bool("update", false, "write docs/openapi-acting.json, and the client in Python")

// The document is one that OpenAPI 3.1 knows, with each example as its schema says.
func TestDocumentIsValid(t *testing.T) {
	t.Parallel()
	document, err := contract()
	require.NoError(t, err)
	require.NoError(t, document.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()))
	require.True(t, document.IsOpenAPI31OrLater())
	for path, item := range document.Paths.Map() {
		if item.Post == nil {
			continue
		}
		name := strings.TrimPrefix(path, rest.Prefix+"/")
		require.NotContains(t, document.Components.Schemas[name].Value.Properties, "request", "%s: the header says it", name)
		require.NotContains(t, document.Components.Schemas[name].Value.Required, "request")
	}
}

// docs/openapi-acting.json is the document, so that a change of it is seen.
func TestDocumentIsKept(t *testing.T) {
	t.Parallel()
	var content bytes.Buffer
	require.NoError(t, view.JSON(&content, rest.Document("1")))
	path := filepath.Join("..", "..", "docs", "openapi-acting.json")
	if *update {
		require.NoError(t, os.WriteFile(path, content.Bytes(), 0o644))
	}
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(kept), content.String(), "go test ./client/rest -run DocumentIsKept -update")
}

// The contract refuses what it does not promise: else that answers fit it would say nothing.
func TestContractRefuses(t *testing.T) {
	t.Parallel()
	const receipt = `{"transaction":"a","block":1,"validation":"VALID","event":{"schema":1,"type":"JoinFiled","tx":"a","time":"2026-03-01T00:00:00Z","by":"a@b"}}`
	for name, row := range map[string]struct {
		status int
		kind   string
		body   string
		fits   bool
	}{
		"ok/receipt":      {200, "application/json", receipt, true},
		"ok/more":         {200, "application/json", `{"more":1,` + receipt[1:], true},
		"ok/pending":      {202, "application/json", `{"transaction":"a","message":"wait"}`, true},
		"ok/problem":      {409, "application/problem+json", `{"type":"urn:x","title":"a","status":409,"code":"NOT_DECIDABLE"}`, true},
		"fail/no block":   {200, "application/json", `{"transaction":"a","validation":"VALID"}`, false},
		"fail/block":      {200, "application/json", strings.Replace(receipt, `"block":1`, `"block":"1"`, 1), false},
		"fail/event":      {200, "application/json", strings.Replace(receipt, "JoinFiled", "Joined", 1), false},
		"fail/no message": {202, "application/json", `{"transaction":"a"}`, false},
		"fail/code":       {409, "application/problem+json", `{"type":"urn:x","title":"a","status":409,"code":"NEW"}`, false},
		"fail/plain":      {409, "application/json", `{"type":"urn:x","title":"a","status":409,"code":"NOT_DECIDABLE"}`, false},
		"fail/status":     {418, "application/json", receipt, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := request(t, http.MethodPost, rest.Prefix+"/Join", "")
			err := fitsContract(r, nil, &http.Response{StatusCode: row.status, Header: http.Header{"Content-Type": {row.kind}}}, []byte(row.body))
			require.Equal(t, row.fits, err == nil, "%v", err)
		})
	}
}
