package doctor

import (
	"context"

	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// processFacts is what is known of one process.
type processFacts struct {
	Name  string
	Runs  bool
	Cause error // why it does not answer; nil if it does
}

func (e examination) checkProcesses(ctx context.Context) []Finding {
	var facts []processFacts
	for _, process := range e.Processes() {
		facts = append(facts, processFacts{Name: process.Name, Runs: process.Running(), Cause: process.CheckHealth(ctx)})
	}
	return judgeProcesses(facts, e.lines)
}

// judgeProcesses expects every process to run and answer. If none runs, the network
// was stopped or the machine restarted: one finding says so.
func judgeProcesses(facts []processFacts, lines advice.Lines) []Finding {
	var problems []Finding
	running := 0
	for _, fact := range facts {
		if fact.Runs {
			running++
		}
		if fact.Cause == nil {
			continue
		}
		finding := Finding{Severity: Failure, Text: words.FromError(fact.Cause), Fix: words.Command(lines.Restart(fact.Name))}
		if !fact.Runs {
			finding.Text = words.Of("process.down", "process", fact.Name, "line", lines.Logs(fact.Name))
			finding.Fix = words.Command(lines.Start(fact.Name))
		}
		problems = append(problems, finding)
	}
	if running == 0 {
		problems = []Finding{{Severity: Failure, Text: words.Of("process.allDown", "count", len(facts)), Fix: words.Command(lines.Up())}}
	}
	return passed("processes", words.Of("process.passed", "count", running), problems)
}
