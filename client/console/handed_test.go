package console

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// limited notes by when what is written has to be.
type limited struct {
	*httptest.ResponseRecorder
	until []time.Time
}

// SetWriteDeadline is what http.ResponseController calls.
func (l *limited) SetWriteDeadline(until time.Time) error {
	l.until = append(l.until, until)
	return nil
}

// A stream of events has no end by which it must be written; all else keeps the server's.
func TestHandedEventsGoOn(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string][]time.Time{"text/event-stream; charset=utf-8": {{}}, "text/html": nil} {
		w := &limited{ResponseRecorder: httptest.NewRecorder()}
		a := &answering{w, http.Header{"Content-Type": {kind}}}
		a.WriteHeader(http.StatusEarlyHints)
		require.Empty(t, w.until, kind)
		a.WriteHeader(http.StatusOK)
		require.Equal(t, want, w.until, kind)
	}
}
