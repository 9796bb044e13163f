package rest

import (
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"allianceregistry/audit/index"
)

// Prefix is the path below which everything is.
const Prefix = "/v1"

// maxURI bounds a request's path and query, in bytes.
const maxURI = 8192

// methods are those that every path has.
const methods = "GET, HEAD, OPTIONS"

// Options say how to answer.
type Options struct {
	// Version is the program's, for the document and the status.
	Version string
	// Now is the clock; nil is this computer's.
	Now func() time.Time
	// Describe adds to the document what is served beside it; nil for nothing.
	Describe func(*huma.OpenAPI)
	// Log is told of failures that are not the asker's; nil for nobody.
	Log *slog.Logger
}

// handler answers from one index.
type handler struct {
	index   *index.Index
	options Options
	mux     *http.ServeMux
	known   Known
	long    long
}

// New returns the handler of everything below Prefix. It answers paths that begin with
// Prefix, and refuses all others with UNKNOWN_PATH.
func New(x *index.Index, o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{index: x, options: o, mux: http.NewServeMux(), long: newLong()}
	for _, op := range operations() {
		h.route(op.path, func(w http.ResponseWriter, r *http.Request) { h.answer(w, r, op) })
	}
	var more []func(*huma.OpenAPI)
	if o.Describe != nil {
		more = append(more, o.Describe)
	}
	for file, content := range documents(o.Version, more...) {
		h.route(Prefix+"/"+file, func(w http.ResponseWriter, r *http.Request) {
			if err := checkNames(r.URL.Query(), operation{}); err != nil {
				h.refuse(w, r, err)
				return
			}
			h.send(w, r, content, documentTypes[path.Ext(file)])
		})
	}
	h.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		h.refuse(w, r, newProblem(UnknownPath, "path", r.URL.Path))
	})
	return h
}

// route answers GET and HEAD on a path, says what there is on OPTIONS, and refuses all else.
func (h *handler) route(pattern string, get http.HandlerFunc) {
	h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead:
			get(w, r)
		case http.MethodOptions:
			w.Header().Set("Allow", methods)
			w.WriteHeader(http.StatusNoContent)
		default:
			w.Header().Set("Allow", methods)
			h.refuse(w, r, newProblem(MethodNotAllowed, "method", r.Method, "allow", methods))
		}
	})
}

func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	Refuse(w, r, h.options.Log, err)
}

// ServeHTTP implements http.Handler. A path that would be cleaned is none: the answer to it
// would be a redirection.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	escaped := r.URL.EscapedPath()
	switch {
	case len(r.URL.RequestURI()) > maxURI:
		h.refuse(w, r, newProblem(URITooLong, "most", strconv.Itoa(maxURI)))
	case r.Method == http.MethodConnect, !strings.HasPrefix(escaped, "/"), path.Clean(escaped) != escaped, path.Clean(r.URL.Path) != r.URL.Path:
		h.refuse(w, r, newProblem(UnknownPath, "path", r.URL.Path))
	default:
		h.mux.ServeHTTP(w, r)
	}
}

// answer answers a request by an operation.
func (h *handler) answer(w http.ResponseWriter, r *http.Request, op operation) {
	q, err := h.read(r, op)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	content, next, done, err := h.ask(r.Context(), op, q)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	defer done()
	if next != "" {
		query := url.Values{}
		for name, text := range q.texts {
			if !slices.Contains(op.inPath(), name) {
				query.Set(name, text)
			}
		}
		query.Set(cursorName, next)
		w.Header().Set("Link", "<"+r.URL.EscapedPath()+"?"+query.Encode()+`>; rel="next"`)
	}
	h.send(w, r, content, jsonType)
}
