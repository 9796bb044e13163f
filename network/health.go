package network

import (
	"context"
	"fmt"
)

// processFacts is what is known of one process.
type processFacts struct {
	Name  string
	Runs  bool
	Fault error // why it does not answer; nil if it does
}

func (d doctor) checkProcesses(ctx context.Context) []Finding {
	var facts []processFacts
	for _, process := range d.Processes() {
		facts = append(facts, processFacts{Name: process.Name, Runs: process.PID() != 0, Fault: process.answers(ctx)})
	}
	return judgeProcesses(facts, d.self)
}

// judgeProcesses wants every process running and answering. When none runs the
// network was stopped, or the machine restarted: one line says so.
func judgeProcesses(facts []processFacts, self string) []Finding {
	var wrong []Finding
	running := 0
	for _, fact := range facts {
		if fact.Runs {
			running++
		}
		if fact.Fault == nil {
			continue
		}
		finding := Finding{State: Failure, Text: fact.Fault.Error(), Fix: self + " restart " + fact.Name}
		if !fact.Runs {
			finding.Text = fmt.Sprintf("%s does not run; why: %s logs %s", fact.Name, self, fact.Name)
			finding.Fix = self + " start " + fact.Name
		}
		wrong = append(wrong, finding)
	}
	if running == 0 {
		wrong = []Finding{{State: Failure, Text: fmt.Sprintf("none of the %d processes runs", len(facts)), Fix: self + " up"}}
	}
	return sound("processes", fmt.Sprintf("%d run and answer", running), wrong)
}
