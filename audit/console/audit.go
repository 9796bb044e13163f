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
	// Comparison is nil if this program watches no hosts.
	Comparison *comparisonData
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
	d.Comparison = q.comparison()
	found, err := q.index.Findings(q.ctx)
	d.Findings = q.findingRows(found)
	return web.Page{Title: q.say("page.audit"), Template: "audit.html", Data: d, Menu: "/audit"}, err
}

// findingRows say findings in words.
func (q *reader) findingRows(found []chain.Finding) []findingRow {
	var rows []findingRow
	for _, f := range found {
		rows = append(rows, findingRow{
			f, q.text.Say("finding."+f.Code, words.Params(q.text.Language(), f.Params)), q.text.Template("next.finding." + f.Code),
		})
	}
	return rows
}
