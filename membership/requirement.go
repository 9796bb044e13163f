package membership

import (
	"errors"
	"slices"
	"strings"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

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
