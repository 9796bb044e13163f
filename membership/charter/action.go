package charter

import (
	"slices"
	"strings"

	"allianceregistry/membership/refusal"
)

// Action is what a proposal would do.
type Action string

// The actions.
const (
	Admit      Action = "admit"
	Suspend    Action = "suspend"
	Reinstate  Action = "reinstate"
	Expel      Action = "expel"
	Reclassify Action = "reclassify" // another class, affiliate group or weights
	Renew      Action = "renew"
	Succeed    Action = "succeed" // another party takes over a membership, or a part of one
	Amend      Action = "amend"   // the charter
	SeatAction Action = "seat"
	Elect      Action = "elect" // several candidates for seats in an organ
	Vacate     Action = "vacate"
	// MandateAction lets a member act for the alliance.
	MandateAction Action = "mandate"
	Recognize     Action = "recognize" // another alliance
	Resolve       Action = "resolve"   // adopt a document, by its digest
	Dissolve      Action = "dissolve"
)

// Actions lists the actions.
func Actions() []Action {
	return []Action{
		Admit, Suspend, Reinstate, Expel, Reclassify, Renew, Succeed, Amend, SeatAction, Elect, Vacate, MandateAction, Recognize, Resolve, Dissolve,
	}
}

// ActionsBy lists the actions that a version of the rules knows. Before version 5 nobody was
// elected, before version 6 nobody succeeded.
func ActionsBy(engine string) []Action {
	return slices.DeleteFunc(Actions(), func(x Action) bool {
		return x == Elect && Before(engine, EngineFive) || x == Succeed && Before(engine, EngineSix)
	})
}

// RecusesSubject reports whether the subject is a member that has no say in the action,
// unless the rule says otherwise: it is about its own membership.
func (x Action) RecusesSubject() bool {
	switch x {
	case Admit, Suspend, Reinstate, Expel, Reclassify, Renew, Succeed:
		return true
	}
	return false
}

// AboutMember reports whether the subject is a member of the alliance.
func (x Action) AboutMember() bool {
	switch x {
	case Suspend, Reinstate, Expel, Reclassify, Renew, Succeed, SeatAction, Vacate, MandateAction:
		return true
	}
	return false
}

// Split takes a rule's key apart: its action, and the class or organ that it is for. At which
// kind of meeting it decides, Meeting tells.
func (x Action) Split() (action Action, part string) {
	key, _, _ := strings.Cut(string(x), meetingMark)
	before, after, _ := strings.Cut(key, "/")
	return Action(before), after
}

// MayProposeForItself reports whether a member may propose the action for itself, whatever its
// rights.
func (x Action) MayProposeForItself() bool { return x == Reclassify || x == Renew || x == Succeed }

// Fits refuses with STATE_UNFIT an action that a membership's state leaves no
// room for.
func (x Action) Fits(alliance, subject string, state MembershipState) error {
	fit := false
	switch x {
	case Admit:
		fit = state == "" || state == Ended
	case Suspend, MandateAction, Reclassify, Renew, Succeed, SeatAction:
		fit = state == Active
	case Reinstate:
		fit = state == Suspended
	case Expel:
		fit = state == Active || state == Suspended
	default: // a seat can be vacated whatever its holder is
		fit = true
	}
	if fit {
		return nil
	}
	return x.StateUnfit(alliance, subject, state)
}

// StateUnfit is a refusal with STATE_UNFIT.
func (x Action) StateUnfit(alliance, subject string, state MembershipState) error {
	if state == "" {
		state = "none"
	}
	return refusal.New(refusal.StateUnfit, "alliance", alliance, "party", subject, "state", string(state), "action", string(x))
}
