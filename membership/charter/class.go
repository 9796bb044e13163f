package charter

import (
	"slices"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// MaxClasses bounds a charter's classes.
const MaxClasses = 50

// Right is what a member of a class may do.
type Right string

// The rights that a charter can give to a class.
const (
	Voice        Right = "voice"
	Vote         Right = "vote"
	ProposeRight Right = "propose"
	SponsorRight Right = "sponsor"
	SeatRight    Right = "seat"
	ReadRight    Right = "read"
)

// Class is a class of members: who may be in it, and what they may do.
type Class struct {
	ID     string     `json:"id"`
	Names  form.Names `json:"names"`
	Kinds  []Kind     `json:"kinds"`
	Rights []Right    `json:"rights"`
	// Weights are what each member counts for in the charter's measures, where it
	// has no weight of its own.
	Weights Weights `json:"weights,omitempty" metadata:",optional"`
	// Most is how many members the class may have; 0 is any number.
	Most int `json:"most,omitempty" metadata:",optional"`
	// Duration is how long a membership lasts before it is renewed; without it it
	// has no end. Grace follows.
	Duration form.Duration `json:"duration,omitempty" metadata:",optional"`
	Grace    form.Duration `json:"grace,omitempty" metadata:",optional"`
	// Probation is how long a new member has only the rights of ProbationRights.
	Probation       form.Duration `json:"probation,omitempty" metadata:",optional"`
	ProbationRights []Right       `json:"probationRights,omitempty" metadata:",optional"`
	// Agreements are those of the charter that members must have accepted.
	Agreements []string `json:"agreements,omitempty" metadata:",optional"`
	// Dues says that members owe dues.
	Dues bool `json:"dues,omitempty" metadata:",optional"`
	// Participation is the duty to take part, Confirmation that to confirm who acts for the
	// member; without them there is none.
	Participation *Participation `json:"participation,omitempty" metadata:",optional"`
	Confirmation  *Confirmation  `json:"confirmation,omitempty" metadata:",optional"`
	// GraceRights are what is left in grace (without them all), LapsedRights what is
	// left when standing has lapsed (without them none).
	GraceRights  []Right `json:"graceRights,omitempty" metadata:",optional"`
	LapsedRights []Right `json:"lapsedRights,omitempty" metadata:",optional"`
	// Requires is demanded of whoever enters the class.
	Requires []Requirement `json:"requires,omitempty" metadata:",optional"`
}

// Class finds a class by its id.
func (c Charter) Class(id string) (Class, bool) {
	index := slices.IndexFunc(c.Classes, func(class Class) bool { return class.ID == id })
	if index < 0 {
		return Class{}, false
	}
	return c.Classes[index], true
}

// FindClass refuses with UNKNOWN_CLASS.
func (c Charter) FindClass(id string) (Class, error) {
	class, found := c.Class(id)
	if !found {
		return class, refusal.New(refusal.UnknownClass, "class", refusal.Clip(id))
	}
	return class, nil
}

// Admits refuses with KIND_NOT_ADMITTED.
func (c Class) Admits(kind Kind, party string) error {
	if !slices.Contains(c.Kinds, kind) {
		return refusal.New(refusal.KindNotAdmitted, "class", c.ID, "kind", string(kind), "party", party)
	}
	return nil
}

// Permits refuses with NO_RIGHT.
func (c Class) Permits(right Right) error {
	if !slices.Contains(c.Rights, right) {
		return refusal.New(refusal.NoRight, "class", c.ID, "right", string(right))
	}
	return nil
}

// RetainedRights returns the rights that a standing, and probation, leave to members of
// a class.
func (c Class) RetainedRights(state StandingState, probation bool) []Right {
	rights := []Right{}
	for _, right := range c.Rights {
		if c.Retains(right, state, probation) {
			rights = append(rights, right)
		}
	}
	return rights
}

// Retains reports whether a standing leaves a right to members of a class, and probation:
// also one that they have by a seat, or as those whom a rule names.
func (c Class) Retains(right Right, state StandingState, probation bool) bool {
	switch {
	case probation && !slices.Contains(c.ProbationRights, right):
		return false
	case state == Lapsed:
		return slices.Contains(c.LapsedRights, right)
	case state == Grace && len(c.GraceRights) > 0:
		return slices.Contains(c.GraceRights, right)
	case state == Inactive:
		return !c.loses(right)
	}
	return true
}

// StandingState is how well a member meets its obligations.
type StandingState string

// Standing is good; in grace when something is due; lapsed when it is overdue; inactive of who
// owes nothing, and has missed more votes than it may.
const (
	Good     StandingState = "good"
	Grace    StandingState = "grace"
	Lapsed   StandingState = "lapsed"
	Inactive StandingState = "inactive"
)

// OnProbation stands in a refusal for a standing that is good: then it is the
// probation that leaves a member without a right.
const OnProbation StandingState = "probation"

// Kind is what a party is.
type Kind string

// The kinds of parties. An alliance does not register: it is founded.
const (
	Enterprise    Kind = "enterprise"
	Individual    Kind = "individual"
	Academic      Kind = "academic"
	Government    Kind = "government"
	International Kind = "international organization"
	Association   Kind = "association"
	// AllianceKind is the kind of an alliance that acts, by a mandate, as a party.
	AllianceKind Kind = "alliance"
)

// Kinds lists the kinds that may register.
func Kinds() []string {
	return []string{
		string(Enterprise), string(Individual), string(Academic),
		string(Government), string(International), string(Association),
	}
}
