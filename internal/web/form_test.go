package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/web"
)

// TestForm: only a page of this origin that carries the token is let through.
func TestForm(t *testing.T) {
	t.Parallel()
	f := web.NewForm()
	require.NotEqual(t, f.Token(), web.NewForm().Token())
	for name, row := range map[string]struct {
		token  string
		header map[string]string
		want   bool
	}{
		"ok/same origin":     {f.Token(), map[string]string{"Sec-Fetch-Site": "same-origin"}, true},
		"ok/no browser":      {f.Token(), nil, true},
		"fail/no token":      {"", map[string]string{"Sec-Fetch-Site": "same-origin"}, false},
		"fail/another token": {web.NewForm().Token(), nil, false},
		"fail/other site":    {f.Token(), map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		"fail/other origin":  {f.Token(), map[string]string{"Origin": "http://evil.example"}, false},
		"fail/sandboxed":     {f.Token(), map[string]string{"Origin": "null"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("token="+row.token))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for key, value := range row.header {
				r.Header.Set(key, value)
			}
			require.Equal(t, row.want, f.Allows(r))
		})
	}
}
