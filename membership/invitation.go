package membership

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Invitation is a member's word for a party before that applies: if it applies with it, it has
// the member's sponsorship. It counts once, for the class that it names if it names one.
type Invitation struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	// Inviter is the member, Party who is invited; it need not be registered yet.
	Inviter string `json:"inviter"`
	Party   string `json:"party"`
	// Host is the one at which the member's key is that signed it.
	Host    string    `json:"host"`
	Class   string    `json:"class,omitempty" metadata:",optional"`
	Until   time.Time `json:"until"`
	Reason  string    `json:"reason,omitempty" metadata:",optional"`
	Invited Stamp     `json:"invited"`
	// Revoked is the transaction that revoked it, Proposal the application by which it was used.
	Revoked  *Stamp `json:"revoked,omitempty" metadata:",optional"`
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	Version  int    `json:"version"`
	Written  Stamp  `json:"written"`
}

// openAt reports whether an invitation can be used at a time, as far as it says itself.
func (i Invitation) openAt(at time.Time) bool {
	return i.Revoked == nil && i.Proposal == "" && !past(i.Until, at)
}

// maxInvited bounds the parties that one member has ever invited.
const maxInvited = 1000

// MaxUsed bounds the invitations of one application.
const MaxUsed = 20

// Invite invites a party to an alliance in which the caller's party may sponsor. A later invitation
// of the same party takes the place of the earlier one.
type Invite struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string    `json:"as,omitempty" metadata:",optional"`
	Alliance string    `json:"alliance"`
	Party    string    `json:"party"`
	Class    string    `json:"class,omitempty" metadata:",optional"`
	Until    time.Time `json:"until"`
	Reason   string    `json:"reason,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (Invite) Name() string      { return "Invite" }
func (t Invite) request() string { return t.Request }
func (t Invite) actsFor() string { return t.As }
func (Invite) needs() Role       { return Officer }

func (t Invite) check() error {
	err := refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckID("party", t.Party),
		form.CheckText("reason", t.Reason, 0, form.MaxReason))
	switch {
	case err != nil:
		return err
	case t.Until.IsZero():
		return refusal.New(refusal.Required, "field", "until")
	case t.Class != "":
		err = form.CheckSlug("class", t.Class)
	}
	return refusal.First(err, checkYear("until", t.Until))
}

// checkBy refuses what the rules did not know before version 6.
func (t Invite) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with NO_RULE where the charter has no invitations, with NOT_A_MEMBER, NO_RIGHT and
// NOT_IN_STANDING who may not sponsor, with ALREADY_MEMBER whom nobody needs to invite, with
// UNTIL_PAST and UNTIL_BEYOND an end, and with TOO_MANY one invitation more than there may be open.
func (t Invite) apply(a txn) (Event, error) {
	_, c, err := a.loadOpenAlliance(t.Alliance)
	if err != nil {
		return Event{}, err
	}
	if err := t.permitted(a, c); err != nil {
		return Event{}, err
	}
	earlier, _, err := get[Invitation](a.store, invitationKey(t.Alliance, a.party, t.Party))
	if err := refusal.First(err, a.tx.after(earlier.Written), t.checkOpen(a, c.Invitations.Most)); err != nil {
		return Event{}, err
	}
	invitation := Invitation{
		Schema: form.Schema, Alliance: t.Alliance, Inviter: a.party, Party: t.Party, Host: a.tx.Caller.Host, Class: t.Class,
		Until: t.Until.UTC(), Reason: t.Reason, Invited: a.tx.stamp(), Version: earlier.Version,
	}
	a.putInvitation(invitation)
	return a.invitationEvent(PartyInvited, invitation), nil
}

// permitted refuses who may not invite, whom, to which class and until when.
func (t Invite) permitted(a txn, c charter.Charter) error {
	if c.Invitations == nil {
		return refusal.New(refusal.NoRule, "alliance", t.Alliance, "action", "invite")
	}
	member, err := a.activeMember(t.Alliance, a.party)
	if err := refusal.First(err, a.permitted(c, member, charter.SponsorRight), a.tx.after(member.Written)); err != nil {
		return err
	}
	if t.Class != "" {
		if _, err := c.FindClass(t.Class); err != nil {
			return err
		}
	}
	invited, _, err := get[Membership](a.store, MembershipKey(t.Alliance, t.Party))
	if err != nil {
		return err
	}
	latest := c.After(c.Invitations.Longest, a.tx.Time)
	switch {
	case invited.State == charter.Active || invited.State == charter.Suspended:
		return refusal.New(refusal.AlreadyMember, "alliance", t.Alliance, "party", t.Party)
	case past(t.Until, a.tx.Time):
		return refusal.New(refusal.UntilPast, "until", t.Until.UTC().Format(time.RFC3339), "action", "invite")
	case t.Until.After(latest):
		return refusal.New(refusal.InvitationTooLong, "until", t.Until.UTC().Format(time.RFC3339), "latest", latest.Format(time.RFC3339))
	}
	return nil
}

// checkOpen refuses one open invitation too many. It reads those of the caller alone: who invites at the
// same moment in the name of the same member goes one after the other, and nobody else waits.
func (t Invite) checkOpen(a txn, most int) error {
	all, err := scanAll[Invitation](a.store, invitationsOfKey(t.Alliance, a.party), maxInvited)
	if err != nil {
		return err
	}
	open := 0
	for _, one := range all {
		if one.Party != t.Party && one.openAt(a.tx.Time) {
			open++
		}
	}
	if open >= most {
		return refusal.New(refusal.TooMany, "what", "invitations", "most", strconv.Itoa(most))
	}
	return nil
}

// putInvitation keeps an invitation's next version, as the current record, under its own key and under
// who is invited.
func (a txn) putInvitation(i Invitation) {
	i.Version++
	i.Written = a.tx.stamp()
	a.put(invitationVersionKey(i.Alliance, i.Inviter, i.Party, i.Version), i)
	a.put(invitationKey(i.Alliance, i.Inviter, i.Party), i)
	a.put(inviteeKey(i.Party, i.Alliance, i.Inviter), i)
}

func (a txn) invitationEvent(kind string, i Invitation) Event {
	event := a.event(kind)
	event.Alliance, event.Party, event.Subject, event.Class = i.Alliance, i.Party, i.Inviter, i.Class
	return event
}

// RevokeInvitation takes an invitation back that the caller's party gave, before it is used.
type RevokeInvitation struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	Party    string `json:"party"`
}

// Name implements Transaction.
func (RevokeInvitation) Name() string      { return "RevokeInvitation" }
func (t RevokeInvitation) request() string { return t.Request }
func (t RevokeInvitation) actsFor() string { return t.As }
func (RevokeInvitation) needs() Role       { return Officer }

func (t RevokeInvitation) check() error {
	return refusal.First(form.CheckRequest(t.Request), form.CheckID("alliance", t.Alliance), form.CheckID("party", t.Party))
}

// checkBy refuses what the rules did not know before version 6.
func (t RevokeInvitation) checkBy(engine string) error { return sinceSix(engine, t) }

// apply refuses with NO_INVITATION what is not open any more.
func (t RevokeInvitation) apply(a txn) (Event, error) {
	invitation, found, err := get[Invitation](a.store, invitationKey(t.Alliance, a.party, t.Party))
	if err := refusal.First(err, a.tx.after(invitation.Written)); err != nil {
		return Event{}, err
	}
	if !found || !invitation.openAt(a.tx.Time) {
		return Event{}, noInvitation(t.Alliance, t.Party, a.party)
	}
	stamp := a.tx.stamp()
	invitation.Revoked = &stamp
	a.putInvitation(invitation)
	return a.invitationEvent(InvitationRevoked, invitation), nil
}

func noInvitation(alliance, party, inviter string) error {
	return refusal.New(refusal.NoInvitation, "alliance", alliance, "party", party, "inviter", inviter)
}

// checkInvitations refuses a list of inviters that no application has.
func checkInvitations(inviters []string) error {
	if len(inviters) > MaxUsed {
		return refusal.New(refusal.TooMany, "what", "invitations", "most", strconv.Itoa(MaxUsed))
	}
	for i, inviter := range inviters {
		if err := form.CheckID("invitations", inviter); err != nil {
			return err
		}
		if slices.Contains(inviters[:i], inviter) {
			return refusal.New(refusal.BadID, "field", "invitations", "value", inviter)
		}
	}
	return nil
}

// useInvitations has an application sponsored by the members whose invitations it has. Each is
// checked as if it sponsored now, and counts as what it is now. It refuses with NO_INVITATION what is
// not open, or is for another class or of another membership, and as a sponsorship would be refused.
func (a txn) useInvitations(p Proposal, c charter.Charter, inviters []string) ([]Endorsement, error) {
	if len(inviters) == 0 {
		return nil, nil
	}
	rule, err := p.rule(c)
	if err != nil {
		return nil, err
	}
	if c.Invitations == nil || rule.Sponsors == nil {
		return nil, refusal.New(refusal.Unwanted, "field", "invitations", "action", string(p.Action))
	}
	var sponsors []Endorsement
	for _, inviter := range inviters {
		sponsor, err := a.useInvitation(p, c, rule, inviter)
		if err != nil {
			return nil, err
		}
		sponsors = append(sponsors, sponsor)
	}
	return sponsors, nil
}

func (a txn) useInvitation(p Proposal, c charter.Charter, rule charter.Rule, inviter string) (Endorsement, error) {
	invitation, found, err := get[Invitation](a.store, invitationKey(p.Alliance, inviter, p.Subject))
	if err := refusal.First(err, a.tx.after(invitation.Written)); err != nil {
		return Endorsement{}, err
	}
	member, err := a.activeMember(p.Alliance, inviter)
	if err != nil {
		return Endorsement{}, err
	}
	state, err := a.stateOf(member)
	if err != nil {
		return Endorsement{}, err
	}
	if !found || !invitation.openAt(a.tx.Time) || invitation.Class != "" && invitation.Class != p.Class || state != charter.Active || !member.spans(invitation.Invited) {
		return Endorsement{}, noInvitation(p.Alliance, p.Subject, inviter)
	}
	voter, err := a.sponsorAs(p, c, rule, member, charter.Actor{Party: inviter, Sender: inviter, Group: member.Group})
	if err := refusal.First(err, a.tx.after(member.Written)); err != nil {
		return Endorsement{}, err
	}
	invitation.Proposal = p.ID
	a.putInvitation(invitation)
	invited := invitation.Invited
	sponsor := Endorsement{
		Schema: form.Schema, Proposal: p.ID, Alliance: p.Alliance, Party: inviter, Host: invitation.Host, Position: charter.Sponsor,
		Reason: invitation.Reason, Class: voter.Class, Group: voter.Group, Weights: voter.Weights, Membership: member.Version,
		Organs: voter.Organs, Founder: voter.Founder, Invited: &invited, Stamp: a.tx.stamp(),
	}
	if rule.LacksReason(charter.Sponsor, sponsor.Reason) {
		return sponsor, refusal.New(refusal.ReasonMissing, "proposal", p.ID, "position", string(charter.Sponsor))
	}
	a.put(sponsorshipKey(p.ID, inviter), sponsor)
	return sponsor, nil
}

// entersInvited reports whether an application is accepted when it is filed, as its rule takes no vote and
// its invitations are the sponsors that it needs.
func (a txn) entersInvited(p Proposal, c charter.Charter, rule charter.Rule, sponsors []Endorsement) (bool, error) {
	if !rule.Open || rule.Discussion != "" || rule.Sponsors == nil || len(sponsors) == 0 {
		return false, nil
	}
	electorate, err := sponsorElectorate(a.store, p, c, rule)
	return err == nil && c.ExplainSponsors(a.tx.Engine, rule, casts(chronological(sponsors)), electorate).Met, err
}

// InvitationNow is an invitation as it is at a moment.
type InvitationNow struct {
	Invitation
	// Over says that its time has run out, or that the inviter's membership has ended in which it was
	// given.
	Over bool `json:"over,omitempty" metadata:",optional"`
}

// InvitationList is a page of invitations, former ones too: of each party by each member the last.
type InvitationList struct {
	Invitations []InvitationNow `json:"invitations"`
	Next        string          `json:"next,omitempty" metadata:",optional"`
}

// ListInvitations asks who is invited: to an alliance, by one of its members or by all; or with a
// party alone to which alliances it is.
type ListInvitations struct {
	Alliance string `json:"alliance,omitempty" metadata:",optional"`
	Inviter  string `json:"inviter,omitempty" metadata:",optional"`
	Party    string `json:"party,omitempty" metadata:",optional"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListInvitations) Name() string                     { return "ListInvitations" }
