package refusal

// Code names a refusal. Codes are stable: programs and people rely on them.
type Code string

// Refusals of form: the argument itself is wrong, whatever the ledger holds.
const (
	UnknownTransaction Code = "UNKNOWN_TRANSACTION" // name
	Malformed          Code = "MALFORMED"           // detail
	UnknownField       Code = "UNKNOWN_FIELD"       // field, fields (those that there are)
	TooLarge           Code = "TOO_LARGE"           // size, most: bytes
	Required           Code = "REQUIRED"            // field
	BadText            Code = "BAD_TEXT"            // field, problem, character, place: counted from 1
	TooLong            Code = "TOO_LONG"            // field, length, most: characters
	BadID              Code = "BAD_ID"              // field, value
	BadChoice          Code = "BAD_CHOICE"          // field, value, choices
	BadLEI             Code = "BAD_LEI"             // value
	BadUSCC            Code = "BAD_USCC"            // value, part
	BadCountry         Code = "BAD_COUNTRY"         // value
	BadDigest          Code = "BAD_DIGEST"          // field
	BadTime            Code = "BAD_TIME"            // time
	BadBookmark        Code = "BAD_BOOKMARK"        // none
	CharterInvalid     Code = "CHARTER_INVALID"     // path, problem, faults: all as JSON
	BadWeight          Code = "BAD_WEIGHT"          // measure, weight, most
	Unwanted           Code = "UNWANTED"            // field, action
)

// Refusals of the caller: who asks may not.
const (
	NoPartyAttribute    Code = "NO_PARTY_ATTRIBUTE"    // host
	ForeignHost         Code = "FOREIGN_HOST"          // party, host
	UnknownKey          Code = "UNKNOWN_KEY"           // party, host, key
	KeyRemoved          Code = "KEY_REMOVED"           // party, host, key
	NeedsOfficer        Code = "NEEDS_OFFICER"         // party
	NotAFounder         Code = "NOT_A_FOUNDER"         // alliance, party
	NotAMember          Code = "NOT_A_MEMBER"          // alliance, party
	NoRight             Code = "NO_RIGHT"              // class, right
	OutsideElectorate   Code = "OUTSIDE_ELECTORATE"    // proposal, party, epoch
	Recused             Code = "RECUSED"               // proposal, party
	NoOperatorAttribute Code = "NO_OPERATOR_ATTRIBUTE" // host
	NotHosted           Code = "NOT_HOSTED"            // party, host
	NoMandate           Code = "NO_MANDATE"            // alliance, party
	OwnClaim            Code = "OWN_CLAIM"             // claim, party
	NotTheFiler         Code = "NOT_THE_FILER"         // proposal, party
	NotInStanding       Code = "NOT_IN_STANDING"       // alliance, party, standing, right, since
	NotNamed            Code = "NOT_NAMED"             // alliance, party, what
	HostUnnamed         Code = "HOST_UNNAMED"          // msp, host: a name that it can have
	NoProxy             Code = "NO_PROXY"              // alliance, party, principal
	ProxyUnfit          Code = "PROXY_UNFIT"           // party, principal
	SuccessorUnfit      Code = "SUCCESSOR_UNFIT"       // party, successor, form
	PrincipalBarred     Code = "PRINCIPAL_BARRED"      // proposal, party, holder
)

