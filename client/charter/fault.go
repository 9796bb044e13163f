package charter

import (
	"fmt"
	"strings"

	"allianceregistry/membership"
)

// The problems of a file that is not of the form of a charter, or of charter tests.
// Problems of membership stand beside them.
const (
	NotYAML       membership.Problem = "NOT_YAML"       // detail
	WrongType     membership.Problem = "WRONG_TYPE"     // wanted: text, whole number, yes or no, list, fields; amount
	UnknownField  membership.Problem = "UNKNOWN_FIELD"  // field
	RepeatedField membership.Problem = "REPEATED_FIELD" // field, line: of the first
	TooLarge      membership.Problem = "TOO_LARGE"      // most
	UnknownMember membership.Problem = "UNKNOWN_MEMBER" // value
	NotRange      membership.Problem = "NOT_A_RANGE"    // value
)

// Fault is one thing that is wrong in a file, and on which line: 0 if nobody knows.
type Fault struct {
	membership.Fault
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
