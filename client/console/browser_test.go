package console_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/console"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// chrome is a real browser.
type chrome struct {
	t     *testing.T
	ctx   context.Context
	shots string // a folder for pictures; empty for none
	count int
}

// newChrome starts one. Where there is none the test is skipped.
func newChrome(t *testing.T) *chrome {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no Chromium on this computer")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WSURLReadTimeout(2*time.Minute), chromedp.WindowSize(1100, 900))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	return &chrome{t: t, ctx: ctx, shots: os.Getenv("CONSOLE_PICTURES")}
}

func (c *chrome) run(actions ...chromedp.Action) {
	c.t.Helper()
	require.NoError(c.t, chromedp.Run(c.ctx, actions...))
}

// picture keeps what is seen, for people to look at.
func (c *chrome) picture(name string) {
	if c.shots == "" {
		return
	}
	var content []byte
	c.run(chromedp.FullScreenshot(&content, 100))
	c.count++
	require.NoError(c.t, os.MkdirAll(c.shots, 0o755))
	require.NoError(c.t, os.WriteFile(filepath.Join(c.shots, fmt.Sprintf("%s-%02d.png", name, c.count)), content, 0o600))
}

// tabTo goes on with the Tab key until it is on what a selector finds.
func (c *chrome) tabTo(selector string) {
	c.t.Helper()
	for range 80 {
		var there bool
		c.run(chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(fmt.Sprintf("document.activeElement.matches(%q)", selector), &there))
		if there {
			return
		}
	}
	require.Fail(c.t, "the keyboard does not reach "+selector)
}

// press goes to something with the keyboard, and presses a key there, which leads to another
// page.
func (c *chrome) press(selector, key string) {
	c.t.Helper()
	c.tabTo(selector)
	_, err := chromedp.RunResponse(c.ctx, chromedp.KeyEvent(key))
	require.NoError(c.t, err)
}

func (c *chrome) text() (text string) {
	c.run(chromedp.Evaluate("document.body.innerText", &text))
	return text
}

// The whole way by the keyboard alone, in both languages: join, endorse, decide.
func TestByKeyboardAlone(t *testing.T) {
	for lang, says := range map[string][2]string{"en": {"Validation code", "Nothing awaits you now."}, "zh": {"校验代码", "目前没有待办事项。"}} {
		t.Run(lang, func(t *testing.T) {
			c := newChrome(t)
			w := newWorld(t)
			w.register("intel@association", "Intel")
			intel, ibm := unopened(t, "intel@association", w.ledger("intel@association"), nil), unopened(t, "ibm@industry", w.ledger("ibm@industry"), nil)
			c.run(chromedp.Navigate(intel.at + intel.link))
			if lang == "zh" {
				c.press(`.languages a[lang="zh-Hans"]`, kb.Enter)
			}
			c.picture(lang)
			c.press(`a[href^="/do/join"]`, kb.Enter)
			c.tabTo("#class")
			c.run(chromedp.KeyEvent(kb.ArrowDown))
			c.picture(lang)
			c.press("button.main", kb.Enter)
			c.picture(lang)
			require.Zero(t, w.count(membership.JoinFiled))
			c.press("button.main", kb.Enter)
			c.picture(lang)
			require.Contains(t, c.text(), says[0])
			require.Equal(t, 1, w.count(membership.JoinFiled))

			c.run(chromedp.Navigate(ibm.at + ibm.link))
			if lang == "zh" {
				c.press(`.languages a[lang="zh-Hans"]`, kb.Enter)
			}
			c.picture(lang)
			c.press(`a[href^="/do/endorse"]`, kb.Enter)
			c.tabTo("input[type=radio]")
			c.run(chromedp.KeyEvent(" "))
			c.tabTo("#reason")
			c.run(chromedp.KeyEvent("known for years"))
			c.picture(lang)
			c.press("button.main", kb.Enter)
			c.picture(lang)
			c.press("button.main", kb.Enter)
			c.press(`a[href="/"]`, kb.Enter)
			c.press(`a[href^="/do/decide"]`, kb.Enter)
			c.picture(lang)
			c.press("button.main", kb.Enter)
			c.press("button.main", kb.Enter)
			c.press(`a[href="/"]`, kb.Enter)
			c.picture(lang)
			require.Contains(t, c.text(), says[1])
			c.press(`a[href^="/do?"]`, kb.Enter)
			c.picture(lang)
			c.run(chromedp.Navigate(ibm.at + "/alliances/" + league))
			c.picture(lang)
			joined, err := client.Ask(t.Context(), w.ibm, membership.GetMembership{Alliance: league, Party: "intel@association"})
			require.NoError(t, err)
			require.Equal(t, charter.Active, joined.State)
		})
	}
}

