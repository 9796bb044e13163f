package signin_test

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"allianceregistry/client/signin"
)

// identity is a provider of OpenID Connect of the test's own.
type identity struct {
	t      *testing.T
	server *httptest.Server
	key    crypto.Signer

	lock sync.Mutex
	// asked are the parameters of each code that was given out.
	asked map[string]url.Values
	// claims and sign change what the next tokens say, and how they are signed.
	claims         map[string]any
	sign           func(payload []byte) string
	issuer         string // that it says to be; its own if empty
	given, refused int
}

func newIdentity(t *testing.T) *identity {
	p := &identity{t: t, key: newKey(t), asked: map[string]url.Values{}, claims: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.lock.Lock()
		defer p.lock.Unlock()
		at := p.server.URL
		issuer := at
		if p.issuer != "" {
			issuer = p.issuer
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": issuer, "authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256", "none", "HS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<title>provider</title><form method="post"><button>I am Han Meimei</button></form>`)
	})
	mux.HandleFunc("POST /authorize", func(w http.ResponseWriter, r *http.Request) {
		asked := r.URL.Query()
		http.Redirect(w, r, asked.Get("redirect_uri")+"?"+p.give(asked).Encode(), http.StatusSeeOther)
	})
	p.server = httptest.NewTLSServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

// authorize is what a provider does once somebody has signed in there: it sends back a code.
func (p *identity) authorize(address string) url.Values {
	at, err := url.Parse(address)
	require.NoError(p.t, err)
	asked := at.Query()
	require.Equal(p.t, []string{"code", "alliance", "S256", "https://" + host + "/sign-in/openid/idp"},
		[]string{asked.Get("response_type"), asked.Get("client_id"), asked.Get("code_challenge_method"), asked.Get("redirect_uri")})
	require.NotEmpty(p.t, asked.Get("nonce"))
	return p.give(asked)
}

// give gives out a code for what was asked.
func (p *identity) give(asked url.Values) url.Values {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.given++
	code := fmt.Sprint("code-", p.given)
	p.asked[code] = asked
	return url.Values{"code": {code}, "state": {asked.Get("state")}}
}

// token gives out a token for a code, once, to who has its verifier.
func (p *identity) token(w http.ResponseWriter, r *http.Request) {
	p.lock.Lock()
	defer p.lock.Unlock()
	asked, known := p.asked[r.PostFormValue("code")]
	delete(p.asked, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	_, secret, _ := r.BasicAuth()
	if !known || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || secret != "the-secret" {
		p.refused++
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	said := map[string]any{
		"iss": p.server.URL, "sub": "han-1", "aud": "alliance", "exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(),
		"nonce": asked.Get("nonce"), "email": "han@cisco.example", "email_verified": true,
	}
	maps.Copy(said, p.claims)
	payload, _ := json.Marshal(said)
	sign := p.sign
	if sign == nil {
		sign = func(payload []byte) string { return signed(p.t, jose.ES256, p.key, payload) }
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": sign(payload)})
}

func signed(t *testing.T, algorithm jose.SignatureAlgorithm, key any, payload []byte) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	require.NoError(t, err)
	object, err := signer.Sign(payload)
	require.NoError(t, err)
	text, err := object.CompactSerialize()
	require.NoError(t, err)
	return text
}

// providers are the lines of a file of people about the provider.
func (p *identity) providers(w *world) string {
	w.write("idp.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.server.Certificate().Raw}))
	w.write("secret", []byte("the-secret\n"))
	return `providers:
- {id: idp, name: Cisco, issuer: "` + p.server.URL + `", client: alliance, secretFile: secret, caFile: idp.pem, redirect: "https://` + host + `/sign-in/openid/idp"}
`
}

var leads = regexp.MustCompile(`href="(https://127[^"]+)"`)

// begin begins a flow, and returns where it goes on.
func (b *browser) begin() string {
	found := leads.FindStringSubmatch(b.send("/sign-in/openid/idp").body)
	require.Len(b.w.t, found, 2)
	return html.UnescapeString(found[1])
}

// arrive comes back from a provider.
func (b *browser) arrive(in url.Values) page {
	return b.do(http.MethodGet, "/sign-in/openid/idp?"+in.Encode(), nil, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
}

// Whom a provider says the file means is signed in, by subject and by a mail address.
func TestByOpenID(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"ok/subject": "subject: han-1", "ok/mail": "mail: han@cisco.example"} {
		w, p := newWorld(t), newIdentity(t)
		w.serve(w.people("account: {provider: idp, "+account+"}", p.providers(w)))
		b := w.browser()
		require.Contains(t, b.open("/").body, `action="/sign-in/openid/idp"`, name)
		back := p.authorize(b.begin())
		require.False(t, b.isIn(), name)
		done := b.arrive(back)
		require.Equal(t, http.StatusOK, done.StatusCode, done.body)
		require.Contains(t, done.body, "韩梅梅", name)
		require.True(t, b.isIn(), name)
		log := w.log.String()
		require.Contains(t, log, `msg="signed in" person=han party=cisco@industry by=idp`)
		for _, secret := range []string{back.Get("code"), back.Get("state"), "the-secret"} {
			require.NotContains(t, log, secret, name)
		}
	}
}

// What a provider says to others, says of others, or does not say, signs nobody in.
func TestOpenIDRefused(t *testing.T) {
	t.Parallel()
	type server struct {
		w *world
		p *identity
	}
	served := map[string]*server{}
	for name, row := range map[string]struct {
		account string
		claims  map[string]any
		sign    func(p *identity, payload []byte) string
		back    func(url.Values)
	}{
		"fail/another nonce":       {claims: map[string]any{"nonce": "another"}},
		"fail/no nonce":            {claims: map[string]any{"nonce": ""}},
		"fail/another audience":    {claims: map[string]any{"aud": "other"}},
		"fail/for others as well":  {claims: map[string]any{"aud": []string{"alliance", "other"}}},
		"fail/another party":       {claims: map[string]any{"azp": "other"}},
		"fail/expired":             {claims: map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}},
		"fail/not yet":             {claims: map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}},
		"fail/another issuer":      {claims: map[string]any{"iss": "https://other.example"}},
		"fail/another subject":     {claims: map[string]any{"sub": "han-2"}},
		"fail/unverified mail":     {account: "mail: han@cisco.example", claims: map[string]any{"email_verified": false}},
		"fail/mail, nothing said":  {account: "mail: han@cisco.example", claims: map[string]any{"email_verified": nil}},
		"fail/mail, only like yes": {account: "mail: han@cisco.example", claims: map[string]any{"email_verified": "true"}},
		"fail/another mail":        {account: "mail: han@cisco.example", claims: map[string]any{"email": "Han@cisco.example"}},
		"fail/algorithm none": {sign: func(_ *identity, payload []byte) string {
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
		}},
		"fail/signed with the secret": {sign: func(p *identity, payload []byte) string {
			return signed(p.t, jose.HS256, []byte(strings.Repeat("the-secret", 4)), payload)
		}},
		"fail/another key": {sign: func(p *identity, payload []byte) string { return signed(p.t, jose.ES256, newKey(p.t), payload) }},
		"fail/changed": {sign: func(p *identity, payload []byte) string {
			parts := strings.Split(signed(p.t, jose.ES256, p.key, payload), ".")
			parts[1] = base64.RawURLEncoding.EncodeToString(append(payload, ' '))
			return strings.Join(parts, ".")
		}},
		"fail/no token":         {sign: func(*identity, []byte) string { return "" }},
		"fail/another state":    {back: func(in url.Values) { in.Set("state", "another") }},
		"fail/no state":         {back: func(in url.Values) { in.Del("state") }},
		"fail/another provider": {back: func(in url.Values) { in.Set("iss", "https://other.example") }},
		"fail/another code":     {back: func(in url.Values) { in.Set("code", "guess") }},
		"fail/no code":          {back: func(in url.Values) { in.Del("code"); in.Set("error", "access_denied") }},
	} {
		if row.account == "" {
			row.account = "subject: han-1"
		}
		at, started := served[row.account]
		if !started {
			at = &server{newWorld(t), newIdentity(t)}
			at.w.serve(at.w.people("account: {provider: idp, "+row.account+"}", at.p.providers(at.w)))
			served[row.account] = at
		}
		at.p.claims, at.p.sign = row.claims, nil
		if row.sign != nil {
			at.p.sign = func(payload []byte) string { return row.sign(at.p, payload) }
		}
		b := at.w.browser()
		back := at.p.authorize(b.begin())
		if row.back != nil {
			row.back(back)
		}
		refused := b.arrive(back)
		require.Equal(t, http.StatusForbidden, refused.StatusCode, name)
		require.Contains(t, refused.body, "SIGN_IN_REFUSED", name)
		require.False(t, b.isIn(), name)
		require.Contains(t, at.w.log.String(), `msg="sign-in refused" by=idp`)
		require.NotContains(t, at.w.log.String(), "signed in", name)
	}
}

