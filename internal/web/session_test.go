package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/web"
)

var (
	permitted = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	refused   = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
)

// opened is a cookie of a session that a link opened.
func opened(t *testing.T, s *web.Sessions) *http.Cookie {
	t.Helper()
	w := httptest.NewRecorder()
	s.Enter(refused).ServeHTTP(w, request(s.NewLink()))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/", w.Header().Get("Location"))
	cookies := w.Result().Cookies()
	require.Len(t, cookies, 1)
	require.True(t, cookies[0].HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, cookies[0].SameSite)
	return cookies[0]
}

// TestLink: it opens one session.
func TestLink(t *testing.T) {
	t.Parallel()
	s := web.NewSessions()
	link := s.NewLink()
	for _, row := range []struct {
		link string
		want int
	}{
		{link + "0", http.StatusForbidden},
		{web.EnterPath, http.StatusForbidden},
		{link, http.StatusSeeOther},
		{link, http.StatusForbidden}, // a second time
	} {
		w := httptest.NewRecorder()
		s.Enter(refused).ServeHTTP(w, request(row.link))
		require.Equal(t, row.want, w.Code, row.link)
	}
}

// TestLinkAgain: who is in already is led in, and is given no other session.
func TestLinkAgain(t *testing.T) {
	t.Parallel()
	s := web.NewSessions()
	again := request(web.EnterPath)
	again.AddCookie(opened(t, s))
	w := httptest.NewRecorder()
	s.Enter(refused).ServeHTTP(w, again)
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Empty(t, w.Result().Cookies())
}

