package membership

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// AffiliationStatus says what an affiliation rests on.
type AffiliationStatus string

// An affiliation is a claim until the party that controls the group consents, or the
// members decide. A claim counts nowhere.
const (
	AffiliationClaimed   AffiliationStatus = "claimed"
	AffiliationConsented AffiliationStatus = "consented"
	AffiliationDecided   AffiliationStatus = "decided"
	AffiliationWithdrawn AffiliationStatus = "withdrawn" // a claim that was taken back
)

// Affiliation is what stands between one party, member or not, and an affiliate group
// in one alliance. A later claim takes the place of an earlier one; what counts is
// changed by a decision alone, so that nobody enters a group, or leaves one, because of
// the vote at hand.
type Affiliation struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	// Group is the id of the party that controls the group.
	Group  string            `json:"group,omitempty" metadata:",optional"`
	Status AffiliationStatus `json:"status"`
	// Proposal is the one that was decided.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	// Written is the transaction that brought it to this.
	Written Stamp `json:"written"`
}

// Counts reports whether the group counts: in votes, recusals and caps, and in seals.
func (f Affiliation) Counts() bool {
	return f.Status == AffiliationConsented || f.Status == AffiliationDecided
}

// countedGroup is the group, if it counts.
func (f Affiliation) countedGroup() string {
	if f.Counts() {
		return f.Group
	}
	return ""
}

// affiliate lists an affiliation under its group: who is, or claims to be, in it?
type affiliate struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// affiliation reads what stands between a party and a group, and its membership. A group
// of which no affiliation tells is one that version 2 of the rules took from the founding,
// a decision or the member's word: it stays like a decided one, past the membership too.
func (a txn) affiliation(alliance, party string) (Affiliation, Membership, error) {
	known, found, err := get[Affiliation](a.store, affiliationKey(alliance, party))
	if err != nil {
		return known, Membership{}, err
	}
	member, _, err := get[Membership](a.store, MembershipKey(alliance, party))
	if !found {
		known = Affiliation{Schema: form.Schema, Alliance: alliance, Party: party}
	}
	if member.Group != "" && !known.Counts() {
		known.Group, known.Status = member.Group, AffiliationDecided
	}
	return known, member, err
}

// changeAffiliation writes an affiliation, and moves the member if it counts. It refuses with
// TIME_REVERSED what is older than what it replaces.
func (a txn) changeAffiliation(next, known Affiliation, member Membership) error {
	if err := a.tx.after(known.Written); err != nil {
		return err
	}
	a.putAffiliation(next)
	state, err := a.stateOf(member)
	if err != nil {
		return err
	}
	if !next.Counts() || next.Group == member.Group || state != charter.Active && state != charter.Suspended {
		return nil
	}
	moved := member.lifted(a.tx.Time)
	moved.Group = next.Group
	return a.transitionSameTerm(member, moved, "", "")
}

// putAffiliation writes an affiliation, and lists it under its group.
func (a txn) putAffiliation(f Affiliation) {
	f.Schema, f.Written = form.Schema, a.tx.stamp()
	a.put(affiliationKey(f.Alliance, f.Party), f)
	if f.Group != "" {
		a.put(affiliateKey(f.Group, f.Alliance, f.Party), affiliate{form.Schema, f.Alliance, f.Party})
	}
}

// newClaim is what a party says for itself: its own id needs nobody's consent. It refuses
// with UNKNOWN_RECORD the group of nobody, who could never consent.
func (a txn) newClaim(alliance, group string) (Affiliation, error) {
	claim := Affiliation{Alliance: alliance, Party: a.party, Group: group, Status: AffiliationClaimed}
	switch group {
	case "":
		claim.Status = AffiliationWithdrawn
	case a.party:
		claim.Status = AffiliationConsented
	default:
		if _, err := load[Party](a.store, PartyKey(group)); err != nil {
			return claim, err
		}
	}
	return claim, nil
}

