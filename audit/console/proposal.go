package console

import (
	"encoding/json"

	"allianceregistry/audit/index"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// proposalRow is a proposal in a list.
type proposalRow struct {
	Alliance, Subject, By who
	index.ProposalRow
}

func (q *reader) proposalRows(found []index.ProposalRow) ([]proposalRow, error) {
	rows := make([]proposalRow, 0, len(found))
	for _, p := range found {
		row := proposalRow{ProposalRow: p}
		var err error
		if row.Alliance, err = q.league(p.Proposal.Alliance); err != nil {
			return nil, err
		}
		if row.Subject, err = q.who(p.Proposal.Subject); err != nil {
			return nil, err
		}
		if row.By, err = q.who(p.Proposal.By); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// proposalsData is the list of an alliance's proposals.
type proposalsData struct {
	Who      who
	Statuses []choice
	Actions  []choice
	Rows     list[proposalRow]
}

// recordedStatuses are those by which a list can be narrowed: what follows from dates is
// not recorded.
var recordedStatuses = []membership.ProposalStatus{ //nolint:gochecknoglobals // fixed
	membership.Filed, membership.Voting, membership.Timelocked, membership.Accepted, membership.Rejected, membership.Expired,
	membership.Withdrawn, membership.Void,
}

func (q *reader) proposals() (web.Page, error) {
	_, its, err := q.allianceHead()
	if err != nil {
		return web.Page{}, err
	}
	status, action := onlyAmong(q.asked("status"), recordedStatuses...), onlyAmong(q.asked("action"), charter.Actions()...)
	found, err := q.index.Proposals(q.ctx, index.ProposalFilter{Alliance: its.ID, Status: status, Action: action, Page: q.rows()})
	if err != nil {
		return web.Page{}, err
	}
	rows, err := q.proposalRows(found.Proposals)
	d := proposalsData{
		Who: its, Statuses: choices(q, "", status, recordedStatuses...), Actions: choices(q, "", action, charter.Actions()...),
		Rows: listed(q, rows, found.Next),
	}
	return below(its, web.Page{Title: q.say("page.proposals"), Template: "proposals.html", Data: d}), err
}

// proposalData is the page of a proposal.
type proposalData struct {
	Alliance, Subject, By who
	Case                  index.Case
	Dossier               membership.Dossier
	Class, Organ          string
	Kind, Weights         string
	Sponsors, Rule        *bar
	// OrdinaryWhy says why the ordinary rule could not be met, where the emergency rule
	// decides, and Ordinary by which figures.
	OrdinaryWhy string
	Ordinary    *bar
	Votes       []voteRow
	// Awaited have not voted and still may.
	Awaited []who
	Clause  []plain.Clause
	Charter string
	Forms   []acting.Form
	// Draft is the charter that it would adopt, and Changes what that changes, in words; empty
	// where it amends nothing.
	Draft   string
	Changes []plain.Clause
}

func (q *reader) proposal() (web.Page, error) {
	d, err := q.proposalData(q.r.PathValue("id"))
	if err != nil {
		return web.Page{}, err
	}
	if err := q.fillAwaited(&d); err != nil {
		return web.Page{}, err
	}
	if err := q.fillAmendment(&d); err != nil {
		return web.Page{}, err
	}
	return below(d.Alliance, web.Page{Title: q.proposalTitle(d), Template: "proposal.html", Data: d}), nil
}

// proposalData reads a proposal, but for who may still vote.
func (q *reader) proposalData(id string) (proposalData, error) {
	d := proposalData{}
	var err error
	if d.Case, err = q.index.Decision(q.ctx, id); err != nil {
		return d, err
	}
	p := d.Case.Proposal
	if d.Dossier, err = ask(q, membership.GetProposal{ID: p.ID}); err != nil {
		return d, err
	}
	q.calling(d.Case.Charter.Charter)
	d.Class, d.Organ, d.Kind = q.text.Class(p.Class), q.text.Organ(p.Organ), q.text.Resolution(p.Resolution)
	if p.Amendment != "" {
		d.Kind = q.text.Amendment(p.Amendment)
	}
	d.Weights = q.text.Weights(p.Weights)
	rows, err := q.proposalRows([]index.ProposalRow{{Origin: d.Case.Origin, Proposal: p}})
	if err != nil {
		return d, err
	}
	d.Alliance, d.Subject, d.By = rows[0].Alliance, rows[0].Subject, rows[0].By
	if d.Votes, err = q.voteRows(d.Case.Votes); err != nil {
		return d, err
	}
	if d.Dossier.Sponsors != nil {
		d.Sponsors = q.bar(*d.Dossier.Sponsors)
	}
	if p.Opened != nil { // before that nobody may vote, and every rule would seem out of reach
		d.Rule = q.bar(d.Dossier.Explanation)
	}
	d.OrdinaryWhy, d.Ordinary = q.ordinary(d.Dossier.Emergency)
	d.Clause = q.plain.Rule(d.Case.Charter.Charter, p.Action)
	d.Charter = pathTo("alliances", p.Alliance, "charter") + "?version=" + view.Number(p.Charter)
	d.Forms = q.forms(acting.OnProposal(d.Dossier.Proposal, ""))
	return d, nil
}

// ordinary says why the ordinary rule could not be met; nothing where there is no emergency.
func (q *reader) ordinary(why *charter.OutOfReach) (said string, figures *bar) {
	if why == nil {
		return "", nil
	}
	if why.Explanation != nil {
		figures = q.bar(*why.Explanation)
	}
	return q.text.OutOfReach(why)[0][1], figures
}

// proposalTitle says what is proposed: to admit somebody, or a resolution's title.
func (q *reader) proposalTitle(d proposalData) string {
	p := d.Case.Proposal
	action, subject := capital(q.text.Words(string(p.Action))), p.Title
	if subject == "" && d.Subject.ID != p.Alliance {
		subject = d.Subject.Name
	}
	if subject == "" {
		return action
	}
	return q.say("page.proposalTitle", "action", action, "subject", subject)
}

// fillAmendment says what an amendment changes in the charter by which it is decided.
func (q *reader) fillAmendment(d *proposalData) error {
	if d.Case.Proposal.Action != charter.Amend {
		return nil
	}
	draft, err := ask(q, membership.GetDraft{Proposal: d.Case.Proposal.ID})
	if err != nil {
		return err
	}
	d.Changes = q.plain.Diff(d.Case.Charter.Charter, draft.Charter)
	source, err := json.MarshalIndent(draft.Charter, "", "  ")
	d.Draft = string(source)
	return err
}

// maxAwaited is how large an electorate may be of which a page says who has not voted.
const maxAwaited = 2000

// fillAwaited reads who may still vote and has not.
func (q *reader) fillAwaited(d *proposalData) error {
	p := d.Case.Proposal
	if p.Status != membership.Voting || p.Electorate > maxAwaited {
		return nil
	}
	roster, err := everyPage(func(bookmark string) ([]membership.Member, string, error) {
		page, err := ask(q, membership.GetRoster{Alliance: p.Alliance, At: view.Number(p.Seal), Size: membership.MaxPage, Bookmark: bookmark})
		return page.Members, page.Next, err
	})
	if err != nil {
		return err
	}
	awaited, err := d.Dossier.Awaited(d.Case.Charter.Charter, roster)
	if err != nil {
		return err
	}
	for _, id := range awaited {
		one, err := q.who(id)
		if err != nil {
			return err
		}
		d.Awaited = append(d.Awaited, one)
	}
	return nil
}
