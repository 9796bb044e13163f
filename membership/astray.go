package membership

// Astray says that an answer is not about what was asked: who gave it is not to be
// believed. It is no refusal: the rules have nothing to do with it.
type Astray struct {
	// Field is what differs, Asked what was asked for, and Answered what the answer is
	// about.
	Field    string
	Asked    string
	Answered string
}

// Error says what differs.
func (a *Astray) Error() string {
	return "the answer is about another " + a.Field + ": " + a.Answered + ", not " + a.Asked
}

// CheckAnswer looks whether an answer is about what was asked, as far as it says
// itself: whose it is, and that a charter has the digest that it claims. The error is
// an *Astray.
func CheckAnswer[R any](q Query[R], answer R) error {
	if astray := q.astray(answer); astray != nil {
		return astray
	}
	return nil
}

// same is what is astray where an answer names another; nil if it does not.
func same(field, asked, answered string) *Astray {
	if asked == answered {
		return nil
	}
	return &Astray{field, asked, clip(answered)}
}

// firstAstray is the first of them that is not nil.
func firstAstray(all ...*Astray) *Astray {
	for _, one := range all {
		if one != nil {
			return one
		}
	}
	return nil
}

// eachSame is same for each of a list.
func eachSame[R any](list []R, field, asked string, answered func(R) string) *Astray {
	for _, one := range list {
		if astray := same(field, asked, answered(one)); astray != nil {
			return astray
		}
	}
	return nil
}

// sameDigest is what is astray where a charter has not the digest that is told with it.
func sameDigest(told string, charter Charter) *Astray {
	digest, err := charter.Digest()
	if err != nil {
		digest = err.Error()
	}
	return same("digest", told, digest)
}

func (q GetParty) astray(a Party) *Astray { return same("party", q.ID, a.ID) }

func (ListParties) astray(Parties) *Astray { return nil }

func (q GetPartyHistory) astray(a PartyHistory) *Astray {
	return eachSame(a.Versions, "party", q.Party, func(p Party) string { return p.ID })
}

func (q GetRecovery) astray(a RecoveryNow) *Astray { return same("party", q.Party, a.Party) }

func (q ListAuthorities) astray(a Authorities) *Astray {
	return eachSame(a.Authorities, "party", q.Party, func(one Authority) string { return one.Party })
}

func (q GetAlliance) astray(a Alliance) *Astray { return same("alliance", q.ID, a.ID) }

func (ListAlliances) astray(Alliances) *Astray { return nil }

func (q GetCharter) astray(a CharterVersion) *Astray {
	if q.Version == 0 {
		q.Version = a.Version
	}
	return firstAstray(same("alliance", q.Alliance, a.Alliance),
		same("version", itoa(q.Version), itoa(a.Version)), sameDigest(a.Digest, a.Charter))
}

func (q GetDraft) astray(a Draft) *Astray {
	return firstAstray(same("proposal", q.Proposal, a.Proposal), sameDigest(a.Digest, a.Charter))
}

func (q ListConsents) astray(a Consents) *Astray {
	return eachSame(a.Given, "alliance", q.Alliance, func(one Given) string { return one.Alliance })
}

func (q GetProposal) astray(a Dossier) *Astray {
	return firstAstray(same("proposal", q.ID, a.Proposal.ID), a.astray())
}

func (q GetJoin) astray(a Dossier) *Astray {
	return firstAstray(same("alliance", q.Alliance, a.Proposal.Alliance), same("action", string(Admit), string(a.Proposal.Action)),
		same("subject", q.Party, a.Proposal.Subject), a.astray())
}

// astray looks whether all in a dossier is about its proposal.
func (d Dossier) astray() *Astray {
	id, of := d.Proposal.ID, func(e Endorsement) string { return e.Proposal }
	astray := firstAstray(eachSame(d.Sponsorships, "proposal", id, of), eachSame(d.Endorsements, "proposal", id, of),
		eachSame(d.Earlier, "proposal", id, of))
	if astray == nil && d.Decision != nil {
		astray = same("proposal", id, d.Decision.Proposal)
	}
	if astray == nil && d.Enactment != nil {
		astray = same("proposal", id, d.Enactment.Proposal)
	}
	return astray
}

func (q ListProposals) astray(a Proposals) *Astray {
	return eachSame(a.Proposals, "alliance", q.Alliance, func(p ProposalNow) string { return p.Alliance })
}