func (q ListInvitations) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListInvitations) check() error {
	switch {
	case q.Party != "" && q.Inviter != "":
		return refusal.New(refusal.Unwanted, "field", "inviter", "action", q.Name())
	case q.Party == "" || q.Alliance != "":
		if err := form.CheckID("alliance", q.Alliance); err != nil {
			return err
		}
	}
	if q.Inviter != "" {
		return form.CheckID("inviter", q.Inviter)
	}
	if q.Party != "" {
		return form.CheckID("party", q.Party)
	}
	return nil
}

// prefix is that of the records that are asked for.
func (q ListInvitations) prefix() Key {
	switch {
	case q.Party != "" && q.Alliance != "":
		return inviteesInKey(q.Party, q.Alliance)
	case q.Party != "":
		return inviteesKey(q.Party)
	case q.Inviter != "":
		return invitationsOfKey(q.Alliance, q.Inviter)
	}
	return invitationsKey(q.Alliance)
}

func (q ListInvitations) read(s snapshot) (InvitationList, error) {
	if q.Alliance != "" {
		if _, err := load[Alliance](s, AllianceKey(q.Alliance)); err != nil {
			return InvitationList{}, err
		}
	}
	list, next, err := page[Invitation](s, q.prefix(), q.Size, q.Bookmark)
	if err != nil {
		return InvitationList{}, err
	}
	invitations, err := mapEach(list, func(i Invitation) (InvitationNow, error) {
		member, err := membershipNow(s, i.Alliance, i.Inviter)
		ended := past(i.Until, s.now) || !member.stillHas(i.Invited)
		return InvitationNow{i, i.Revoked == nil && i.Proposal == "" && ended}, err
	})
	return InvitationList{invitations, next}, err
}
