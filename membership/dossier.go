package membership

import (
	"slices"
	"time"

	"allianceregistry/membership/charter"
)

// Dossier is a proposal with all that was said and decided on it.
type Dossier struct {
	Proposal     ProposalNow   `json:"proposal"`
	Sponsorships []Endorsement `json:"sponsorships"`
	Endorsements []Endorsement `json:"endorsements"`
	// Nominations are those of an election, also those that were withdrawn.
	Nominations []Nomination `json:"nominations,omitempty" metadata:",optional"`
	// Consents are what the two parties of a succession say to it.
	Consents []SuccessionConsent `json:"consents,omitempty" metadata:",optional"`
	// Sponsors is what the rule demands of sponsorships, with their figures; a rule
	// without sponsors has none.
	Sponsors *charter.Explanation `json:"sponsors,omitempty" metadata:",optional"`
	// VoteFrom is from when a proposal that is still filed may be put to the vote,
	// once it has its sponsors.
	VoteFrom time.Time     `json:"voteFrom,omitzero" metadata:",optional"`
	Tally    charter.Tally `json:"tally"`
	// Explanation is the rule with its figures: those of the decision, or while
	// the proposal is voted on those of the votes so far.
	Explanation charter.Explanation `json:"explanation"`
	Decision    *Decision           `json:"decision,omitempty" metadata:",optional"`
	// Emergency is why the ordinary rule could not be met, where the emergency rule is voted by.
	Emergency *charter.OutOfReach `json:"emergency,omitempty" metadata:",optional"`
	Enactment *Enactment          `json:"enactment,omitempty" metadata:",optional"`
	// Present are those who were there when it was put to the vote at a meeting.
	Present []string `json:"present,omitempty" metadata:",optional"`
	// Earlier are the votes that were changed.
	Earlier []Endorsement `json:"earlier,omitempty" metadata:",optional"`
	// Before are the votes of the steps before the one that the proposal has come to.
	Before []StepVotes `json:"before,omitempty" metadata:",optional"`
	// Ends is when the vote ends, as things stand, where its rule prolongs it if too few take part.
	Ends time.Time `json:"ends,omitzero" metadata:",optional"`
}

// GetProposal asks for a proposal's dossier.
type GetProposal struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetProposal) Name() string                     { return "GetProposal" }
func (q GetProposal) check() error                   { return checkProposalID(q.ID) }
func (q GetProposal) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetProposal) read(s snapshot) (Dossier, error) { return readDossier(s, q.ID) }

func readDossier(s snapshot, id string) (Dossier, error) {
	proposal, err := load[Proposal](s, ProposalKey(id))
	if err != nil {
		return Dossier{}, err
	}
	c, err := charterOf(s, proposal.Alliance, proposal.Charter)
	if err != nil {
		return Dossier{}, err
	}
	rule, err := proposal.rule(c)
	if err != nil {
		return Dossier{}, err
	}
	whole := Dossier{Proposal: proposal.AsOf(s.now)}
	if err := whole.readSaid(s, proposal, c.MayChange(rule)); err != nil {
		return Dossier{}, err
	}
	electorate, err := sponsorElectorate(s, proposal, c, rule)
	if err != nil {
		return Dossier{}, err
	}
	if rule.Sponsors != nil {
		sponsors := c.ExplainSponsors(charter.Engine, rule, casts(chronological(whole.Sponsorships)), electorate)
		whole.Sponsors = &sponsors
	}
	if whole.Proposal.Status == Filed && !rule.AtMeeting() && (whole.Sponsors == nil || whole.Sponsors.Met) && proposal.ConsentMissing(whole.Consents) == "" {
		whole.VoteFrom = proposal.openableFrom(charter.Engine, c, rule, whole.Sponsorships, electorate)
	}
	err = whole.setOutcome(s, c, rule)
	whole.setDue(rule, s.now)
	return whole, err
}

// readSaid reads what the parties have said of a proposal, and who was there to vote; where votes
// may be changed also those that no longer count.
func (d *Dossier) readSaid(s snapshot, p Proposal, mayChange bool) (err error) {
	if d.Sponsorships, err = allPages[Endorsement](s, sponsorshipsKey(p.ID)); err != nil {
		return err
	}
	if d.Endorsements, err = allPages[Endorsement](s, endorsementsKey(p.votes())); err != nil {
		return err
	}
	if d.Nominations, err = readNominations(s, p); err != nil {
		return err
	}
	if d.Consents, err = readSuccessionConsents(s, p); err != nil {
		return err
	}
	if mayChange {
		if d.Earlier, err = earlierVotes(s, d.Endorsements, p.votes()); err != nil {
			return err
		}
	}
	if d.Present, err = readPresent(s, p); err != nil {
		return err
	}
	d.Before, err = votesBefore(s, p)
	return err
}

