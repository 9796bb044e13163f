package membership

import (
	"encoding/json"
	"slices"
	"strings"
)

// Problem names what is wrong with a charter. Like refusals' codes they are
// stable; codes of refusals stand for what is wrong in a text or a name.
type Problem string

// The problems of form.
const (
	WrongSchema    Problem = "WRONG_SCHEMA"    // must
	OutOfRange     Problem = "OUT_OF_RANGE"    // value, least, most
	NotAmong       Problem = "NOT_AMONG"       // value, choices
	Repeated       Problem = "REPEATED"        // value
	Missing        Problem = "MISSING"         // nothing
	NotDuration    Problem = "NOT_A_DURATION"  // value
	NotAmount      Problem = "NOT_AN_AMOUNT"   // value
	NotShare       Problem = "NOT_A_SHARE"     // value
	NotSlug        Problem = "NOT_A_SLUG"      // value
	Undeclared     Problem = "UNDECLARED"      // what, value
	NotOneOf       Problem = "NOT_ONE_OF"      // choices
	ExpressionSize Problem = "EXPRESSION_SIZE" // most, depth
	NoUse          Problem = "NO_USE"          // because
	NoShareOf      Problem = "NO_SHARE_OF"     // votes
	FractionOfNone Problem = "FRACTION_OF_NONE"
	MoreThanWhole  Problem = "MORE_THAN_WHOLE"
	NamesNobody    Problem = "NAMES_NOBODY" // nothing
)

// The problems of sense: rules by which an alliance could not live.
const (
	NobodyVotes     Problem = "NOBODY_VOTES"      // nothing
	NobodyProposes  Problem = "NOBODY_PROPOSES"   // nothing
	Unreachable     Problem = "UNREACHABLE"       // voters
	AlwaysMet       Problem = "ALWAYS_MET"        // voters
	LockedOut       Problem = "LOCK_OUT"          // silent
	MetBySilence    Problem = "MET_BY_SILENCE"    // nothing
	MetByOpposition Problem = "MET_BY_OPPOSITION" // nothing
	NeverSeated     Problem = "NEVER_SEATED"      // organ
	ExpiresFirst    Problem = "EXPIRES_FIRST"     // discussion
	InUse           Problem = "IN_USE"            // what, value
)

// Fault is one thing that is wrong with a charter, and where.
type Fault struct {
	// Path leads to it, such as rules.admit.pass.all[0].atLeast.
	Path    string            `json:"path"`
	Problem Problem           `json:"problem"`
	Params  map[string]string `json:"params,omitempty" metadata:",optional"`
}

// maxFaults bounds the faults that are listed.
const maxFaults = 100

// faults collects what is wrong by the rules of some day.
type faults struct {
	engine string
	list   []Fault
}

// newFaults collects by a version of the rules.
func newFaults(engine string) *faults { return &faults{engine: engine} }

// none reports whether nothing has been found wrong.
func (f *faults) none() bool { return len(f.list) == 0 }

func (f *faults) add(path string, problem Problem, params ...string) {
	if len(f.list) < maxFaults {
		f.list = append(f.list, Fault{path, problem, refuse("", params...).Params})
	}
}

// refused enters what a check of a text or a name refused.
func (f *faults) refused(path string, err *Error) {
	if len(f.list) < maxFaults {
		f.list = append(f.list, Fault{path, Problem(err.Code), err.Params})
	}
}

// oneAmong enters a value that is not among the choices.
func (f *faults) oneAmong(path, value string, choices ...string) {
	if !slices.Contains(choices, value) {
		f.add(path, NotAmong, "value", clip(value), "choices", strings.Join(choices, ", "))
	}
}

// err is the refusal with all faults: the first as path and problem, and all of
// them as JSON.
func (f *faults) err() error {
	if f.none() {
		return nil
	}
	all, err := json.Marshal(f.list)
	if err != nil {
		return err
	}
	return refuse(CharterInvalid, "path", f.list[0].Path, "problem", string(f.list[0].Problem), "faults", string(all))
}

// FaultsIn returns what a refusal of a charter lists, nil if it is another refusal.
func FaultsIn(e *Error) []Fault {
	var list []Fault
	if e.Code != CharterInvalid || json.Unmarshal([]byte(e.Params["faults"]), &list) != nil {
		return nil
	}
	return list
}
