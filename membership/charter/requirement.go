package charter

import "allianceregistry/membership/form"

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
	MemberFor form.Duration `json:"memberFor,omitempty" metadata:",optional"`
}