// A page of another origin that knows all that it could know, even the token, has nothing
// signed: not of another port, which is the same site to a browser, nor of another site.
func TestAnotherOrigin(t *testing.T) {
	c := newChrome(t)
	w := newWorld(t)
	w.register("intel@association", "Intel")
	b := unopened(t, "intel@association", w.ledger("intel@association"), nil)
	c.run(chromedp.Navigate(b.at + b.link))
	c.run(chromedp.Navigate(b.at + "/do/join?alliance=" + league))
	c.tabTo("#class")
	c.run(chromedp.KeyEvent(kb.ArrowDown))
	c.press("button.main", kb.Enter)
	var token, id string
	c.run(chromedp.Value(`form[action="/sign"] input[name=token]`, &token), chromedp.Value(`input[name=id]`, &id))
	require.NotEmpty(t, token)
	fields := fmt.Sprintf(`<input name="token" value="%s"><input name="id" value="%s">`, html.EscapeString(token), html.EscapeString(id))
	var reached int
	evil := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		reached++
		rw.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(rw, `<form method="post" action="%s/sign">%s</form><form method="post" action="%s/sign" enctype="text/plain">%s</form>
			<iframe src="%s/"></iframe>`, b.at, fields, b.at, fields, b.at)
	}))
	defer evil.Close()
	for _, origin := range []string{evil.URL, strings.Replace(evil.URL, "127.0.0.1", "localhost", 1)} {
		for i := range 2 {
			c.run(chromedp.Navigate(origin))
			_, err := chromedp.RunResponse(c.ctx, chromedp.Evaluate(fmt.Sprintf("document.forms[%d].submit()", i), nil))
			require.NoError(t, err)
		}
		var said string
		c.run(chromedp.Navigate(origin), chromedp.Evaluate(fmt.Sprintf(`(async () => {
			const body = new URLSearchParams({token: %q, id: %q});
			try { await fetch("%s/sign", {method: "POST", credentials: "include", mode: "no-cors", body}); } catch {}
			try { return await (await fetch("%s/", {credentials: "include"})).text(); } catch { return "not read"; }
		})()`, token, id, b.at, b.at), &said, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		require.Equal(t, "not read", said)
	}
	require.GreaterOrEqual(t, reached, 6)
	require.Zero(t, w.count(membership.JoinFiled))
	c.run(chromedp.Navigate(b.at + "/do/join?alliance=" + league))
	c.tabTo("#class")
	c.run(chromedp.KeyEvent(kb.ArrowDown))
	c.press("button.main", kb.Enter)
	c.press("button.main", kb.Enter)
	require.Equal(t, 1, w.count(membership.JoinFiled), "its own page does")
}

// A page that is handed on runs no script of its own and has nothing signed, though it is of
// the same origin as the forms; a search on it works.
func TestHandedOnPageSignsNothing(t *testing.T) {
	c := newChrome(t)
	w := newWorld(t)
	w.register("intel@association", "Intel")
	served := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		script := `fetch("/do/join?alliance=` + league + `").then(r => r.text()).then(t => { document.title = "read " + t.includes("token") })`
		switch r.URL.Path {
		case "/evil.js":
			rw.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(rw, script)
		case "/evil.txt":
			rw.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(rw, script)
		default:
			rw.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(rw, `<title>page</title><script>%s</script><script src="/evil.js"></script><script src="/evil.txt"></script>
				<p>%s</p><form method="post" action="/do/join"><input name="alliance" value="%s"><input name="class" value="member"></form>
				<form action="/search"><input name="q" value="sought"></form>`, script, r.URL.Query().Get("q"), league)
		}
	}))
	defer served.Close()
	reading, err := console.Reading(served.URL)
	require.NoError(t, err)
	b := unopened(t, "intel@association", w.ledger("intel@association"), reading)
	c.run(chromedp.Navigate(b.at + b.link))
	c.run(chromedp.Navigate(b.at + "/parties"))
	var title string
	_, err = chromedp.RunResponse(c.ctx, chromedp.Evaluate("document.forms[0].submit()", nil))
	require.NoError(t, err)
	require.Contains(t, c.text(), "Open the link", "a form without a token")
	c.run(chromedp.Navigate(b.at + "/parties"))
	_, err = chromedp.RunResponse(c.ctx, chromedp.Evaluate("document.forms[1].submit()", nil))
	require.NoError(t, err)
	require.Contains(t, c.text(), "sought")
	c.run(chromedp.Evaluate(`fetch("/calendar.ics").then(() => document.title)`, &title, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	require.Equal(t, "page", title, "no script of it ran")
	require.Zero(t, w.count(membership.JoinFiled))
}

// Another program on this computer, at another port, is sent no session's cookie by the browser
// in which one is open; by the number of the address there is no session.
func TestOtherPortsLearnNothing(t *testing.T) {
	c := newChrome(t)
	w := newWorld(t)
	var asked []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Host+r.URL.Path+": "+r.Header.Get("Cookie"))
	}))
	defer other.Close()
	b := unopened(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	c.run(chromedp.Navigate(b.at + b.link))
	require.Contains(t, c.text(), "Nothing awaits you now.")
	for _, origin := range []string{other.URL, strings.Replace(other.URL, "127.0.0.1", "localhost", 1)} {
		c.run(chromedp.Navigate(origin + "/seen"))
		require.Contains(t, strings.Join(asked, "\n"), strings.TrimPrefix(origin, "http://")+"/seen: ")
	}
	require.NotContains(t, strings.Join(asked, "\n"), "session")
	for _, origin := range []string{b.address, strings.Replace(b.address, "127.0.0.1", "localhost", 1)} {
		c.run(chromedp.Navigate(origin + "/"))
		require.Contains(t, c.text(), "Open the link")
	}
	c.run(chromedp.Navigate(b.at + "/"))
	require.Contains(t, c.text(), "Nothing awaits you now.")
}
