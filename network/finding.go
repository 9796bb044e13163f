package network

import (
	"slices"

	"allianceregistry/network/words"
)

// State is how serious a Finding is.
type State string

// States of a finding.
const (
	OK      State = "ok"
	Warning State = "warning" // the network works, for now
	Failure State = "failure" // the network, or a part of it, does not
)

// Finding is one thing that the doctor looked at.
type Finding struct {
	Check string         `json:"check"` // what was looked at: programs, ports …
	State State          `json:"state"`
	Text  *words.Message `json:"text"`
	Fix   *words.Message `json:"fix,omitempty"` // what to type; nil only if it is ok
}

// Report is all that the doctor found, in the order of the checks.
type Report struct {
	Name     string    `json:"name"`
	Dir      string    `json:"dir"`
	Findings []Finding `json:"findings"`
	Failures int       `json:"failures"`
	Warnings int       `json:"warnings"`
}

func newReport(name string, dir Dir, findings []Finding) Report {
	report := Report{Name: name, Dir: string(dir), Findings: findings}
	for _, finding := range findings {
		switch finding.State {
		case Failure:
			report.Failures++
		case Warning:
			report.Warnings++
		}
	}
	return report
}

// sound is the finding of a check that found nothing wrong, unless there are
// findings that did.
func sound(check string, text *words.Message, wrong []Finding) []Finding {
	if len(wrong) > 0 {
		for i := range wrong {
			wrong[i].Check = check
		}
		return wrong
	}
	return []Finding{{Check: check, State: OK, Text: text}}
}

// unasked is what is found of peers and orderers of which none answered: nothing.
func unasked(check, self string) []Finding {
	return []Finding{{Check: check, State: Warning, Text: words.Of("unasked"), Fix: words.Typed(self + " up")}}
}

// worst is the most serious state among findings.
func worst(findings []Finding) State {
	for _, state := range []State{Failure, Warning} {
		if slices.ContainsFunc(findings, func(f Finding) bool { return f.State == state }) {
			return state
		}
	}
	return OK
}
