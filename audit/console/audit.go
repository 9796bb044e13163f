package console

import (
	"encoding/hex"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/internal/web"
)

// auditData is the page about what was verified.
type auditData struct {
	Status        index.Status
	Hash, Genesis string
	Checked       index.FullCheck
	Checksums     bool
	Findings      []findingRow
}

// findingRow is something that does not hold, or is odd.
type findingRow struct {
	chain.Finding
	Text, Next string
}

func (q *reader) audit() (web.Page, error) {
	d := auditData{Checksums: q.index.HasChecksums()}
	var err error
	if d.Status, err = q.index.Status(q.ctx); err != nil {
		return web.Page{}, err
	}
	d.Hash, d.Genesis = hex.EncodeToString(d.Status.Hash), hex.EncodeToString(d.Status.Genesis)
	if d.Checked, err = q.index.LastFullCheck(q.ctx); err != nil {
		return web.Page{}, err
	}
	found, err := q.index.Findings(q.ctx)
	for _, f := range found {
		d.Findings = append(d.Findings, findingRow{
			f, q.text.Say("finding."+f.Code, words.Params(q.text.Language(), f.Params)), q.text.Template("next.finding." + f.Code),
		})
	}
	return web.Page{Title: q.say("page.audit"), Template: "audit.html", Data: d, Menu: "/audit"}, err
}
