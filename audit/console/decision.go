package console

import (
	"allianceregistry/audit/index"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// decisionRow is a decision in a list.
type decisionRow struct {
	Alliance, Subject who
	index.Decided
}

func (q *reader) decisionRows(found []index.Decided) ([]decisionRow, error) {
	rows := make([]decisionRow, 0, len(found))
	for _, d := range found {
		row := decisionRow{Decided: d}
		var err error
		if row.Alliance, err = q.league(d.Decision.Alliance); err != nil {
			return nil, err
		}
		if row.Subject, err = q.who(d.Proposal.Subject); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// decisionsData is the list of decisions.
type decisionsData struct {
	Alliance string
	Outcomes []choice
	Actions  []choice
	Rows     list[decisionRow]
}

// outcomes are what a decision can come to.
var outcomes = []membership.ProposalStatus{ //nolint:gochecknoglobals // fixed
	membership.Accepted, membership.Rejected, membership.Expired, membership.Void, membership.Timelocked,
}

func (q *reader) decisions() (web.Page, error) {
	alliance := q.asked("alliance")
	outcome, action := onlyAmong(q.asked("outcome"), outcomes...), onlyAmong(q.asked("action"), charter.Actions()...)
	found, err := q.index.Decisions(q.ctx, index.DecisionFilter{Alliance: alliance, Outcome: outcome, Action: action, Page: q.rows()})
	if err != nil {
		return web.Page{}, err
	}
	rows, err := q.decisionRows(found.Decisions)
	d := decisionsData{
		Alliance: alliance, Outcomes: choices(q, "", outcome, outcomes...), Actions: choices(q, "", action, charter.Actions()...),
		Rows: listed(q, rows, found.Next),
	}
	return web.Page{Title: q.say("page.decisions"), Template: "decisions.html", Data: d, Menu: "/decisions"}, err
}
