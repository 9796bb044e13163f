package web_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
)

// serve answers by the handler until the test ends, or the returned function is called,
// which returns how serving ended.
func serve(t *testing.T, o web.Options, handler http.Handler) (*web.Server, func() error) {
	t.Helper()
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	ctx, cancel := context.WithCancel(t.Context())
	server, err := web.Listen(ctx, o, handler)
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx) }()
	stop := sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = stop() })
	return server, stop
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func get(t *testing.T, url string, edit ...func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	for _, change := range edit {
		change(r)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer, string(body)
}

// TestListen: an address that others reach has to be named.
func TestListen(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		options web.Options
		want    string // the key of the refusal
	}{
		"ok/loopback":         {web.Options{Address: "127.0.0.1:0"}, ""},
		"ok/loopback by name": {web.Options{Address: "localhost:0"}, ""},
		"ok/named":            {web.Options{Address: "0.0.0.0:0", Names: []string{"registry.example"}}, ""},
		"fail/all addresses":  {web.Options{Address: ":0"}, "web.exposed"},
		"fail/all, written":   {web.Options{Address: "0.0.0.0:0"}, "web.exposed"},
		"fail/all, IPv6":      {web.Options{Address: "[::]:0"}, "web.exposed"},
		"fail/no port":        {web.Options{Address: "127.0.0.1"}, "web.address"},
		"fail/no such socket": {web.Options{Address: "unix:/nowhere/at/all"}, "web.taken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			server, err := web.Listen(ctx, row.options, http.HandlerFunc(hello))
			if row.want == "" {
				require.NoError(t, err)
				cancel()
				require.NoError(t, server.Serve(ctx))
				return
			}
			defer cancel()
			var refused *catalogue.Message
			require.ErrorAs(t, err, &refused)
			require.Equal(t, row.want, refused.Key)
		})
	}
	taken, _ := serve(t, web.Options{}, http.HandlerFunc(hello))
	_, err := web.Listen(t.Context(), web.Options{Address: strings.TrimPrefix(taken.URL(), "http://")}, http.HandlerFunc(hello))
	require.ErrorContains(t, err, "web.taken")
}

// TestSocket: its owner alone may use it, one that is in use stays, and one that was left
// behind gives way.
func TestSocket(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s")
	abandoned, err := net.Listen("unix", path) //nolint:noctx // a test's
	require.NoError(t, err)
	abandoned.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, abandoned.Close())
	server, stop := serve(t, web.Options{Address: "unix:" + path}, http.HandlerFunc(hello))
	require.Equal(t, "unix:"+path, server.URL())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	_, err = web.Listen(t.Context(), web.Options{Address: "unix:" + path}, http.HandlerFunc(hello))
	require.ErrorContains(t, err, "web.taken")
	dial := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}
	defer dial.CloseIdleConnections()
	answer, err := (&http.Client{Transport: dial}).Get("http://anything/") //nolint:noctx // a test's
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	dial.CloseIdleConnections()
	require.NoError(t, stop())
	require.NoFileExists(t, path)
}

// TestHosts: a page of a stranger whose name points here is not served.
func TestHosts(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, web.Options{Names: []string{"Registry.example"}}, http.HandlerFunc(hello))
	for name, row := range map[string]struct {
		host string
		want int
	}{
		"ok/as it is":         {"", http.StatusOK},
		"ok/localhost":        {"localhost:1", http.StatusOK},
		"ok/IPv6":             {"[::1]:8640", http.StatusOK},
		"ok/IPv6, no port":    {"[::1]", http.StatusOK},
		"ok/named":            {"registry.example", http.StatusOK},
		"fail/a stranger":     {"evil.example:8640", http.StatusMisdirectedRequest},
		"fail/begins alike":   {"localhost.evil.example", http.StatusMisdirectedRequest},
		"fail/another number": {"0.0.0.0", http.StatusMisdirectedRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, _ := get(t, server.URL(), func(r *http.Request) { r.Host = row.host })
			require.Equal(t, row.want, answer.StatusCode)
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, web.Options{}, http.HandlerFunc(hello))
	answer, _ := get(t, server.URL())
	for name, want := range map[string]string{
		"Content-Security-Policy":      "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		require.Equal(t, want, answer.Header.Get(name), name)
	}
}

