package web

import "net/http"

// policy lets a page have the program's own style, pictures and script, send forms to the
// program alone, and be shown in no other page (Content Security Policy Level 3).
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured sets the headers by which a browser keeps others out.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Security-Policy":      policy,
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control":                "private, no-cache",
		} {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}
