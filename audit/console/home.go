package console

import (
	"sync"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
)

// homeData is the first page.
type homeData struct {
	Status    index.Status
	Alliances list[allianceRow]
	Voting    []proposalRow
	Decisions []decisionRow
}

// allianceRow is an alliance in a list.
type allianceRow struct {
	Who     who
	Status  membership.AllianceStatus
	Sector  string
	Since   string
	Members int
}

func (q *reader) home() (web.Page, error) {
	var d homeData
	var err error
	if d.Status, err = q.status(); err != nil {
		return web.Page{}, err
	}
	if d.Alliances, err = q.alliances(); err != nil {
		return web.Page{}, err
	}
	open, err := q.index.Proposals(q.ctx, index.ProposalFilter{Status: string(membership.Voting), Page: index.Page{Size: 10}})
	if err != nil {
		return web.Page{}, err
	}
	if d.Voting, err = q.proposalRows(open.Proposals); err != nil {
		return web.Page{}, err
	}
	decided, err := q.index.Decisions(q.ctx, index.DecisionFilter{Page: index.Page{Size: 10}})
	if err != nil {
		return web.Page{}, err
	}
	d.Decisions, err = q.decisionRows(decided.Decisions)
	return web.Page{Title: q.say("page.home"), Template: "home.html", Data: d, Menu: alliancesPath}, err
}

// statusFor is how long counts of a registry stand: those of now depend on the time too.
const statusFor = time.Minute

// statuses keeps what was counted last: a registry of a million memberships takes seconds
// to be counted, and everybody asks for the first page.
type statuses struct {
	lock    sync.Mutex
	counted time.Time
	last    index.Status
}

// status counts what is in the index, once for each height and minute.
func (q *reader) status() (index.Status, error) {
	kept := q.statuses
	kept.lock.Lock()
	defer kept.lock.Unlock()
	if kept.last.Height == q.height && q.now.Sub(kept.counted).Abs() < statusFor {
		return kept.last, nil
	}
	counted, err := q.index.Status(q.ctx)
	if err == nil {
		kept.last, kept.counted = counted, q.now
	}
	return counted, err
}

func (q *reader) alliances() (list[allianceRow], error) {
	found, err := q.index.Alliances(q.ctx, q.rows())
	if err != nil {
		return list[allianceRow]{}, err
	}
	rows := make([]allianceRow, 0, len(found.Alliances))
	for _, a := range found.Alliances {
		counts, err := q.counts(index.RosterQuery{Alliance: a.Alliance.ID, Now: q.now})
		if err != nil {
			return list[allianceRow]{}, err
		}
		row := allianceRow{Who: q.named(a.Alliance.ID, a.Alliance.Names, pathTo("alliances", a.Alliance.ID)), Status: a.Alliance.Status, Sector: a.Alliance.Sector}
		for _, count := range counts {
			row.Members += count
		}
		if a.Alliance.Opened != nil {
			row.Since = day(a.Alliance.Opened.Time)
		}
		rows = append(rows, row)
	}
	return listed(q, rows, found.Next), nil
}
