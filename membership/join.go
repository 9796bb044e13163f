package membership

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Join applies for membership: it files a proposal to admit the caller's party.
type Join struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Class    string `json:"class"`
	// Group is the affiliate group that it belongs to: the id of who controls it.
	Group string `json:"group,omitempty" metadata:",optional"`
	// Weights are those that it asks for, in measures in which members have their own.
	Weights charter.Weights `json:"weights,omitempty" metadata:",optional"`
	// Statement is public, as everything is that is written here.
	Statement string `json:"statement,omitempty" metadata:",optional"`
	// Evidence is the SHA-256 of a document, in lower-case hex.
	Evidence string `json:"evidence,omitempty" metadata:",optional"`
	// Invitations are the members whose invitations count as their sponsorships.
	Invitations []string `json:"invitations,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Join) Name() string      { return "Join" }
func (t Join) request() string { return t.Request }
func (t Join) actsFor() string { return t.As }
func (Join) needs() Role       { return Officer }

func (t Join) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckSlug("class", t.Class), checkGroup(t.Group),
		form.CheckText("statement", t.Statement, 0, form.MaxReason), form.CheckDigest("evidence", t.Evidence, true), checkInvitations(t.Invitations))
}

// checkBy refuses invitations, which the rules did not know before version 6.
func (t Join) checkBy(engine string) error {
	if t.Invitations != nil && charter.Before(engine, charter.EngineSix) {
		return refusal.New(refusal.UnknownField, "field", "invitations", "fields", "")
	}
	return checkAsTwo(engine, t)
}

func (t Join) prefetch(party string) []Key {
	return []Key{
		AllianceKey(t.Alliance), PartyKey(party), MembershipKey(t.Alliance, party), ApplicationKey(t.Alliance, party),
		affiliationKey(t.Alliance, party),
		ProposalKey(ProposalID(party, t.Request)),
	}
}

func (t Join) apply(a txn) (Event, error) {
	alliance, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	proposal := Proposal{
		ID: ProposalID(a.party, t.Request), Alliance: t.Alliance, Action: charter.Admit, Subject: a.party, By: a.party,
		Class: t.Class, Group: t.Group, SubjectGroup: t.Group, Weights: t.Weights, Reason: t.Statement, Evidence: t.Evidence, Charter: alliance.Charter,
	}
	if err := refusal.First(t.checkStanding(a), a.acyclic(t.Alliance, a.party)); err != nil {
		return Event{}, err
	}
	if _, err := a.checkEntry(proposal, c); err != nil {
		return Event{}, err
	}
	if err := t.claim(a, &proposal); err != nil {
		return Event{}, err
	}
	proposal.MeetingKind = c.MeetingFor(proposal.poll().Matter())
	sponsors, err := a.useInvitations(proposal, c, t.Invitations)
	if err != nil {
		return Event{}, err
	}
	event, err := a.file(proposal, c, sponsors...)
	if err != nil {
		return Event{}, err
	}
	event.Type = JoinFiled
	a.put(ApplicationKey(t.Alliance, a.party), application{form.Schema, proposal.ID})
	return event, nil
}

// claim records the affiliate group that an applicant names, for the party that
// controls it to consent to. Until then it counts nowhere, and recuses nobody; by the
// rules of version 2 it did. Who is in a group applies with that one: another is refused
// with GROUP_DECIDED.
func (t Join) claim(a txn, p *Proposal) error {
	if a.tx.two() {
		return nil
	}
	known, member, err := a.affiliation(t.Alliance, a.party)
	if err != nil {
		return err
	}
	if known.Counts() && t.Group != "" && t.Group != known.Group {
		return refusal.New(refusal.GroupDecided, "alliance", t.Alliance, "party", a.party, "group", known.Group)
	}
	if !known.Counts() && t.Group != "" && t.Group != known.Group {
		claim, err := a.newClaim(t.Alliance, t.Group)
		if err != nil {
			return err
		}
		if err := a.changeAffiliation(claim, known, member); err != nil {
			return err
		}
	}
	if p.Group == "" {
		p.Group = known.countedGroup()
	}
	*p, err = a.withGroup(*p)
	return err
}

// checkStanding refuses with ALREADY_MEMBER or JOIN_PENDING.
func (t Join) checkStanding(a txn) error {
	member, found, err := get[Membership](a.store, MembershipKey(t.Alliance, a.party))
	if err != nil {
		return err
	}
	if found && member.State != charter.Ended {
		return refusal.New(refusal.AlreadyMember, "alliance", t.Alliance, "party", a.party)
	}
	last, found, err := get[application](a.store, ApplicationKey(t.Alliance, a.party))
	if err != nil || !found {
		return err
	}
	proposal, err := load[Proposal](a.store, ProposalKey(last.Proposal))
	if err != nil {
		return err
	}
	if !proposal.Status.Settled() {
		return refusal.New(refusal.JoinPending, "alliance", t.Alliance, "party", a.party, "proposal", proposal.ID)
	}
	return nil
}

// GetJoin asks for the dossier of a party's last application to an alliance.
type GetJoin struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetJoin) Name() string                     { return "GetJoin" }
func (q GetJoin) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetJoin) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckID("party", q.Party))
}

func (q GetJoin) read(s snapshot) (Dossier, error) {
	last, err := load[application](s, ApplicationKey(q.Alliance, q.Party))
	if err != nil {
		return Dossier{}, err
	}
	return readDossier(s, last.Proposal)
}

// admit begins a membership, or a new period of one that had ended.
func (a txn) admit(c charter.Charter, p Proposal, place charter.Place, class charter.Class) error {
	member, found, err := get[Membership](a.store, MembershipKey(p.Alliance, p.Subject))
	if err != nil {
		return err
	}
	if !found {
		member = a.newMembership(p.Alliance, p.Subject)
	}
	next := member.withState(charter.Active)
	next.Class, next.Group, next.GroupDecided, next.Weights = place.Class, place.Group, false, place.Weights
	return a.transition(member, next, newTerm(c, class, a.tx.Time), p.ID, "")
}

// newMembership lists a membership under its party. It has no period yet.
func (a txn) newMembership(alliance, party string) Membership {
	a.put(belongingKey(party, alliance), belonging{form.Schema, alliance})
	return Membership{Schema: form.Schema, Alliance: alliance, Party: party}
}

// admitApplicant admits the applicant of a proposal.
func (a txn) admitApplicant(p Proposal, c charter.Charter) error {
	if err := a.acyclic(p.Alliance, p.Subject); err != nil {
		return err
	}
	class, err := a.checkEntry(p, c)
	if err != nil {
		return err
	}
	place, err := a.placeOf(p)
	if err != nil {
		return err
	}
	return a.admit(c, p, place, class)
}

// placeOf is what an applicant is admitted as. Its group is the one that counts: what it
// named stays a claim, for a charter may admit by the votes of few. By the rules of
// version 2 it was the one that it named.
func (a txn) placeOf(p Proposal) (charter.Place, error) {
	place := charter.Place{Class: p.Class, Group: p.Group, Weights: p.Weights}
	if a.tx.two() {
		return place, nil
	}
	known, _, err := a.affiliation(p.Alliance, p.Subject)
	place.Group = known.countedGroup()
	return place, err
}

// stateFor is the state of a membership for what was proposed about it. Of who is
// admitted it is the recorded one, for an end is recorded first.
func (a txn) stateFor(p Proposal, member Membership) (charter.MembershipState, error) {
	if p.Action == charter.Admit {
		return member.State, nil
	}
	return a.stateOf(member)
}

// checkEntry refuses with UNKNOWN_CLASS, KIND_NOT_ADMITTED, CLASS_FULL or
// REQUIREMENT_UNMET a subject that cannot enter a class.
func (a txn) checkEntry(p Proposal, c charter.Charter) (charter.Class, error) {
	class, err := c.FindClass(p.Class)
	if err != nil {
		return class, err
	}
	party, err := load[Party](a.store, a.kindKey(p))
	if err == nil {
		err = a.checkNotDissolved(party)
	}
	if err != nil {
		return class, err
	}
	return class, refusal.First(class.Admits(party.Kind, party.ID), a.checkRoom(p.Alliance, class), a.checkRequirements(p, c, class.Requires), c.CheckWeights(p.Weights))
}

// kindKey is where the record of a subject tells of what kind it is. A member's kind is
// read in the first version, since it never changes: a member that corrects its record
// without end could else keep a decision about its class from being committed.
func (a txn) kindKey(p Proposal) Key {
	if p.Action == charter.Reclassify && !a.tx.two() {
		return partyVersionKey(p.Subject, 1)
	}
	return PartyKey(p.Subject)
}
