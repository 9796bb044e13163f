package membership

import (
	"slices"
	"strings"
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

// Charter is an alliance's rules as data.
type Charter struct {
	Schema  int     `json:"schema"`
	Classes []Class `json:"classes"`
	// Founders is the class that the founders enter when the alliance opens.
	Founders string `json:"founders"`
	// RecordDate is how old a roster may be that is voted by, though it has
	// changed since. Without it none may: each change is sealed first.
	RecordDate Duration `json:"recordDate,omitempty" metadata:",optional"`
	Rules      Rules    `json:"rules"`
}

// Class is a class of members: who may be in it, and what they may do.
type Class struct {
	ID     string  `json:"id"`
	Names  Names   `json:"names"`
	Kinds  []Kind  `json:"kinds"`
	Rights []Right `json:"rights"`
}

// Rules has one rule for each action. An action without a rule cannot be proposed.
type Rules struct {
	Admit     Rule  `json:"admit"`
	Suspend   *Rule `json:"suspend,omitempty" metadata:",optional"`
	Reinstate *Rule `json:"reinstate,omitempty" metadata:",optional"`
	Expel     *Rule `json:"expel,omitempty" metadata:",optional"`
	Mandate   *Rule `json:"mandate,omitempty" metadata:",optional"`
}

// of returns an action's rule, nil if there is none.
func (r Rules) of(action Action) *Rule {
	switch action {
	case Admit:
		return &r.Admit
	case Suspend:
		return r.Suspend
	case Reinstate:
		return r.Reinstate
	case Expel:
		return r.Expel
	case MandateAction:
		return r.Mandate
	}
	return nil
}

// rule returns the rule that decides a proposal, or refuses with NO_RULE.
func (c Charter) rule(p Proposal) (Rule, error) {
	rule := c.Rules.of(p.Action)
	if rule == nil {
		return Rule{}, refuse(NoRule, "alliance", p.Alliance, "action", string(p.Action))
	}
	return *rule, nil
}

// CharterVersion is a charter as the ledger keeps it.
type CharterVersion struct {
	Schema   int     `json:"schema"`
	Alliance string  `json:"alliance"`
	Version  int     `json:"version"`
	Digest   string  `json:"digest"`
	Charter  Charter `json:"charter"`
	Adopted  Stamp   `json:"adopted"`
}

// Digest returns the SHA-256 of the charter's canonical form, in lower-case hex:
// what a founder consents to.
func (c Charter) Digest() (string, error) { return digest("charter", c) }

// Class finds a class by its id.
func (c Charter) Class(id string) (Class, bool) {
	index := slices.IndexFunc(c.Classes, func(class Class) bool { return class.ID == id })
	if index < 0 {
		return Class{}, false
	}
	return c.Classes[index], true
}

// class refuses with UNKNOWN_CLASS.
func (c Charter) class(id string) (Class, error) {
	class, found := c.Class(id)
	if !found {
		return class, refuse(UnknownClass, "class", clip(id))
	}
	return class, nil
}

// admits refuses with KIND_NOT_ADMITTED.
func (c Class) admits(party Party) error {
	if !slices.Contains(c.Kinds, party.Kind) {
		return refuse(KindNotAdmitted, "class", c.ID, "kind", string(party.Kind), "party", party.ID)
	}
	return nil
}

// permits refuses with NO_RIGHT.
func (c Class) permits(right Right) error {
	if !slices.Contains(c.Rights, right) {
		return refuse(NoRight, "class", c.ID, "right", string(right))
	}
	return nil
}

// Validate refuses with CHARTER_INVALID and the path of the first fault, if the
// charter cannot work for an alliance with so many founders.
func (c Charter) Validate(founders int) error {
	if c.Schema != schema {
		return invalid("schema", "must be "+itoa(schema))
	}
	if len(c.Classes) == 0 || len(c.Classes) > MaxClasses {
		return invalid("classes", "must be 1 to "+itoa(MaxClasses))
	}
	if err := c.validateClasses(); err != nil {
		return err
	}
	class, found := c.Class(c.Founders)
	if !found {
		return invalid("founders", "names no class: "+clip(c.Founders))
	}
	if class.permits(Vote) != nil {
		return invalid("founders", "class "+class.ID+" has no right to vote: nobody could decide")
	}
	if c.RecordDate != "" {
		if limit, ok := c.RecordDate.Parse(); !ok || limit > MaxVoting {
			return invalid("recordDate", "must be a duration such as P7D, at most P366D: "+clip(string(c.RecordDate)))
		}
	}
	return c.validateRules(founders, class)
}

func (c Charter) validateClasses() error {
	seen := map[string]bool{}
	for i, class := range c.Classes {
		path := "classes[" + itoa(i) + "]"
		if seen[class.ID] {
			return invalid(path+".id", "stands twice: "+clip(class.ID))
		}
		seen[class.ID] = true
		if err := class.validate(path); err != nil {
			return err
		}
	}
	return nil
}

// validateRules refuses rules by which the founders, all of one class, could do
// nothing.
func (c Charter) validateRules(founders int, class Class) error {
	for _, action := range []Action{Admit, Suspend, Reinstate, Expel, MandateAction} {
		rule := c.Rules.of(action)
		if rule == nil {
			continue
		}
		path := "rules." + string(action)
		if err := rule.validate(path, founders, action.recuses()); err != nil {
			return err
		}
		if rule.Sponsors > 0 && class.permits(SponsorRight) != nil {
			return invalid(path+".sponsors", "class "+class.ID+" of the founders has no right to sponsor: nothing could be put to the vote")
		}
		if action != Admit && class.permits(ProposeRight) != nil {
			return invalid(path, "class "+class.ID+" of the founders has no right to propose: nobody could")
		}
	}
	return nil
}

func (c Class) validate(path string) error {
	if !isSlug(c.ID) {
		return invalid(path+".id", "must be lower-case letters, digits and hyphens")
	}
	if err := c.Names.check(path + ".names"); err != nil {
		return err
	}
	if err := eachOnce(path+".kinds", c.Kinds, append(Kinds(), string(AllianceKind))); err != nil {
		return err
	}
	rights := []string{string(Voice), string(Vote), string(ProposeRight), string(SponsorRight), string(SeatRight), string(ReadRight)}
	if len(c.Kinds) == 0 {
		return invalid(path+".kinds", "must name at least one: nobody could enter")
	}
	return eachOnce(path+".rights", c.Rights, rights)
}

// eachOnce refuses values that are not among the choices, or stand twice.
func eachOnce[T ~string](path string, values []T, choices []string) error {
	for i, value := range values {
		if !slices.Contains(choices, string(value)) {
			return invalid(path, "must be among "+strings.Join(choices, ", ")+"; not "+clip(string(value)))
		}
		if slices.Contains(values[:i], value) {
			return invalid(path, "stands twice: "+string(value))
		}
	}
	return nil
}

func invalid(path, problem string) *Error {
	return refuse(CharterInvalid, "path", path, "problem", problem)
}

// currentCharter reads the charter in force.
func currentCharter(s Store, alliance Alliance) (Charter, error) {
	return charterOf(s, alliance.ID, alliance.Charter)
}

func charterOf(s Store, alliance string, version int) (Charter, error) {
	kept, err := must[CharterVersion](s, charterKey(alliance, version))
	return kept.Charter, err
}

// GetCharter asks for a charter; version 0 is the one in force.
type GetCharter struct {
	Alliance string `json:"alliance"`
	Version  int    `json:"version,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetCharter) Name() string                  { return "GetCharter" }
func (q GetCharter) check() error                { return checkID("alliance", q.Alliance) }
func (q GetCharter) answer(s Store) (any, error) { return q.read(s) }

func (q GetCharter) read(s Store) (CharterVersion, error) {
	if q.Version == 0 {
		alliance, err := must[Alliance](s, allianceKey(q.Alliance))
		if err != nil {
			return CharterVersion{}, err
		}
		q.Version = alliance.Charter
	}
	return must[CharterVersion](s, charterKey(q.Alliance, q.Version))
}
