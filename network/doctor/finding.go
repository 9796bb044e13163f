package doctor

import (
	"slices"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// Severity is how serious a Finding is.
type Severity string

// Severities of a finding.
const (
	OK      Severity = "ok"
	Warning Severity = "warning" // the network works, for now
	Failure Severity = "failure" // the network, or a part of it, does not work
)

// Finding is the result of examining one thing.
type Finding struct {
	Check    string         `json:"check"` // what was examined: programs, ports …
	Severity Severity       `json:"state"`
	Text     *words.Message `json:"text"`
	Fix      *words.Message `json:"fix,omitempty"` // what to type; nil only if the severity is OK
}

// Report is all findings, in the order of the checks.
type Report struct {
	Name     string    `json:"name"` // of the network
	Dir      string    `json:"dir"`  // the network's folder
	Findings []Finding `json:"findings"`
	Failures int       `json:"failures"` // number of findings of that severity
	Warnings int       `json:"warnings"`
}

func newReport(name string, dir network.Dir, findings []Finding) Report {
	report := Report{Name: name, Dir: string(dir), Findings: findings}
	for _, finding := range findings {
		switch finding.Severity {
		case Failure:
			report.Failures++
		case Warning:
			report.Warnings++
		}
	}
	return report
}

// passed returns the problems that a check found, or one finding with the text if it
// found none.
func passed(check string, text *words.Message, problems []Finding) []Finding {
	if len(problems) == 0 {
		return []Finding{{Check: check, Severity: OK, Text: text}}
	}
	for i := range problems {
		problems[i].Check = check
	}
	return problems
}

// noAnswer is the result of a check that no peer or orderer answered.
func noAnswer(check string, lines advice.Lines) []Finding {
	return []Finding{{Check: check, Severity: Warning, Text: words.Of("doctor.noAnswer"), Fix: words.Command(lines.Up())}}
}

// worst returns the highest severity among findings.
func worst(findings []Finding) Severity {
	for _, severity := range []Severity{Failure, Warning} {
		if slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == severity }) {
			return severity
		}
	}
	return OK
}
