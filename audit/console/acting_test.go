package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/console"
	"allianceregistry/audit/index/indextest"
)

var formLink = regexp.MustCompile(`href="(/do[^"]*)"`)

// TestActing: pages that shall lead to forms do so where a form fits, and still have none
// that could sign: each way to act is a link.
func TestActing(t *testing.T) {
	t.Parallel()
	x := indexed(t, indextest.New(3).Live(120))
	c, err := console.New(x, console.WithActing())
	require.NoError(t, err)
	plain, found := handler(t, x), map[string]string{}
	crawl(t, c.Handler(), "en", func(path, page string) {
		if strings.HasPrefix(path, "/do") {
			require.Contains(t, page, "FORMS_ELSEWHERE", path)
			return
		}
		require.NotContains(t, page, `method="post"`, path)
		require.NotContains(t, page, `action="/do`, path)
		for _, link := range formLink.FindAllStringSubmatch(page, -1) {
			act, _, _ := strings.Cut(link[1], "?")
			found[act] = path
		}
	}, http.StatusOK, http.StatusNotFound)
	for _, act := range []string{"/do", "/do/join", "/do/decide"} {
		path := found[act]
		require.NotEmpty(t, path, act)
		require.Empty(t, unsaid.FindString(get(t, c.Handler(), path+"?lang=zh", http.StatusOK)), path)
		require.NotContains(t, get(t, plain, path, http.StatusOK), `href="/do`, "nobody asked for it")
	}
	require.NotContains(t, get(t, plain, "/do/join", http.StatusNotFound), "FORMS_ELSEWHERE")
}

// TestActingHostile: hostile records lead to no other place than a form.
func TestActingHostile(t *testing.T) {
	t.Parallel()
	c, err := console.New(indexed(t, forged(t)), console.WithActing())
	require.NoError(t, err)
	for _, path := range []string{"/alliances/evil@industry", "/parties/evil@industry", "/parties/long@industry"} {
		page := get(t, c.Handler(), path, http.StatusOK)
		require.NotContains(t, page, "<script>alert", path)
		require.NotContains(t, page, "ZgotmplZ", path)
	}
}
