package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Endorsement is a member's recorded position on a proposal. It does not change,
// unless the rule lets members change their votes: then each version is kept.
type Endorsement struct {
	Schema   int              `json:"schema"`
	Proposal string           `json:"proposal"`
	Alliance string           `json:"alliance"`
	Party    string           `json:"party"`
	Host     string           `json:"host"`
	Position charter.Position `json:"position"`
	// Ranking is whom a vote for names in an election: the best first, where the order says
	// something.
	Ranking  []string `json:"ranking,omitempty" metadata:",optional"`
	Reason   string   `json:"reason,omitempty" metadata:",optional"`
	Evidence string   `json:"evidence,omitempty" metadata:",optional"`
	// Class and Membership are the endorser's class, and the version of its
	// membership on which its right rested.
	Class      string          `json:"class"`
	Group      string          `json:"group,omitempty" metadata:",optional"`
	Weights    charter.Weights `json:"weights,omitempty" metadata:",optional"`
	Membership int             `json:"membership"`
	// Proxy is the member that cast the vote for the party, by whose host; it has none if the
	// party voted itself.
	Proxy string `json:"proxy,omitempty" metadata:",optional"`
	// Organs are those in which a sponsor sits, Founder says that it is one: a rule
	// may demand such sponsors.
	Organs  []string `json:"organs,omitempty" metadata:",optional"`
	Founder bool     `json:"founder,omitempty" metadata:",optional"`
	// Invited is the transaction that invited the applicant, where the member sponsored by that.
	Invited *Stamp `json:"invited,omitempty" metadata:",optional"`
	// Version counts the changes of a vote, from 1 on.
	Version int `json:"version,omitempty" metadata:",optional"`
	// Step is the vote of the proposal in which it was given, 0 being the first.
	Step  int   `json:"step,omitempty" metadata:",optional"`
	Stamp Stamp `json:"stamp"`
}

