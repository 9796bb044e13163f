package membership

import (
	"errors"
	"slices"
	"strings"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Standing is computed from dates and obligations, apart from the membership's
// state. It changes the member's rights, never an electorate that a share is
// taken of.
type Standing struct {
	Alliance string    `json:"alliance"`
	Party    string    `json:"party"`
	Class    string    `json:"class"`
	At       time.Time `json:"at"`
	// Membership is the membership's state at that time, by record and by date; empty
	// if the party was no member yet. Only an active member has rights.
	Membership charter.MembershipState `json:"membership,omitempty" metadata:",optional"`
	State      charter.StandingState   `json:"state"`
	// Probation is until when a new member has only the rights of its probation.
	Probation time.Time `json:"probation,omitzero" metadata:",optional"`
	// Rights are those that are left.
	Rights      []charter.Right `json:"rights"`
	Obligations []Obligation    `json:"obligations"`
}

// Obligation is something that a member owes: an agreement to accept, dues to pay,
// a membership to renew, votes to take part in, its representatives to confirm.
type Obligation struct {
	Kind string `json:"kind"`
	ID   string `json:"id,omitempty" metadata:",optional"`
	Met  bool   `json:"met"`
	// Due is since when it has been owed, or until when it is met; Lapses is the
	// end of the grace that follows.
	Due    time.Time             `json:"due,omitzero" metadata:",optional"`
	Lapses time.Time             `json:"lapses,omitzero" metadata:",optional"`
	State  charter.StandingState `json:"state"`
	// Of participation, Counted are the last votes that it goes by, Missed those of them that
	// the member has missed, by their proposals, the last first; Wanted is in how many further
	// votes it has to take part to have missed no more than it may. Due is that of the last
	// votes by whose close it had missed too many.
	Counted int      `json:"counted,omitempty" metadata:",optional"`
	Missed  []string `json:"missed,omitempty" metadata:",optional"`
	Wanted  int      `json:"wanted,omitempty" metadata:",optional"`
}

// The kinds of obligations.
const (
	OweAgreement = "agreement"
	OweDues      = "dues"
	OweRenewal   = "renewal"

	OweParticipation = "participation"
	OweConfirmation  = "confirmation"
)

// newObligation is what is due at a time and lapses at another.
func newObligation(kind, id string, due, lapses, at time.Time) Obligation {
	o := Obligation{Kind: kind, ID: id, Due: due, Lapses: lapses, State: charter.Good}
	switch {
	case at.Before(due):
		o.Met = true
	case at.Before(o.Lapses):
		o.State = charter.Grace
	default:
		o.State = charter.Lapsed
	}
	return o
}

// standing works out a member's standing at a time, under a charter.
func standing(s Store, c charter.Charter, m Membership, at time.Time) (Standing, error) {
	return standingAt(s, c, m, at, at)
}

// standingAt is standing at a time that may not have come yet: of votes, what has closed by now
// counts.
func standingAt(s Store, c charter.Charter, m Membership, at, now time.Time) (Standing, error) {
	class, err := c.FindClass(m.Class)
	if err != nil {
		return Standing{}, err
	}
	result := Standing{Alliance: m.Alliance, Party: m.Party, Class: m.Class, At: at, State: charter.Good, Obligations: []Obligation{}}
	for _, id := range class.Agreements {
		agreement, _ := c.Agreement(id)
		o, err := agreementObligation(s, m, c, agreement, at)
		if err != nil {
			return Standing{}, err
		}
		result.Obligations = append(result.Obligations, o)
	}
	further, err := duties(s, c, class, m, at, now)
	if err != nil {
		return Standing{}, err
	}
	result.Obligations = append(result.Obligations, further...)
	if period, there := m.currentPeriod(); there && !period.Expires.IsZero() {
		result.Obligations = append(result.Obligations, newObligation(OweRenewal, "", period.Expires, period.Over, at))
	}
	result.setState(c, class, m)
	return result, nil
}

// duties are the obligations of a member's class, agreements apart.
func duties(s Store, c charter.Charter, class charter.Class, m Membership, at, now time.Time) (owed []Obligation, err error) {
	add := func(o Obligation, failed error) {
		owed, err = append(owed, o), refusal.First(err, failed)
	}
	if class.Dues && c.Dues != nil {
		add(duesObligation(s, c, m, at))
	}
	if class.Participation != nil {
		add(participation(s, c, *class.Participation, m, at, now))
	}
	if class.Confirmation != nil {
		add(confirmation(s, c, class, m, at))
	}
	return owed, err
}

// duesObligation is an obligation to pay dues.
func duesObligation(s Store, c charter.Charter, m Membership, at time.Time) (Obligation, error) {
	paid, _, err := get[Payment](s, paymentKey(m.Alliance, m.Party))
	if err != nil {
		return Obligation{}, err
	}
	waiver, err := waiverAt(s, c, m, charter.DutyDues, "", at)
	due := latest(m.Since().Time, paid.Until, waiver.Until)
	return newObligation(OweDues, "", due, c.After(c.Dues.Grace, due), at), err
}

// setState takes the worst obligation, and the rights that all leave: what is lost by not taking
// part is lost whatever else is owed.
func (s *Standing) setState(c charter.Charter, class charter.Class, m Membership) {
	worse := []charter.StandingState{charter.Good, charter.Inactive, charter.Grace, charter.Lapsed}
	for _, o := range s.Obligations {
		if slices.Index(worse, o.State) > slices.Index(worse, s.State) {
			s.State = o.State
		}
	}
	if until := c.After(class.Probation, m.countedSince()); class.Probation != "" && !m.beganWithAlliance() && s.At.Before(until) {
		s.Probation = until
	}
	s.Rights = slices.DeleteFunc(class.RetainedRights(s.State, !s.Probation.IsZero()), func(right charter.Right) bool { return !s.retains(class, right) })
}

// retains reports whether a standing leaves a right to members of its class, also one that they
// have by a seat, or as those whom a rule names.
func (s Standing) retains(class charter.Class, right charter.Right) bool {
	return class.Retains(right, s.State, !s.Probation.IsZero()) && (!s.inactive() || class.Retains(right, charter.Inactive, false))
}

// inactive reports whether a member has missed more votes than it may.
func (s Standing) inactive() bool {
	return slices.ContainsFunc(s.Obligations, func(o Obligation) bool { return o.State == charter.Inactive })
}

// agreementObligation is an obligation to accept an agreement in its present version.
func agreementObligation(s Store, m Membership, c charter.Charter, agreement charter.Agreement, at time.Time) (Obligation, error) {
	accepted, found, err := get[Acceptance](s, acceptanceKey(m.Alliance, m.Party, agreement.ID))
	if err != nil {
		return Obligation{}, err
	}
	if found && accepted.Digest == agreement.Digest {
		return Obligation{Kind: OweAgreement, ID: agreement.ID, Met: true, Due: accepted.Stamp.Time, State: charter.Good}, nil
	}
	introduced, _, err := get[Introduction](s, introductionKey(m.Alliance, agreement.ID, agreement.Digest))
	if err != nil {
		return Obligation{}, err
	}
	due := m.Since().Time
	if introduced.Stamp.Time.After(due) {
		due = introduced.Stamp.Time
	}
	waiver, err := waiverAt(s, c, m, charter.DutyAgreement, agreement.ID, at)
	due = latest(due, waiver.Until)
	return newObligation(OweAgreement, agreement.ID, due, c.After(agreement.Grace, due), at), err
}

// permitted refuses with NO_RIGHT what a member's class does not let it do, and
// with NOT_IN_STANDING what its standing or its probation does not.
func (a txn) permitted(c charter.Charter, m Membership, right charter.Right) error {
	class, err := c.FindClass(m.Class)
	if err != nil {
		return err
	}
	if err := class.Permits(right); err != nil {
		return err
	}
	return a.inStanding(c, m, right)
}

// inStanding refuses with NOT_IN_STANDING a member whose standing or probation
// leaves it without a right, be it its class's or one that a seat or a rule gives it.
func (a txn) inStanding(c charter.Charter, m Membership, right charter.Right) error {
	now, err := standing(a.store, c, m, a.tx.Time)
	if err != nil {
		return err
	}
	class, _ := c.Class(m.Class)
	if now.retains(class, right) {
		return nil
	}
	state, since := now.lost(class, right, m.Since().Time)
	return refusal.New(refusal.NotInStanding, "alliance", m.Alliance, "party", m.Party, "standing", string(state), "right", string(right),
		"since", since.Format(time.RFC3339))
}

// lost says by what standing a right is lost, and since when: that of what is owed first.
func (s Standing) lost(class charter.Class, right charter.Right, since time.Time) (charter.StandingState, time.Time) {
	state := s.State
	switch {
	case class.Retains(right, state, !s.Probation.IsZero()):
		state = charter.Inactive
	case class.Retains(right, state, false):
		state = charter.OnProbation
	}
	for _, o := range slices.Backward(s.Obligations) {
		if !o.Met && (state == charter.Inactive) == (o.State == charter.Inactive) {
			since = o.Due
		}
	}
	return state, since
}

// GetStanding asks for a member's standing at a time: RFC 3339, or a date for the
// end of that day (UTC); empty for now.
type GetStanding struct {
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
	At       string `json:"at,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetStanding) Name() string                     { return "GetStanding" }
func (q GetStanding) answer(s snapshot) (any, error) { return q.read(s) }

func (q GetStanding) check() error {
	_, err := q.moment(time.Time{})
	return refusal.First(form.CheckID("alliance", q.Alliance), form.CheckID("party", q.Party), err)
}

func (q GetStanding) moment(now time.Time) (time.Time, error) {
	if q.At == "" {
		return now, nil
	}
	return ParseMoment(q.At)
}

func (q GetStanding) read(s snapshot) (Standing, error) {
	at, err := q.moment(s.now)
	if err != nil {
		return Standing{}, err
	}
	alliance, err := load[Alliance](s, AllianceKey(q.Alliance))
	if err != nil {
		return Standing{}, err
	}
	member, err := load[Membership](s, MembershipKey(q.Alliance, q.Party))
	if err != nil {
		return Standing{}, err
	}
	c, err := currentCharter(s, alliance)
	if err != nil {
		return Standing{}, err
	}
	is, err := allianceOf(s, q.Party)
	if err != nil {
		return Standing{}, err
	}
	found, err := standingAt(s, c, member, at, s.now)
	if found.Membership = member.AsOf(alliance, is, at).State; q.At != "" {
		found.Membership = member.stateAt(firstDissolved(alliance, is), at)
	}
	if found.Membership != charter.Active {
		found.Rights = []charter.Right{}
	}
	return found, err
}

// stateAt is a membership's state at any time, given when its alliance was dissolved or
// the one that its party is; empty before its first period.
func (m Membership) stateAt(dissolved *Stamp, at time.Time) charter.MembershipState {
	gone := dissolved != nil && !at.Before(dissolved.Time)
	if period, there := m.AtTime(at); there && !gone {
		return period.State
	}
	if len(m.Periods) == 0 || m.Periods[0].From.Time.After(at) {
		return ""
	}
	return charter.Ended
}

// checkRequirements refuses with REQUIREMENT_UNMET a proposal whose subject does not have what
// is demanded of it.
func (a txn) checkRequirements(p Proposal, c charter.Charter, list []charter.Requirement) error {
	for _, r := range list {
		kind, value, met, err := a.checkRequirement(p, c, r)
		if err != nil {
			return err
		}
		if !met {
			return refusal.New(refusal.RequirementUnmet, "party", p.Subject, "requirement", kind, "value", value)
		}
	}
	return nil
}

func (a txn) checkRequirement(p Proposal, c charter.Charter, r charter.Requirement) (kind, value string, met bool, err error) {
	switch {
	case r.Agreement != "":
		agreement, _ := c.Agreement(r.Agreement)
		accepted, found, err := get[Acceptance](a.store, acceptanceKey(p.Alliance, p.Subject, r.Agreement))
		return "agreement", r.Agreement, found && accepted.Digest == agreement.Digest, err
	case len(r.Jurisdictions) > 0:
		party, _, err := get[Party](a.store, PartyKey(p.Subject))
		return "jurisdictions", strings.Join(r.Jurisdictions, ", "), slices.Contains(r.Jurisdictions, party.Jurisdiction), err
	case r.Evidence:
		return "evidence", "", p.Evidence != "", nil
	case r.MemberOf != "":
		_, met, err := a.memberOf(r.MemberOf, p.Subject)
		return "memberOf", r.MemberOf, met, err
	case r.NotMemberOf != "":
		_, met, err := a.memberOf(r.NotMemberOf, p.Subject)
		return "notMemberOf", r.NotMemberOf, !met, err
	}
	member, found, err := get[Membership](a.store, MembershipKey(p.Alliance, p.Subject))
	if err != nil || !found {
		return "member", "", false, err
	}
	if state, err := a.stateOf(member); err != nil || state == charter.Ended {
		return "member", "", false, err
	}
	if r.MemberFor != "" {
		return "memberFor", string(r.MemberFor), !a.tx.Time.Before(c.After(r.MemberFor, member.countedSince())), nil
	}
	now, err := standing(a.store, c, member, a.tx.Time)
	return "standing", r.Standing, now.State == charter.Good, err
}

// memberOf reads a party's membership of an alliance, and whether it is an active member of
// one that is open.
func (a txn) memberOf(alliance, party string) (Membership, bool, error) {
	record, _, err := get[Alliance](a.store, AllianceKey(alliance))
	if err != nil || record.Status != Open {
		return Membership{}, false, err
	}
	member, err := a.activeMember(alliance, party)
	var denied *refusal.Error
	if errors.As(err, &denied) {
		return member, false, nil
	}
	return member, err == nil, err
}
