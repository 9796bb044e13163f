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
	// SignOutPath is where a page's form to sign out is sent.
	SignOutPath = "/sign-out"
	// SessionsPath is where a page lists the reader's own sessions, each with a form that ends it.
	SessionsPath = "/sessions"
	// SessionField and AllField are fields of a form that is sent to SignOutPath: which session
	// it ends, or that it ends all.
	SessionField, AllField = "session", "all"
	// TokenField is the name of the form's field, and TokenHeader the header, in which a
	// request that changes something carries the token of its session.
	TokenField, TokenHeader = "token", "X-Session-Token"
	// InsideHeader is on each request that Guard lets through: pages lead to SessionsPath then,
	// also those of a program that the request is handed on to. It says nothing of who asks.
	InsideHeader = "X-Inside-Session"

	// ByCertificate is how somebody signed in who showed a certificate.
	ByCertificate = "certificate"
	maxBrowser    = 200 // characters of what a browser says that it is

	linkLife    = time.Hour
	sessionLife = 12 * time.Hour
	// IdleLife is how long a secure session lasts in which nothing is asked for. Both limits
	// are those of NIST SP 800-63B-3, section 4.2.3, which OWASP ASVS 5.0 names in 7.1.1.
	IdleLife = 30 * time.Minute
)

// Sessions are those of whoever opened a one-time link, or signed in. They are kept in memory,
// and end with the program. Keys are kept as their digests: what is looked up is no secret.
//
// A cookie belongs to a host and not to a port of it: the program of another user of this
// computer would be sent it, at a port of its own, by the same browser, and could use it.
// So there are sessions only by names that such a program does not go by: see NewName.
type Sessions struct {
	cookie string
	names  []string
	secure bool
	idle   time.Duration
	now    func() time.Time

	lock  sync.Mutex
	links map[string]time.Time // until when, by digest
	open  map[string]session
}

// Holder is whose session it is, as whoever began it said.
type Holder struct {
	// Who is a person; empty for whoever opened a link.
	Who string
	// Proof is what the holder showed then, for who wants it shown again.
	Proof string
	// By is how the holder signed in: ByCertificate, or what a page calls it; empty for a link.
	By string
}

// session is one that was begun. Its id is no secret, and opens nothing.
type session struct {
	holder        Holder
	id            string
	from, browser string
	began, used   time.Time
}

// NewSessions returns one that knows nobody. There are sessions by these host names alone;
// by every one if none is given, as for a socket that its owner alone can use.
func NewSessions(names ...string) *Sessions {
	return &Sessions{
		cookie: "session-" + secret()[:8], names: names, idle: sessionLife, now: time.Now,
		links: map[string]time.Time{}, open: map[string]session{},
	}
}

// NewSecureSessions returns one for a server that speaks TLS alone: browsers send its cookie
// to this host by TLS, and take it from nobody else (the prefix __Host-, RFC 6265bis, section
// 4.1.3.2). Its sessions end also when nothing was asked for during IdleLife.
func NewSecureSessions(names ...string) *Sessions {
	s := NewSessions(names...)
	s.cookie, s.secure, s.idle = "__Host-"+s.cookie, true, IdleLife
	return s
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
	s.links[digest(key)] = s.now().Add(linkLife)
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
		opened := s.takeLink(r.URL.Query().Get("key"))
		if !opened && s.key(r) != "" { // who is in already, and opens the link once more
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		if !opened {
			refused.ServeHTTP(w, r)
			return
		}
		s.Begin(w, r, Holder{})
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

// takeLink uses up a link, and reports whether it was good.
func (s *Sessions) takeLink(key string) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	until, known := s.links[digest(key)]
	delete(s.links, digest(key))
	return known && !s.now().After(until)
}

// Begin begins a session with a key of its own. One that the request had is over: a key that
// somebody had before this sign-in, or gave to a browser, is worth nothing after it.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, holder Holder) {
	had, key := s.key(r), secret()
	s.lock.Lock()
	defer s.lock.Unlock()
	now := s.now()
	for known, one := range s.open {
		if s.over(one, now) {
			delete(s.open, known)
		}
	}
	delete(s.open, digest(had))
	s.open[digest(key)] = session{holder, rand.Text(), addressOf(r), clipped(r.UserAgent()), now, now}
	s.setCookie(w, key, int(sessionLife/time.Second))
}

func (s *Sessions) setCookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
	w.Header().Set("Cache-Control", "no-store")
}

// ends is when a session is over in which nothing more is asked for.
func (s *Sessions) ends(one session) time.Time {
	last, idle := one.began.Add(sessionLife), one.used.Add(s.idle)
	if idle.Before(last) {
		return idle
	}
	return last
}

func (s *Sessions) over(one session, now time.Time) bool { return now.After(s.ends(one)) }

// Holder is who holds the request's session; false if there is none.
func (s *Sessions) Holder(r *http.Request) (Holder, bool) {
	key := s.key(r)
	s.lock.Lock()
	defer s.lock.Unlock()
	one, known := s.open[digest(key)]
	return one.holder, known
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

// key is that of the request's session; empty if there is none.
func (s *Sessions) key(r *http.Request) string {
	kept, err := r.Cookie(s.cookie)
	if err != nil || !s.goesBy(r) {
		return ""
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if one, known := s.open[digest(kept.Value)]; !known || s.over(one, s.now()) {
		return ""
	}
	return kept.Value
}

// used puts off the end of the request's session for want of use.
func (s *Sessions) used(r *http.Request) {
	key := digest(s.key(r))
	s.lock.Lock()
	defer s.lock.Unlock()
	if one, known := s.open[key]; known {
		one.used = s.now()
		s.open[key] = one
	}
}

// Guard lets through what has a session and, if it could change something, comes from a
// page of this origin and carries the session's token. All else is left to refused, which
// answers.
func (s *Sessions) Guard(next, refused http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		r.Header.Del(InsideHeader)
		token := s.Token(r)
		if token == "" || origin.Check(r) != nil || !safe(r.Method) && !hmac.Equal([]byte(token), []byte(tokenOf(r))) {
			refused.ServeHTTP(w, r)
			return
		}
		s.used(r)
		r.Header.Set(InsideHeader, "1")
		next.ServeHTTP(w, r)
	})
}

// Inside reports whether a request is one that Guard let through: of this program, or of the one
// that hands it on.
func Inside(r *http.Request) bool { return r.Header.Get(InsideHeader) != "" }

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
