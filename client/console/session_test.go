package console_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/console"
	"allianceregistry/internal/web"
)

var named = regexp.MustCompile(`name="session" value="([A-Z2-7]{26})"`)

// Whoever came by links lists the own sessions, ends another, and at last all; every page of
// this program leads there.
func TestSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	name := web.NewName()
	pages, err := console.New(console.Options{Client: client.New(w.ledger("ibm@industry")), Party: "ibm@industry", Names: []string{name}})
	require.NoError(t, err)
	one := serveAt(t, name, pages)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	other := &browser{t: t, at: one.at, http: &http.Client{Jar: jar, Transport: one.http.Transport}, lang: "zh"}
	one.open(pages.NewLink())
	hostile, err := http.NewRequest(http.MethodGet, other.at+pages.NewLink(), nil)
	require.NoError(t, err)
	hostile.Header.Set("User-Agent", "<script>alert(1)</script>\u202e")
	other.do(hostile)
	for _, path := range []string{"/", "/do/veto", "/alliances/" + league, "/nowhere"} {
		require.Contains(t, one.open(path).body, `<a class="who" href="/sessions">Sign out</a>`, path)
	}
	require.Contains(t, other.open("/").body, `href="/sessions">退出登录</a>`)
	list := one.open("/sessions")
	require.Contains(t, list.body, "The link that the program printed")
	require.Contains(t, list.body, "127.0.0.1")
	require.Contains(t, list.body, "&lt;script&gt;alert(1)&lt;/script&gt;\\u202e", "what a browser said that it was")
	require.Equal(t, 1, strings.Count(list.body, "this one"))
	ids := named.FindAllStringSubmatch(list.body, -1)
	require.Len(t, ids, 2)
	token := list.hidden().Get("token")

	refused := one.send("/sign-out", url.Values{"session": {ids[1][1]}})
	require.Equal(t, http.StatusForbidden, refused.status, "without the session's token")
	require.Equal(t, http.StatusOK, other.open("/").status)
	ended := one.send("/sign-out", url.Values{"token": {token}, "session": {ids[1][1]}})
	require.Equal(t, "/sessions", ended.path)
	require.Len(t, named.FindAllString(ended.body, -1), 1)
	require.Equal(t, http.StatusForbidden, other.open("/").status)
	require.NotContains(t, other.open("/").body, "/sessions", "who has no session is led to none")

	other.open(pages.NewLink())
	require.NotContains(t, other.open("/sessions").body, "console.")
	left := one.send("/sign-out", url.Values{"token": {token}, "all": {"1"}})
	require.Equal(t, http.StatusForbidden, left.status)
	require.Contains(t, left.body, "NO_SESSION")
	require.Equal(t, http.StatusForbidden, other.open("/").status)
}
