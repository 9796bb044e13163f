package console

import (
	"encoding/json"

	"allianceregistry/audit/index"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

// charterData is the page of a charter.
type charterData struct {
	Who      who
	Shown    index.CharterRow
	Versions []index.CharterRow
	// Plain is the charter in plain language, Changes what it changes of the version before.
	Plain, Changes []plain.Clause
	Source         string
}

func (q *reader) charter() (web.Page, error) {
	_, its, err := q.allianceHead()
	if err != nil {
		return web.Page{}, err
	}
	version, err := q.number("version")
	if err != nil {
		return web.Page{}, err
	}
	d := charterData{Who: its}
	versions, err := q.index.Charters(q.ctx, its.ID, 0, index.Page{Size: index.MaxPage})
	if err != nil {
		return web.Page{}, err
	}
	d.Versions = versions.Charters
	var before *index.CharterRow
	for i, row := range d.Versions { // the newest first
		if row.Charter.Version != version && (version != 0 || i > 0) {
			continue
		}
		d.Shown = row
		if i+1 < len(d.Versions) {
			before = &d.Versions[i+1]
		}
	}
	if d.Shown.Charter.Version == 0 {
		return web.Page{}, unknown("charter", its.ID+" "+view.Number(version))
	}
	d.Plain = q.plain.Charter(d.Shown.Charter.Charter)
	if before != nil {
		d.Changes = q.plain.Diff(before.Charter.Charter, d.Shown.Charter.Charter)
	}
	source, err := json.MarshalIndent(d.Shown.Charter.Charter, "", "  ")
	d.Source = string(source)
	return below(its, web.Page{Title: q.say("page.charterOf", "version", view.Number(d.Shown.Charter.Version)), Template: "charter.html", Data: d}), err
}
