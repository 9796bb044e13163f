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

// form is a request to sign out by a session, with fields in turn.
func form(cookie *http.Cookie, pairs ...string) *http.Request {
	in := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		in.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, web.SignOutPath, strings.NewReader(in.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(cookie)
	return r
}

// TestSignOut: the form ends the request's session, the one of the same holder that it names, or
// all of the holder's, and nobody's else.
func TestSignOut(t *testing.T) {
	t.Parallel()
	s := web.NewSecureSessions()
	begin := func(who, from, browser string) *http.Cookie {
		r, w := request("/"), httptest.NewRecorder()
		r.RemoteAddr = from
		r.Header.Set("User-Agent", browser)
		s.Begin(w, r, web.Holder{Who: who, By: web.ByCertificate})
		return w.Result().Cookies()[0]
	}
	list := func(cookie *http.Cookie) []web.Begun {
		r := request("/")
		r.AddCookie(cookie)
		return s.List(r)
	}
	end := func(cookie *http.Cookie, pairs ...string) (int, bool, []*http.Cookie) {
		w := httptest.NewRecorder()
		ended, out := s.SignOut(w, form(cookie, pairs...))
		return ended, out, w.Result().Cookies()
	}
	first, second, third := begin("li", "192.0.2.1:1000", "Firefox"), begin("li", "[2001:db8::1]:1000", strings.Repeat("狐", 1000)), begin("li", "@", "")
	han := begin("han", "192.0.2.9:1", "Chrome")
	mine := list(second)
	require.Len(t, mine, 3)
	require.True(t, mine[0].Own)
	require.Equal(t, []string{"2001:db8::1", web.ByCertificate}, []string{mine[0].From, mine[0].By})
	require.Len(t, []rune(mine[0].Browser), 200)
	require.Empty(t, list(third)[0].From)
	require.Empty(t, s.List(request("/")), "without a session there are none")
	for _, one := range mine {
		for _, secret := range []string{first.Value, second.Value, third.Value} {
			require.NotContains(t, secret, one.ID)
		}
	}

	ended, out, _ := end(han, web.SessionField, mine[0].ID)
	require.Zero(t, ended, "nobody ends another's")
	require.False(t, out)
	ended, out, cookies := end(second, web.SessionField, list(first)[0].ID)
	require.Equal(t, 1, ended)
	require.False(t, out)
	require.Empty(t, cookies, "the own session stays")
	require.Empty(t, list(first))
	require.Len(t, list(second), 2)
	ended, out, cookies = end(second)
	require.Equal(t, 1, ended)
	require.True(t, out)
	require.Equal(t, -1, cookies[0].MaxAge)
	require.Empty(t, list(second))
	begin("li", "192.0.2.1:1", "")
	ended, out, _ = end(third, web.AllField, "1")
	require.Equal(t, 2, ended)
	require.True(t, out)
	require.Len(t, list(han), 1)
	ended, out, _ = end(third, web.AllField, "1")
	require.Zero(t, ended, "it is over")
	require.False(t, out)
}

// TestInside: a page that is read within a session leads to where it ends, whoever shows the
// page; others cannot say so.
func TestInside(t *testing.T) {
	t.Parallel()
	s := web.NewSessions()
	inside := func(r *http.Request) (said string) {
		seen := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { said = r.Header.Get(web.InsideHeader) })
		s.Guard(seen, seen).ServeHTTP(httptest.NewRecorder(), r)
		return said
	}
	r := request("/")
	r.Header.Set(web.InsideHeader, "1")
	require.Empty(t, inside(r))
	r.AddCookie(opened(t, s))
	require.Equal(t, "1", inside(r))
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
	now = now.Add(web.IdleLife - time.Second)
	require.Equal(t, http.StatusOK, asks(other))
	now = now.Add(2 * time.Second)
	mine := s.List(by(other))
	require.Len(t, mine, 1, "one that is over is listed no more")
	require.Equal(t, []time.Time{now.Add(-web.IdleLife - time.Second), now.Add(-2 * time.Second), now.Add(web.IdleLife - 2*time.Second)},
		[]time.Time{mine[0].Began, mine[0].Used, mine[0].Ends})
	require.Equal(t, http.StatusForbidden, asks(third))
}
