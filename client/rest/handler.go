package rest

import (
	"context"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/client"
	"allianceregistry/internal/problem"
	"allianceregistry/internal/web"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

const (
	// Prefix is the path below which transactions are sent and found.
	Prefix = "/v1/transactions"
	// DocumentPath is where the OpenAPI document is.
	DocumentPath = "/v1/openapi-acting.json"

	jsonType = "application/json"
	// maxURI bounds a request's path and query, in bytes.
	maxURI = 8192
	// maxWait bounds how long a request waits for the ledger: the server would break it off a
	// little later.
	maxWait = 50 * time.Second
)

// Options say as whom programs act, and which may.
type Options struct {
	Client *client.Client
	Token  Token
	// Version is the program's, for the document.
	Version string
	// Reading answers what this package does not, below /v1; nil for nobody.
	Reading http.Handler
	// Log is told of failures that are not the asker's; nil for nobody.
	Log *slog.Logger
}

// handler sends transactions of one party.
type handler struct {
	client   *client.Client
	token    Token
	reading  http.Handler
	log      *slog.Logger
	document []byte
	mux      *http.ServeMux
}

// New returns the handler of what programs ask for, who have to send the token; everything else
// is for pages, which know nothing of it: a token opens no page, and a session of theirs sends
// no transaction here.
func New(o Options, pages http.Handler) http.Handler {
	h := &handler{
		client: o.Client, token: o.Token, reading: o.Reading, log: o.Log, document: document(o.Version), mux: http.NewServeMux(),
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	for _, op := range operations() {
		h.route(Prefix+"/"+op.name, map[string]http.HandlerFunc{http.MethodPost: func(w http.ResponseWriter, r *http.Request) { h.write(w, r, op) }})
	}
	h.route(Prefix+"/{tx}", map[string]http.HandlerFunc{http.MethodGet: h.find})
	h.route(DocumentPath, map[string]http.HandlerFunc{http.MethodGet: h.describe})
	h.mux.HandleFunc("/", h.elsewhere)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		below := r.URL.Path == Prefix || strings.HasPrefix(r.URL.Path, Prefix+"/") || r.URL.Path == DocumentPath
		if below || len(r.Header.Values("Authorization")) > 0 {
			h.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// route answers the methods that a path has, and refuses all others.
func (h *handler) route(pattern string, methods map[string]http.HandlerFunc) {
	var names []string
	for name := range methods {
		names = append(names, name)
		if name == http.MethodGet {
			names = append(names, http.MethodHead)
		}
	}
	allow := strings.Join(append(names, http.MethodOptions), ", ")
	h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		serve, has := methods[method]
		switch {
		case has:
			serve(w, r)
		case method == http.MethodOptions:
			w.Header().Set("Allow", allow)
			w.WriteHeader(http.StatusNoContent)
		default:
			w.Header().Set("Allow", allow)
			h.refuse(r.Context(), w, r, newProblem(problem.MethodNotAllowed, "method", r.Method, "allow", allow))
		}
	})
}

// ServeHTTP implements http.Handler. Who has no token learns nothing of what there is.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	escaped := r.URL.EscapedPath()
	var err error
	switch {
	case isOfPage(r):
		err = newProblem(pageRefused)
	case !h.token.permits(r):
		err = newProblem(tokenRefused)
	case len(r.URL.RequestURI()) > maxURI:
		err = newProblem(problem.URITooLong, "most", strconv.Itoa(maxURI))
	case r.Method == http.MethodConnect, path.Clean(escaped) != escaped, path.Clean(r.URL.Path) != r.URL.Path: // it would be a redirection
		err = newProblem(problem.UnknownPath, "path", r.URL.Path)
	}
	if err != nil {
		h.refuse(r.Context(), w, r, err)
		return
	}
	h.mux.ServeHTTP(w, r)
}

// isOfPage reports whether a page sends a request, of whatever origin: a browser says so in
// headers that no page can leave out (Fetch, section 3.2; Fetch Metadata).
func isOfPage(r *http.Request) bool {
	return len(r.Header.Values("Origin")) > 0 || len(r.Header.Values("Sec-Fetch-Site")) > 0
}

// elsewhere hands on what reads.
func (h *handler) elsewhere(w http.ResponseWriter, r *http.Request) {
	if h.reading == nil || !strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasPrefix(r.URL.Path, Prefix) {
		h.refuse(r.Context(), w, r, newProblem(problem.UnknownPath, "path", r.URL.Path))
		return
	}
	h.reading.ServeHTTP(w, r)
}

// describe answers with the OpenAPI document.
func (h *handler) describe(w http.ResponseWriter, r *http.Request) {
	if _, err := parameters(r); err != nil {
		h.refuse(r.Context(), w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(h.document) // whoever asked has gone
}

// find says where a transaction stands.
func (h *handler) find(w http.ResponseWriter, r *http.Request) {
	place, err := h.place(r)
	if err != nil {
		h.refuse(r.Context(), w, r, err)
		return
	}
	answer(w, r, http.StatusOK, jsonType, Place{place.Tx, place.Block, place.Code})
}

// digits of a transaction's id, which is a SHA-256 in hexadecimal.
const digits = 64

func (h *handler) place(r *http.Request) (client.Place, error) {
	tx := r.PathValue("tx")
	if _, err := parameters(r); err != nil {
		return client.Place{}, err
	}
	if !accepts(r) {
		return client.Place{}, newProblem(problem.NotAcceptable, "accept", refusal.Clip(r.Header.Get("Accept")), "offered", jsonType)
	}
	if len(tx) != digits || strings.Trim(tx, "0123456789abcdef") != "" {
		return client.Place{}, newProblem(problem.UnknownPath, "path", r.URL.Path)
	}
	ctx, cancel := context.WithTimeout(r.Context(), maxWait)
	defer cancel()
	place, err := h.client.Locate(ctx, tx)
	if err == client.ErrNotFound { //nolint:errorlint // as it is promised
		err = refusal.Unknown("transaction", tx)
	}
	return place, err
}

// accepts reports whether whoever asks takes JSON.
func accepts(r *http.Request) bool { return web.Accepts(r, jsonType) }

// The parameters of a request.
const (
	dryRunName   = "dryRun"
	languageName = "lang" // see web.Language
)

// parameters are those in the query, out of dryRun and such as may stand there besides. It
// refuses with BAD_QUERY, UNKNOWN_PARAMETER, REPEATED_PARAMETER and BAD_CHOICE.
func parameters(r *http.Request, more ...string) (url.Values, error) {
	given, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, newProblem(problem.BadQuery)
	}
	known := append([]string{languageName}, more...)
	choices := map[string][]string{languageName: {"en", "zh"}, dryRunName: {"true", "false"}}
	for name, values := range given {
		switch {
		case !slices.Contains(known, name):
			return nil, newProblem(problem.UnknownParameter, "parameter", refusal.Clip(name), "parameters", strings.Join(known, ", "))
		case len(values) > 1:
			return nil, newProblem(problem.RepeatedParameter, "parameter", name)
		case !slices.Contains(choices[name], values[0]):
			return nil, refusal.New(refusal.BadChoice, "field", name, "value", refusal.Clip(values[0]), "choices", strings.Join(choices[name], ", "))
		}
	}
	return given, nil
}

// bodyOf reads a request's body. It refuses with UNSUPPORTED_MEDIA_TYPE and BAD_BODY; one that
// is too large the rules refuse.
func bodyOf(r *http.Request) ([]byte, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != jsonType {
		return nil, newProblem(problem.UnsupportedType, "offered", jsonType)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, form.MaxArgument+1))
	if err != nil {
		return nil, newProblem(problem.BadBody)
	}
	return body, nil
}
