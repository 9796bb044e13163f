package report

import (
	"time"

	"allianceregistry/audit/replay"
	"allianceregistry/internal/view"
)

// runningNote says that a report's period is still running, and up to where anything is
// known; empty if it is over.
func (w *renderer) runningNote(r replay.Report) string {
	if !r.Running {
		return ""
	}
	said := w.say("running", "block", lastBlock(r), "time", view.When(r.Verified.Time), "to", view.When(r.To))
	if r.From.After(r.Verified.Time) {
		said += "\n" + w.say("running.start", "from", view.When(r.From))
	}
	return said
}

// rosterTitle is the title of the roster at one end of the period. Of a time that is
// still to come it does not speak: what is known is how it stood.
func (w *renderer) rosterTitle(r replay.Report, end string, at time.Time) string {
	if r.Running && at.After(r.Verified.Time) {
		return w.say("known", "time", view.When(r.Verified.Time), "block", lastBlock(r))
	}
	return w.say(end, "time", view.When(at))
}

// lastBlock is the number of the last block.
func lastBlock(r replay.Report) string {
	if r.Verified.Height == 0 {
		return ""
	}
	return view.Number(r.Verified.Height - 1)
}
