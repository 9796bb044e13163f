package signin_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chrome is a real browser, in which the server of a world goes by its name.
type chrome struct {
	t   *testing.T
	ctx context.Context

	lock  sync.Mutex
	asked []string // addresses
}

// newChrome starts one, which takes the certificates of the world's server and of the provider,
// and no others that this computer does not know. Where there is none the test is skipped.
func newChrome(t *testing.T, w *world, p *identity) *chrome {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no Chromium on this computer")
	}
	text, err := os.ReadFile(w.path("cert.pem"))
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	own, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	var keys []string
	for _, one := range []*x509.Certificate{own, p.server.Certificate()} {
		sum := sha256.Sum256(one.RawSubjectPublicKeyInfo)
		keys = append(keys, base64.StdEncoding.EncodeToString(sum[:]))
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WSURLReadTimeout(2*time.Minute), chromedp.WindowSize(1100, 900),
		chromedp.Flag("host-resolver-rules", "MAP "+host+":443 "+strings.TrimPrefix(w.at, "https://")),
		chromedp.Flag("ignore-certificate-errors-spki-list", strings.Join(keys, ",")))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	c := &chrome{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		if sent, is := event.(*network.EventRequestWillBeSent); is {
			c.lock.Lock()
			defer c.lock.Unlock()
			c.asked = append(c.asked, sent.Request.URL)
		}
	})
	c.run(network.Enable())
	return c
}

func (c *chrome) run(actions ...chromedp.Action) {
	c.t.Helper()
	require.NoError(c.t, chromedp.Run(c.ctx, actions...))
}

// follow clicks on what leads to another page, and returns its text.
func (c *chrome) follow(selector string) string {
	c.t.Helper()
	_, err := chromedp.RunResponse(c.ctx, chromedp.Click(selector, chromedp.ByQuery))
	require.NoError(c.t, err, selector)
	return c.text()
}

func (c *chrome) text() (text string) {
	c.run(chromedp.Evaluate("document.body.innerText", &text))
	return text
}

func (c *chrome) at() *url.URL {
	var at string
	c.run(chromedp.Location(&at))
	parsed, err := url.Parse(at)
	require.NoError(c.t, err)
	return parsed
}

// In a real browser, in both languages: by an account with a provider to the pages, to the own
// sessions, of which another is ended, and out again.
func TestBrowserSignsIn(t *testing.T) {
	for lang, says := range map[string]struct{ ask, leave, done, home, sessions, own string }{
		"en": {"By an account", "You leave this server", "Signed in: 韩梅梅", "What awaits you", "Your sessions", "this one"},
		"zh": {"凭账号登录", "您将离开本服务器", "已登录：韩梅梅", "待办事项", "您的会话", "当前会话"},
	} {
		t.Run(lang, func(t *testing.T) {
			w, p := newWorld(t), newIdentity(t)
			w.serve(w.people("account: {provider: idp, subject: han-1}", p.providers(w)))
			c := newChrome(t, w, p)
			c.run(chromedp.Navigate("https://" + host + "/?lang=" + lang))
			require.Contains(t, c.text(), says.ask)
			require.NotContains(t, c.text(), says.home)
			require.Contains(t, c.follow(`form[action="/sign-in/openid/idp"] button`), says.leave)
			require.Contains(t, c.follow("a.main"), "I am Han Meimei")
			require.Equal(t, p.server.URL, "https://"+c.at().Host)
			require.Contains(t, c.follow("button"), says.done)
			require.Equal(t, host, c.at().Host)
			require.Contains(t, c.follow("a.main"), says.home, "the session's cookie is sent once the way leads on from here")
			var cookies string
			c.run(chromedp.Evaluate("document.cookie", &cookies))
			require.NotContains(t, cookies, "session", "no script reads it")

			c.run(chromedp.Navigate("https://" + host + "/sign-in")) // once more: the former session is over
			c.follow(`form[action="/sign-in/openid/idp"] button`)
			c.follow("a.main")
			c.follow("button")
			require.Equal(t, 1, strings.Count(c.follow("a.main")+c.follow(`a[href="/sessions"]`), "HeadlessChrome"))

			other := w.browser()
			other.arrive(p.authorize(other.begin()))
			require.True(t, other.isIn())
			list := c.follow(`a[href="/sessions"]`)
			require.Contains(t, list, says.sessions)
			require.Contains(t, list, says.own)
			require.Contains(t, list, "Go-http-client", "the other browser")
			require.Contains(t, list, "Cisco", "by which provider")
			list = c.follow(`button[aria-label]`)
			require.NotContains(t, list, "Go-http-client")
			require.False(t, other.isIn())
			require.Contains(t, c.text(), says.own, "the own goes on")
			require.Contains(t, c.follow("form.who button"), says.ask)
			require.Equal(t, "/sign-in", c.at().Path)
			c.run(chromedp.Navigate("https://" + host + "/"))
			require.NotContains(t, c.text(), says.home)

			c.lock.Lock()
			defer c.lock.Unlock()
			require.NotEmpty(t, c.asked)
			for _, address := range c.asked {
				at, err := url.Parse(address)
				require.NoError(t, err)
				require.Contains(t, []string{host, strings.TrimPrefix(p.server.URL, "https://")}, at.Host, "nobody else is asked for anything")
			}
		})
	}
}

// By certificate, which no browser can be given without somebody who chooses it, the pages are
// those of a client that shows one: in both languages.
func TestCertificatePages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(w.people(`certificate: {subject: "CN=Han"}`, ""))
	for lang, says := range map[string]struct{ ask, none, done, by string }{
		"en": {"Sign in as 李雷", "Your browser shows no certificate", "Signed in: 李雷", "Certificate"},
		"zh": {"以 李雷 的身份登录", "浏览器没有出示可在此登录的证书", "已登录：李雷", "证书"},
	} {
		b := w.browser(w.li)
		require.Contains(t, b.open("/sign-in?lang="+lang).body, says.ask)
		require.Contains(t, w.browser().open("/sign-in?lang="+lang).body, says.none)
		require.Contains(t, b.send("/sign-in/certificate?lang="+lang).body, says.done)
		require.Contains(t, b.open("/sessions?lang="+lang).body, `<bdi>`+says.by+`</bdi>`)
	}
}
