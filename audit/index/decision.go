package index

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// DecisionFilter narrows Decisions. What is empty does not narrow.
type DecisionFilter struct {
	Alliance string    `json:"alliance,omitempty"`
	Action   string    `json:"action,omitempty"`
	Outcome  string    `json:"outcome,omitempty"`
	Subject  string    `json:"subject,omitempty"`
	From     time.Time `json:"from,omitzero"`
	Until    time.Time `json:"until,omitzero"`
	Page
}

// Decided is a decision with its proposal as it is now.
type Decided struct {
	Origin
	Decision membership.Decision    `json:"decision"`
	Proposal membership.ProposalNow `json:"proposal"`
}

// DecisionList is a page of decisions.
type DecisionList struct {
	Decisions []Decided `json:"decisions"`
	Next      string    `json:"next,omitempty"`
}

// Decisions lists decisions, the newest first unless the page says otherwise.
func (x *Index) Decisions(ctx context.Context, f DecisionFilter) (DecisionList, error) {
	where, order, last, err := f.span("decisions", "d.place")
	if err != nil {
		return DecisionList{}, err
	}
	var q conditions
	q.add(where, last)
	q.equal("d.alliance", f.Alliance)
	q.equal("d.outcome", f.Outcome)
	q.equal("p.action", f.Action)
	q.equal("p.subject", f.Subject)
	q.during("d.time", f.From, f.Until)
	rows, err := queryRows(ctx, x, scanDecided, selectDecisions+q.text()+" ORDER BY "+order+" LIMIT ?", append(q.args, f.size()+1)...)
	if err != nil {
		return DecisionList{}, fmt.Errorf("ask for decisions: %w", err)
	}
	var list DecisionList
	list.Decisions, list.Next = cutPage(rows, f.size(), "decisions", func(d Decided) string { return d.mark() })
	return list, nil
}

const selectDecisions = "SELECT " + selectOrigin + ", d.record, p.record FROM decision d JOIN tx t ON t.place = d.place JOIN proposal p ON p.id = d.proposal"

// proposalNow reads a proposal as it is now, by this computer's clock.
func proposalNow(text []byte) (membership.ProposalNow, error) {
	record, err := decode[membership.Proposal](text)
	return record.AsOf(time.Now()), err
}

func scanDecided(rows *sql.Rows) (d Decided, err error) {
	var l originColumns
	var decision, proposal []byte
	if err := rows.Scan(l.targets(&decision, &proposal)...); err != nil {
		return d, err
	}
	d.Origin = l.origin()
	if d.Decision, err = decode[membership.Decision](decision); err != nil {
		return d, err
	}
	d.Proposal, err = proposalNow(proposal)
	return d, err
}

// Case is everything about one proposal.
type Case struct {
	Origin                          // of the proposal's filing
	Proposal membership.ProposalNow `json:"proposal"`
	// Decision is nil while there is none.
	Decision *Decided `json:"decision,omitempty"`
	// Votes are sponsorships and endorsements, the oldest first; where a vote was
	// changed, each version.
	Votes []Vote `json:"votes"`
	// Charter is the version that decides it.
	Charter membership.CharterVersion `json:"charter"`
}

// ProposalsLike lists the ids of proposals that begin so, the first few in their
// order: a beginning of one may stand for it.
func (x *Index) ProposalsLike(ctx context.Context, beginning string) ([]string, error) {
	const limit = 5
	return queryRows(ctx, x, scanID,
		"SELECT id FROM proposal WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", beginning, beginning+"g", limit) // g comes after f
}

func scanID(rows *sql.Rows) (id string, err error) {
	err = rows.Scan(&id)
	return id, err
}

// Decision returns everything about a proposal, decided or not. It refuses with
// UNKNOWN_RECORD (*refusal.Error).
func (x *Index) Decision(ctx context.Context, proposal string) (Case, error) {
	filed, err := queryRows(ctx, x, scanCase,
		"SELECT "+selectOrigin+", p.record, c.record FROM proposal p JOIN tx t ON t.place = p.place "+
			"JOIN charter c ON c.alliance = p.alliance WHERE p.id = ? ORDER BY c.version", proposal)
	if err != nil {
		return Case{}, fmt.Errorf("ask for a proposal: %w", err)
	}
	at := slices.IndexFunc(filed, func(c Case) bool { return c.Charter.Version == c.Proposal.Charter })
	if at < 0 {
		return Case{}, refusal.Unknown("proposal", proposal)
	}
	found := filed[at]
	decisions, err := queryRows(ctx, x, scanDecided, selectDecisions+" WHERE d.proposal = ?", proposal)
	if err != nil {
		return Case{}, fmt.Errorf("ask for a decision: %w", err)
	}
	if len(decisions) > 0 {
		found.Decision = &decisions[0]
	}
	found.Votes, err = queryRows(ctx, x, scanVote, selectVotes+" WHERE e.proposal = ? ORDER BY e.place", proposal)
	return found, err
}

func scanCase(rows *sql.Rows) (c Case, err error) {
	var l originColumns
	var proposal, charter []byte
	if err := rows.Scan(l.targets(&proposal, &charter)...); err != nil {
		return c, err
	}
	c.Origin = l.origin()
	if c.Proposal, err = proposalNow(proposal); err != nil {
		return c, err
	}
	c.Charter, err = decode[membership.CharterVersion](charter)
	return c, err
}