func (q GetMembership) astray(a MembershipNow) *Astray { return q.of(a.Membership) }

func (q GetMembership) of(m Membership) *Astray {
	return firstAstray(same("alliance", q.Alliance, m.Alliance), same("party", q.Party, m.Party))
}

func (q GetHistory) astray(a History) *Astray {
	for _, version := range a.Versions {
		if astray := (GetMembership{q.Alliance, q.Party}).of(version); astray != nil {
			return astray
		}
	}
	return nil
}

func (q ListMemberships) astray(a Memberships) *Astray {
	return eachSame(a.Memberships, "party", q.Party, func(m MembershipNow) string { return m.Party })
}

func (q GetRoster) astray(a Roster) *Astray {
	return firstAstray(same("alliance", q.Alliance, a.Alliance),
		eachSame(a.Members, "alliance", q.Alliance, func(m Member) string { return m.Membership.Alliance }))
}

func (q GetStanding) astray(a Standing) *Astray {
	return firstAstray(same("alliance", q.Alliance, a.Alliance), same("party", q.Party, a.Party))
}

func (q ListMandates) astray(a Mandates) *Astray {
	return eachSame(a.Mandates, "alliance", q.Alliance, func(m MandateNow) string { return m.Alliance })
}

func (q ListClaims) astray(a Claims) *Astray {
	for _, one := range a.Claims {
		id, of := one.Claim.ID, func(x Attestation) string { return x.Claim }
		if astray := firstAstray(same("subject", q.About, one.Claim.About), eachSame(one.Attestations, "claim", id, of)); astray != nil {
			return astray
		}
	}
	return nil
}

func (q ListClaimants) astray(a Claimants) *Astray {
	for _, one := range a.Claimants {
		if one.Claim == nil {
			continue
		}
		if astray := firstAstray(same("subject", one.About, one.Claim.Claim.About), same("value", q.Value, one.Claim.Claim.Value)); astray != nil {
			return astray
		}
	}
	return nil
}

func (q GetEpoch) astray(a EpochAndSeal) *Astray {
	return firstAstray(same("alliance", q.Alliance, a.Epoch.Alliance), same("alliance", q.Alliance, a.Seal.Alliance))
}

func (q GetSeal) astray(a Seal) *Astray {
	return firstAstray(same("alliance", q.Alliance, a.Alliance), same("epoch", itoa(q.Epoch), itoa(a.Epoch)))
}

func (q ListSeals) astray(a Seals) *Astray {
	return eachSame(a.Seals, "alliance", q.Alliance, func(s Seal) string { return s.Alliance })
}

func (q ListAcceptances) astray(a Acceptances) *Astray {
	return firstAstray(
		eachSame(a.Acceptances, "alliance", q.Alliance, func(one Acceptance) string { return one.Alliance }),
		eachSame(a.Acceptances, "party", q.Party, func(one Acceptance) string { return one.Party }))
}

func (q ListFigures) astray(a Figures) *Astray {
	return firstAstray(
		eachSame(a.Figures, "alliance", q.Alliance, func(one RecordedFigure) string { return one.Alliance }),
		eachSame(a.Figures, "figure", q.Figure, func(one RecordedFigure) string { return one.Figure }))
}

func (q ListSeats) astray(a Seats) *Astray {
	return firstAstray(
		eachSame(a.Seats, "alliance", q.Alliance, func(one SeatNow) string { return one.Alliance }),
		eachSame(a.Seats, "organ", q.Organ, func(one SeatNow) string { return one.Organ }))
}

func (q ListRecognitions) astray(a Recognitions) *Astray {
	return eachSame(a.Recognitions, "alliance", q.Alliance, func(one RecognitionNow) string { return one.Alliance })
}

func (q ListResolutions) astray(a Resolutions) *Astray {
	return eachSame(a.Resolutions, "alliance", q.Alliance, func(one Resolution) string { return one.Alliance })
}

func (q ListRecords) astray(a Records) *Astray { return same("object", q.Object, a.Object) }

func (q GetAffiliation) astray(a Affiliation) *Astray {
	return firstAstray(same("alliance", q.Alliance, a.Alliance), same("party", q.Party, a.Party))
}

func (q ListAffiliates) astray(a Affiliates) *Astray {
	return firstAstray(same("group", q.Group, a.Group),
		eachSame(a.Affiliates, "group", q.Group, func(one Affiliation) string { return one.Group }))
}
