package membership

import (
	"slices"
	"strings"
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
	Amend      Action = "amend" // the charter
	SeatAction Action = "seat"
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
		Admit, Suspend, Reinstate, Expel, Reclassify, Renew, Amend, SeatAction, Vacate, MandateAction, Recognize, Resolve, Dissolve,
	}
}

// recuses tells whether the subject is a member that has no say in the action,
// unless the rule says otherwise: it is about its own membership.
func (x Action) recuses() bool {
	switch x {
	case Admit, Suspend, Reinstate, Expel, Reclassify, Renew:
		return true
	}
	return false
}

// against tells whether a proposal takes something from its subject, or may: others who
// reclassify it may give it a lower class, less weight or affiliates.
func (p Proposal) against() bool {
	return slices.Contains([]Action{Suspend, Expel, Vacate}, p.Action) || p.Action == Reclassify && p.By != p.Subject
}

// aboutMember tells whether the subject is a member of the alliance.
func (x Action) aboutMember() bool {
	switch x {
	case Suspend, Reinstate, Expel, Reclassify, Renew, SeatAction, Vacate, MandateAction:
		return true
	}
	return false
}

// split takes a rule's key apart: its action, and the class or organ that it is for.
func (x Action) split() (action Action, part string) {
	before, after, _ := strings.Cut(string(x), "/")
	return Action(before), after
}
