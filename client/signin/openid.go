package signin

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	// openIDPath begins the paths at which a flow begins, and to which a provider sends people
	// back; its own id follows.
	openIDPath   = "/sign-in/openid/"
	providerTime = 10 * time.Second
	maxAnswer    = 1 << 20 // bytes of a provider's
)

// algorithms are those by which a token may be signed: with a key that the provider alone has.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// provider asks a Provider. What it says of itself is read when somebody first signs in by it:
// one that is away keeps nobody from signing in otherwise.
type provider struct {
	Provider
	http *http.Client

	lock     sync.Mutex
	oauth    *oauth2.Config
	verifier *oidc.IDTokenVerifier
}

func newProvider(p Provider) (*provider, error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: providerTime, IdleConnTimeout: time.Minute}
	if p.CAFile != "" {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(p.ca) {
			return nil, problem("signin.ca", "file", p.CAFile)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &provider{Provider: p, http: &http.Client{
		Transport: bounded{transport}, Timeout: providerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// bounded reads no more of an answer than there can be.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	}
	return answer, err
}

// discover asks the provider once what it says of itself (OpenID Connect Discovery 1.0): whose
// issuer it is has to be exactly the one that the file names.
func (p *provider) discover(ctx context.Context) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.verifier != nil {
		return nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.http), p.Issuer)
	if err != nil {
		return err
	}
	scopes := []string{oidc.ScopeOpenID, "email"}
	p.oauth = &oauth2.Config{ClientID: p.Client, ClientSecret: p.secret, Endpoint: found.Endpoint(), RedirectURL: p.Redirect, Scopes: scopes}
	p.verifier = found.Verifier(&oidc.Config{ClientID: p.Client, SupportedSigningAlgs: algorithms})
	return nil
}

// address is where a flow goes on.
func (p *provider) address(f flow) string {
	return p.oauth.AuthCodeURL(f.state, oidc.Nonce(f.nonce), oauth2.S256ChallengeOption(f.verifier))
}

// claims are what a provider says of who signed in.
type claims struct {
	Subject  string `json:"sub"`
	Mail     string `json:"email"`
	Verified bool   `json:"email_verified"`
	Party    string `json:"azp"`
}

// Why somebody was not signed in, for the log.
var (
	errNoFlow   = errors.New("no sign-in was begun by this browser, or it is over")
	errState    = errors.New("the state is another's")
	errIssuer   = errors.New("the answer names another issuer")
	errNoToken  = errors.New("there is no ID token")
	errNonce    = errors.New("the nonce is another's")
	errAudience = errors.New("the token is for others as well")
	errNobody   = errors.New("nobody in the file is meant by it, or several are")
	errOrigin   = errors.New("it was asked for by a page of another origin")
	errFull     = errors.New("too many have begun to sign in")
)

// redeem takes the code of a flow for what the provider says of who signed in (OpenID Connect
// Core 1.0, section 3.1.3.7).
func (p *provider) redeem(ctx context.Context, f flow, code string) (claims, error) {
	ctx = oidc.ClientContext(ctx, p.http)
	var said claims
	tokens, err := p.oauth.Exchange(ctx, code, oauth2.VerifierOption(f.verifier))
	if err != nil {
		return said, err
	}
	raw, is := tokens.Extra("id_token").(string)
	if !is {
		return said, errNoToken
	}
	token, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return said, err
	}
	if !same(token.Nonce, f.nonce) {
		return said, errNonce
	}
	if err := token.Claims(&said); err != nil {
		return said, err
	}
	if !slices.Equal(token.Audience, []string{p.Client}) || said.Party != "" && said.Party != p.Client {
		return said, errAudience
	}
	return said, nil
}

// meant reports whether a person's account is what a provider said. A mail address counts only
// if the provider verified it.
func (a *Account) meant(provider string, said claims) bool {
	return a != nil && a.Provider == provider &&
		(a.Subject != "" && a.Subject == said.Subject || a.Mail != "" && a.Mail == said.Mail && said.Verified)
}

// same compares secrets; an empty one is like none.
func same(one, other string) bool {
	return one != "" && subtle.ConstantTimeCompare([]byte(one), []byte(other)) == 1
}
