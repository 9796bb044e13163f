package membership

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
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

func (t PutToVote) apply(a txn) (Event, error) {
	proposal, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err != nil {
		return Event{}, err
	}
	if proposal.Opened != nil {
		return proposal.openedEvent(), nil
	}
	if err := a.checkFiled(proposal); err != nil {
		return Event{}, err
	}
	c, err := charterOf(a.store, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Event{}, err
	}
	rule, err := proposal.rule(c)
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
	electorate, err := sponsorElectorate(a.store, proposal, c, rule)
	if err != nil {
		return Event{}, err
	}
	if err := a.checkDiscussed(proposal, c, rule, sponsors, electorate); err != nil {
		return Event{}, err
	}
	if err := a.begin(&proposal, c, rule, sponsors); err != nil {
		return Event{}, err
	}
	a.put(ProposalKey(proposal.ID), proposal)
	return proposal.openedEvent(), nil
}

// sponsorElectorate is of whom a share has to sponsor a proposal: of the last seal at the moment at which that
// is asked, of nobody where there is none yet.
func sponsorElectorate(s Store, p Proposal, c charter.Charter, rule charter.Rule) ([]charter.Bloc, error) {
	if !rule.SponsorsByShare() {
		return nil, nil
	}
	last, found, err := get[sealed](s, sealedKey(p.Alliance))
	if err != nil || !found {
		return nil, err
	}
	seal, err := load[Seal](s, sealKey(p.Alliance, last.Epoch))
	return c.SponsorElectorate(seal.Blocs, rule), err
}

// checkFiled refuses with NOT_FILED, PROPOSAL_EXPIRED or TIME_REVERSED.
func (a txn) checkFiled(p Proposal) error {
	if p.Status != Filed {
		return refusal.New(refusal.NotFiled, "proposal", p.ID, "status", string(p.Status))
	}
	if !a.tx.Time.Before(p.Expires) {
		return refusal.New(refusal.ProposalExpired, "proposal", p.ID, "expired", p.Expires.Format(time.RFC3339))
	}
	return a.tx.after(p.Filed)
}

// checkDiscussed refuses with SPONSORS_MISSING, or with DISCUSSION_OPEN before the
// discussion is over: it begins when the proposal has its sponsors.
func (a txn) checkDiscussed(p Proposal, c charter.Charter, rule charter.Rule, sponsors []Endorsement, electorate []charter.Bloc) error {
	if rule.Sponsors != nil {
		if x := c.ExplainSponsors(a.tx.Engine, rule, casts(chronological(sponsors)), electorate); !x.Met {
			first := x.Leaves()[0].Figure
			return refusal.New(refusal.SponsorsMissing, "proposal", p.ID, "needed", strconv.Itoa(first.Needed),
				"actual", strconv.Itoa(first.Actual), "expires", p.Expires.Format(time.RFC3339))
		}
	}
	if until := p.openableFrom(a.tx.Engine, c, rule, sponsors, electorate); a.tx.Time.Before(until) {
		return refusal.New(refusal.DiscussionOpen, "proposal", p.ID, "until", until.Format(time.RFC3339))
	}
	return nil
}

// openableFrom is from when a proposal that has its sponsors may be put to the vote:
// the first moment at which it had them, by the electorate of today, and the discussion that follows.
func (p Proposal) openableFrom(engine string, c charter.Charter, rule charter.Rule, sponsors []Endorsement, electorate []charter.Bloc) time.Time {
	from := p.Filed.Time
	if rule.Sponsors != nil {
		byTime := chronological(sponsors)
		for i := range byTime {
			from = byTime[i].Stamp.Time
			if c.ExplainSponsors(engine, rule, casts(byTime[:i+1]), electorate).Met {
				break
			}
		}
	}
	return c.Opens(rule, from)
}

// chronological are sponsorships in the order in which they came, those of the same moment
// in that of their parties' ids.
func chronological(sponsors []Endorsement) []Endorsement {
	byTime := slices.Clone(sponsors)
	slices.SortStableFunc(byTime, func(x, y Endorsement) int {
		return cmp.Or(x.Stamp.Time.Compare(y.Stamp.Time), cmp.Compare(x.Party, y.Party))
	})
	return byTime
}

func casts(endorsements []Endorsement) []charter.Cast {
	list := make([]charter.Cast, 0, len(endorsements))
	for _, endorsement := range endorsements {
		list = append(list, endorsement.cast())
	}
	return list
}

// putToVote pins the last seal: it fixes who may vote, and what shares are taken
// of. The recused have no vote: also who was sealed as a member, left and applies
// again.
func (a txn) putToVote(p *Proposal, c charter.Charter, rule charter.Rule, sponsors []Endorsement) error {
	seal, err := a.votableSeal(p.Alliance, c)
	if err != nil {
		return err
	}
	stamp := a.tx.stamp()
	p.Status, p.Opened, p.OpenedBy, p.Closes, p.Seal = Voting, &stamp, a.party, c.Closes(rule, a.tx.Time), seal.Epoch
	if p.Figures, err = a.figures(p.Alliance, c, rule); err != nil {
		return err
	}
	if *p, err = a.withGroup(*p); err != nil {
		return err
	}
	if p.Recused, p.RecusedGroups, err = a.recusedVoters(*p, rule, sponsors); err != nil {
		return err
	}
	if p.Voters, err = a.namedVoters(*p, c, rule); err != nil {
		return err
	}
	if p.Candidates, err = a.candidates(*p, c); err != nil {
		return err
	}
	p.Electorate = Grounds{Proposal: *p, Charter: c, Seal: seal}.ballot(rule).Tally().Electorate
	return nil
}

func (p Proposal) openedEvent() Event {
	return Event{
		Schema: form.Schema, Type: ProposalPutToVote, Tx: p.Opened.Tx, Time: p.Opened.Time, By: p.OpenedBy, Alliance: p.Alliance,
		Party: p.Subject, Proposal: p.ID, Action: string(p.Action), Status: string(p.openedAs()), Epoch: p.Seal,
	}
}
