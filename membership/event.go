package membership

import "time"

// Event says what a transaction did, in the past tense. Each transaction that
// writes emits one; it is also what the transaction answers.
type Event struct {
	Schema int    `json:"schema"`
	Type   string `json:"type"`
	// Tx and Time are those of the transaction that took effect. Where a request
	// is sent again, they tell the first one: nothing was written the second time.
	Tx      string    `json:"tx"`
	Time    time.Time `json:"time"`
	Request string    `json:"request,omitempty" metadata:",optional"`
	// By is the party that acted.
	By string `json:"by"`
	// Via is the party that acted for an alliance, by mandate.
	Via      string `json:"via,omitempty" metadata:",optional"`
	Party    string `json:"party,omitempty" metadata:",optional"`
	Alliance string `json:"alliance,omitempty" metadata:",optional"`
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	Class    string `json:"class,omitempty" metadata:",optional"`
	Key      string `json:"key,omitempty" metadata:",optional"`
	Position string `json:"position,omitempty" metadata:",optional"`
	Status   string `json:"status,omitempty" metadata:",optional"`
	Action   string `json:"action,omitempty" metadata:",optional"`
	Epoch    int    `json:"epoch,omitempty" metadata:",optional"`
	Claim    string `json:"claim,omitempty" metadata:",optional"`
	Meeting  string `json:"meeting,omitempty" metadata:",optional"`
	// Subject is what else it was about: an agreement, an organ, a figure, who holds a proxy, a duty.
	Subject string `json:"subject,omitempty" metadata:",optional"`
}

// The types of events.
const (
	PartyRegistered   = "PartyRegistered"
	AuthorityAdded    = "AuthorityAdded"
	AuthorityRemoved  = "AuthorityRemoved"
	AuthorityRotated  = "AuthorityRotated"
	AllianceFounded   = "AllianceFounded"
	ConsentGiven      = "ConsentGiven"
	AllianceOpened    = "AllianceOpened"
	JoinFiled         = "JoinFiled"
	EndorsementGiven  = "EndorsementGiven"
	ProposalDecidedAs = "ProposalDecided"
	MembershipEnded   = "MembershipEnded"
	ProposalFiled     = "ProposalFiled"
	ProposalPutToVote = "ProposalPutToVote"
	ProposalWithdrawn = "ProposalWithdrawn"
	EpochClosed       = "EpochClosed"
	EpochSealed       = "EpochSealed"
	PartyCorrected    = "PartyCorrected"
	RecoveryAskedFor  = "RecoveryAsked"
	RecoveryBegun     = "RecoveryConfirmed"
	RecoveryRefused   = "RecoveryVetoed"
	RecoveryDone      = "RecoveryCompleted"
	AllianceDescribed = "AllianceDescribed"
	ClaimStated       = "ClaimStated"
	ClaimAttested     = "ClaimAttested"
	ProposalEnacted   = "ProposalEnacted"
	AgreementAccepted = "AgreementAccepted"
	PaymentRecorded   = "PaymentRecorded"
	FigureRecorded    = "FigureRecorded"
	SeatVacated       = "SeatVacated"
	AffiliateDeclared = "AffiliateDeclared"

	AffiliateConsented = "AffiliateConsented"
	HostNamed          = "HostNamed"
	ProxyAppointed     = "ProxyAppointed"
	ProxyRevoked       = "ProxyRevoked"

	CandidateNominated  = "CandidateNominated"
	NominationWithdrawn = "NominationWithdrawn"
	SeatFilled          = "SeatFilled"

	SuccessionConsented = "SuccessionConsented"
	SuccessionRefused   = "SuccessionRefused"
	PartyInvited        = "PartyInvited"
	InvitationRevoked   = "InvitationRevoked"
	MeetingCalled       = "MeetingCalled"
	MeetingOpened       = "MeetingOpened"
	MeetingAttended     = "MeetingAttended"
	MeetingLeft         = "MeetingLeft"
	MeetingAdjourned    = "MeetingAdjourned"
	MeetingClosed       = "MeetingClosed"

	PresenceDeclared         = "PresenceDeclared"
	RepresentativesConfirmed = "RepresentativesConfirmed"
	DutyWaived               = "DutyWaived"
)

// EventTypes lists the types of events.
func EventTypes() []string {
	return []string{
		PartyRegistered, AuthorityAdded, AuthorityRemoved, AuthorityRotated, AllianceFounded, ConsentGiven, AllianceOpened,
		JoinFiled, EndorsementGiven, ProposalDecidedAs, MembershipEnded, ProposalFiled, ProposalPutToVote, ProposalWithdrawn,
		EpochClosed, EpochSealed, PartyCorrected, RecoveryAskedFor, RecoveryBegun, RecoveryRefused, RecoveryDone, AllianceDescribed,
		ClaimStated, ClaimAttested, ProposalEnacted, AgreementAccepted, PaymentRecorded, FigureRecorded, SeatVacated,
		AffiliateDeclared, AffiliateConsented, HostNamed, ProxyAppointed, ProxyRevoked, CandidateNominated, NominationWithdrawn, SeatFilled,
		SuccessionConsented, SuccessionRefused, PartyInvited, InvitationRevoked,
		MeetingCalled, MeetingOpened, MeetingAttended, MeetingLeft, MeetingAdjourned, MeetingClosed,
		PresenceDeclared, RepresentativesConfirmed, DutyWaived,
	}
}
