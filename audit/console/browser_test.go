package console_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/text"
	"allianceregistry/internal/web"
)

// chrome is a real browser, which notes what pages do.
type chrome struct {
	t   *testing.T
	ctx context.Context
	at  string // the address of the server

	lock     sync.Mutex
	problems []string // errors on the console, and requests to others
}

// newChrome starts a browser, and a server of the pages. Where there is no browser the test
// is skipped.
func newChrome(t *testing.T, pages http.Handler) *chrome {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no Chromium on this computer")
	}
	serving, end := context.WithCancel(context.Background())
	server, err := web.Listen(serving, web.Options{Address: "127.0.0.1:0"}, pages)
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(serving) }()
	t.Cleanup(func() { end(); require.NoError(t, <-ended) })
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.WSURLReadTimeout(2*time.Minute))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	c := &chrome{t: t, ctx: ctx, at: server.URL()}
	chromedp.ListenTarget(ctx, c.note)
	c.run(network.Enable(), runtime.Enable(), log.Enable(), accessibility.Enable())
	return c
}

// note notes what may not be.
func (c *chrome) note(event any) {
	c.lock.Lock()
	defer c.lock.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, c.at+"/") && !strings.HasPrefix(e.Request.URL, "data:") { // the browser's own pictures
			c.problems = append(c.problems, "asks another origin: "+e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		c.problems = append(c.problems, "exception: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		c.problems = append(c.problems, "console: "+string(e.Type))
	case *log.EventEntryAdded:
		c.problems = append(c.problems, fmt.Sprintf("log: %s %s", e.Entry.Text, e.Entry.URL))
	}
}

// noted are what may not be, since the last time.
func (c *chrome) noted() []string {
	c.lock.Lock()
	defer c.lock.Unlock()
	noted := c.problems
	c.problems = nil
	return noted
}

func (c *chrome) run(actions ...chromedp.Action) {
	c.t.Helper()
	require.NoError(c.t, chromedp.Run(c.ctx, actions...))
}

// picture keeps what is seen, for people to look at.
func (c *chrome) picture(name string) {
	folder := os.Getenv("CONSOLE_PICTURES")
	if folder == "" {
		return
	}
	var content []byte
	c.run(chromedp.FullScreenshot(&content, 100))
	require.NoError(c.t, os.MkdirAll(folder, 0o755))
	require.NoError(c.t, os.WriteFile(filepath.Join(folder, name+".png"), content, 0o600))
}

// controls are the roles of what somebody operates.
var controls = map[string]bool{
	"button": true, "link": true, "textbox": true, "searchbox": true, "combobox": true, "slider": true, "checkbox": true, "Date": true,
	"DisclosureTriangle": true, "listbox": true, "radio": true, "spinbutton": true,
}

// nameless are the controls, and pictures, of which a screen reader would say nothing.
func (c *chrome) nameless() (found []string) {
	c.run(chromedp.ActionFunc(func(ctx context.Context) error {
		nodes, err := accessibility.GetFullAXTree().Do(ctx)
		for _, node := range nodes {
			if node.Ignored || node.Role == nil {
				continue
			}
			role := strings.Trim(string(node.Role.Value), `"`)
			named := node.Name != nil && strings.Trim(string(node.Name.Value), `" `) != ""
			if (controls[role] || role == "image") && !named {
				found = append(found, role)
			}
		}
		return err
	}))
	return found
}

// pale finds texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3).
const pale = `(() => {
  const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !e.checkVisibility()) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(texts.currentNode.data.trim().slice(0, 40) + " " + contrast.toFixed(2));
  }
  return found;
})()`

// wide finds what is wider than the window, and would have the whole page scroll.
const wide = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((e) => e.outerHTML.slice(0, 80)).slice(0, 9)`

// focusable counts what the keyboard has to reach.
const focusable = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter((e) => e.checkVisibility()).map((e, i) => { e.dataset.reach = i; return i; }).length`

// focused is the number of what has the focus, and whether that is seen.
const focused = `(() => { const e = document.activeElement, s = getComputedStyle(e); return [Number(e.dataset.reach ?? -1), s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 ? 1 : 0]; })()`

// reach goes through a page by the Tab key alone.
func (c *chrome) reach(path string) {
	c.t.Helper()
	var count int
	c.run(chromedp.Evaluate(focusable, &count))
	reached := map[int]bool{}
	for range count + 20 { // a date has several parts
		var now []int
		c.run(chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(focused, &now))
		if now[0] >= 0 {
			reached[now[0]] = true
			require.Equal(c.t, 1, now[1], "%s: the focus is not seen on control %d", path, now[0])
		}
	}
	require.Len(c.t, reached, count, "%s: the keyboard does not reach everything", path)
}

// look opens a page and demands of it what every page has to have.
func (c *chrome) look(name, path string, dark bool) {
	c.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	var low, overflows []string
	c.run(
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.Navigate(c.at+path), chromedp.Evaluate(pale, &low), chromedp.Evaluate(wide, &overflows),
	)
	require.Empty(c.t, low, "%s, %s: contrast", name, scheme)
	require.Empty(c.t, overflows, "%s: wider than the window", name)
	require.Empty(c.t, c.nameless(), "%s: controls without a name", name)
	require.Empty(c.t, c.noted(), name)
	c.picture(name + "-" + scheme)
}

// shown are the pages that are opened.
var shown = map[string]string{
	"home": "/", "alliance": zgc, "roster": zgc + "/roster", "charter": zgc + "/charter", "movement": zgc + "/movement", "proposals": zgc + "/proposals",
	"trial": zgc + "/trial?try=yes&action=admit&for.member=3", "parties": "/parties", "party": "/parties/sample-university@academia", "proposal": "/proposals/e81cafe30becad3450628902",
	"certificate": zgc + "/members/sample-university@academia/certificate", "record": "/decisions/e81cafe30becad3450628902/record",
	"decisions": "/decisions", "history": "/history", "search": "/search?q=University", "audit": "/audit", "network": "/network",
	"transaction": "/transactions/89fce871dcc3223f2fe12409e6ac2b4013fd28bbb5c443edee4439507ebef262",
}

// TestInABrowser opens every page in a real browser, in both languages, on a screen and a
// phone, in the light and the dark, and by the keyboard alone.
func TestInABrowser(t *testing.T) {
	c := newChrome(t, handler(t, recorded(t, "raft")))
	for _, lang := range text.Languages {
		for device, width := range map[string]int64{"screen": 1280, "phone": 390} {
			c.run(emulation.SetDeviceMetricsOverride(width, 900, 1, device == "phone"))
			for page, path := range shown {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				name := strings.Join([]string{page, lang, device}, "-")
				c.look(name, path+sep+"lang="+lang, false)
				if lang == "en" && device == "screen" {
					c.reach(path)
				}
				if lang == "zh" && device == "screen" {
					c.look(name, path, true) // the language is kept
				}
			}
		}
	}
}

// TestLifeInABrowser: a longer life, whose roster is of any day; the slider moves the date.
func TestLifeInABrowser(t *testing.T) {
	w := indextest.New(6).Live(150)
	c := newChrome(t, handler(t, indexed(t, w)))
	c.run(emulation.SetDeviceMetricsOverride(1280, 900, 1, false))
	for page, path := range map[string]string{"life-roster": "/roster?text=a", "life-movement": "/movement?every=day", "life-alliance": ""} {
		c.look(page, "/alliances/zgc@industry"+path, false)
	}
	var before, after string
	c.run(
		chromedp.Navigate(c.at+"/alliances/zgc@industry/roster"),
		chromedp.Evaluate(`(() => { const s = document.querySelector("input[type=range]"); s.value = "1"; s.dispatchEvent(new Event("input")); return document.getElementById("date").value; })()`, &before),
		chromedp.Evaluate(`(() => { const s = document.querySelector("input[type=range]"); s.form.requestSubmit(); return ""; })()`, nil),
		chromedp.WaitReady("#date"),
	)
	require.Eventually(t, func() bool {
		c.run(chromedp.Value("#date", &after))
		return after != ""
	}, 10*time.Second, 50*time.Millisecond)
	require.Equal(t, before, after, "the slider shows the day that it said")
	require.Empty(t, c.noted())
}

// TestHostileInABrowser: what records say runs no script, and asks nobody for anything.
func TestHostileInABrowser(t *testing.T) {
	c := newChrome(t, handler(t, indexed(t, forged(t))))
	c.run(emulation.SetDeviceMetricsOverride(390, 900, 1, true))
	for page, path := range map[string]string{
		"hostile-alliance": "/alliances/evil@industry", "hostile-party": "/parties/evil@industry", "hostile-long": "/parties/long@industry",
		"hostile-charter": "/alliances/evil@industry/charter", "hostile-history": "/history", "hostile-parties": "/parties",
	} {
		c.look(page, path, false)
	}
}
