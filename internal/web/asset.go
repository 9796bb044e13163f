package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
)

// AssetPath is where Assets are mounted.
const AssetPath = "/assets/"

//go:embed assets
var assets embed.FS

// assetVersion is the digest of all assets: their addresses change with their content,
// so that a browser may keep them.
var assetVersion = versionOf() //nolint:gochecknoglobals // fixed

func versionOf() string {
	sum := sha256.New()
	files, err := assets.ReadDir("assets")
	for _, file := range files {
		content, failed := assets.ReadFile("assets/" + file.Name())
		if failed != nil {
			err = failed
		}
		sum.Write(content)
	}
	if err != nil {
		panic(err) // they are a part of this program
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// Assets serve the style, the script and the icon of every page.
func Assets() http.Handler {
	files := http.FileServerFS(assets)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == AssetPath {
			http.NotFound(w, r)
			return
		}
		if r.URL.RawQuery == assetVersion {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		files.ServeHTTP(w, r)
	})
}

func assetLink(name string) string { return AssetPath + name + "?" + assetVersion }
