package index

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// EndorsementFilter narrows Endorsements. What is empty does not narrow.
type EndorsementFilter struct {
	Alliance string `json:"alliance,omitempty"`
	Proposal string `json:"proposal,omitempty"`
	// From is the party that endorsed, To the one that the proposal is about.
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Host     string `json:"host,omitempty"`
	Position string `json:"position,omitempty"`
	// Action is what the proposal asks for: to vouch for somebody is to endorse its admission.
	Action charter.Action `json:"action,omitempty"`
	// Since and Until bound the transactions' time: from Since on, before Until.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	Page
}

// Vote is one endorsement: a sponsorship, or a vote for, against, or abstaining.
type Vote struct {
	Origin
	// To is the party that the proposal is about, Action what it asks for.
	To          string                 `json:"to"`
	Action      charter.Action         `json:"action"`
	Endorsement membership.Endorsement `json:"endorsement"`
}

// Votes is a page of endorsements.
type Votes struct {
	Votes []Vote `json:"votes"`
	Next  string `json:"next,omitempty"`
}

// Endorsements lists who endorsed whom, the newest first unless the page says
// otherwise; where a vote was changed, each version.
func (x *Index) Endorsements(ctx context.Context, f EndorsementFilter) (Votes, error) {
	where, order, last, err := f.span("endorsements", "e.place")
	if err != nil {
		return Votes{}, err
	}
	var q conditions
	q.add(where, last)
	q.equal("e.proposal", f.Proposal)
	q.equal("e.party", f.From)
	q.equal("p.subject", f.To)
	q.equal("e.alliance", f.Alliance)
	q.equal("e.host", f.Host)
	q.equal("e.position", f.Position)
	q.equal("p.action", string(f.Action))
	q.during("e.time", f.Since, f.Until)
	rows, err := queryRows(ctx, x, scanVote, selectVotes+q.text()+" ORDER BY "+order+" LIMIT ?", append(q.args, f.size()+1)...)
	if err != nil {
		return Votes{}, fmt.Errorf("ask for endorsements: %w", err)
	}
	var list Votes
	list.Votes, list.Next = cutPage(rows, f.size(), "endorsements", func(v Vote) string { return v.mark() })
	return list, nil
}

// during bounds a column of times: from one on, before the other.
func (q *conditions) during(column string, from, until time.Time) {
	if !from.IsZero() {
		q.add(column+" >= ?", ceil(from))
	}
	if !until.IsZero() {
		q.add(column+" < ?", ceil(until))
	}
}

const selectVotes = "SELECT " + selectOrigin + ", p.subject, p.action, e.record FROM endorsement e JOIN tx t ON t.place = e.place JOIN proposal p ON p.id = e.proposal"

func scanVote(rows *sql.Rows) (v Vote, err error) {
	var l originColumns
	var action string
	var record []byte
	if err := rows.Scan(l.targets(&v.To, &action, &record)...); err != nil {
		return v, err
	}
	v.Origin, v.Action = l.origin(), charter.Action(action)
	v.Endorsement, err = decode[membership.Endorsement](record)
	return v, err
}
