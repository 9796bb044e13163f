package web

import "net/http"

// policy lets a page have the program's own style, pictures and script, send forms to the
// program alone, and be shown in no other page (Content Security Policy Level 3).
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured sets the headers by which a browser keeps others out.
// By TLS it has them come by TLS alone for a year, to the names below this one too (OWASP ASVS
// 5.0, 3.4.1).
func secured(encrypted bool, next http.Handler) http.Handler {
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
		if encrypted {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}
