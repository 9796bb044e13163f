package web

import (
	"net"
	"net/http"
	"slices"
	"time"
)

// Begun is a session as its holder sees it.
type Begun struct {
	// ID is what a form names in SessionField. It opens nothing.
	ID string
	// By is how it was begun, see Holder; From the address, and Browser what the browser said
	// that it was, at that time.
	By, From, Browser string
	// Began and Used are when something was asked for first and last, Ends when it is over if
	// nothing more is.
	Began, Used, Ends time.Time
	// Own says that it is the request's.
	Own bool
}

// List are the sessions of the request's holder that are not over: the request's first, then
// those that were used last. Without a session there are none.
func (s *Sessions) List(r *http.Request) []Begun {
	key := s.key(r)
	if key == "" {
		return nil
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	who, now := s.open[digest(key)].holder.Who, s.now()
	var list []Begun
	for known, one := range s.open {
		if one.holder.Who == who && !s.over(one, now) {
			list = append(list, Begun{one.id, one.holder.By, one.from, one.browser, one.began, one.used, s.ends(one), known == digest(key)})
		}
	}
	slices.SortFunc(list, func(one, other Begun) int {
		switch {
		case one.Own:
			return -1
		case other.Own:
			return 1
		}
		return other.Used.Compare(one.Used)
	})
	return list
}

// SignOut ends what the form says: the request's session, the one of its holder that is named, or
// all of the holder's. It returns how many there were, and whether the request's own is among
// them. Nobody ends another's. Guard has seen to it that there is a session, and that the form
// is a page's of its own.
func (s *Sessions) SignOut(w http.ResponseWriter, r *http.Request) (ended int, out bool) {
	named, all := r.PostFormValue(SessionField), r.PostFormValue(AllField) != ""
	for _, one := range s.List(r) {
		if all || one.ID == named || named == "" && one.Own {
			s.End(one.ID)
			ended, out = ended+1, out || one.Own
		}
	}
	if out {
		s.setCookie(w, "", -1)
	}
	return ended, out
}

// Own is the id of the request's session; empty if there is none.
func (s *Sessions) Own(r *http.Request) string {
	key := s.key(r)
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.open[digest(key)].id
}

// End ends the session with an id; none for an empty one.
func (s *Sessions) End(id string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for known, one := range s.open {
		if one.id == id {
			delete(s.open, known)
		}
	}
}

// addressOf is where a request comes from, without its port; empty at a socket.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

func clipped(browser string) string {
	text := []rune(browser)
	return string(text[:min(len(text), maxBrowser)])
}
