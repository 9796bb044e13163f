package charterfile

import (
	"errors"
	"fmt"
	"strings"

	"allianceregistry/internal/input"
	"allianceregistry/membership/charter"
)

// The problems of charter tests that have their form. Those of files, of package
// input, and those of membership stand beside them.
const (
	UnknownMember charter.Problem = "UNKNOWN_MEMBER" // value
	NotRange      charter.Problem = "NOT_A_RANGE"    // value
)

// Defect is one thing that is wrong in a file, and on which line: 0 if nobody knows.
type Defect struct {
	charter.Defect
	Line int `json:"line,omitempty"`
}

// Invalid is the error of a file that has defects.
type Invalid struct{ Defects []Defect }

// Error lists the defects in plain form, for programmers; programs for people render
// each by its problem.
func (e *Invalid) Error() string {
	lines := make([]string, 0, len(e.Defects))
	for _, f := range e.Defects {
		lines = append(lines, fmt.Sprintf("line %d: %s: %s %v", f.Line, f.Path, f.Problem, f.Params))
	}
	return strings.Join(lines, "; ")
}

// asInvalid turns the error of a file that could not be read into this package's own.
func asInvalid(err error) error {
	var unread *input.Invalid
	if !errors.As(err, &unread) {
		return err
	}
	whole := &Invalid{}
	for _, f := range unread.Defects {
		whole.Defects = append(whole.Defects, Defect{charter.Defect{Path: f.Path, Problem: charter.Problem(f.Problem), Params: f.Params}, f.Line})
	}
	return whole
}

// invalid returns the error of defects, nil without any.
func invalid(defects []Defect) error {
	if len(defects) == 0 {
		return nil
	}
	return &Invalid{defects}
}

// params are parameters by name.
func params(pairs ...string) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	all := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}
