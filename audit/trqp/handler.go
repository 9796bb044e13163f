package trqp

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"allianceregistry/audit/index"
	"allianceregistry/audit/rest"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership/refusal"
)

// The paths of the queries.
const (
	AuthorizationPath = "/authorization"
	RecognitionPath   = "/recognition"
)

const (
	jsonType = "application/json"
	maxBody  = 16 << 10 // bytes
	maxValue = 1000     // bytes, of a member
)

// Options say how to answer.
type Options struct {
	// Now is the clock; nil is this computer's.
	Now func() time.Time
	// Log is told of failures that are not the asker's; nil for nobody.
	Log *slog.Logger
}

// handler answers from one index.
type handler struct {
	index   *index.Index
	options Options
	known   rest.Known
}

// New returns the handler of AuthorizationPath and RecognitionPath; it refuses all other paths.
func New(x *index.Index, o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{index: x, options: o}
	mux := http.NewServeMux()
	mux.HandleFunc(AuthorizationPath, h.answering(h.authorize))
	mux.HandleFunc(RecognitionPath, h.answering(h.recognize))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, rest.NewError(rest.UnknownPath, "path", r.URL.Path))
	})
	return mux
}

func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	rest.Refuse(w, r, h.options.Log, err)
}

// Query is a query of either kind. Members that are not known are left out of account, as the
// protocol demands.
type Query struct {
	Entity    string            `json:"entity_id"`
	Authority string            `json:"authority_id"`
	Action    string            `json:"action"`
	Resource  string            `json:"resource"`
	Context   map[string]string `json:"context,omitempty"`
}

// Answer is the response to a query of either kind.
type Answer struct {
	Query
	// One of them is there.
	Authorized *bool `json:"authorized,omitempty"`
	Recognized *bool `json:"recognized,omitempty"`
	// Requested is the moment that was asked about, Evaluated when it was answered.
	Requested *time.Time `json:"time_requested,omitempty"`
	Evaluated time.Time  `json:"time_evaluated"`
	// Message says why in the reader's language, Reason by a stable word.
	Message string `json:"message"`
	Reason  Reason `json:"reason"`
	// Record is the transaction that wrote the record on which the answer rests, if there is one.
	Record *index.Origin `json:"record,omitempty"`
	// Verified is how far the chain was verified.
	Verified Verified `json:"verified"`
}

// Verified is how far the chain was verified on which an answer rests.
type Verified struct {
	Height  uint64 `json:"height"`
	Hash    string `json:"hash"`
	Genesis string `json:"genesis"`
	// Time is the time up to which the blocks say what happened.
	Time time.Time `json:"time"`
	// Beyond says that the moment asked about is after Time: of what came between nothing is
	// known, and the answer is how it stood.
	Beyond bool `json:"beyond,omitempty"`
}

// asked is a query that was checked.
type asked struct {
	Query
	// alliance and entity are the registry's ids.
	alliance, entity string
	time             time.Time
	verified         Verified
}

// verdict is what a query comes to.
type verdict struct {
	yes    bool
	reason Reason
	params map[string]string
	record *index.Origin
}

// answering answers POST requests by a function.
func (h *handler) answering(judge func(ctx context.Context, q asked) (verdict, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			h.refuse(w, r, rest.NewError(rest.MethodNotAllowed, "method", r.Method, "allow", http.MethodPost))
			return
		}
		q, err := h.read(w, r)
		if err != nil {
			h.refuse(w, r, err)
			return
		}
		found, err := judge(r.Context(), q)
		if err == nil {
			err = h.send(w, r, q, found)
		}
		if err != nil {
			h.refuse(w, r, err)
		}
	}
}

// read takes a request apart. It refuses with UNSUPPORTED_MEDIA_TYPE, BAD_BODY, REQUIRED,
// TOO_LONG, BAD_TIME, BAD_ID, UNKNOWN_RECORD and INDEX_EMPTY.
func (h *handler) read(w http.ResponseWriter, r *http.Request) (asked, error) {
	q := asked{time: h.options.Now()}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != jsonType {
		return q, rest.NewError(rest.UnsupportedType, "offered", jsonType)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil || !utf8.Valid(body) || json.Unmarshal(body, &q.Query) != nil {
		return q, rest.NewError(rest.BadBody)
	}
	if err := q.check(); err != nil {
		return q, err
	}
	at, err := h.index.Checkpoint(r.Context())
	if err != nil {
		return q, err
	}
	if at.Next == 0 {
		return q, rest.NewError(rest.IndexEmpty)
	}
	q.verified = Verified{Height: at.Next, Hash: hex.EncodeToString(at.Previous), Genesis: hex.EncodeToString(at.Genesis)}
	if q.verified.Time, err = h.known.Until(r.Context(), h.index, at.Next, h.options.Now()); err != nil {
		return q, err
	}
	_, given := q.Context["time"]
	q.verified.Beyond = given && q.time.After(q.verified.Time)
	if q.alliance, err = q.idOf("authority_id", q.Authority); err == nil {
		q.entity, err = q.idOf("entity_id", q.Entity)
	}
	return q, err
}

// maxAhead is how much the asker's clock may be ahead of this computer's.
const maxAhead = time.Minute

// check refuses members that are missing, or too long, a time that is none, and one that has not
// come yet: of what holds then nobody knows.
func (q *asked) check() error {
	for _, member := range [][2]string{{"entity_id", q.Entity}, {"authority_id", q.Authority}, {"action", q.Action}, {"resource", q.Resource}} {
		if member[1] == "" {
			return refusal.New(refusal.Required, "field", member[0])
		}
		if len(member[1]) > maxValue {
			return refusal.New(refusal.TooLong, "field", member[0], "length", view.Number(len(member[1])), "most", view.Number(maxValue))
		}
	}
	text, given := q.Context["time"]
	if !given {
		return nil
	}
	now := q.time
	at, err := time.Parse(time.RFC3339, text)
	q.time = at.UTC()
	if err == nil {
		_, err = q.time.MarshalText() // which the answer will do: not every year in UTC can be written
	}
	if err != nil || q.time.After(now.Add(maxAhead)) {
		return refusal.New(refusal.BadTime, "time", refusal.Clip(text))
	}
	return nil
}

// send answers with what a query came to.
func (h *handler) send(w http.ResponseWriter, r *http.Request, q asked, found verdict) error {
	language := web.Language(r)
	message, err := found.message(language, q.verified)
	if err != nil {
		return err
	}
	answer := Answer{
		Query: q.Query, Evaluated: h.options.Now().UTC().Truncate(time.Second), Message: message, Reason: found.reason, Record: found.record, Verified: q.verified,
	}
	if _, given := q.Context["time"]; given {
		answer.Requested = &q.time
	}
	if r.URL.Path == RecognitionPath {
		answer.Recognized = &found.yes
	} else {
		answer.Authorized = &found.yes
	}
	header := w.Header()
	if id := r.Header.Get("X-Request-ID"); isPlain(id) {
		header.Set("X-Request-ID", id)
	}
	header.Set("Content-Type", jsonType)
	header.Set("Content-Language", web.Tag(language))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	return view.JSON(w, answer)
}

// maxRequestID bounds the names of requests that are given back.
const maxRequestID = 128

// isPlain reports whether a request's name can be given back as it is.
func isPlain(id string) bool {
	return id != "" && len(id) <= maxRequestID && strings.IndexFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f }) < 0
}