// setDue also sets what is due by the sponsors, or by the votes so far.
func (d *Dossier) setDue(rule charter.Rule, now time.Time) {
	switch p := &d.Proposal; {
	case p.Status == Filed && !d.VoteFrom.IsZero() && !now.Before(d.VoteFrom):
		p.Due = PutToVote{}.Name()
	case p.Status == Voting && rule.Outcome(d.Explanation, past(d.Ends, now)) != charter.Undecided:
		p.Due = Decide{}.Name()
	}
}

// Elector is one of those who may vote on a proposal, and what it said.
type Elector struct {
	charter.Voter
	// Vote is its vote; it has none if it has not voted.
	Vote *Endorsement `json:"vote,omitempty" metadata:",optional"`
	// Proxy is the member that may cast its vote now, if it has appointed one; see
	// Represented.
	Proxy string `json:"proxy,omitempty" metadata:",optional"`
	// Gone says that it is no active member any more, and cannot vote now.
	Gone bool `json:"gone,omitempty" metadata:",optional"`
}

// Electors lists who may vote on a proposal that was put to the vote, of its alliance's
// roster at the epoch of the seal that it is voted by; nobody before. Standing, which may
// keep a member from voting, is not looked at.
func (d Dossier) Electors(c charter.Charter, roster []Member) ([]Elector, error) {
	p := d.Proposal.Recorded()
	if p.Opened == nil {
		return nil, nil
	}
	rule, err := p.rule(c)
	if err != nil {
		return nil, err
	}
	var electors []Elector
	for _, m := range roster {
		was := m.Period
		one := Elector{Voter: charter.Voter{Party: m.Membership.Party, Class: was.Class, Group: was.Group, Weights: was.Weights}}
		if _, barred := p.poll().CheckVoter(c, rule, one.Voter, was.State == charter.Active && !m.Membership.beganAfter(p.Seal)); barred != nil || p.Meeting != nil && !slices.Contains(d.Present, one.Party) {
			continue
		}
		if at := slices.IndexFunc(d.Endorsements, func(e Endorsement) bool { return e.Party == one.Party }); at >= 0 {
			one.Vote = &d.Endorsements[at]
		}
		one.Gone = m.Membership.State != charter.Active
		electors = append(electors, one)
	}
	return electors, nil
}

// Awaited lists the members who may still vote on a proposal and have not; see Electors.
func (d Dossier) Awaited(c charter.Charter, roster []Member) ([]string, error) {
	if d.Proposal.Status != Voting {
		return nil, nil
	}
	electors, err := d.Electors(c, roster)
	return AwaitedOf(electors), err
}

// AwaitedOf lists those of the electors of a proposal that is voted on who may still vote
// and have not.
func AwaitedOf(electors []Elector) []string {
	var awaited []string
	for _, one := range electors {
		if one.Vote == nil && !one.Gone {
			awaited = append(awaited, one.Party)
		}
	}
	return awaited
}

// setOutcome fills in the decision and the enactment, or the figures so far.
func (d *Dossier) setOutcome(s snapshot, c charter.Charter, rule charter.Rule) error {
	decision, found, err := get[Decision](s, decisionKey(d.Proposal.ID))
	if err != nil {
		return err
	}
	enactment, enacted, err := get[Enactment](s, enactmentKey(d.Proposal.ID))
	if err != nil {
		return err
	}
	if enacted {
		d.Enactment = &enactment
	}
	if found {
		d.Decision, d.Tally, d.Explanation, d.Emergency = &decision, decision.Tally, decision.Explanation, decision.Emergency
		return nil
	}
	votes := charter.Ballot{Charter: c, Rule: rule}
	if d.Proposal.Opened != nil {
		g, err := grounds(s, d.Proposal.Recorded(), c, d.Endorsements, func(m Membership) (bool, error) {
			member, err := allianceOf(s, m.Party)
			return m.AsOf(Alliance{}, member, s.now).State == charter.Active && !m.beganAfter(d.Proposal.Seal), err
		})
		if err != nil {
			return err
		}
		if rule.Extension != nil {
			d.Ends, _, g.Late = g.prolonged(rule, s.now)
		}
		votes = g.ballot(rule)
		if why, out := g.Proposal.outOfReach(c, g.Seal); out && d.Proposal.Emergency {
			d.Emergency = &why
		}
	}
	d.Tally, d.Explanation = votes.Tally(), votes.Explain()
	return nil
}

// earlierVotes lists the versions of votes that were changed later.
func earlierVotes(s Store, last []Endorsement, id string) ([]Endorsement, error) {
	all, err := allPages[Endorsement](s, endorsementVersionsKey(id))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e Endorsement) bool {
		return slices.ContainsFunc(last, func(l Endorsement) bool { return l.Party == e.Party && l.Version == e.Version })
	}), nil
}

// allPages reads a whole range page by page.
func allPages[R any](s Store, prefix Key) ([]R, error) {
	all, bookmark := []R{}, ""
	for {
		records, next, err := page[R](s, prefix, MaxPage, bookmark)
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
		if next == "" {
			return all, nil
		}
		bookmark = next
	}
}
