package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// Stream serves events as a browser's EventSource reads them (WHATWG HTML, 9.2
// "Server-sent events"): each with its id, its type, and a CloudEvent as its data. A
// reader that comes back says in Last-Event-ID what it had last, and misses nothing.
//
// Parameters: alliance, party, type, which narrow; after, an event's id, or 0.0 for all
// from the beginning. Without after and Last-Event-ID it begins with what comes next.
type Stream struct {
	Feed *Feed
	// Refuse answers a request that is refused: with a *Refusal, or an error of the index.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Max is how many readers there may be at once; DefaultReaders if it is 0.
	Max int
	// Done ends all streams when it is closed, as a server does that stops. Their readers
	// come back.
	Done <-chan struct{}

	readers atomic.Int64
}

// DefaultReaders is how many readers a Stream has at once, unless somebody says another
// number.
const DefaultReaders = 1000

// The pace of a stream.
const (
	// beat is how often a line without meaning is sent, so that neither side, nor what
	// lies between, takes a quiet stream for a dead one.
	beat = 15 * time.Second
	// writeLimit is how long a reader may take to accept one event.
	writeLimit = 10 * time.Second
)

// Refusal is why a request for a stream is refused. Its code is that of the problem.
type Refusal struct {
	*catalogue.Message
	Status int
	Code   string
}

// The codes of refusals.
const (
	BadParameter = "BAD_PARAMETER"
	TooMany      = "TOO_MANY_READERS"
)

func refuse(status int, code, key string, pairs ...any) error {
	return &Refusal{Message: catalogue.NewMessage(english, key, pairs...), Status: status, Code: code}
}

// ServeHTTP implements http.Handler.
func (s *Stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	filter, after, err := s.asked(ctx, r)
	defer s.readers.Add(-1)
	if s.readers.Add(1) > s.max() {
		err = refuse(http.StatusServiceUnavailable, TooMany, "feed.full", "max", s.max())
	}
	if err != nil {
		s.Refuse(w, r, err)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/event-stream; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no") // a proxy (nginx) would keep events back
	s.send(ctx, cancel, sender{http.NewResponseController(w), w}, filter, after)
}

func (s *Stream) max() int64 {
	if s.Max > 0 {
		return int64(s.Max)
	}
	return DefaultReaders
}

// send writes events until the reader or the server has enough.
func (s *Stream) send(ctx context.Context, cancel func(), to sender, filter Filter, after form.EventID) {
	events := make(chan Event)
	go func() {
		defer cancel()
		for event, err := range s.Feed.Events(ctx, after, filter) {
			if err != nil {
				return // the reader comes back, and is told then what is wrong
			}
			select {
			case events <- event:
			case <-ctx.Done():
				return
			}
		}
	}()
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	err := to.write(": \n\n")
	for err == nil {
		select {
		case event := <-events:
			err = to.event(event)
		case <-ticker.C:
			err = to.write(": \n\n")
		case <-ctx.Done():
			return
		case <-s.Done:
			return
		}
	}
}

// sender writes to one reader.
type sender struct {
	control *http.ResponseController
	http.ResponseWriter
}

// event writes one event. Its type is a line of its own only if the rules know it: of
// another nobody knows what it holds.
func (s sender) event(e Event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	line := ""
	if slices.Contains(membership.EventTypes(), e.What.Type) {
		line = "event: " + e.What.Type + "\n"
	}
	return s.write(fmt.Sprintf("id: %s\n%sdata: %s\n\n", e.EventID, line, text))
}

func (s sender) write(text string) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return err
	}
	if _, err := s.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

// asked reads the request's parameters.
func (s *Stream) asked(ctx context.Context, r *http.Request) (Filter, form.EventID, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return Filter{}, form.EventID{}, refuse(http.StatusBadRequest, BadParameter, "feed.query")
	}
	for name, values := range query {
		if !slices.Contains([]string{"alliance", "party", "type", "after", "lang"}, name) || len(values) > 1 {
			return Filter{}, form.EventID{}, refuse(http.StatusBadRequest, BadParameter, "feed.parameter", "name", name)
		}
	}
	filter := Filter{Alliance: query.Get("alliance"), Party: query.Get("party"), Type: query.Get("type")}
	if err := filter.check(); err != nil {
		return Filter{}, form.EventID{}, err
	}
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last = query.Get("after")
	}
	if last == "" {
		end, err := s.Feed.End(ctx)
		return filter, end, err
	}
	after, err := form.ParseEventID(last)
	if err != nil {
		return Filter{}, form.EventID{}, refuse(http.StatusBadRequest, BadParameter, "feed.after", "id", last)
	}
	return filter, after, nil
}

// check refuses what cannot be an id or a type of events.
func (f Filter) check() error {
	for _, field := range [][2]string{{"alliance", f.Alliance}, {"party", f.Party}} {
		if name, id := field[0], field[1]; id != "" && form.CheckID(name, id) != nil {
			return refuse(http.StatusBadRequest, BadParameter, "feed.id", "name", name, "id", id)
		}
	}
	if f.Type != "" && !slices.Contains(membership.EventTypes(), f.Type) {
		return refuse(http.StatusBadRequest, BadParameter, "feed.type", "type", f.Type)
	}
	return nil
}
