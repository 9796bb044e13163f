package signin_test

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/client/signin"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// A certificate of the authority signs in whose line it fits, after a click, and nobody else.
func TestByCertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	han := w.ca.issue(pkix.Name{CommonName: "Han Meimei", Organization: []string{"Cisco"}, Country: []string{"CN"}})
	w.serve(w.people(`certificate: {subject: "CN=Han Meimei,O=Cisco,C=CN"}`, ""))
	for name, row := range map[string]struct {
		shown []tls.Certificate
		who   string
	}{
		"ok/by the certificate":   {[]tls.Certificate{w.li}, "李雷"},
		"ok/by the subject":       {[]tls.Certificate{han}, "韩梅梅"},
		"fail/no certificate":     {nil, ""},
		"fail/another's":          {[]tls.Certificate{w.ca.issue(pkix.Name{CommonName: "Li Lei", Organization: []string{"Cisco"}})}, ""},
		"fail/a subject like it":  {[]tls.Certificate{w.ca.issue(pkix.Name{CommonName: "Han Meimei", Organization: []string{"Cisco", "CN"}})}, ""},
		"fail/a name before it":   {[]tls.Certificate{w.ca.issue(pkix.Name{ExtraNames: names("Evil", "Han Meimei")})}, ""},
		"fail/commas in the name": {[]tls.Certificate{w.ca.issue(pkix.Name{CommonName: "Han Meimei,O=Cisco,C=CN"})}, ""},
	} {
		b := w.browser(row.shown...)
		require.False(t, b.isIn(), name)
		asked := b.open("/sign-in")
		require.Equal(t, row.who != "", strings.Contains(asked.body, `action="/sign-in/certificate"`), name)
		done := b.send("/sign-in/certificate")
		require.Equal(t, row.who != "", done.StatusCode == http.StatusOK, name)
		require.Equal(t, row.who != "", b.isIn(), name)
		if row.who != "" {
			require.Contains(t, b.open("/").body, row.who, name)
		}
	}
	require.Contains(t, w.log.String(), `msg="signed in" person=li party=cisco@industry by=certificate`)
	require.Contains(t, w.log.String(), `msg="sign-in refused" by=certificate`)
}

func names(common ...string) (all []pkix.AttributeTypeAndValue) {
	for _, name := range common {
		all = append(all, pkix.AttributeTypeAndValue{Type: []int{2, 5, 4, 3}, Value: name})
	}
	return append(all, pkix.AttributeTypeAndValue{Type: []int{2, 5, 4, 10}, Value: "Cisco"}, pkix.AttributeTypeAndValue{Type: []int{2, 5, 4, 6}, Value: "CN"})
}

// What no authority of ours issued, or is over, does not get as far as a page.
func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(w.people(`certificate: {subject: "CN=Han Meimei"}`, ""))
	for name, shown := range map[string]tls.Certificate{
		"fail/another authority": newAuthority(t).issue(pkix.Name{CommonName: "Han Meimei"}),
		"fail/over":              w.ca.issue(pkix.Name{CommonName: "Han Meimei"}, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }),
		"fail/for servers": w.ca.issue(pkix.Name{CommonName: "Han Meimei"}, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		}),
	} {
		b := w.browser(shown)
		transport := b.http.Transport.(*http.Transport)
		transport.TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &shown, nil }
		answer, err := b.http.Get("https://" + host + "/") //nolint:noctx // a test's
		if err == nil {
			require.NoError(t, answer.Body.Close())
		}
		require.Error(t, err, name)
	}
}

// A session is worth nothing without the certificate by which it was begun, nor with another's.
func TestSessionNeedsItsCertificate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	han := w.ca.issue(pkix.Name{CommonName: "Han Meimei"})
	w.serve(w.people(`certificate: {subject: "CN=Han Meimei"}`, ""))
	li := w.browser(w.li)
	li.send("/sign-in/certificate")
	require.True(t, li.isIn())
	token := li.open("/").hidden("token")
	for _, thief := range []*browser{w.browser(), w.browser(han)} {
		thief.http.Jar = li.http.Jar
		require.False(t, thief.isIn())
		refused := thief.send("/sign-out", "token", token, "all", "1")
		require.Equal(t, http.StatusForbidden, refused.StatusCode)
		require.NotContains(t, refused.body, `href="/sessions"`, "who is asked to sign in is not inside")
	}
	require.True(t, li.isIn())
}

// A page of another origin signs nobody in, and cannot sign anybody out.
func TestAnotherOriginSignsNobodyIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(w.people(`certificate: {subject: "CN=Han Meimei"}`, ""))
	b := w.browser(w.li)
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		refused := b.do(http.MethodPost, "/sign-in/certificate", nil, func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set(header[0], header[1]) })
		require.Equal(t, http.StatusForbidden, refused.StatusCode)
		require.Empty(t, refused.Cookies())
	}
	require.Equal(t, http.StatusForbidden, b.open("/sign-in/certificate").StatusCode, "a link signs nobody in")
	b.send("/sign-in/certificate")
	b.send("/sign-out")
	require.True(t, b.isIn(), "without the token")
	b.send("/sign-out", "token", b.open("/").hidden("token"))
	require.False(t, b.isIn())
}