// What comes back counts for the browser that began, once, and for nobody who is led to it.
func TestOpenIDReplayed(t *testing.T) {
	t.Parallel()
	w, p := newWorld(t), newIdentity(t)
	w.serve(w.people("account: {provider: idp, subject: han-1}", p.providers(w)))
	attacker, victim := w.browser(), w.browser()
	theirs := p.authorize(attacker.begin())
	require.Equal(t, http.StatusForbidden, victim.arrive(theirs).StatusCode, "led to another's answer")
	victim.begin()
	require.Equal(t, http.StatusForbidden, victim.arrive(theirs).StatusCode, "with a flow of the own under way")
	require.False(t, victim.isIn())

	address := victim.begin()
	at, err := url.Parse("https://" + host)
	require.NoError(t, err)
	kept := victim.http.Jar.Cookies(at)
	back := p.authorize(address)
	require.Equal(t, http.StatusOK, victim.arrive(back).StatusCode)
	again := w.browser()
	again.http.Jar.SetCookies(at, secure(kept))
	require.Equal(t, http.StatusForbidden, again.arrive(back).StatusCode, "a second time, with its cookie")
	require.False(t, again.isIn())
	require.Zero(t, p.refused, "the code was not even sent again")
	replayed := w.browser()
	fresh := p.authorize(replayed.begin())
	fresh.Set("code", back.Get("code"))
	require.Equal(t, http.StatusForbidden, replayed.arrive(fresh).StatusCode, "an old code in a new flow")
	require.Equal(t, 1, p.refused)
}

