package membership

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// PutToVote opens the vote on a filed proposal, once it has its sponsors. Any
// party may send it; sent again it answers with the first time.
type PutToVote struct {
	Proposal string `json:"proposal"`
}

// Name implements Transaction.
func (PutToVote) Name() string    { return "PutToVote" }
func (PutToVote) request() string { return "" }
func (PutToVote) needs() Role     { return Delegate }
func (t PutToVote) check() error  { return checkProposalID(t.Proposal) }

func (t PutToVote) apply(a act) (Event, error) {
	proposal, err := must[Proposal](a.store, proposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	if proposal.Opened != nil {
		return proposal.openedEvent(), nil
	}
	if err := a.checkFiled(proposal); err != nil {
		return Event{}, err
	}
	charter, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Event{}, err
	}
	rule, err := proposal.rule(charter)
	if err != nil {
		return Event{}, err
	}
	sponsors, err := scanAll[Endorsement](a.store, sponsorshipsKey(proposal.ID), maxTally)
	if err != nil {
		return Event{}, err
	}
	for _, sponsor := range sponsors {
		if err := a.tx.after(sponsor.Stamp); err != nil {
			return Event{}, err
		}
	}
	if err := a.discussed(proposal, charter, rule, sponsors); err != nil {
		return Event{}, err
	}
	if err := a.putToVote(&proposal, charter, rule, sponsors); err != nil {
		return Event{}, err
	}
	return proposal.openedEvent(), put(a.store, proposalKey(proposal.ID), proposal)
}

// checkFiled refuses with NOT_FILED, PROPOSAL_EXPIRED or TIME_REVERSED.
func (a act) checkFiled(p Proposal) error {
	if p.Status != Filed {
		return refuse(NotFiled, "proposal", p.ID, "status", string(p.Status))
	}
	if !a.tx.Time.Before(p.Expires) {
		return refuse(ProposalExpired, "proposal", p.ID, "expired", p.Expires.Format(time.RFC3339))
	}
	return a.tx.after(p.Filed)
}

// discussed refuses with SPONSORS_MISSING, or with DISCUSSION_OPEN before the
// discussion is over: it begins when the proposal has its sponsors.
func (a act) discussed(p Proposal, charter Charter, rule Rule, sponsors []Endorsement) error {
	if rule.Sponsors != nil {
		if x := charter.sponsorship(a.tx.Engine, rule, casts(inOrder(sponsors))); !x.Met {
			first := x.leaves()[0]
			return refuse(SponsorsMissing, "proposal", p.ID, "needed", strconv.Itoa(first.Needed),
				"actual", strconv.Itoa(first.Actual), "expires", p.Expires.Format(time.RFC3339))
		}
	}
	if until := p.voteFrom(a.tx.Engine, charter, rule, sponsors); a.tx.Time.Before(until) {
		return refuse(DiscussionOpen, "proposal", p.ID, "until", until.Format(time.RFC3339))
	}
	return nil
}

// voteFrom is from when a proposal that has its sponsors may be put to the vote:
// the first moment at which it had them, and the discussion that follows.
func (p Proposal) voteFrom(engine string, charter Charter, rule Rule, sponsors []Endorsement) time.Time {
	from := p.Filed.Time
	if rule.Sponsors != nil {
		byTime := inOrder(sponsors)
		for i := range byTime {
			from = byTime[i].Stamp.Time
			if charter.sponsorship(engine, rule, casts(byTime[:i+1])).Met {
				break
			}
		}
	}
	return from.Add(rule.Discussion.length())
}

// inOrder are sponsorships in the order in which they came, those of the same moment
// in that of their parties' ids.
func inOrder(sponsors []Endorsement) []Endorsement {
	byTime := slices.Clone(sponsors)
	slices.SortStableFunc(byTime, func(x, y Endorsement) int {
		return cmp.Or(x.Stamp.Time.Compare(y.Stamp.Time), cmp.Compare(x.Party, y.Party))
	})
	return byTime
}

func casts(endorsements []Endorsement) []Cast {
	list := make([]Cast, 0, len(endorsements))
	for _, endorsement := range endorsements {
		list = append(list, endorsement.cast())
	}
	return list
}

// putToVote pins the last seal: it fixes who may vote, and what shares are taken
// of. The recused have no vote: also who was sealed as a member, left and applies
// again.
func (a act) putToVote(p *Proposal, charter Charter, rule Rule, sponsors []Endorsement) error {
	seal, err := a.recent(p.Alliance, charter)
	if err != nil {
		return err
	}
	stamp := a.tx.stamp()
	p.Status, p.Opened, p.OpenedBy, p.Closes, p.Seal = Voting, &stamp, a.party, rule.closes(a.tx.Time), seal.Epoch
	if p.Figures, err = a.figures(p.Alliance, charter, rule); err != nil {
		return err
	}
	if *p, err = a.withGroup(*p); err != nil {
		return err
	}
	if p.Recused, p.RecusedGroups, err = a.recused(*p, rule, sponsors); err != nil {
		return err
	}
	if p.Voters, err = a.named(*p, charter, rule); err != nil {
		return err
	}
	p.Electorate = Grounds{Proposal: *p, Charter: charter, Seal: seal}.ballot(rule).Tally().Electorate
	return nil
}

func (p Proposal) openedEvent() Event {
	return Event{
		Schema: schema, Type: ProposalPutToVote, Tx: p.Opened.Tx, Time: p.Opened.Time, By: p.OpenedBy, Alliance: p.Alliance,
		Party: p.Subject, Proposal: p.ID, Action: string(p.Action), Status: string(Voting), Epoch: p.Seal,
	}
}