// TestSlowClients: who sends a header byte by byte keeps nobody else out.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, web.Options{}, http.HandlerFunc(hello))
	for range 1000 {
		slow, err := net.Dial("tcp", strings.TrimPrefix(server.URL(), "http://")) //nolint:noctx // a test's
		require.NoError(t, err)
		defer slow.Close()
		_, err = io.WriteString(slow, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
		require.NoError(t, err)
	}
	answer, body := get(t, server.URL())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, "hello", body)
}

// TestStop: a request that is being answered when the program is told to end is answered.
func TestStop(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan bool), make(chan bool)
	server, stop := serve(t, web.Options{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- true
		<-answer
		require.NoError(t, r.Context().Err())
		hello(w, r)
	}))
	connection, err := net.Dial("tcp", strings.TrimPrefix(server.URL(), "http://")) //nolint:noctx // a test's
	require.NoError(t, err)
	defer connection.Close()
	_, err = io.WriteString(connection, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(t, err)
	<-asked
	ended := make(chan error)
	go func() { ended <- stop() }()
	for { // until it has begun to end
		refused, err := net.Dial("tcp", strings.TrimPrefix(server.URL(), "http://")) //nolint:noctx // a test's
		if err != nil {
			break
		}
		_ = refused.Close()
	}
	close(answer)
	got, err := http.ReadResponse(bufio.NewReader(connection), nil)
	require.NoError(t, err)
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	require.Equal(t, "hello", string(body))
	require.NoError(t, <-ended)
}

// TestLog: it has what was asked and how it was answered, and no secret; a handler that
// panics is answered for.
func TestLog(t *testing.T) {
	t.Parallel()
	var lines safe
	server, stop := serve(t, web.Options{Log: slog.New(slog.NewTextHandler(&lines, nil))}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/panic" {
			panic("the cause")
		}
		hello(w, r)
	}))
	_, _ = get(t, server.URL()+"/enter?key=the-secret", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "a", Value: "the-secret"}) })
	answer, body := get(t, server.URL()+"/panic")
	require.Equal(t, http.StatusInternalServerError, answer.StatusCode)
	require.NotContains(t, body, "the cause")
	require.NoError(t, stop())
	require.Contains(t, lines.String(), "method=GET path=/enter status=200 bytes=5")
	require.Contains(t, lines.String(), `cause="the cause"`)
	require.NotContains(t, lines.String(), "the-secret")
}

// TestTooMuch: what is longer than a request may be is not read to its end.
func TestTooMuch(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, web.Options{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		}
	}))
	for size, want := range map[int]int{web.MaxBody: http.StatusOK, web.MaxBody + 1: http.StatusRequestEntityTooLarge} {
		answer, err := http.Post(server.URL(), "text/plain", bytes.NewReader(make([]byte, size))) //nolint:noctx // a test's
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, want, answer.StatusCode, size)
	}
}

// TestTooLongAHeader: it does not reach the program.
func TestTooLongAHeader(t *testing.T) {
	t.Parallel()
	server, _ := serve(t, web.Options{}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was reached") }))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL(), nil)
	require.NoError(t, err)
	r.Header.Set("X", strings.Repeat("x", 2*web.MaxHeader))
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil { // else the connection was closed while it was still being sent
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, answer.StatusCode)
	}
}

// safe is a buffer for several writers.
type safe struct {
	lock sync.Mutex
	out  bytes.Buffer
}

func (s *safe) Write(content []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.out.Write(content)
}

func (s *safe) String() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.out.String()
}
