package charter

import (
	"encoding/json"
	"slices"
	"strings"

	"allianceregistry/membership/refusal"
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
	NotZone        Problem = "NOT_A_ZONE"      // value
	NotClearDays   Problem = "NOT_CLEAR_DAYS"  // value, most
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
	Unguarded      Problem = "UNGUARDED"    // part
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

// Defect is one thing that is wrong with a charter, and where.
type Defect struct {
	// Path leads to it, such as rules.admit.pass.all[0].atLeast.
	Path    string            `json:"path"`
	Problem Problem           `json:"problem"`
	Params  map[string]string `json:"params,omitempty" metadata:",optional"`
}

// maxDefects bounds the defects that are listed.
const maxDefects = 100

// Defects collects what is wrong by the rules of some day.
type Defects struct {
	engine string
	list   []Defect
}

// NewDefects collects by a version of the rules.
func NewDefects(engine string) *Defects { return &Defects{engine: engine} }

// None reports whether nothing has been found wrong.
func (d *Defects) None() bool { return len(d.list) == 0 }

func (d *Defects) add(path string, problem Problem, params ...string) {
	if len(d.list) < maxDefects {
		d.list = append(d.list, Defect{path, problem, refusal.New("", params...).Params})
	}
}

// addRefusal enters what a check of a text or a name refused.
func (d *Defects) addRefusal(path string, err *refusal.Error) {
	if len(d.list) < maxDefects {
		d.list = append(d.list, Defect{path, Problem(err.Code), err.Params})
	}
}

// checkChoice enters a value that is not among the choices.
func (d *Defects) checkChoice(path, value string, choices ...string) {
	if !slices.Contains(choices, value) {
		d.add(path, NotAmong, "value", refusal.Clip(value), "choices", strings.Join(choices, ", "))
	}
}

// Err is the refusal with all defects: the first as path and problem, and all of
// them as JSON.
func (d *Defects) Err() error {
	if d.None() {
		return nil
	}
	all, err := json.Marshal(d.list)
	if err != nil {
		return err
	}
	return refusal.New(refusal.CharterInvalid, "path", d.list[0].Path, "problem", string(d.list[0].Problem), "faults", string(all))
}

// DefectsIn returns what a refusal of a charter lists, nil if it is another refusal.
func DefectsIn(e *refusal.Error) []Defect {
	var list []Defect
	if e.Code != refusal.CharterInvalid || json.Unmarshal([]byte(e.Params["faults"]), &list) != nil {
		return nil
	}
	return list
}

// before enters a field as unknown by the rules before some version, and reports whether
// these are.
func (d *Defects) before(engine, path, field string) bool {
	if !Before(d.engine, engine) {
		return false
	}
	d.addRefusal(path, refusal.New(refusal.UnknownField, "field", field, "fields", ""))
	return true
}
