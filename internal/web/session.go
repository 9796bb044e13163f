package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"
	"time"
)

const (
	// EnterPath is where a one-time link leads.
	EnterPath = "/enter"
	// TokenField is the name of the form's field, and TokenHeader the header, in which a
	// request that changes something carries the token of its session.
	TokenField, TokenHeader = "token", "X-Session-Token"

	linkLife    = time.Hour
	sessionLife = 12 * time.Hour
)

// Sessions are those of whoever opened a one-time link. They are kept in memory, and end
// with the program. Keys are kept as their digests: what is looked up is no secret.
//
// A cookie belongs to a host and not to a port of it: the program of another user of this
// computer would be sent it, at a port of its own, by the same browser, and could use it.
// So there are sessions only by names that such a program does not go by: see NewName.
type Sessions struct {
	cookie string
	names  []string

	lock  sync.Mutex
	links map[string]time.Time // until when, by digest
	open  map[string]time.Time
}

// NewSessions returns one that knows nobody. There are sessions by these host names alone;
// by every one if none is given, as for a socket that its owner alone can use.
func NewSessions(names ...string) *Sessions {
	return &Sessions{cookie: "session-" + secret()[:8], names: names, links: map[string]time.Time{}, open: map[string]time.Time{}}
}

// goesBy reports whether there are sessions by the name of a request.
func (s *Sessions) goesBy(r *http.Request) bool {
	return len(s.names) == 0 || isAmong(hostOf(r.Host), s.names)
}

// secret is one that nobody guesses: 256 bits.
func secret() string {
	var key [32]byte
	_, _ = rand.Read(key[:]) // never fails
	return hex.EncodeToString(key[:])
}

func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// NewLink returns the path and query of a link that opens one session, within an hour.
func (s *Sessions) NewLink() string {
	key := secret()
	s.lock.Lock()
	defer s.lock.Unlock()
	s.links[digest(key)] = time.Now().Add(linkLife)
	return EnterPath + "?key=" + key
}

// Enter answers at EnterPath: it opens a session for who holds a link, and leads to the
// first page, whose address does not show the link any more. Without one that holds it
// leaves the answer to refused.
func (s *Sessions) Enter(refused http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.goesBy(r) { // the link is still good by its own name
			refused.ServeHTTP(w, r)
			return
		}
		key, opened := s.enter(r.URL.Query().Get("key"))
		if !opened && s.key(r) != "" { // who is in already, and opens the link once more
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		if !opened {
			refused.ServeHTTP(w, r)
			return
		}
		http.SetCookie(w, &http.Cookie{
			Name: s.cookie, Value: key, Path: "/", MaxAge: int(sessionLife / time.Second), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

// enter takes the key of a link for that of a session.
func (s *Sessions) enter(link string) (string, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	until, known := s.links[digest(link)]
	delete(s.links, digest(link))
	if !known || time.Now().After(until) {
		return "", false
	}
	key := secret()
	s.open[digest(key)] = time.Now().Add(sessionLife)
	return key, true
}

// Token is that of the request's session, for TokenField; empty if there is no session.
func (s *Sessions) Token(r *http.Request) string {
	key := s.key(r)
	if key == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(TokenField))
	return hex.EncodeToString(mac.Sum(nil))
}

// Leave ends the request's session.
func (s *Sessions) Leave(r *http.Request) {
	key := s.key(r)
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.open, digest(key))
}

// key is that of the request's session; empty if there is none.
func (s *Sessions) key(r *http.Request) string {
	kept, err := r.Cookie(s.cookie)
	if err != nil || !s.goesBy(r) {
		return ""
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if until, known := s.open[digest(kept.Value)]; !known || time.Now().After(until) {
		return ""
	}
	return kept.Value
}

// Guard lets through what has a session and, if it could change something, comes from a
// page of this origin and carries the session's token. All else is left to refused, which
// answers.
func (s *Sessions) Guard(next, refused http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		token := s.Token(r)
		if token == "" || origin.Check(r) != nil || !safe(r.Method) && !hmac.Equal([]byte(token), []byte(tokenOf(r))) {
			refused.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// safe are the methods that change nothing (RFC 9110, section 9.2.1).
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func tokenOf(r *http.Request) string {
	if token := r.Header.Get(TokenHeader); token != "" {
		return token
	}
	return r.PostFormValue(TokenField)
}
