package main

import (
	"allianceregistry/internal/view"
)

// receipts shows what writing commands did: each with its transaction, block and
// validation code.
func (a *app) receipts(outcomes ...outcome) view.View {
	v := view.View{Columns: []string{"event", "subject", "tx", "block", "code"}, Data: outcomes}
	if len(outcomes) == 1 {
		v.Data = outcomes[0]
	}
	for _, o := range outcomes {
		block, code := view.Number(o.Block), o.Code
		switch {
		case o.DryRun:
			block, code = "", a.text.Say("wouldCommit", nil)
		case o.Repeated:
			code += ", " + a.text.Say("repeated", nil)
		}
		v.Rows = append(v.Rows, []string{a.text.Say(o.Event.Type, nil), a.text.Subject(o.Event), o.Tx, block, code})
	}
	return v
}
