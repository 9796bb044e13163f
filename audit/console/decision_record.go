package console

import (
	"encoding/hex"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
)

// decisionRecord is what a page says of one decision, to be printed and filed.
type decisionRecord struct {
	proposalData
	// Question is what was asked.
	Question string
	// Counted are the votes that counted, and Changed how many they replaced.
	Counted []voteRow
	Changed int
	// Digest is the charter's by which it was decided.
	Digest string
	// Last is the last block that was verified, Hash its header's.
	Last uint64
	Hash string
}

// decisionRecord answers with the record of a decision. It refuses page.undecided.
func (q *reader) decisionRecord() (web.Page, error) {
	d := decisionRecord{}
	var err error
	if d.proposalData, err = q.proposalData(q.r.PathValue("id")); err != nil {
		return web.Page{}, err
	}
	if d.Case.Decision == nil {
		return web.Page{}, catalogue.NewError("page.undecided", "proposal", d.Case.Proposal.ID)
	}
	d.Question = q.proposalTitle(d.proposalData)
	if d.Counted, err = q.voteRows(lastVotes(d.Case.Votes)); err != nil {
		return web.Page{}, err
	}
	d.Changed = len(d.Case.Votes) - len(d.Counted)
	d.Digest = d.Case.Charter.Digest
	at, err := q.index.Checkpoint(q.ctx)
	d.Last, d.Hash = at.Next-1, hex.EncodeToString(at.Previous)
	id := d.Case.Proposal.ID
	return below(d.Alliance, web.Page{
		Title: q.say("page.decisionRecord"), Template: "decisionrecord.html", Data: d,
		Above: []web.Link{{Name: q.say("page.proposal") + " " + id, Path: pathTo("proposals", id)}},
	}), err
}
