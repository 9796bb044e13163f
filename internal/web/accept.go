package web

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// Accepts reports whether whoever asks takes a type of content (RFC 9110, section 12.5.1).
// Of several ranges the one that says most about the type counts.
func Accepts(r *http.Request, contentType string) bool {
	ranges := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(ranges) == "" {
		return true
	}
	general, _, _ := strings.Cut(contentType, "/")
	quality := map[string]float64{}
	for _, one := range strings.Split(ranges, ",") {
		name, params, err := mime.ParseMediaType(one)
		if err != nil {
			continue
		}
		q, err := strconv.ParseFloat(params["q"], 64)
		if err != nil {
			q = 1
		}
		quality[name] = max(q, quality[name])
	}
	for _, name := range []string{contentType, general + "/*", "*/*"} {
		if q, said := quality[name]; said {
			return q > 0
		}
	}
	return false
}
