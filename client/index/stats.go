package index

import (
	"context"
	"time"
)

// Every is the step of Stats.
type Every string

// The steps: calendar days, months, quarters and years (UTC).
const (
	Day     Every = "day"
	Month   Every = "month"
	Quarter Every = "quarter"
	Year    Every = "year"
)

// StatsQuery asks how an alliance developed.
type StatsQuery struct {
	Alliance string `json:"alliance"`
	Every    Every  `json:"every"`
	// From and Until bound the steps; empty: from the first event to the last.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Step is one stretch of time: from From on, before Until.
type Step struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	// Active and Suspended count the members at the end of the step, by class.
	Active    map[string]int `json:"active"`
	Suspended map[string]int `json:"suspended"`
	// Joined and Ended count memberships that began and ended in it; a change of
	// class or state is neither.
	Joined int `json:"joined"`
	Ended  int `json:"ended"`
	// Proposals were filed, Decisions made, Endorsements given in it, each by the
	// transactions' own time; Hosts counts the endorsements by the endorsers' hosts.
	Proposals    int            `json:"proposals"`
	Decisions    int            `json:"decisions"`
	Endorsements int            `json:"endorsements"`
	Hosts        map[string]int `json:"hosts"`
}

// MaxSteps bounds the steps of one answer.
const MaxSteps = 5000

// Stats counts an alliance's members and what happened, step by step.
func (x *Index) Stats(ctx context.Context, q StatsQuery) ([]Step, error) { panic("to be written") }
