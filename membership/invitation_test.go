package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// inviting invites a party for a week.
func inviting(request, party string) membership.Invite {
	return membership.Invite{Request: request, Alliance: zgc, Party: party, Until: epoch.AddDate(0, 0, 7), Reason: "we know it"}
}

// asInvited applies to be a guest, with the invitations of some.
func asInvited(request string, by ...string) membership.Join {
	return membership.Join{Request: request, Alliance: zgc, Class: "guest", Invitations: by}
}

// Who applies with invitations has their sponsorships; where the rule takes no vote that is all it takes.
func TestInvited(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	w.must(as(cisco), inviting("i", lab))
	given := w.must(as(cas), inviting("i", lab))
	require.Equal(t, lab, given.Party)
	require.Equal(t, cas, given.Subject)
	event := w.must(as(lab), asInvited("join", cisco, cas))
	require.Equal(t, "accepted", event.Status)
	require.Equal(t, charter.Active, w.member(lab).State)
	w.requireDecidedAgain(event.Proposal)
	sponsors := ask(w, membership.GetJoin{Alliance: zgc, Party: lab}).Sponsorships
	require.Len(t, sponsors, 2)
	require.Equal(t, cas, sponsors[0].Party)
	require.Equal(t, given.Time, sponsors[0].Invited.Time)
	require.Equal(t, "academia", sponsors[0].Host)
	for _, list := range []membership.ListInvitations{{Alliance: zgc}, {Party: lab}, {Alliance: zgc, Party: lab}} {
		invitations := ask(w, list).Invitations
		require.Len(t, invitations, 2)
		require.Equal(t, event.Proposal, invitations[0].Proposal)
	}
}

// Too few invitations leave the rest to sponsors who come later; none counts twice.
func TestInvitedByTooFew(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	w.must(as(cisco), inviting("i", lab))
	join := w.must(as(lab), asInvited("join", cisco))
	require.Equal(t, "filed", join.Status)
	w.refused(refusal.EndorsementExists, as(cisco), endorsing(join.Proposal, charter.Sponsor))
	w.refused(refusal.SponsorsMissing, as(lab), membership.PutToVote{Proposal: join.Proposal})
	w.must(as(forum), endorsing(join.Proposal, charter.Sponsor))
	require.Equal(t, "accepted", w.must(as(lab), membership.PutToVote{Proposal: join.Proposal}).Status)
}

// An invitation counts until its date, unless it is revoked, for whom and what it names, once, and as long
// as the membership lasts in which it was given.
func TestInvitationThatDoesNotCount(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		code  refusal.Code
		spoil func(*world)
	}{
		"ok":        {"", func(*world) {}},
		"fail/none": {refusal.NoInvitation, func(w *world) { w.must(as(forum), inviting("f", person)) }},
		"fail/revoked": {refusal.NoInvitation, func(w *world) {
			w.must(as(cisco), membership.RevokeInvitation{Request: "r", Alliance: zgc, Party: lab})
		}},
		"fail/past":        {refusal.NoInvitation, func(w *world) { w.wait(8 * day) }},
		"fail/other class": {refusal.NoInvitation, func(w *world) { t := inviting("again", lab); t.Class = "full"; w.must(as(cisco), t) }},
		"fail/used": {refusal.NoInvitation, func(w *world) {
			join := w.must(as(lab), asInvited("first", cisco)).Proposal
			w.must(as(lab), membership.Withdraw{Request: "w", Proposal: join})
		}},
		"fail/left":      {refusal.NotAMember, left(cisco)},
		"fail/suspended": {refusal.NotAMember, func(w *world) { suspendedBy(w, cisco, forum, cas) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ofFour(t, withSuccession)
			w.must(as(cisco), inviting("i", lab))
			row.spoil(w)
			in, by := asInvited("join", cisco), as(lab)
			if name == "fail/none" {
				in.Invitations = []string{forum}
			}
			if row.code == "" {
				w.must(by, in)
				return
			}
			w.refused(row.code, by, in)
		})
	}
}

// suspendedBy has a member suspended by the votes of two others.
func suspendedBy(w *world, party string, voters ...string) {
	w.votedOn(w.propose(voters[0], charter.Suspend, party), voters...)
}

// A member has as many invitations open as the charter says; one that is revoked, used or past is none.
func TestInvitationsAreBounded(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	w.must(as(cisco), inviting("one", lab))
	w.must(as(cisco), inviting("two", person))
	w.must(as(cisco), inviting("again", lab))
	w.refused(refusal.TooMany, as(cisco), inviting("three", "x@industry"))
	w.must(as(cisco), membership.RevokeInvitation{Request: "r", Alliance: zgc, Party: person})
	w.refused(refusal.NoInvitation, as(cisco), membership.RevokeInvitation{Request: "r2", Alliance: zgc, Party: person})
	w.must(as(cisco), inviting("three", "x@industry"))
	require.Equal(t, 2, ask(w, membership.ListInvitations{Alliance: zgc, Inviter: cisco}).Invitations[0].Version)
}

// Who may not sponsor does not invite, nor whom or for how long it may not.
func TestUnfitInvitation(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withSuccession)
	late := inviting("late", lab)
	late.Until = epoch.Add(40 * day)
	w.refused(refusal.InvitationTooLong, as(cisco), late)
	late.Until = epoch
	w.refused(refusal.UntilPast, as(cisco), late)
	late.Until = time.Time{}
	w.refused(refusal.Required, as(cisco), late)
	other := inviting("class", lab)
	other.Class = "none"
	w.refused(refusal.UnknownClass, as(cisco), other)
	w.refused(refusal.AlreadyMember, as(cisco), inviting("member", cas))
	w.refused(refusal.NotAMember, as(lab), inviting("l", person))
	w.refused(refusal.BadID, as(cisco), inviting("bad", "x"))
	w.refused(refusal.Unwanted, as(lab), membership.Join{Request: "no-sponsors", Alliance: zgc, Class: "full", Invitations: []string{cisco}})
	w.refused(refusal.BadID, as(lab), asInvited("twice", cisco, cisco))
	without := ofFour(t, chartertest.Whole())
	without.refused(refusal.NoRule, as(cisco), inviting("i", lab))
}