// TestOwnName: by another name than its own there is no session, whatever cookie is sent, and
// the link stays good.
func TestOwnName(t *testing.T) {
	t.Parallel()
	name := web.NewName()
	require.NotEqual(t, name, web.NewName())
	s := web.NewSessions(name, "registry.example")
	by := func(host, path string) *http.Request {
		r := request(path)
		r.Host = host
		return r
	}
	link := s.NewLink()
	others := []string{"127.0.0.1:8650", "localhost:8650", "[::1]:8650", "x." + name, "x.localhost", name + ".", "example.com", "", "localhost"}
	for _, host := range others {
		w := httptest.NewRecorder()
		s.Enter(refused).ServeHTTP(w, by(host, link))
		require.Equal(t, http.StatusForbidden, w.Code, host)
		require.Empty(t, w.Result().Cookies(), host)
	}
	w := httptest.NewRecorder()
	s.Enter(refused).ServeHTTP(w, by(name+":8650", link))
	require.Equal(t, http.StatusSeeOther, w.Code)
	cookie := w.Result().Cookies()[0]
	require.Empty(t, cookie.Domain, "it is sent to this host alone")
	reads := func(host string) int {
		r, w := by(host, "/"), httptest.NewRecorder()
		r.AddCookie(cookie)
		s.Guard(permitted, refused).ServeHTTP(w, r)
		return w.Code
	}
	for _, host := range others {
		require.Equal(t, http.StatusForbidden, reads(host), host)
	}
	for _, host := range []string{name, name + ":8650", strings.ToUpper(name), "registry.example"} {
		require.Equal(t, http.StatusOK, reads(host), host)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	s := web.NewSessions()
	cookie, other := opened(t, s), opened(t, s)
	own := request("/")
	own.AddCookie(cookie)
	token := s.Token(own)
	foreign := request("/")
	foreign.AddCookie(other)
	for name, row := range map[string]struct {
		method, token string
		headers       []string
		cookie        *http.Cookie
		want          int
	}{
		"ok/reading":               {http.MethodGet, "", nil, cookie, http.StatusOK},
		"ok/reading, from outside": {http.MethodGet, "", []string{"Sec-Fetch-Site", "cross-site"}, cookie, http.StatusOK},
		"ok/from a page":           {http.MethodPost, token, []string{"Sec-Fetch-Site", "same-origin"}, cookie, http.StatusOK},
		"ok/an older browser":      {http.MethodPost, token, []string{"Origin", "http://example.com"}, cookie, http.StatusOK},
		"ok/in a header":           {http.MethodPost, "", []string{web.TokenHeader, token}, cookie, http.StatusOK},
		"fail/nobody":              {http.MethodGet, "", nil, nil, http.StatusForbidden},
		"fail/no session's key":    {http.MethodGet, "", nil, &http.Cookie{Name: cookie.Name, Value: "guess"}, http.StatusForbidden},
		"fail/no token":            {http.MethodPost, "", []string{"Sec-Fetch-Site", "same-origin"}, cookie, http.StatusForbidden},
		"fail/another's token":     {http.MethodPost, s.Token(foreign), nil, cookie, http.StatusForbidden},
		"fail/another site":        {http.MethodPost, token, []string{"Sec-Fetch-Site", "cross-site"}, cookie, http.StatusForbidden},
		"fail/another port":        {http.MethodPost, token, []string{"Sec-Fetch-Site", "same-site"}, cookie, http.StatusForbidden},
		"fail/another origin":      {http.MethodPost, token, []string{"Origin", "http://example.com:81"}, cookie, http.StatusForbidden},
		"fail/deleting":            {http.MethodDelete, "", nil, cookie, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(row.method, "/", strings.NewReader(url.Values{web.TokenField: {row.token}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for i := 0; i+1 < len(row.headers); i += 2 {
				r.Header.Set(row.headers[i], row.headers[i+1])
			}
			if row.cookie != nil {
				r.AddCookie(row.cookie)
			}
			w := httptest.NewRecorder()
			s.Guard(permitted, refused).ServeHTTP(w, r)
			require.Equal(t, row.want, w.Code)
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		})
	}
}

func TestLeave(t *testing.T) {
	t.Parallel()
	s := web.NewSessions()
	r := request("/")
	r.AddCookie(opened(t, s))
	require.NotEmpty(t, s.Token(r))
	s.Leave(httptest.NewRecorder(), r, false)
	require.Empty(t, s.Token(r))
	s.Leave(httptest.NewRecorder(), request("/"), true)
}

// TestSecureSession: its cookie goes by TLS to this host alone, and it ends when nothing was
// asked for, and at last anyway.
func TestSecureSession(t *testing.T) {
	t.Parallel()
	s, now := web.NewSecureSessions(), time.Now()
	s.At(func() time.Time { return now })
	begin := func(r *http.Request) *http.Cookie {
		w := httptest.NewRecorder()
		s.Begin(w, r, web.Holder{Who: "li", Proof: "p"})
		return w.Result().Cookies()[0]
	}
	by := func(cookie *http.Cookie) *http.Request {
		r := request("/")
		r.AddCookie(cookie)
		return r
	}
	asks := func(cookie *http.Cookie) int {
		w := httptest.NewRecorder()
		s.Guard(permitted, refused).ServeHTTP(w, by(cookie))
		return w.Code
	}
	first := begin(request("/"))
	require.True(t, strings.HasPrefix(first.Name, "__Host-session-") && first.Secure && first.HttpOnly)
	require.Equal(t, []string{"/", ""}, []string{first.Path, first.Domain})
	holder, is := s.Holder(by(first))
	require.True(t, is)
	require.Equal(t, web.Holder{Who: "li", Proof: "p"}, holder)
	second := begin(by(first))
	require.Equal(t, http.StatusForbidden, asks(first), "a key from before the sign-in")
	for range 30 { // fifteen hours, with a question each half an hour
		want := http.StatusForbidden
		if now = now.Add(web.IdleLife - time.Second); now.Before(time.Now().Add(12 * time.Hour)) {
			want = http.StatusOK
		}
		require.Equal(t, want, asks(second), now)
	}
	third := begin(request("/"))
	now = now.Add(web.IdleLife + time.Second)
	require.Equal(t, http.StatusForbidden, asks(third), "nothing was asked for")
	third, other := begin(request("/")), begin(request("/"))
	w := httptest.NewRecorder()
	s.Leave(w, by(third), true)
	require.Equal(t, -1, w.Result().Cookies()[0].MaxAge)
	require.Equal(t, http.StatusForbidden, asks(other), "all of the holder's")
}