// A key that was in the browser before the sign-in is not the session's afterwards; what signing
// out ends cannot be used again; the cookie goes by TLS to this host alone.
func TestSessionOfASignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.serve(w.people(`certificate: {subject: "CN=Han Meimei"}`, ""))
	b := w.browser(w.li)
	first := b.send("/sign-in/certificate").Cookies()[0]
	require.True(t, strings.HasPrefix(first.Name, "__Host-"))
	require.True(t, first.Secure && first.HttpOnly && first.SameSite == http.SameSiteStrictMode && first.Path == "/" && first.Domain == "")
	second := b.send("/sign-in/certificate").Cookies()[0]
	require.NotEqual(t, first.Value, second.Value)
	old := func(cookie *http.Cookie) int {
		other := w.browser(w.li)
		return other.do(http.MethodGet, "/", nil, func(r *http.Request) { r.AddCookie(cookie) }).StatusCode
	}
	require.Equal(t, http.StatusForbidden, old(first), "fixed before the sign-in")
	require.Equal(t, http.StatusOK, old(second))
	elsewhere := w.browser(w.li)
	elsewhere.send("/sign-in/certificate")
	b.send("/sign-out", "token", b.open("/").hidden("token"), "all", "1")
	require.Equal(t, http.StatusForbidden, old(second))
	require.False(t, elsewhere.isIn(), "all sessions of the person")
	require.Contains(t, w.log.String(), `msg="signed out" person=li sessions=2`)
	require.NotContains(t, w.log.String(), first.Value)
	require.NotContains(t, w.log.String(), second.Value)
}

// Nobody reaches what another prepared, nor its receipt, and each signs by the own key.
func TestEachByTheOwnKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	han := w.ca.issue(pkix.Name{CommonName: "Han Meimei"})
	w.serve(w.people(`certificate: {subject: "CN=Han Meimei"}`, ""))
	one, other := w.browser(w.li), w.browser(han)
	one.send("/sign-in/certificate")
	other.send("/sign-in/certificate")
	token := one.open("/do/veto").hidden("token")
	require.NotEqual(t, token, other.open("/do/veto").hidden("token"))
	refused := one.send("/do/veto", "token", other.open("/").hidden("token"))
	require.Equal(t, http.StatusForbidden, refused.StatusCode, "another's token")
	preview := w.application(one)
	height := w.chain.Height()
	stolen := other.send("/sign", "token", other.open("/").hidden("token"), "id", preview.hidden("id"))
	require.Equal(t, http.StatusNotFound, stolen.StatusCode)
	require.Equal(t, height, w.chain.Height())
	receipt := one.send("/sign", "token", preview.hidden("token"), "id", preview.hidden("id"))
	require.Equal(t, http.StatusOK, receipt.StatusCode, receipt.body)
	require.Equal(t, http.StatusNotFound, other.open(receipt.Request.URL.Path).StatusCode)
	require.Equal(t, http.StatusOK, one.open(receipt.Request.URL.Path).StatusCode)
	require.Contains(t, w.log.String(), `msg=signed person=li party=cisco@industry transaction=Join`)
	require.NotContains(t, w.log.String(), "person=han party=cisco@industry transaction")
}

// application prepares an application to an alliance of another party.
func (w *world) application(b *browser) page {
	ibm := client.New(memory.Open(w.chain, membership.Caller{MSP: "industry", Key: strings.Repeat("b", 64), Party: "ibm@industry"}))
	for _, made := range []membership.Transaction{
		membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": "IBM"}},
		membership.FoundAlliance{
			Request: "f", Slug: "league", Names: form.Names{"en": "League"}, Founders: []string{"ibm@industry"},
			Charter: charter.Charter{
				Schema: 1, Founders: "member",
				Classes: []charter.Class{{ID: "member", Names: form.Names{"en": "Member"}, Kinds: []charter.Kind{charter.Enterprise}, Rights: []charter.Right{charter.Vote}}},
				Rules: charter.Rules{charter.Admit: {
					LockOut: charter.LockOutAccepted, Voting: "P7D", Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
				}},
			},
		},
	} {
		_, err := ibm.Submit(w.t.Context(), made)
		require.NoError(w.t, err)
	}
	preview := b.send("/do/join", "token", b.open("/").hidden("token"), "alliance", "league@industry", "class", "member")
	require.Equal(w.t, http.StatusOK, preview.StatusCode, preview.body)
	return preview
}

// A key that others can read, and what is no certificate, are refused before anything is served.
func TestTLSFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := signin.TLS(w.path("cert.pem"), w.path("ca.pem"), "")
	require.ErrorContains(t, err, "cannot be used")
	_, err = signin.TLS(w.path("cert.pem"), w.path("key.pem"), w.path("key.pem"))
	require.ErrorContains(t, err, "no certificate of an authority")
	require.NoError(t, os.Chmod(w.path("key.pem"), 0o644)) //nolint:gosec // that is the point
	_, err = signin.TLS(w.path("cert.pem"), w.path("key.pem"), "")
	require.Error(t, err)
}
