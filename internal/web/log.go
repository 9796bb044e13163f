package web

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// logged tells the log of each request: what was asked, and how it was answered. What
// follows the path is left out, and headers are: secrets stand there. A handler that
// panics is answered for with 500, and what it was goes to the log.
func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, answer := time.Now(), &recorder{ResponseWriter: w}
		defer func() {
			failed := recover()
			if failed != nil && failed != http.ErrAbortHandler {
				log.Error("panic", "path", r.URL.Path, "cause", failed, "stack", string(debug.Stack()))
				if answer.status == 0 {
					http.Error(answer, "the server failed\n服务器内部出错", http.StatusInternalServerError)
				}
			}
			log.Info("request", "method", r.Method, "path", r.URL.Path, "status", answer.status, "bytes", answer.bytes,
				"duration", time.Since(began).Round(time.Microsecond))
			if failed != nil && answer.status != http.StatusInternalServerError {
				panic(http.ErrAbortHandler) // a part of the answer has gone: its reader must not take it for whole
			}
		}()
		next.ServeHTTP(answer, r)
	})
}

// recorder notes how a request was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(content []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(content)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is behind.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
