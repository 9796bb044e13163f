package membership

import (
	"errors"
	"slices"
	"strings"
)

// Requirement is one thing demanded of the subject of a proposal. It has exactly
// one of its fields.
type Requirement struct {
	// Agreement is one of the charter's, which the subject has accepted in its
	// present version.
	Agreement string `json:"agreement,omitempty" metadata:",optional"`
	// Jurisdictions are the countries of which the subject's must be one.
	Jurisdictions []string `json:"jurisdictions,omitempty" metadata:",optional"`
	// Evidence demands the digest of a document with the proposal.
	Evidence bool `json:"evidence,omitempty" metadata:",optional"`
	// Standing is "good": a member whose standing is in grace or lapsed is refused.
	Standing string `json:"standing,omitempty" metadata:",optional"`
	// MemberOf and NotMemberOf are other alliances.
	MemberOf    string `json:"memberOf,omitempty" metadata:",optional"`
	NotMemberOf string `json:"notMemberOf,omitempty" metadata:",optional"`
	// MemberFor is how long the subject must have been a member.
	MemberFor Duration `json:"memberFor,omitempty" metadata:",optional"`
}

// meets refuses with REQUIREMENT_UNMET a proposal whose subject does not have what
// is demanded of it.
func (a act) meets(p Proposal, charter Charter, list []Requirement) error {
	for _, r := range list {
		kind, value, met, err := a.requirement(p, charter, r)
		if err != nil {
			return err
		}
		if !met {
			return refuse(RequirementUnmet, "party", p.Subject, "requirement", kind, "value", value)
		}
	}
	return nil
}

func (a act) requirement(p Proposal, charter Charter, r Requirement) (kind, value string, met bool, err error) {
	switch {
	case r.Agreement != "":
		agreement, _ := charter.Agreement(r.Agreement)
		accepted, found, err := get[Acceptance](a.store, acceptanceKey(p.Alliance, p.Subject, r.Agreement))
		return "agreement", r.Agreement, found && accepted.Digest == agreement.Digest, err
	case len(r.Jurisdictions) > 0:
		party, _, err := get[Party](a.store, partyKey(p.Subject))
		return "jurisdictions", strings.Join(r.Jurisdictions, ", "), slices.Contains(r.Jurisdictions, party.Jurisdiction), err
	case r.Evidence:
		return "evidence", "", p.Evidence != "", nil
	case r.MemberOf != "":
		_, met, err := a.member(r.MemberOf, p.Subject)
		return "memberOf", r.MemberOf, met, err
	case r.NotMemberOf != "":
		_, met, err := a.member(r.NotMemberOf, p.Subject)
		return "notMemberOf", r.NotMemberOf, !met, err
	}
	member, found, err := get[Membership](a.store, membershipKey(p.Alliance, p.Subject))
	if err != nil || !found {
		return "member", "", false, err
	}
	if state, err := a.stateOf(member); err != nil || state == Ended {
		return "member", "", false, err
	}
	if r.MemberFor != "" {
		return "memberFor", string(r.MemberFor), !a.tx.Time.Before(member.Since().Time.Add(r.MemberFor.length())), nil
	}
	now, err := standing(a.store, charter, member, a.tx.Time)
	return "standing", r.Standing, now.State == Good, err
}

// member reads a party's membership of an alliance, and whether it is an active member of
// one that is open.
func (a act) member(alliance, party string) (Membership, bool, error) {
	record, _, err := get[Alliance](a.store, allianceKey(alliance))
	if err != nil || record.Status != Open {
		return Membership{}, false, err
	}
	member, err := a.activeMember(alliance, party)
	var refusal *Error
	if errors.As(err, &refusal) {
		return member, false, nil
	}
	return member, err == nil, err
}
