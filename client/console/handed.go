package console

import (
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
)

// handedKinds are what an answer may be that is handed on. A script is not among them, since
// it would run as a part of these pages, and could sign: the pages' own is served here.
var handedKinds = []string{
	"text/html", "text/css", "text/csv", "text/plain", "text/calendar", "text/event-stream",
	"application/json", "application/problem+json", "application/openapi+json", "application/openapi+yaml",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "image/svg+xml", "image/png",
}

// handedHeaders are those of an answer that are handed on; all others are this program's to say.
var handedHeaders = []string{
	"Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Type", "Etag", "Last-Modified",
	"Link", "Location", "Retry-After", "Set-Cookie", "Vary", "X-Accel-Buffering",
}

// cleaned refuses an answer of another kind, and takes out cookies but for the language, and
// ways to other places.
func cleaned(answer *http.Response) error {
	kinds := answer.Header["Content-Type"]
	kind, params, err := mime.ParseMediaType(strings.Join(kinds, ", ")) // of several a browser takes the last
	empty := len(kinds) == 0 && (answer.StatusCode == http.StatusNotModified || answer.StatusCode == http.StatusNoContent)
	if !empty && (err != nil || !slices.Contains(handedKinds, kind)) {
		return catalogue.NewError("console.pages.kind", "kind", strings.Join(kinds, ", "))
	}
	if !empty {
		answer.Header.Set("Content-Type", mime.FormatMediaType(kind, params))
	}
	cookies := answer.Cookies()
	answer.Header.Del("Set-Cookie")
	for _, cookie := range cookies {
		if cookie.Name == languageCookie {
			answer.Header.Add("Set-Cookie", cookie.String())
		}
	}
	if !staysHere(answer.Header.Get("Location")) {
		answer.Header.Del("Location")
	}
	return nil
}

// staysHere reports whether a location is a path. A browser reads a backslash as a slash, and
// passes over control characters (WHATWG URL, section 4.4).
func staysHere(location string) bool {
	odd := func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }
	return strings.HasPrefix(location, "/") && !strings.HasPrefix(location, "//") && !strings.ContainsFunc(location, odd)
}

// answering keeps the headers of what is handed on apart from this program's own until they
// are sent: what it hands on replaces none of them, also not by an answer before the answer.
type answering struct {
	http.ResponseWriter
	handed http.Header
}

// Header implements http.ResponseWriter.
func (a *answering) Header() http.Header { return a.handed }

// WriteHeader implements http.ResponseWriter. What is written as it happens has no end by which
// it must be written.
func (a *answering) WriteHeader(status int) {
	if status < http.StatusOK {
		return
	}
	for _, name := range handedHeaders {
		if values, is := a.handed[name]; is {
			a.ResponseWriter.Header()[name] = values
		}
	}
	if strings.HasPrefix(a.handed.Get("Content-Type"), "text/event-stream") {
		_ = http.NewResponseController(a.ResponseWriter).SetWriteDeadline(time.Time{}) // else it is broken off, and asked for again
	}
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is behind.
func (a *answering) Unwrap() http.ResponseWriter { return a.ResponseWriter }
