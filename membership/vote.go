package membership

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
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
	if err := refusal.First(a.checkDiscussed(proposal, c, rule, sponsors, electorate), a.checkConsents(proposal)); err != nil {
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

// begin puts a proposal to the vote; or, where its rule takes none, decides it.
func (a txn) begin(p *Proposal, c charter.Charter, rule charter.Rule, sponsors []Endorsement) error {
	if !rule.Open {
		return a.putToVote(p, c, rule, sponsors)
	}
	return a.enter(p, c)
}

// enter accepts a proposal without a vote. It has a decision as any other has, by the
// party that sent it; Opened says when it came to it, and Closes is the same moment. It
// refuses with TIME_REVERSED.
func (a txn) enter(p *Proposal, c charter.Charter) error {
	seal, err := lastSeal(a.store, p.Alliance)
	if err == nil {
		err = a.tx.after(seal.Stamp)
	}
	if err != nil {
		return err
	}
	stamp := a.tx.stamp()
	p.Opened, p.OpenedBy, p.Closes, p.Seal = &stamp, a.party, a.tx.Time, seal.Epoch
	decision, err := Grounds{Proposal: *p, Charter: c, Seal: seal}.decide(a.newDecision(*p))
	if err != nil {
		return err
	}
	p.Status = decision.Outcome
	if err := a.accept(p, &decision); err != nil {
		return err
	}
	a.put(decisionKey(p.ID), decision)
	return nil
}

// openedAs is the status that a proposal came to when it was put to the vote, or was
// entered without one.
func (p Proposal) openedAs() ProposalStatus {
	if p.Opened.Time.Before(p.Closes) {
		return Voting
	}
	return Accepted
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
	if err := a.pinOrdinary(p, c, seal); err != nil {
		return err
	}
	p.Extends = c.Extends(rule, p.Closes)
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
	if p.Retiring, err = a.retiring(*p, c, rule); err != nil {
		return err
	}
	if p.Candidates, err = a.candidates(*p, c, rule); err != nil {
		return err
	}
	if err := a.callMatter(p, c, rule); err != nil {
		return err
	}
	p.Electorate = Grounds{Proposal: *p, Charter: c, Seal: seal}.ballot(rule).Tally().Electorate
	a.holdVote(*p, c, rule)
	return nil
}

func (p Proposal) openedEvent() Event {
	return Event{
		Schema: form.Schema, Type: ProposalPutToVote, Tx: p.Opened.Tx, Time: p.Opened.Time, By: p.OpenedBy, Alliance: p.Alliance,
		Party: p.Subject, Proposal: p.ID, Action: string(p.Action), Status: string(p.openedAs()), Epoch: p.Seal,
	}
}

// Nomination says that a member stands in an election. It nominates itself: so nobody stands
// who has not agreed to.
type Nomination struct {
	Schema   int    `json:"schema"`
	Proposal string `json:"proposal"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	// Reason is what the candidate says for itself.
	Reason string `json:"reason,omitempty" metadata:",optional"`
	// Withdrawn says that it stands no more.
	Withdrawn bool  `json:"withdrawn,omitempty" metadata:",optional"`
	Version   int   `json:"version"`
	Stamp     Stamp `json:"stamp"`
}

// Nominate enters the caller's party as a candidate of an election that is discussed, or
// takes it back.
type Nominate struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Proposal string `json:"proposal"`
	// About is what the member has read of the proposal, see Proposal.About.
	About  *About `json:"about,omitempty" metadata:",optional"`
	Reason string `json:"reason,omitempty" metadata:",optional"`
	// Withdraw takes the nomination back.
	Withdraw bool `json:"withdraw,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Nominate) Name() string      { return "Nominate" }
func (t Nominate) request() string { return t.Request }
func (t Nominate) actsFor() string { return t.As }
func (Nominate) needs() Role       { return Officer }

func (t Nominate) check() error {
	return refusal.First(form.CheckRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About),
		form.CheckText("reason", t.Reason, 0, form.MaxReason))
}

// checkBy refuses with UNKNOWN_TRANSACTION by rules before version 5.
func (t Nominate) checkBy(engine string) error {
	if charter.Before(engine, charter.EngineFive) {
		return refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	return t.check()
}

func (t Nominate) prefetch(party string) []Key {
	return []Key{ProposalKey(t.Proposal), nominationKey(t.Proposal, party)}
}

// apply refuses with NOT_AN_ELECTION, NOT_FILED, PROPOSAL_EXPIRED, TIME_REVERSED, NOT_A_MEMBER,
// SEAT_UNFIT, NOMINATION_EXISTS, NOT_A_CANDIDATE and TOO_MANY.
func (t Nominate) apply(a txn) (Event, error) {
	p, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err := refusal.First(err, a.matchAbout(t.About, p)); err != nil {
		return Event{}, err
	}
	if p.Action != charter.Elect {
		return Event{}, refusal.New(refusal.NotAnElection, "proposal", p.ID, "action", string(p.Action))
	}
	earlier, found, err := get[Nomination](a.store, nominationKey(p.ID, a.party))
	if err := refusal.First(err, a.checkFiled(p), a.tx.after(earlier.Stamp)); err != nil {
		return Event{}, err
	}
	event := a.event(CandidateNominated)
	stands := found && !earlier.Withdrawn
	switch {
	case t.Withdraw && !stands:
		return Event{}, refusal.New(refusal.NotACandidate, "proposal", p.ID, "party", a.party)
	case t.Withdraw:
		event.Type = NominationWithdrawn
	case stands:
		return Event{}, refusal.New(refusal.NominationExists, "proposal", p.ID, "party", a.party)
	default:
		if err := a.checkCandidacy(p); err != nil {
			return Event{}, err
		}
	}
	a.put(nominationKey(p.ID, a.party), Nomination{
		form.Schema, p.ID, p.Alliance, a.party, t.Reason, t.Withdraw, earlier.Version + 1, a.tx.stamp(),
	})
	event.Alliance, event.Party, event.Proposal, event.Subject = p.Alliance, a.party, p.ID, p.Organ
	return event, nil
}

// checkCandidacy refuses with NOT_A_MEMBER and SEAT_UNFIT who may not sit in the organ, and
// with TOO_MANY one candidate more than there can be: those who nominate themselves at the
// same moment go one after the other.
func (a txn) checkCandidacy(p Proposal) error {
	if _, err := a.activeMember(p.Alliance, a.party); err != nil {
		return err
	}
	c, err := charterOf(a.store, p.Alliance, p.Charter)
	if err != nil {
		return err
	}
	fit, err := a.mayStand(p, c, a.party)
	if err == nil && !fit {
		err = refusal.New(refusal.SeatUnfit, "organ", p.Organ, "party", a.party)
	}
	if err != nil {
		return err
	}
	standing, err := a.nominated(p.ID)
	if err == nil && len(standing) >= election.MaxCandidates {
		err = refusal.New(refusal.TooMany, "what", "candidates", "most", strconv.Itoa(election.MaxCandidates))
	}
	return err
}

// nominated reads the nominations that stand.
func (a txn) nominated(proposal string) ([]Nomination, error) {
	all, err := scanAll[Nomination](a.store, nominationsKey(proposal), maxTally)
	return slices.DeleteFunc(all, func(n Nomination) bool { return n.Withdrawn }), err
}

// readNominations reads the nominations of an election.
func readNominations(s Store, p Proposal) ([]Nomination, error) {
	if p.Action != charter.Elect {
		return nil, nil
	}
	return allPages[Nomination](s, nominationsKey(p.ID))
}