// secure are cookies as a jar takes them for TLS.
func secure(cookies []*http.Cookie) []*http.Cookie {
	for _, one := range cookies {
		one.Secure, one.Path = true, "/"
	}
	return cookies
}

// A provider that says to be another, or does not answer, keeps nobody from signing in otherwise.
func TestOpenIDAway(t *testing.T) {
	t.Parallel()
	w, p := newWorld(t), newIdentity(t)
	w.serve(w.people("account: {provider: idp, subject: han-1}", p.providers(w)))
	p.issuer = "https://other.example"
	b := w.browser(w.li)
	refused := b.send("/sign-in/openid/idp")
	require.Equal(t, http.StatusServiceUnavailable, refused.StatusCode)
	require.NotContains(t, refused.body, "other.example")
	require.Equal(t, http.StatusNotFound, b.send("/sign-in/openid/none").StatusCode)
	require.Equal(t, http.StatusNotFound, b.open("/sign-in/openid/none").StatusCode)
	b.send("/sign-in/certificate")
	require.True(t, b.isIn())
	p.lock.Lock()
	p.issuer = ""
	p.lock.Unlock()
	require.NotEmpty(t, b.begin(), "once it answers")
}

// A server that goes by another name than a provider sends people back to is not started.
func TestOpenIDElsewhere(t *testing.T) {
	t.Parallel()
	w, p := newWorld(t), newIdentity(t)
	people, err := signin.Read(w.people("account: {provider: idp, subject: han-1}", p.providers(w)))
	require.NoError(t, err)
	_, err = signin.New(people, signin.Options{Names: []string{"other.example"}})
	require.ErrorContains(t, err, "sends people back")
}
