package console_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/console"
	"allianceregistry/internal/web"
)

// auditor is a program that serves pages, and notes what it was asked.
type auditor struct {
	*httptest.Server
	asked []*http.Request
}

func newAuditor(t *testing.T, socket string) *auditor {
	a := &auditor{}
	a.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.asked = append(a.asked, r)
		w.Header().Set("Set-Cookie", "session=stolen")
		http.SetCookie(w, &http.Cookie{Name: "lang", Value: "zh"})
		w.Header().Set("Content-Security-Policy", "default-src *")
		if r.URL.Path == "/away" {
			w.Header().Set("Location", "http://evil.example/")
			w.WriteHeader(http.StatusFound)
		}
		_, _ = w.Write([]byte("the auditor's page"))
	}))
	if socket != "" {
		listener, err := net.Listen("unix", socket) //nolint:noctx // a test's
		require.NoError(t, err)
		a.Listener = listener
	}
	a.Start()
	t.Cleanup(a.Close)
	return a
}

// The auditor's program is asked for what is not served here, and learns of no session.
func TestReading(t *testing.T) {
	t.Parallel()
	socket := filepath.Join(t.TempDir(), "s")
	for name, at := range map[string]string{"ok/loopback": "", "ok/socket": socket} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			served := newAuditor(t, at)
			address := served.URL
			if at != "" {
				address = "unix:" + at
			}
			reading, err := console.Reading(address)
			require.NoError(t, err)
			b := serve(t, "ibm@industry", w.ledger("ibm@industry"), reading)
			require.Contains(t, b.open("/").body, `<a href="/decisions">`, "the menu leads there")
			require.Equal(t, "/", b.open("/do").path, "and from there back")
			require.Contains(t, b.open("/").body, "Nothing awaits you now.", "what is served here is not handed on")
			require.Empty(t, served.asked)
			p := b.open("/parties/ibm@industry?at=2026-01-01")
			require.Equal(t, "the auditor's page", p.body)
			asked := served.asked[0]
			require.Equal(t, "/parties/ibm@industry?at=2026-01-01", asked.URL.RequestURI())
			require.Equal(t, []string{"lang=en"}, asked.Header["Cookie"])
			require.Equal(t, []string{"1"}, asked.Header[web.InsideHeader], "its page is to lead to where the session ends")
			for _, header := range []string{"Origin", "Referer", "Authorization", "X-Session-Token"} {
				require.Empty(t, asked.Header[header], header)
			}
			here, err := url.Parse(b.at)
			require.NoError(t, err)
			for _, cookie := range b.http.Jar.Cookies(here) {
				require.NotEqual(t, "stolen", cookie.Value)
			}
			require.Equal(t, http.StatusFound, b.open("/away").status, "it leads nowhere else")
			require.Equal(t, http.StatusForbidden, b.send("/parties", url.Values{}).status)
			token := b.open("/do/veto").hidden().Get("token")
			require.Equal(t, http.StatusMethodNotAllowed, b.send("/parties", url.Values{"token": {token}}).status)
			require.Len(t, served.asked, 2)
			served.Close()
			require.Equal(t, http.StatusBadGateway, b.open("/parties").status)
			require.Equal(t, http.StatusOK, b.open("/").status)
		})
	}
}

