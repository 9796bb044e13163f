package membership

import (
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Mismatch says that an answer is not about what was asked: who gave it is not to be
// believed. It is no refusal: the rules have nothing to do with it.
type Mismatch struct {
	// Field is what differs, Asked what was asked for, and Answered what the answer is
	// about.
	Field    string
	Asked    string
	Answered string
}

// Error says what differs.
func (a *Mismatch) Error() string {
	return "the answer is about another " + a.Field + ": " + a.Answered + ", not " + a.Asked
}

// CheckAnswer looks whether an answer is about what was asked, as far as it says
// itself: whose it is, and that a charter has the digest that it claims. The error is
// a *Mismatch.
func CheckAnswer[R any](q Query[R], answer R) error {
	if mismatch := q.mismatch(answer); mismatch != nil {
		return mismatch
	}
	return nil
}

// mismatchOf is the mismatch where an answer names another; nil if it does not.
func mismatchOf(field, asked, answered string) *Mismatch {
	if asked == answered {
		return nil
	}
	return &Mismatch{field, asked, refusal.Clip(answered)}
}

// firstMismatch is the first of them that is not nil.
func firstMismatch(all ...*Mismatch) *Mismatch {
	for _, one := range all {
		if one != nil {
			return one
		}
	}
	return nil
}

// mismatchAmong is mismatchOf for each of a list.
func mismatchAmong[R any](list []R, field, asked string, answered func(R) string) *Mismatch {
	for _, one := range list {
		if mismatch := mismatchOf(field, asked, answered(one)); mismatch != nil {
			return mismatch
		}
	}
	return nil
}

// digestMismatch is the mismatch where a charter has not the digest that comes with it.
func digestMismatch(given string, c charter.Charter) *Mismatch {
	digest, err := c.Digest()
	if err != nil {
		digest = err.Error()
	}
	return mismatchOf("digest", given, digest)
}

func (q GetParty) mismatch(a Party) *Mismatch { return mismatchOf("party", q.ID, a.ID) }

func (ListParties) mismatch(Parties) *Mismatch { return nil }

func (q GetHost) mismatch(a Host) *Mismatch { return mismatchOf("host", q.ID, a.ID) }

func (ListHosts) mismatch(Hosts) *Mismatch { return nil }

func (q GetPartyHistory) mismatch(a PartyHistory) *Mismatch {
	return mismatchAmong(a.Versions, "party", q.Party, func(p Party) string { return p.ID })
}

func (q GetRecovery) mismatch(a RecoveryNow) *Mismatch { return mismatchOf("party", q.Party, a.Party) }

func (q ListAuthorities) mismatch(a Authorities) *Mismatch {
	return mismatchAmong(a.Authorities, "party", q.Party, func(one Authority) string { return one.Party })
}

func (q GetAlliance) mismatch(a Alliance) *Mismatch { return mismatchOf("alliance", q.ID, a.ID) }

func (ListAlliances) mismatch(Alliances) *Mismatch { return nil }

func (q GetCharter) mismatch(a CharterVersion) *Mismatch {
	if q.Version == 0 {
		q.Version = a.Version
	}
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Alliance),
		mismatchOf("version", strconv.Itoa(q.Version), strconv.Itoa(a.Version)), digestMismatch(a.Digest, a.Charter))
}

func (q GetDraft) mismatch(a Draft) *Mismatch {
	return firstMismatch(mismatchOf("proposal", q.Proposal, a.Proposal), digestMismatch(a.Digest, a.Charter))
}

func (q ListConsents) mismatch(a Consents) *Mismatch {
	return mismatchAmong(a.Given, "alliance", q.Alliance, func(one Given) string { return one.Alliance })
}

func (q GetProposal) mismatch(a Dossier) *Mismatch {
	return firstMismatch(mismatchOf("proposal", q.ID, a.Proposal.ID), a.mismatch())
}

func (q GetJoin) mismatch(a Dossier) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Proposal.Alliance), mismatchOf("action", string(charter.Admit), string(a.Proposal.Action)),
		mismatchOf("subject", q.Party, a.Proposal.Subject), a.mismatch())
}