// Refusals of the state: the request does not fit what is recorded.
const (
	RequestReused      Code = "REQUEST_REUSED"       // request
	UnknownRecord      Code = "UNKNOWN_RECORD"       // record, id
	IDTaken            Code = "ID_TAKEN"             // id
	AuthorityExists    Code = "AUTHORITY_EXISTS"     // party, key
	LastOfficer        Code = "LAST_OFFICER"         // party
	FounderRepeated    Code = "FOUNDER_REPEATED"     // party
	KindNotAdmitted    Code = "KIND_NOT_ADMITTED"    // class, kind, party
	UnknownClass       Code = "UNKNOWN_CLASS"        // class
	AllianceNotForming Code = "ALLIANCE_NOT_FORMING" // alliance
	AllianceNotOpen    Code = "ALLIANCE_NOT_OPEN"    // alliance
	AlreadyConsented   Code = "ALREADY_CONSENTED"    // alliance, party
	CharterDiffers     Code = "CHARTER_DIFFERS"      // alliance, digest
	AlreadyMember      Code = "ALREADY_MEMBER"       // alliance, party
	JoinPending        Code = "JOIN_PENDING"         // alliance, party, proposal
	EndorsementExists  Code = "ENDORSEMENT_EXISTS"   // proposal, party
	ProposalDecided    Code = "PROPOSAL_DECIDED"     // proposal, status
	VotingClosed       Code = "VOTING_CLOSED"        // proposal, closed
	NotDecidable       Code = "NOT_DECIDABLE"        // proposal, needed, actual, closes
	ProposalExpired    Code = "PROPOSAL_EXPIRED"     // proposal, expired
	NotVoting          Code = "NOT_VOTING"           // proposal, status
	NotFiled           Code = "NOT_FILED"            // proposal, status
	ReasonMissing      Code = "REASON_MISSING"       // proposal, position
	SponsorsMissing    Code = "SPONSORS_MISSING"     // proposal, needed, actual, expires
	RecoveryPending    Code = "RECOVERY_PENDING"     // party, effective
	NoRecovery         Code = "NO_RECOVERY"          // party
	Cycle              Code = "CYCLE"                // alliance, party
	NoRule             Code = "NO_RULE"              // alliance, action
	RuleInReach        Code = "RULE_IN_REACH"        // alliance, action
	StateUnfit         Code = "STATE_UNFIT"          // alliance, party, state, action
	EpochNotOpen       Code = "EPOCH_NOT_OPEN"       // alliance, epoch, open
	EpochOpen          Code = "EPOCH_OPEN"           // alliance, epoch
	EpochEmpty         Code = "EPOCH_EMPTY"          // alliance, epoch
	SealMissing        Code = "SEAL_MISSING"         // alliance, epoch
	SealStale          Code = "SEAL_STALE"           // alliance, sealed, open
	TimeReversed       Code = "TIME_REVERSED"        // time, recorded
	TooMany            Code = "TOO_MANY"             // what, most
	UnknownOrgan       Code = "UNKNOWN_ORGAN"        // organ
	UnknownResolution  Code = "UNKNOWN_RESOLUTION"   // resolution
	UnknownMeasure     Code = "UNKNOWN_MEASURE"      // measure
	UnknownAgreement   Code = "UNKNOWN_AGREEMENT"    // agreement
	UnknownFigure      Code = "UNKNOWN_FIGURE"       // figure
	AgreementDiffers   Code = "AGREEMENT_DIFFERS"    // agreement, version, digest
	AlreadyAccepted    Code = "ALREADY_ACCEPTED"     // agreement, party, version
	NoDues             Code = "NO_DUES"              // alliance
	NoDuty             Code = "NO_DUTY"              // alliance, party, duty
	NoWaivers          Code = "NO_WAIVERS"           // alliance
	FigureMissing      Code = "FIGURE_MISSING"       // alliance, figure
	SeatUnfit          Code = "SEAT_UNFIT"           // organ, party
	OrganFull          Code = "ORGAN_FULL"           // organ, seats
	NotAnElection      Code = "NOT_AN_ELECTION"      // proposal, action
	NotACandidate      Code = "NOT_A_CANDIDATE"      // proposal, party
	NoCandidates       Code = "NO_CANDIDATES"        // proposal, expires
	NominationExists   Code = "NOMINATION_EXISTS"    // proposal, party
	NoVacancy          Code = "NO_VACANCY"           // organ, party
	NoAlternate        Code = "NO_ALTERNATE"         // organ, party
	ClassFull          Code = "CLASS_FULL"           // class, most
	GroupDecided       Code = "GROUP_DECIDED"        // alliance, party, group
	ControllerOutside  Code = "CONTROLLER_OUTSIDE"   // alliance, party
	NotDeclared        Code = "NOT_DECLARED"         // alliance, party, group
	RequirementUnmet   Code = "REQUIREMENT_UNMET"    // party, requirement, value
	CharterMoved       Code = "CHARTER_MOVED"        // alliance, version, current
	AmendmentMixed     Code = "AMENDMENT_MIXED"      // amendment, apart
	NothingToRenew     Code = "NOTHING_TO_RENEW"     // class
	DiscussionOpen     Code = "DISCUSSION_OPEN"      // proposal, until
	NotTimelocked      Code = "NOT_TIMELOCKED"       // proposal, status
	TimelockRuns       Code = "TIMELOCK_RUNS"        // proposal, until
	NotOver            Code = "NOT_OVER"             // alliance, party, over
	UntilPast          Code = "UNTIL_PAST"           // until, action
	UntilBeyond        Code = "UNTIL_BEYOND"         // until, latest
	EngineUnknown      Code = "ENGINE_UNKNOWN"       // engine
	AboutDiffers       Code = "ABOUT_DIFFERS"        // record, id, field, given, recorded
	HostIsNamed        Code = "HOST_NAMED"           // msp, host
	HostTaken          Code = "HOST_TAKEN"           // host, msp: whose it is
	HostUnfit          Code = "HOST_UNFIT"           // host, msp, hosts: the names that it can have
	UnknownMeeting     Code = "UNKNOWN_MEETING"      // meeting
	NoticeShort        Code = "NOTICE_SHORT"         // begins, earliest
	AgendaUnfit        Code = "AGENDA_UNFIT"         // proposal, meeting: the kind
	MeetingUnfit       Code = "MEETING_UNFIT"        // meeting, stage
	MeetingNotBegun    Code = "MEETING_NOT_BEGUN"    // meeting, from
	NoQuorum           Code = "NO_QUORUM"            // meeting, needed, actual
	NotPresent         Code = "NOT_PRESENT"          // meeting, party
	NoProxies          Code = "NO_PROXIES"           // alliance
	ProxyLimit         Code = "PROXY_LIMIT"          // party, most
	NoInvitation       Code = "NO_INVITATION"        // alliance, party, inviter
	InvitationTooLong  Code = "INVITATION_TOO_LONG"  // until, latest
	ConsentMissing     Code = "CONSENT_MISSING"      // proposal, party
	ProxyTooLong       Code = "PROXY_TOO_LONG"       // until, longest
)