// What is handed on is a page or data, under this program's own headers: no script, whatever
// it is called, and no way to another place.
func TestHandedOn(t *testing.T) {
	t.Parallel()
	var answer http.HandlerFunc
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r) }))
	t.Cleanup(served.Close)
	reading, err := console.Reading(served.URL)
	require.NoError(t, err)
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), reading)
	for name, row := range map[string]struct {
		headers  []string
		status   int
		location string
	}{
		"ok/page":                         {[]string{"Content-Type", "text/html; charset=utf-8"}, http.StatusOK, ""},
		"ok/numbers":                      {[]string{"Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, http.StatusOK, ""},
		"ok/problem":                      {[]string{"Content-Type", "application/problem+json"}, http.StatusOK, ""},
		"ok/picture":                      {[]string{"Content-Type", "image/svg+xml"}, http.StatusOK, ""},
		"ok/events":                       {[]string{"Content-Type", "text/event-stream; charset=utf-8"}, http.StatusOK, ""},
		"ok/path":                         {[]string{"Content-Type", "text/html", "Location", "/x?y=1"}, http.StatusOK, "/x?y=1"},
		"fail/script":                     {[]string{"Content-Type", "text/javascript"}, http.StatusBadGateway, ""},
		"fail/script by an older name":    {[]string{"Content-Type", "application/x-javascript; charset=utf-8"}, http.StatusBadGateway, ""},
		"fail/in capitals":                {[]string{"Content-Type", "Application/ECMAScript"}, http.StatusBadGateway, ""},
		"fail/assembly":                   {[]string{"Content-Type", "application/wasm"}, http.StatusBadGateway, ""},
		"fail/page of another kind":       {[]string{"Content-Type", "application/xhtml+xml"}, http.StatusBadGateway, ""},
		"fail/two kinds":                  {[]string{"Content-Type", "text/html, text/javascript"}, http.StatusBadGateway, ""},
		"fail/two headers":                {[]string{"Content-Type", "text/html", "Content-Type", "text/javascript"}, http.StatusBadGateway, ""},
		"fail/of no kind":                 {[]string{"Content-Type", ""}, http.StatusBadGateway, ""},
		"ok/elsewhere":                    {[]string{"Content-Type", "text/html", "Location", "http://evil.example"}, http.StatusOK, ""},
		"ok/elsewhere, two slashes":       {[]string{"Content-Type", "text/html", "Location", "//evil.example"}, http.StatusOK, ""},
		"ok/elsewhere, a backslash":       {[]string{"Content-Type", "text/html", "Location", `/\evil.example`}, http.StatusOK, ""},
		"ok/elsewhere, behind a tab":      {[]string{"Content-Type", "text/html", "Location", "/\t/evil.example"}, http.StatusOK, ""},
		"ok/elsewhere, by another scheme": {[]string{"Content-Type", "text/html", "Location", "javascript:alert(1)"}, http.StatusOK, ""},
	} {
		answer = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src *")
			w.WriteHeader(http.StatusEarlyHints)
			for i := 0; i < len(row.headers); i += 2 {
				w.Header().Add(row.headers[i], row.headers[i+1])
			}
			for header, value := range map[string]string{
				"X-Content-Type-Options": "sniff", "Clear-Site-Data": `"cookies"`, "Service-Worker-Allowed": "/", "Access-Control-Allow-Origin": "*",
			} {
				w.Header().Set(header, value)
			}
			_, _ = w.Write([]byte("document.title = 1"))
		}
		got, err := b.http.Get(b.at + "/x")
		require.NoError(t, err, name)
		body, err := io.ReadAll(got.Body)
		require.NoError(t, errors.Join(err, got.Body.Close()), name)
		require.Equal(t, row.status, got.StatusCode, name)
		require.Equal(t, row.status != http.StatusOK, strings.Contains(string(body), "is not handed on"), name)
		require.Equal(t, row.location, got.Header.Get("Location"), name)
		require.Len(t, got.Header["Content-Type"], 1, name)
		require.Equal(t, []string{"nosniff"}, got.Header["X-Content-Type-Options"], name)
		require.Len(t, got.Header["Content-Security-Policy"], 1, name)
		require.Contains(t, got.Header.Get("Content-Security-Policy"), "script-src 'self'", name)
		for _, header := range []string{"Clear-Site-Data", "Service-Worker-Allowed", "Access-Control-Allow-Origin"} {
			require.Empty(t, got.Header[header], name)
		}
	}
	answer = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("not the pages' own")) }
	own := b.open("/assets/script.js")
	require.Equal(t, http.StatusOK, own.status)
	require.NotContains(t, own.body, "not the pages' own")
}

// The socket of another user is not asked.
func TestReadingOfAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("a socket is given to another user by root alone")
	}
	socket := filepath.Join(t.TempDir(), "s")
	reading, err := console.Reading("unix:" + socket)
	require.NoError(t, err, "it is not there yet")
	served := newAuditor(t, socket)
	require.NoError(t, os.Chown(socket, 65534, 65534))
	_, err = console.Reading("unix:" + socket)
	require.ErrorContains(t, err, "console.pages.owner")
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), reading)
	refused := b.open("/parties")
	require.Equal(t, http.StatusBadGateway, refused.status)
	require.Contains(t, refused.body, "belongs to another user")
	require.Empty(t, served.asked)
}

func TestReadingElsewhere(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "http://198.51.100.7:8640", "http://auditor.example", "https://127.0.0.1:8640", "http://127.0.0.1:8640/elsewhere",
		"http://user@127.0.0.1:8640", "http://127.0.0.1:8640?x=1", "unix:", "file:///etc/passwd", "http://127.0.0.1.evil.example", "127.0.0.1:8640", "http://0.0.0.0:1",
	} {
		_, err := console.Reading(address)
		require.ErrorContains(t, err, "console.pages.address", address)
	}
	for _, address := range []string{"http://127.0.0.1:8640", "http://localhost:8640/", "http://[::1]:8640", "unix:/run/auditor.sock"} {
		_, err := console.Reading(address)
		require.NoError(t, err, address)
	}
}