// mismatch looks whether all in a dossier is about its proposal.
func (d Dossier) mismatch() *Mismatch {
	id, of := d.Proposal.ID, func(e Endorsement) string { return e.Proposal }
	mismatch := firstMismatch(mismatchAmong(d.Sponsorships, "proposal", id, of), mismatchAmong(d.Endorsements, "proposal", id, of),
		mismatchAmong(d.Earlier, "proposal", id, of))
	for _, before := range d.Before {
		mismatch = firstMismatch(mismatch, mismatchAmong(before.Endorsements, "proposal", id, of))
	}
	if mismatch == nil && d.Decision != nil {
		mismatch = mismatchOf("proposal", id, d.Decision.Proposal)
	}
	if mismatch == nil && d.Enactment != nil {
		mismatch = mismatchOf("proposal", id, d.Enactment.Proposal)
	}
	return mismatch
}

func (q ListProposals) mismatch(a Proposals) *Mismatch {
	return mismatchAmong(a.Proposals, "alliance", q.Alliance, func(p ProposalNow) string { return p.Alliance })
}

func (q GetMembership) mismatch(a MembershipNow) *Mismatch { return q.of(a.Membership) }

func (q GetMembership) of(m Membership) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, m.Alliance), mismatchOf("party", q.Party, m.Party))
}

func (q GetHistory) mismatch(a History) *Mismatch {
	for _, version := range a.Versions {
		if mismatch := (GetMembership{q.Alliance, q.Party}).of(version); mismatch != nil {
			return mismatch
		}
	}
	return nil
}

func (q ListMemberships) mismatch(a Memberships) *Mismatch {
	return mismatchAmong(a.Memberships, "party", q.Party, func(m MembershipNow) string { return m.Party })
}

func (q GetRoster) mismatch(a Roster) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Alliance), mismatchOf("time", q.At, a.At),
		mismatchAmong(a.Members, "alliance", q.Alliance, func(m Member) string { return m.Membership.Alliance }))
}

func (q GetStanding) mismatch(a Standing) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Alliance), mismatchOf("party", q.Party, a.Party))
}

func (q ListMandates) mismatch(a Mandates) *Mismatch {
	return mismatchAmong(a.Mandates, "alliance", q.Alliance, func(m MandateNow) string { return m.Alliance })
}

func (q ListClaims) mismatch(a Claims) *Mismatch {
	for _, one := range a.Claims {
		id, of := one.Claim.ID, func(x Attestation) string { return x.Claim }
		if mismatch := firstMismatch(mismatchOf("subject", q.About, one.Claim.About), mismatchAmong(one.Attestations, "claim", id, of)); mismatch != nil {
			return mismatch
		}
	}
	return nil
}

func (q ListClaimants) mismatch(a Claimants) *Mismatch {
	for _, one := range a.Claimants {
		if one.Claim == nil {
			continue
		}
		if mismatch := firstMismatch(mismatchOf("subject", one.About, one.Claim.Claim.About), mismatchOf("value", q.Value, one.Claim.Claim.Value)); mismatch != nil {
			return mismatch
		}
	}
	return nil
}

func (q GetEpoch) mismatch(a EpochAndSeal) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Epoch.Alliance), mismatchOf("alliance", q.Alliance, a.Seal.Alliance))
}

func (q GetSeal) mismatch(a Seal) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Alliance), mismatchOf("epoch", strconv.Itoa(q.Epoch), strconv.Itoa(a.Epoch)))
}

func (q GetRosterProof) mismatch(a RosterProof) *Mismatch {
	if mismatch := (GetSeal{q.Alliance, q.Epoch}).mismatch(a.Seal); mismatch != nil {
		return mismatch
	}
	if _, err := a.Shows(q.Party); err != nil {
		return &Mismatch{"party", q.Party, err.Error()}
	}
	return nil
}

func (q ListSeals) mismatch(a Seals) *Mismatch {
	return mismatchAmong(a.Seals, "alliance", q.Alliance, func(s Seal) string { return s.Alliance })
}

