package doctor

import (
	"context"
	"time"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// lagInterval is the time between two looks at a height that is behind: a block may
// just be on its way.
const lagInterval = 2 * time.Second

// heightFacts is what is known of one ledger.
type heightFacts struct {
	Name   string
	Joined bool   // it has joined the channel
	First  uint64 // height at the first look
	Later  uint64 // height at the second
}

func (e examination) checkHeights(ctx context.Context) []Finding {
	facts := heightsIn(e.status)
	findings := judgeHeights(facts, e.lines)
	if worst(findings) == OK {
		return findings
	}
	select {
	case <-ctx.Done():
	case <-time.After(lagInterval):
	}
	later := e.Heights(ctx)
	for i, fact := range facts {
		facts[i].Later = max(fact.First, later[fact.Name])
	}
	return judgeHeights(facts, e.lines)
}

// heightsIn returns the facts of the running peers and orderers in a status. Those
// that do not run are reported by another check.
func heightsIn(status network.Status) []heightFacts {
	var facts []heightFacts
	for _, process := range status.Processes {
		if process.Kind != network.KindPeer && process.Kind != network.KindOrderer || !process.Up {
			continue
		}
		facts = append(facts, heightFacts{
			Name: process.Name, Joined: process.Height > 0, First: process.Height, Later: process.Height,
		})
	}
	return facts
}

// judgeHeights expects every ledger to have, by the second look, the greatest height
// of the first. One that is behind and grows is catching up.
func judgeHeights(facts []heightFacts, lines advice.Lines) []Finding {
	if len(facts) == 0 {
		return noAnswer("heights", lines)
	}
	var highest uint64
	for _, fact := range facts {
		highest = max(highest, fact.First)
	}
	var problems []Finding
	for _, fact := range facts {
		finding := Finding{Severity: Failure, Fix: words.Command(lines.Restart(fact.Name))}
		switch {
		case !fact.Joined:
			finding.Text = words.Of("height.unjoined", "process", fact.Name)
			finding.Fix = words.Command(lines.Up())
			if !lines.IsOwn() { // whose `host start` looks whether all have joined
				finding.Fix = words.Command(lines.Stop(fact.Name) + " && " + lines.Up())
			}
		case fact.Later >= highest:
			continue
		case fact.Later > fact.First:
			finding.Severity = Warning
			finding.Text = words.Of("height.catching", "process", fact.Name, "blocks", highest-fact.Later)
		default:
			finding.Text = words.Of("height.stuck", "process", fact.Name, "height", fact.Later, "blocks", highest-fact.Later)
		}
		problems = append(problems, finding)
	}
	return passed("heights", words.Of("height.passed", "count", len(facts), "blocks", highest), problems)
}
