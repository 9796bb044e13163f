package network

import (
	"context"
	"time"

	"allianceregistry/network/words"
)

// lagTime is the time between two looks at a height that is behind: a block
// that is just on its way is no lag.
const lagTime = 2 * time.Second

// heightFacts is what is known of one ledger.
type heightFacts struct {
	Name  string
	Known bool   // it runs and has joined the channel
	First uint64 // height at the first look
	Later uint64 // and at the second
}

func (d doctor) checkHeights(ctx context.Context) []Finding {
	facts := d.heightFacts(d.status)
	if worst(judgeHeights(facts, d.self)) == OK {
		return judgeHeights(facts, d.self)
	}
	select {
	case <-ctx.Done():
	case <-time.After(lagTime):
	}
	later := d.heights(ctx)
	for i, fact := range facts {
		facts[i].Later = max(fact.First, later[fact.Name])
	}
	return judgeHeights(facts, d.self)
}

// heightFacts takes the running peers and orderers of a status. Those that do
// not run are the business of another check.
func (d doctor) heightFacts(status Status) []heightFacts {
	var facts []heightFacts
	for _, process := range status.Processes {
		if process.Kind != KindPeer && process.Kind != KindOrderer || !process.Up {
			continue
		}
		facts = append(facts, heightFacts{
			Name: process.Name, Known: process.Height > 0, First: process.Height, Later: process.Height,
		})
	}
	return facts
}

// judgeHeights wants everyone to have, by the second look, what somebody had
// at the first. Who is behind but moves is catching up.
func judgeHeights(facts []heightFacts, self string) []Finding {
	if len(facts) == 0 {
		return unasked("heights", self)
	}
	var highest uint64
	for _, fact := range facts {
		highest = max(highest, fact.First)
	}
	var wrong []Finding
	for _, fact := range facts {
		finding := Finding{State: Failure, Fix: words.Typed(self + " restart " + fact.Name)}
		switch {
		case !fact.Known:
			finding.Text = words.Of("height.unjoined", "process", fact.Name)
			finding.Fix = words.Typed(self + " stop " + fact.Name + " && " + self + " up")
		case fact.Later >= highest:
			continue
		case fact.Later > fact.First:
			finding.State = Warning
			finding.Text = words.Of("height.catching", "process", fact.Name, "blocks", highest-fact.Later)
		default:
			finding.Text = words.Of("height.still", "process", fact.Name, "height", fact.Later, "blocks", highest-fact.Later)
		}
		wrong = append(wrong, finding)
	}
	return sound("heights", words.Of("height.sound", "count", len(facts), "blocks", highest), wrong)
}
