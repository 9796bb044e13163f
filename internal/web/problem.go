package web

import (
	"net/http"

	"allianceregistry/internal/view"
)

// Problem is why a request was not answered, for programs (RFC 9457). Code is stable;
// Title and Detail are in the reader's language.
type Problem struct {
	// Type is a URI reference to what explains the code.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Instance is the path of what was asked for.
	Instance   string            `json:"instance,omitempty"`
	Code       string            `json:"code"`
	Parameters map[string]string `json:"parameters,omitempty"`
}

// Write answers with the problem.
func (p Problem) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = view.JSON(w, p) // whoever asked has gone
}
