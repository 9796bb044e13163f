package signin

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

const (
	flowLife = 10 * time.Minute
	maxFlows = 10_000
)

// flow is a sign-in with a provider that somebody's browser has begun: what the provider's
// answer has to fit.
type flow struct {
	provider               string
	state, nonce, verifier string
	// had is the session that the browser had: its cookie is not sent along when the provider
	// sends the browser back.
	had   string
	until time.Time
}

// flows are those under way, each known by the cookie of the browser that began it.
type flows struct {
	cookie string

	lock sync.Mutex
	open map[string]flow
}

func newFlows() *flows {
	return &flows{cookie: "__Host-signing-in-" + rand.Text()[:8], open: map[string]flow{}}
}

// begin begins a flow of a browser that has a session, or none, and gives it the cookie by which
// the flow is known. That is sent also when another site leads here, as the provider does.
func (f *flows) begin(w http.ResponseWriter, provider, had string) (flow, error) {
	one := flow{provider, rand.Text(), rand.Text(), oauth2.GenerateVerifier(), had, time.Now().Add(flowLife)}
	key := rand.Text()
	f.lock.Lock()
	defer f.lock.Unlock()
	for known, other := range f.open {
		if time.Now().After(other.until) {
			delete(f.open, known)
		}
	}
	if len(f.open) >= maxFlows {
		return one, errFull
	}
	f.open[hashOf([]byte(key))] = one
	f.setCookie(w, key, int(flowLife/time.Second))
	return one, nil
}

func (f *flows) setCookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: f.cookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

// end takes the flow of a browser, which is over with that.
func (f *flows) end(w http.ResponseWriter, r *http.Request) (flow, error) {
	kept, err := r.Cookie(f.cookie)
	if err != nil {
		return flow{}, errNoFlow
	}
	f.setCookie(w, "", -1)
	key := hashOf([]byte(kept.Value))
	f.lock.Lock()
	defer f.lock.Unlock()
	one, known := f.open[key]
	delete(f.open, key)
	if !known || time.Now().After(one.until) {
		return flow{}, errNoFlow
	}
	return one, nil
}