// Endorse records the position of the caller's party on a proposal, or of a member whose
// proxy it is.
type Endorse struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As string `json:"as,omitempty" metadata:",optional"`
	// Principal is the member whose vote the caller casts as its proxy; its own without it.
	Principal string `json:"principal,omitempty" metadata:",optional"`
	Proposal  string `json:"proposal"`
	// About is what the member has read of the proposal, see Proposal.About.
	About    *About           `json:"about,omitempty" metadata:",optional"`
	Position charter.Position `json:"position"`
	// Ranking are candidates, for a vote for in an election: the best first where they are
	// ranked, those that are marked in any order elsewhere.
	Ranking []string `json:"ranking,omitempty" metadata:",optional"`
	Reason  string   `json:"reason,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Endorse) Name() string      { return "Endorse" }
func (t Endorse) request() string { return t.Request }
func (t Endorse) actsFor() string { return t.As }
func (Endorse) needs() Role       { return Delegate }

func (t Endorse) check() error {
	if t.Principal != "" {
		err := refusal.First(form.CheckID("principal", t.Principal),
			form.OneOf("position", string(t.Position), string(charter.For), string(charter.Against), string(charter.Abstain)))
		if err != nil {
			return err
		}
	}
	return refusal.First(form.CheckRequest(t.Request), checkProposalID(t.Proposal), checkAbout(t.About),
		form.OneOf("position", string(t.Position), string(charter.For), string(charter.Against), string(charter.Abstain), string(charter.Sponsor)),
		checkRanking(t.Ranking), form.CheckText("reason", t.Reason, 0, form.MaxReason), form.CheckDigest("evidence", t.Evidence, true))
}

// checkBy refuses votes for others, which the rules did not know before version 5.
func (t Endorse) checkBy(engine string) error {
	if t.Principal != "" && charter.Before(engine, charter.EngineFive) {
		return refusal.New(refusal.UnknownField, "field", "principal", "fields", "")
	}
	return t.check()
}

// party is whose word it is, given who acts.
func (t Endorse) party(acting string) string {
	if t.Principal != "" {
		return t.Principal
	}
	return acting
}

func (t Endorse) prefetch(acting string) []Key {
	party := t.party(acting)
	if t.Position == charter.Sponsor {
		return []Key{ProposalKey(t.Proposal), sponsorshipKey(t.Proposal, party)}
	}
	return []Key{ProposalKey(t.Proposal), decisionKey(t.Proposal), endorsementKey(t.Proposal, party)}
}

// apply writes one key of its own, so that endorsements never collide, and
// reads all that its right rests on, also the decision that must not be there:
// whichever of those changes first, this endorsement is not committed after it.
func (t Endorse) apply(a txn) (Event, error) {
	proposal, err := load[Proposal](a.store, ProposalKey(t.Proposal))
	if err := refusal.First(err, a.matchAbout(t.About, proposal)); err != nil {
		return Event{}, err
	}
	party := t.party(a.party)
	key := endorsementKey(proposal.votes(), party)
	if t.Position == charter.Sponsor {
		key = sponsorshipKey(proposal.ID, party)
	}
	by, err := t.permitted(a, proposal)
	if err != nil {
		return Event{}, err
	}
	if by.rule.LacksReason(t.Position, t.Reason) {
		return Event{}, refusal.New(refusal.ReasonMissing, "proposal", proposal.ID, "position", string(t.Position))
	}
	endorsement := Endorsement{
		Schema: form.Schema, Proposal: proposal.ID, Alliance: proposal.Alliance, Party: party, Host: a.tx.Caller.Host,
		Position: t.Position, Ranking: t.Ranking, Reason: t.Reason, Evidence: t.Evidence,
		Class: by.voter.Class, Group: by.voter.Group, Weights: by.voter.Weights, Membership: by.member.Version, Step: proposal.Step, Stamp: a.tx.stamp(),
	}
	if t.Principal != "" {
		endorsement.Proxy = a.party
	}
	earlier, found, err := get[Endorsement](a.store, key)
	if err != nil || found && !endorsement.mayReplace(earlier, by.charter, by.rule) {
		return Event{}, refusal.First(err, refusal.New(refusal.EndorsementExists, "proposal", proposal.ID, "party", party))
	}
	if found && !a.tx.Time.Before(proposal.Closes) && t.Position != charter.Sponsor { // what was given stands where the vote is prolonged
		return Event{}, refusal.New(refusal.VotingClosed, "proposal", proposal.ID, "closed", proposal.Closes.Format(time.RFC3339))
	}
	if t.Position == charter.Sponsor {
		endorsement.Organs, endorsement.Founder = by.voter.Organs, by.voter.Founder
	} else if by.charter.MayChange(by.rule) {
		if err := a.version(&endorsement, earlier); err != nil {
			return Event{}, err
		}
	}
	a.put(key, endorsement)
	event := a.event(EndorsementGiven)
	event.Alliance, event.Party, event.Proposal = proposal.Alliance, party, proposal.ID
	event.Position = string(t.Position)
	return event, nil
}

// grantedBy is what lets an endorsement be given: by which rule of which charter, as which
// member and as what voter.
type grantedBy struct {
	charter charter.Charter
	rule    charter.Rule
	member  Membership
	voter   charter.Voter
}

// permitted refuses an endorsement that the sender may not give now.
func (t Endorse) permitted(a txn, p Proposal) (by grantedBy, err error) {
	open, right := a.checkVoting, a.checkVoter
	if t.Position == charter.Sponsor {
		open, right = a.checkFiled, a.checkSponsor
	}
	if err := open(p); err != nil {
		return by, err
	}
	if by.charter, by.rule, err = a.ruleOf(p); err != nil {
		return by, err
	}
	if err := p.poll().CheckRecusal(by.rule, charter.Actor{Party: a.party, Sender: a.sender}); err != nil {
		return by, err
	}
	if t.Principal != "" {
		by.member, by.voter, err = a.checkProxyVote(p, by.charter, by.rule, t.Principal)
		return by, refusal.First(err, a.checkThere(p, t.Principal), a.tx.after(by.member.Written))
	}
	if by.member, err = a.activeMember(p.Alliance, a.party); err != nil {
		return by, err
	}
	if by.voter, err = right(p, by.charter, by.rule, by.member); err == nil && t.Position != charter.Sponsor {
		err = a.checkUnrepresented(p, by.charter, by.rule)
	}
	return by, refusal.First(err, a.checkThere(p, a.party), a.checkBallot(p, by.rule, t), a.tx.after(by.member.Written))
}

// version keeps a vote that may be changed under a key of its own too. It refuses
// with TIME_REVERSED what is older than the vote that it changes.
func (a txn) version(e *Endorsement, earlier Endorsement) error {
	e.Version = earlier.Version + 1
	if err := a.tx.after(earlier.Stamp); err != nil {
		return err
	}
	a.put(endorsementVersionKey(Proposal{ID: e.Proposal, Step: e.Step}.votes(), e.Party, e.Version), *e)
	return nil
}

// checkVoter returns what a member votes as: what it was at the end of the epoch
// that the proposal is voted by. It refuses as charter.Poll.CheckVoter does, and with
// NOT_IN_STANDING.
func (a txn) checkVoter(p Proposal, c charter.Charter, rule charter.Rule, member Membership) (charter.Voter, error) {
	period, there := member.AtEpoch(p.Seal)
	there = there && (a.tx.two() || !member.beganAfter(p.Seal)) // who came back votes on what is filed from then on
	voter := charter.Voter{Party: member.Party, Class: period.Class, Group: period.Group, Weights: period.Weights}
	seated, err := p.poll().CheckVoter(c, rule, voter, there && period.State == charter.Active)
	if err != nil || seated && a.tx.two() {
		return voter, err
	}
	member.Class = period.Class
	return voter, a.inStanding(c, member, charter.Vote)
}

// checkSponsor returns what a member sponsors as: what it is now. It refuses with
// RECUSED, NO_RIGHT or NOT_IN_STANDING.
func (a txn) checkSponsor(p Proposal, c charter.Charter, rule charter.Rule, member Membership) (charter.Voter, error) {
	return a.sponsorAs(p, c, rule, member, charter.Actor{Party: a.party, Sender: a.sender, Group: member.Group})
}

// sponsorAs is checkSponsor for a member whose word it is, whoever sends it.
func (a txn) sponsorAs(p Proposal, c charter.Charter, rule charter.Rule, member Membership, who charter.Actor) (charter.Voter, error) {
	voter := charter.Voter{Party: member.Party, Class: member.Class, Group: member.Group, Weights: member.Weights}
	p, err := a.withGroup(p)
	if err != nil {
		return voter, err
	}
	if err := refusal.First(p.poll().CheckRecusal(rule, who), a.permitted(c, member, charter.SponsorRight)); err != nil {
		return voter, err
	}
	return a.voter(p.Alliance, c, member, member.presence())
}

// checkRanking refuses a list of candidates that no election can have.
func checkRanking(ranking []string) error {
	if len(ranking) > election.MaxCandidates {
		return refusal.New(refusal.TooMany, "what", "candidates", "most", strconv.Itoa(election.MaxCandidates))
	}
	for i, party := range ranking {
		if err := form.CheckID("ranking", party); err != nil {
			return err
		}
		if slices.Contains(ranking[:i], party) {
			return refusal.New(refusal.BadID, "field", "ranking", "value", party)
		}
	}
	return nil
}

// checkBallot refuses what an election does not take for a ballot, and elsewhere with UNWANTED,
// or by rules before version 5 with UNKNOWN_FIELD, any. A sponsorship is none.
func (a txn) checkBallot(p Proposal, rule charter.Rule, t Endorse) error {
	switch {
	case len(t.Ranking) > 0 && charter.Before(a.tx.Engine, charter.EngineFive):
		return refusal.New(refusal.UnknownField, "field", "ranking", "fields", "")
	case rule.Election == nil || t.Position == charter.Sponsor:
		if len(t.Ranking) > 0 {
			return refusal.New(refusal.Unwanted, "field", "ranking", "action", string(p.Action))
		}
		return nil
	}
	return rule.Election.CheckBallot(p.poll(), t.Position, t.Ranking)
}
