package report

import (
	"slices"
	"strings"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/words"
	"allianceregistry/internal/view"
)

// finding is one thing that does not hold, or holds and is odd.
type finding struct {
	place
	Severity, Code, Source, Text string
	Fault                        bool
}

// findings puts the faults first.
func (w *renderer) findings(of []chain.Finding) []finding {
	rows := make([]finding, 0, len(of))
	for _, f := range of {
		rows = append(rows, finding{
			place: placeOf(f), Severity: w.text.Say("level."+string(f.Severity), nil), Code: f.Code, Source: f.Source,
			Text: w.sentence(f), Fault: f.Severity == chain.Fault,
		})
	}
	slices.SortStableFunc(rows, func(a, b finding) int {
		switch {
		case a.Fault == b.Fault:
			return 0
		case a.Fault:
			return -1
		default:
			return 1
		}
	})
	return rows
}

// placeOf is where a finding stands in the chain. What is about a host or the whole
// chain names no block, which reads as block 0: a place is then given only for what
// compares blocks.
func placeOf(f chain.Finding) place {
	blocks := []string{replay.Fork, replay.FlagsDiffer, replay.CommitDiffers, replay.BlockUnreadable}
	switch {
	case f.Tx != "":
		return newPlace(f.Place())
	case f.Block > 0 || slices.Contains(blocks, f.Code):
		return place{Block: view.Number(f.Block)}
	}
	return place{}
}

// sentence says a finding. Of a code that is not known here it lists the
// parameters, so that nothing is hidden.
func (w *renderer) sentence(f chain.Finding) string {
	if w.text.Template("finding."+f.Code) != "" {
		return w.text.Say("finding."+f.Code, words.Params(w.text.Language(), f.Params))
	}
	var said []string
	for name, value := range f.Params {
		said = append(said, name+": "+value)
	}
	slices.Sort(said)
	return strings.Join(said, w.text.Say("separator", nil))
}

// countSeverities counts the findings of each severity.
func countSeverities(of []finding) (faults, warnings int) {
	for _, f := range of {
		if f.Fault {
			faults++
		} else {
			warnings++
		}
	}
	return faults, warnings
}
