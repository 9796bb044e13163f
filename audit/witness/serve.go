package witness

import (
	"net/http"
	"os"
	"regexp"
	"strings"
)

// served are the paths of a folder that everybody may read: the key is not among them.
var served = regexp.MustCompile(`^/(checkpoint|signed/[0-9]{1,19}|tile/(entries|[0-9]{1,2})/(x[0-9]{3}/){0,6}[0-9]{3}(\.p/[0-9]{1,3})?)$`)

// Handler serves the log of a folder, as it is on the disk (C2SP tlog-tiles), and under signed/SIZE each
// checkpoint as it was first signed.
func Handler(folder string) (http.Handler, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	files := http.FileServerFS(root.FS())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		case !served.MatchString(r.URL.Path):
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/tile/") {
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
		}
		files.ServeHTTP(w, r)
	}), nil
}