// Codes lists every code, in the order of their families.
func Codes() []Code {
	return []Code{
		UnknownTransaction, Malformed, UnknownField, TooLarge, Required, BadText, TooLong, BadID, BadChoice,
		BadLEI, BadUSCC, BadCountry, BadDigest, BadTime, BadBookmark, CharterInvalid, BadWeight, Unwanted,
		NoPartyAttribute, ForeignHost, UnknownKey, KeyRemoved, NeedsOfficer, NotAFounder, NotAMember, NoRight,
		OutsideElectorate, Recused, NotTheFiler, NoOperatorAttribute, NotHosted, NoMandate, OwnClaim, NotInStanding, NotNamed, HostUnnamed,
		NoProxy, ProxyUnfit, PrincipalBarred, SuccessorUnfit,
		RequestReused, UnknownRecord, IDTaken, AuthorityExists, LastOfficer, FounderRepeated, KindNotAdmitted,
		UnknownClass, AllianceNotForming, AllianceNotOpen, AlreadyConsented, CharterDiffers, AlreadyMember,
		JoinPending, EndorsementExists, ProposalDecided, VotingClosed, NotDecidable,
		ProposalExpired, NotVoting, NotFiled, ReasonMissing, SponsorsMissing, NoRule, RuleInReach, StateUnfit, EpochNotOpen, EpochOpen, EpochEmpty,
		SealMissing, SealStale, RecoveryPending, NoRecovery, Cycle, TimeReversed, TooMany,
		UnknownOrgan, UnknownResolution, UnknownMeasure, UnknownAgreement, UnknownFigure, AgreementDiffers, AlreadyAccepted, NoDues, NoDuty, NoWaivers, FigureMissing,
		SeatUnfit, OrganFull, NotAnElection, NotACandidate, NoCandidates, NominationExists, NoVacancy, NoAlternate, ClassFull, GroupDecided, ControllerOutside, NotDeclared, RequirementUnmet, CharterMoved, AmendmentMixed, NothingToRenew, DiscussionOpen,
		NotTimelocked, TimelockRuns, NotOver, UntilPast, UntilBeyond, EngineUnknown, AboutDiffers, HostIsNamed, HostTaken, HostUnfit,
		UnknownMeeting, NoticeShort, AgendaUnfit, MeetingUnfit, MeetingNotBegun, NoQuorum, NotPresent,
		NoProxies, ProxyLimit, ProxyTooLong, NoInvitation, InvitationTooLong, ConsentMissing,
	}
}
