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

// Fault is one thing that is wrong in a file, and on which line: 0 if nobody knows.
type Fault struct {
	charter.Defect
	Line int `json:"line,omitempty"`
}

// Invalid is the error of a file that has faults.
type Invalid struct{ Faults []Fault }

// Error lists the faults in plain form, for programmers; programs for people render
// each by its problem.
func (e *Invalid) Error() string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		lines = append(lines, fmt.Sprintf("line %d: %s: %s %v", f.Line, f.Path, f.Problem, f.Params))
	}
	return strings.Join(lines, "; ")
}

// asInvalid is the error of a file that could not be read, as it stands here.
func asInvalid(err error) error {
	var unread *input.Invalid
	if !errors.As(err, &unread) {
		return err
	}
	whole := &Invalid{}
	for _, f := range unread.Defects {
		whole.Faults = append(whole.Faults, Fault{charter.Defect{Path: f.Path, Problem: charter.Problem(f.Problem), Params: f.Params}, f.Line})
	}
	return whole
}

// invalid is the error of faults, nil without any.
func invalid(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &Invalid{faults}
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
