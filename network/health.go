package network

import (
	"context"

	"allianceregistry/network/words"
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
		finding := Finding{State: Failure, Text: words.Told(fact.Fault), Fix: words.Typed(self + " restart " + fact.Name)}
		if !fact.Runs {
			finding.Text = words.Of("process.why", "process", fact.Name, "self", self)
			finding.Fix = words.Typed(self + " start " + fact.Name)
		}
		wrong = append(wrong, finding)
	}
	if running == 0 {
		wrong = []Finding{{State: Failure, Text: words.Of("process.allDown", "count", len(facts)), Fix: words.Typed(self + " up")}}
	}
	return sound("processes", words.Of("process.sound", "count", running), wrong)
}