func (q ListAcceptances) mismatch(a Acceptances) *Mismatch {
	return firstMismatch(
		mismatchAmong(a.Acceptances, "alliance", q.Alliance, func(one Acceptance) string { return one.Alliance }),
		mismatchAmong(a.Acceptances, "party", q.Party, func(one Acceptance) string { return one.Party }))
}

func (q ListFigures) mismatch(a Figures) *Mismatch {
	return firstMismatch(
		mismatchAmong(a.Figures, "alliance", q.Alliance, func(one RecordedFigure) string { return one.Alliance }),
		mismatchAmong(a.Figures, "figure", q.Figure, func(one RecordedFigure) string { return one.Figure }))
}

func (q ListSeats) mismatch(a Seats) *Mismatch {
	return firstMismatch(
		mismatchAmong(a.Seats, "alliance", q.Alliance, func(one SeatNow) string { return one.Alliance }),
		mismatchAmong(a.Seats, "organ", q.Organ, func(one SeatNow) string { return one.Organ }))
}

func (q ListRecognitions) mismatch(a Recognitions) *Mismatch {
	return mismatchAmong(a.Recognitions, "alliance", q.Alliance, func(one RecognitionNow) string { return one.Alliance })
}

func (q ListResolutions) mismatch(a Resolutions) *Mismatch {
	return mismatchAmong(a.Resolutions, "alliance", q.Alliance, func(one Resolution) string { return one.Alliance })
}

func (q ListProxies) mismatch(a Proxies) *Mismatch {
	mismatch := mismatchAmong(a.Proxies, "alliance", q.Alliance, func(one ProxyNow) string { return one.Alliance })
	if q.Principal != "" {
		mismatch = firstMismatch(mismatch, mismatchAmong(a.Proxies, "principal", q.Principal, func(one ProxyNow) string { return one.Principal }))
	}
	if q.Holder != "" {
		mismatch = firstMismatch(mismatch, mismatchAmong(a.Proxies, "holder", q.Holder, func(one ProxyNow) string { return one.Holder }))
	}
	return mismatch
}

func (q ListInvitations) mismatch(a InvitationList) *Mismatch {
	var mismatch *Mismatch
	for _, field := range []struct {
		name, asked string
		of          func(InvitationNow) string
	}{
		{"alliance", q.Alliance, func(one InvitationNow) string { return one.Alliance }},
		{"inviter", q.Inviter, func(one InvitationNow) string { return one.Inviter }},
		{"party", q.Party, func(one InvitationNow) string { return one.Party }},
	} {
		if field.asked != "" {
			mismatch = firstMismatch(mismatch, mismatchAmong(a.Invitations, field.name, field.asked, field.of))
		}
	}
	return mismatch
}

func (q GetMeeting) mismatch(a MeetingNow) *Mismatch { return mismatchOf("meeting", q.ID, a.ID) }

func (q ListMeetings) mismatch(a Meetings) *Mismatch {
	mismatch := mismatchAmong(a.Meetings, "alliance", q.Alliance, func(m MeetingNow) string { return m.Alliance })
	if q.Kind != "" {
		mismatch = firstMismatch(mismatch, mismatchAmong(a.Meetings, "meeting", q.Kind, func(m MeetingNow) string { return m.Kind }))
	}
	return mismatch
}

func (q ListAttendance) mismatch(a Attendances) *Mismatch {
	return mismatchAmong(a.Attendances, "meeting", q.Meeting, func(one Attendance) string { return one.Meeting })
}

func (q ListRecords) mismatch(a Records) *Mismatch { return mismatchOf("object", q.Object, a.Object) }

func (q GetAffiliation) mismatch(a Affiliation) *Mismatch {
	return firstMismatch(mismatchOf("alliance", q.Alliance, a.Alliance), mismatchOf("party", q.Party, a.Party))
}

func (q ListAffiliates) mismatch(a Affiliates) *Mismatch {
	return firstMismatch(mismatchOf("group", q.Group, a.Group),
		mismatchAmong(a.Affiliates, "group", q.Group, func(one Affiliation) string { return one.Group }))
}