// DeclareAffiliate records that the caller's party, a member or one that means to
// apply, belongs to an affiliate group: parties under common control. It is a claim,
// and counts once the party that controls the group consents, or the members decide
// it, by reclassifying.
type DeclareAffiliate struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	// Group is the id of the party that controls the group, its own too; empty to take
	// a claim back.
	Group string `json:"group,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (DeclareAffiliate) Name() string      { return "DeclareAffiliate" }
func (t DeclareAffiliate) request() string { return t.Request }
func (t DeclareAffiliate) actsFor() string { return t.As }
func (DeclareAffiliate) needs() Role       { return Officer }

func (t DeclareAffiliate) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), checkGroup(t.Group))
}

// checkGroup refuses what cannot be an affiliate group: groups have the id of who
// controls them.
func checkGroup(group string) error {
	if group == "" {
		return nil
	}
	return form.CheckID("group", group)
}

func (t DeclareAffiliate) apply(a txn) (Event, error) {
	if _, _, err := a.loadOpenAlliance(t.Alliance); err != nil {
		return Event{}, err
	}
	if a.tx.two() {
		return t.applyTwo(a)
	}
	known, member, err := a.affiliation(t.Alliance, a.party)
	if err != nil {
		return Event{}, err
	}
	if known.Group == t.Group {
		return Event{}, refusal.New(refusal.StateUnfit, "alliance", t.Alliance, "party", a.party, "state", "in this group", "action", "declare")
	}
	if known.Counts() {
		return Event{}, refusal.New(refusal.GroupDecided, "alliance", t.Alliance, "party", a.party, "group", known.Group)
	}
	claim, err := a.newClaim(t.Alliance, t.Group)
	if err != nil {
		return Event{}, err
	}
	return t.event(a, member, claim.Status), a.changeAffiliation(claim, known, member)
}

func (t DeclareAffiliate) event(a txn, member Membership, status AffiliationStatus) Event {
	event := a.event(AffiliateDeclared)
	event.Alliance, event.Party, event.Class, event.Subject, event.Status = t.Alliance, a.party, member.Class, t.Group, string(status)
	return event
}

// applyTwo is what version 2 of the rules did: the member's word was enough.
func (t DeclareAffiliate) applyTwo(a txn) (Event, error) {
	member, err := a.activeMember(t.Alliance, a.party)
	if err != nil {
		return Event{}, err
	}
	if member.GroupDecided {
		return Event{}, refusal.New(refusal.GroupDecided, "alliance", t.Alliance, "party", a.party, "group", member.Group)
	}
	if member.Group == t.Group {
		return Event{}, refusal.New(refusal.StateUnfit, "alliance", t.Alliance, "party", a.party, "state", "in this group", "action", "declare")
	}
	next := member
	next.Group = t.Group
	return t.event(a, member, ""), a.transitionSameTerm(member, next, "", "")
}

// ConsentAffiliate records that the caller's party controls the group that another
// declared: from then on that one belongs to it, and so does the caller. Either may be
// no member, and then is in the group once it is admitted.
type ConsentAffiliate struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	// Party is the one that declared it.
	Party string `json:"party"`
}

// Name implements Transaction.
func (ConsentAffiliate) Name() string      { return "ConsentAffiliate" }
func (t ConsentAffiliate) request() string { return t.Request }
func (t ConsentAffiliate) actsFor() string { return t.As }
func (ConsentAffiliate) needs() Role       { return Officer }

func (t ConsentAffiliate) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckID("party", t.Party))
}

func (t ConsentAffiliate) apply(a txn) (Event, error) {
	if a.tx.two() {
		return Event{}, refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	if _, _, err := a.loadOpenAlliance(t.Alliance); err != nil {
		return Event{}, err
	}
	known, member, err := a.affiliation(t.Alliance, t.Party)
	if err != nil {
		return Event{}, err
	}
	if known.Group != a.party {
		return Event{}, refusal.New(refusal.NotDeclared, "alliance", t.Alliance, "party", t.Party, "group", a.party)
	}
	if known.Counts() {
		return Event{}, refusal.New(refusal.StateUnfit, "alliance", t.Alliance, "party", t.Party, "state", "in this group", "action", "consent")
	}
	if err := t.joinOwnGroup(a); err != nil {
		return Event{}, err
	}
	next := known
	next.Status = AffiliationConsented
	event := a.event(AffiliateConsented)
	event.Alliance, event.Party, event.Class, event.Subject, event.Status = t.Alliance, t.Party, member.Class, a.party, string(next.Status)
	return event, a.changeAffiliation(next, known, member)
}

// joinOwnGroup puts the party that controls a group into it. It refuses with GROUP_DECIDED one
// that belongs to another's: then the group is that one's.
func (t ConsentAffiliate) joinOwnGroup(a txn) error {
	known, member, err := a.affiliation(t.Alliance, a.party)
	if err != nil {
		return err
	}
	if known.Counts() && known.Group != a.party {
		return refusal.New(refusal.GroupDecided, "alliance", t.Alliance, "party", a.party, "group", known.Group)
	}
	if known.Counts() {
		return nil
	}
	own, err := a.newClaim(t.Alliance, a.party)
	if err != nil {
		return err
	}
	return a.changeAffiliation(own, known, member)
}

// decideGroup records a group that a decision, or the founding, put a member into. It
// takes the place of whatever the party claimed, and does not read that: a party that
// claims without end could else keep a decision about it from being committed.
func (a txn) decideGroup(alliance, party, group, proposal string) {
	if group == "" || a.tx.two() {
		return
	}
	a.putAffiliation(Affiliation{Alliance: alliance, Party: party, Group: group, Status: AffiliationDecided, Proposal: proposal})
}

// controllerIsOutside reports whether a proposal would put its subject into the group of a party
// that is no member. It refuses with CONTROLLER_OUTSIDE the group of a member that is not
// in it itself: the members put that one in first.
func (a txn) controllerIsOutside(p Proposal) (outsider bool, err error) {
	if p.Group == "" || p.Group == p.Subject {
		return false, nil
	}
	controller, _, err := get[Membership](a.store, MembershipKey(p.Alliance, p.Group))
	if err != nil {
		return false, err
	}
	state, err := a.stateOf(controller)
	outsider = state != charter.Active && state != charter.Suspended
	if err == nil && !outsider && controller.Group != p.Group {
		err = refusal.New(refusal.ControllerOutside, "alliance", p.Alliance, "party", p.Group)
	}
	return outsider, err
}

// regroup records that a decision put a member into a group, and its controller, if that
// is no member, with it: it is in the group once it is admitted, whatever it agreed on
// with others.
func (a txn) regroup(p Proposal) error {
	if a.tx.two() {
		return nil
	}
	outsider, err := a.controllerIsOutside(p)
	if err != nil {
		return err
	}
	if outsider {
		a.decideGroup(p.Alliance, p.Group, p.Group, p.ID)
	}
	a.decideGroup(p.Alliance, p.Subject, p.Group, p.ID)
	return nil
}

// withGroup is a proposal with the affiliate group of an applicant, as far as it counts
// now: by an applicant's word alone nobody is recused. Without one it is that of its own
// id, which others are in by its consent or by decision alone. A member's stands as it
// was when the proposal was filed.
func (a txn) withGroup(p Proposal) (Proposal, error) {
	if p.Action != charter.Admit || a.tx.two() {
		return p, nil
	}
	known, _, err := a.affiliation(p.Alliance, p.Subject)
	if p.SubjectGroup = known.countedGroup(); p.SubjectGroup == "" {
		p.SubjectGroup = p.Subject
	}
	return p, err
}

// GetAffiliation asks for what stands between a party and an affiliate group in an
// alliance: UNKNOWN_RECORD if nothing was ever claimed or decided.
type GetAffiliation struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Query.
func (GetAffiliation) Name() string                     { return "GetAffiliation" }
func (q GetAffiliation) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetAffiliation) check() error {
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckID("party", q.Party))
}

func (q GetAffiliation) read(s snapshot) (Affiliation, error) {
	return load[Affiliation](s, affiliationKey(q.Alliance, q.Party))
}

// Affiliates is a page of the affiliations with one group, in the order of the
// alliances. It may hold fewer than were asked for, even none, while more follow: who
// claims, or is in, another group now is left out.
type Affiliates struct {
	Group      string        `json:"group"`
	Affiliates []Affiliation `json:"affiliates"`
	Next       string        `json:"next,omitempty" metadata:",optional"`
}

// ListAffiliates asks which parties are in an affiliate group, or claim to be, in which
// alliances.
type ListAffiliates struct {
	// Group is the id of the party that controls it.
	Group    string `json:"group"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListAffiliates) Name() string                     { return "ListAffiliates" }
func (q ListAffiliates) check() error                   { return form.CheckID("group", q.Group) }
func (q ListAffiliates) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListAffiliates) read(s snapshot) (Affiliates, error) {
	listings, next, err := page[affiliate](s, affiliatesKey(q.Group), q.Size, q.Bookmark)
	if err != nil {
		return Affiliates{}, err
	}
	answer := Affiliates{Group: q.Group, Affiliates: []Affiliation{}, Next: next}
	for _, listed := range listings {
		found, err := load[Affiliation](s, affiliationKey(listed.Alliance, listed.Party))
		if err != nil {
			return Affiliates{}, err
		}
		if found.Group == q.Group {
			answer.Affiliates = append(answer.Affiliates, found)
		}
	}
	return answer, nil
}
