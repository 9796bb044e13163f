package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
)

func site(t *testing.T) *web.Site {
	t.Helper()
	own := fstest.MapFS{
		"en.json": {Data: []byte(`{"site": "The site", "menu.first": "First", "page.hello": "Hello, {{.name}}"}`)},
		"zh.json": {Data: []byte(`{"site": "本站", "menu.first": "首页", "page.hello": "{{.name}}，你好"}`)},
	}
	s, err := web.NewSite(web.SiteOptions{
		Name: "site", Menu: []web.Link{{Name: "menu.first", Path: "/"}}, Search: "/search",
		Templates: fstest.MapFS{"hello.html": {Data: []byte(`<p>{{say "page.hello" "name" .}}</p>`)}, "broken.html": {Data: []byte(`{{.Nothing}}`)}},
		Words:     func(lang string) (*catalogue.Catalogue, error) { return catalogue.In(lang, web.Words, own) },
	})
	require.NoError(t, err)
	return s
}

func show(t *testing.T, r *http.Request, p web.Page) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	site(t).Show(w, r, p)
	return w
}

func request(target string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// TestSignOutOnEveryPage: who is inside a session can leave it on whatever page is shown.
func TestSignOutOnEveryPage(t *testing.T) {
	t.Parallel()
	hello := web.Page{Title: "hello", Template: "hello.html", Data: "li"}
	for lang, says := range map[string]string{"en": "Sign out", "zh": "退出登录"} {
		require.NotContains(t, show(t, request("/?lang="+lang), hello).Body.String(), "/sessions")
		inside := request("/?lang="+lang, web.InsideHeader, "1")
		require.Contains(t, show(t, inside, hello).Body.String(), `<a class="who" href="/sessions">`+says+`</a>`)
		failed := httptest.NewRecorder()
		site(t).NotFound(failed, inside)
		require.Contains(t, failed.Body.String(), `<a class="who" href="/sessions">`+says+`</a>`)
		named := hello
		named.Who, named.Token = "李雷", "t"
		page := show(t, inside, named).Body.String()
		require.Contains(t, page, `action="/sign-out"><input type="hidden" name="token" value="t"><bdi>李雷</bdi>`)
		require.NotContains(t, page, `class="who" href`)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		request *http.Request
		want    string
	}{
		"ok/nothing said":       {request("/"), "en"},
		"ok/asked for":          {request("/?lang=zh"), "zh"},
		"ok/asked, not kept":    {request("/?lang=en", "Cookie", "lang=zh"), "en"},
		"ok/kept":               {request("/", "Cookie", "lang=zh", "Accept-Language", "en"), "zh"},
		"ok/preferred":          {request("/", "Accept-Language", "fr;q=0.9, zh-CN;q=0.8"), "zh"},
		"ok/of Taiwan":          {request("/", "Accept-Language", "zh-TW,zh;q=0.9"), "zh"},
		"fail/none that we say": {request("/?lang=fr", "Cookie", "lang=xx", "Accept-Language", "fr"), "en"},
		"fail/no language":      {request("/", "Accept-Language", ";;;"), "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, web.Language(row.request))
		})
	}
}

// TestShow: the page is in the reader's language, the switch keeps the page, and a choice
// is remembered.
func TestShow(t *testing.T) {
	t.Parallel()
	w := show(t, request("/search?q=%3Cb%3E&page=2&lang=zh"), web.Page{Title: "T", Template: "hello.html", Data: "Li", Menu: "/", Basis: "B"})
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "zh-Hans", w.Header().Get("Content-Language"))
	require.Equal(t, "lang=zh", w.Header().Get("Set-Cookie")[:7])
	for _, part := range []string{
		`<html lang="zh-Hans">`, `<p>Li，你好</p>`, `<title>T · 本站</title>`, `href="?lang=en&amp;page=2&amp;q=%3Cb%3E" lang="en"`,
		`value="&lt;b&gt;"`, `<a href="/" aria-current="page">首页</a>`, `<p class="basis">B</p>`,
	} {
		require.Contains(t, w.Body.String(), part)
	}
	require.Empty(t, show(t, request("/"), web.Page{Template: "hello.html", Data: "Li"}).Header().Get("Set-Cookie"))
}

// TestHostile: a text of somebody else's is no markup, turns nothing and hides nothing.
func TestHostile(t *testing.T) {
	t.Parallel()
	const lie = "\u202e<script>alert(1)</script>\u200b\x00\r\nB\u3164"
	w := show(t, request("/search?q=%E2%80%AE"), web.Page{
		Title: lie, Template: "hello.html", Data: lie, Above: []web.Link{{Name: lie, Path: "javascript:alert(1)"}},
		More: []web.Link{{Name: lie, Path: "/more"}}, Basis: lie,
	})
	body := w.Body.String()
	for _, part := range []string{"<script>alert", "\u202e", "\u200b", "\x00", "\r", "\u3164", `href="javascript`} {
		require.NotContains(t, body, part)
	}
	require.Contains(t, body, `\u202e&lt;script&gt;alert(1)&lt;/script&gt;\u200b`)
}

func TestFail(t *testing.T) {
	t.Parallel()
	for status, title := range map[int]string{
		http.StatusNotFound: "未找到", http.StatusForbidden: "无权访问", http.StatusMethodNotAllowed: "此处不能这样操作",
		http.StatusServiceUnavailable: "暂时无法提供", http.StatusBadRequest: "无法答复该请求", http.StatusInternalServerError: "出错了",
	} {
		w := httptest.NewRecorder()
		site(t).Fail(w, request("/?lang=zh"), status, web.Failure{Text: "文", Next: "下", Code: "CODE"})
		require.Equal(t, status, w.Code)
		require.Contains(t, w.Body.String(), title)
		require.Contains(t, w.Body.String(), "CODE")
	}
	w := httptest.NewRecorder()
	site(t).NotFound(w, request("/nothing"))
	require.Equal(t, http.StatusNotFound, w.Code)
}

// TestBroken: a page that fails in the middle is not sent in part.
func TestBroken(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	require.Panics(t, func() { site(t).Show(w, request("/"), web.Page{Template: "broken.html", Data: "x"}) })
	require.Empty(t, w.Body.String())
}

func TestAssets(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		target, kind string
		want         int
	}{
		"ok/style":       {"/assets/style.css", "text/css; charset=utf-8", http.StatusOK},
		"ok/script":      {"/assets/script.js", "text/javascript; charset=utf-8", http.StatusOK},
		"ok/icon":        {"/assets/icon.svg", "image/svg+xml", http.StatusOK},
		"fail/a list":    {"/assets/", "text/plain; charset=utf-8", http.StatusNotFound},
		"fail/no such":   {"/assets/other", "text/plain; charset=utf-8", http.StatusNotFound},
		"fail/elsewhere": {"/assets/../site.go", "text/plain; charset=utf-8", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			web.Assets().ServeHTTP(w, request(row.target))
			require.Equal(t, row.want, w.Code)
			require.Equal(t, row.kind, w.Header().Get("Content-Type"))
		})
	}
}

func TestProblem(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	web.Problem{Type: "/v1/problems/UNKNOWN_RECORD", Title: "T", Status: http.StatusNotFound, Code: "UNKNOWN_RECORD", Parameters: map[string]string{"id": "<x>"}}.Write(w)
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.JSONEq(t, `{"type":"/v1/problems/UNKNOWN_RECORD","title":"T","status":404,"code":"UNKNOWN_RECORD","parameters":{"id":"<x>"}}`, w.Body.String())
}
