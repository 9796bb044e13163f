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
	Level, Code, Source, Text string
	Fault                     bool
}

// findings puts the faults first.
func (w *teller) findings(of []chain.Finding) []finding {
	rows := make([]finding, 0, len(of))
	for _, f := range of {
		rows = append(rows, finding{
			place: stands(f), Level: w.text.Say("level."+string(f.Level), nil), Code: f.Code, Source: f.Source,
			Text: w.found(f), Fault: f.Level == chain.Fault,
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

// stands is where a finding stands in the chain. What is about a host or the whole
// chain names no block, which reads as block 0: a place is then told only of what
// compares blocks.
func stands(f chain.Finding) place {
	blocks := []string{replay.Fork, replay.FlagsDiffer, replay.CommitDiffers, replay.BlockUnreadable}
	switch {
	case f.Tx != "":
		return placed(replay.Place{Block: f.Block, Index: f.Index, Tx: f.Tx})
	case f.Block > 0 || slices.Contains(blocks, f.Code):
		return place{Block: view.Number(f.Block)}
	}
	return place{}
}

// found is the sentence of a finding. Of a code that is not known here it tells the
// parameters, so that nothing is hidden.
func (w *teller) found(f chain.Finding) string {
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

// levels count the findings of each level.
func levels(of []finding) (faults, warnings int) {
	for _, f := range of {
		if f.Fault {
			faults++
		} else {
			warnings++
		}
	}
	return faults, warnings
}
