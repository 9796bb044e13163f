package rest

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"os"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/private"
)

// The bounds of a token, in characters. That many of chance nobody guesses.
const (
	minToken = 32
	maxToken = 1024
)

// Token is the secret by which programs may act. Its digest is kept: what is compared is of
// one length, and takes the same time whatever was sent.
type Token struct{ digest [sha256.Size]byte }

// NewToken refuses with acting.token.form what is too short, too long, or has other characters
// than a header can have (RFC 6750, section 2.1).
func NewToken(text string) (Token, error) {
	odd := func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=", r)
	}
	if len(text) < minToken || len(text) > maxToken || strings.ContainsFunc(text, odd) {
		return Token{}, catalogue.NewError("acting.token.form", "least", minToken, "most", maxToken)
	}
	return Token{sha256.Sum256([]byte(text))}, nil
}

// ReadToken reads the token from a file, in which it is the only line. It refuses a file that
// others than its owner may read, and what NewToken refuses.
func ReadToken(path string) (Token, error) {
	if private.Check(path) != nil {
		return Token{}, catalogue.NewError("acting.token.exposed", "file", path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return Token{}, catalogue.NewError("acting.token.file", "file", path, "cause", err)
	}
	return NewToken(strings.TrimRight(string(content), "\r\n"))
}

// scheme begins the header that has a token (RFC 6750).
const scheme = "bearer "

// permits reports whether a request has the token, and no second one.
func (t Token) permits(r *http.Request) bool {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 || len(headers[0]) < len(scheme) || !strings.EqualFold(headers[0][:len(scheme)], scheme) {
		return false
	}
	given := sha256.Sum256([]byte(headers[0][len(scheme):]))
	return subtle.ConstantTimeCompare(given[:], t.digest[:]) == 1
}
