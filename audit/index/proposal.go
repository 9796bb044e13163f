package index

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"allianceregistry/membership"
)

// ProposalFilter narrows Proposals. What is empty does not narrow.
type ProposalFilter struct {
	Alliance string `json:"alliance,omitempty"`
	Action   string `json:"action,omitempty"`
	// Subject is the party that a proposal is about, By the one that filed it.
	Subject string `json:"subject,omitempty"`
	By      string `json:"by,omitempty"`
	// Status is the recorded one: what follows from dates since is not looked at.
	Status string `json:"status,omitempty"`
	// From and Until bound the filing's time: from From on, before Until.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	Page
}

// ProposalRow is a proposal as it is now.
type ProposalRow struct {
	Origin                          // of its filing
	Proposal membership.ProposalNow `json:"proposal"`
}

// Proposals is a page of proposals.
type Proposals struct {
	Proposals []ProposalRow `json:"proposals"`
	Next      string        `json:"next,omitempty"`
}

// Proposals lists proposals, the newest first unless the page says otherwise.
func (x *Index) Proposals(ctx context.Context, f ProposalFilter) (Proposals, error) {
	where, order, last, err := f.span("proposals", "r.place")
	if err != nil {
		return Proposals{}, err
	}
	var q conditions
	q.add(where, last)
	q.equal("r.alliance", f.Alliance)
	q.equal("r.action", f.Action)
	q.equal("r.subject", f.Subject)
	q.equal("r.by", f.By)
	q.equal("r.status", f.Status)
	q.during("r.filed", f.From, f.Until)
	now := time.Now()
	row := func(at Origin, p membership.Proposal) ProposalRow { return ProposalRow{at, p.AsOf(now)} }
	rows, err := queryRows(ctx, x, scanRow(row), selectByID("proposal")+q.text()+" ORDER BY "+order+" LIMIT ?", append(q.args, f.size()+1)...)
	if err != nil {
		return Proposals{}, fmt.Errorf("ask for proposals: %w", err)
	}
	var list Proposals
	list.Proposals, list.Next = cutPage(rows, f.size(), "proposals", func(r ProposalRow) string { return r.mark() })
	return list, nil
}

// CharterRow is a version of an alliance's charter.
type CharterRow struct {
	Origin                            // of its adoption
	Charter membership.CharterVersion `json:"charter"`
}

// Charters is a page of versions of a charter.
type Charters struct {
	Charters []CharterRow `json:"charters"`
	Next     string       `json:"next,omitempty"`
}

// Charters lists the versions of an alliance's charter, or the one that is asked for if it
// is not 0, the newest first unless the page says otherwise.
func (x *Index) Charters(ctx context.Context, alliance string, version int, p Page) (Charters, error) {
	where, order, last, err := p.span("charters", "r.version")
	if err != nil {
		return Charters{}, err
	}
	var q conditions
	q.add(where, last)
	q.equal("r.alliance", alliance)
	if version != 0 {
		q.add("r.version = ?", version)
	}
	row := func(at Origin, c membership.CharterVersion) CharterRow { return CharterRow{at, c} }
	rows, err := queryRows(ctx, x, scanRow(row), selectByID("charter")+q.text()+" ORDER BY "+order+" LIMIT ?", append(q.args, p.size()+1)...)
	if err != nil {
		return Charters{}, fmt.Errorf("ask for charters: %w", err)
	}
	var list Charters
	list.Charters, list.Next = cutPage(rows, p.size(), "charters", func(r CharterRow) string { return strconv.Itoa(r.Charter.Version) })
	return list, nil
}

func (e effect) proposal(p membership.Proposal, text []byte) {
	e.put(proposalTable, p.ID, e.place, p.Alliance, string(p.Action), p.Subject, p.By, string(p.Status), millis(p.Filed.Time), text)
	e.tag("proposal", p.ID)
	e.tag("alliance", p.Alliance)
	e.tag("action", string(p.Action))
	e.tag("party", p.Subject)
	if p.Filed.Tx == e.id {
		e.doc("proposal", p.ID, "class", p.Class)
		e.doc("proposal", p.ID, "title", p.Title)
		e.doc("proposal", p.ID, "reason", p.Reason)
	}
	if p.Withdrawn != nil && p.Withdrawn.Tx == e.id {
		e.doc("proposal", p.ID, "withdrawal", p.Withdrawal)
	}
}

func (e effect) endorsement(v membership.Endorsement, text []byte) {
	e.put(endorsementTable, e.place, v.Alliance, v.Proposal, v.Party, v.Host, string(v.Position), e.time, text)
	e.doc("endorsement", v.Proposal, "reason", v.Reason)
}

func (e effect) decision(d membership.Decision, text []byte) {
	e.put(decisionTable, d.Proposal, e.place, d.Alliance, string(d.Outcome), e.time, text)
	e.tag("proposal", d.Proposal)
}
