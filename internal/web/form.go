package web

import (
	"crypto/hmac"
	"net/http"
)

// Form guards what a page without sessions lets its readers do: who may read it may do it,
// and no page of another origin can have a browser do it. The token stands in the page's
// form alone, which no other origin can read.
type Form struct{ token string }

// NewForm returns one with a token of its own, which is good until the program ends.
func NewForm() *Form { return &Form{secret()} }

// Token is for TokenField.
func (f *Form) Token() string { return f.token }

// Allows reports whether a request comes from a page of this origin, and carries the token.
func (f *Form) Allows(r *http.Request) bool {
	return http.NewCrossOriginProtection().Check(r) == nil && hmac.Equal([]byte(f.token), []byte(tokenOf(r)))
}
