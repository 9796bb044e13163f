package problem

import (
	"net/http"
	"slices"

	"allianceregistry/membership/refusal"
)

// Statuses say with which HTTP status codes are answered.
type Statuses []struct {
	Status int
	Codes  []string
}

// Of is the HTTP status of a code, 0 of one that is not in the table.
func (s Statuses) Of(code string) int {
	for _, row := range s {
		if slices.Contains(row.Codes, code) {
			return row.Status
		}
	}
	return 0
}

// Codes are those with a status, in the table's order.
func (s Statuses) Codes(status int) []string {
	var codes []string
	for _, row := range s {
		if row.Status == status {
			codes = append(codes, row.Codes...)
		}
	}
	return codes
}

// Common is the table of what any program answers. No question meets the refusals of
// transactions; they have a status all the same, so that whoever hands one on need not think
// about it.
var Common = Statuses{ //nolint:gochecknoglobals // fixed
	{http.StatusBadRequest, Texts(BadQuery, UnknownParameter, RepeatedParameter, BadBody)},
	{http.StatusNotFound, Texts(UnknownPath)},
	{http.StatusMethodNotAllowed, Texts(MethodNotAllowed)},
	{http.StatusNotAcceptable, Texts(NotAcceptable)},
	{http.StatusUnsupportedMediaType, Texts(UnsupportedType)},
	{http.StatusRequestURITooLong, Texts(URITooLong)},
	{http.StatusInternalServerError, Texts(Internal)},

	{http.StatusBadRequest, Texts(
		refusal.UnknownTransaction, refusal.Malformed, refusal.UnknownField, refusal.Required, refusal.BadText, refusal.TooLong,
		refusal.BadID, refusal.BadChoice, refusal.BadLEI, refusal.BadUSCC, refusal.BadCountry, refusal.BadDigest, refusal.BadTime,
		refusal.BadBookmark, refusal.BadWeight, refusal.Unwanted, refusal.TooMany,
	)},
	{http.StatusRequestEntityTooLarge, Texts(refusal.TooLarge)},
	{http.StatusUnprocessableEntity, Texts(refusal.CharterInvalid, refusal.RequestReused)},
	{http.StatusForbidden, Texts(
		refusal.NoPartyAttribute, refusal.ForeignHost, refusal.UnknownKey, refusal.KeyRemoved, refusal.NeedsOfficer, refusal.NotAFounder,
		refusal.NotAMember, refusal.NoRight, refusal.OutsideElectorate, refusal.Recused, refusal.NoOperatorAttribute, refusal.NotHosted,
		refusal.NoMandate, refusal.OwnClaim, refusal.NotTheFiler, refusal.NotInStanding, refusal.NotNamed, refusal.HostUnnamed,
		refusal.NoProxy, refusal.ProxyUnfit, refusal.PrincipalBarred, refusal.SuccessorUnfit,
		refusal.NotPresent,
	)},
	{http.StatusNotFound, Texts(
		refusal.UnknownRecord, refusal.UnknownClass, refusal.UnknownOrgan, refusal.UnknownResolution, refusal.UnknownMeeting, refusal.UnknownMeasure, refusal.UnknownAgreement, refusal.UnknownFigure,
	)},
	{http.StatusConflict, Texts(
		refusal.IDTaken, refusal.AuthorityExists, refusal.LastOfficer, refusal.FounderRepeated, refusal.KindNotAdmitted,
		refusal.AllianceNotForming, refusal.AllianceNotOpen, refusal.AlreadyConsented, refusal.CharterDiffers, refusal.AlreadyMember,
		refusal.JoinPending, refusal.EndorsementExists, refusal.ProposalDecided, refusal.VotingClosed, refusal.NotDecidable,
		refusal.ProposalExpired, refusal.NotVoting, refusal.NotFiled, refusal.ReasonMissing, refusal.SponsorsMissing, refusal.RecoveryPending, refusal.NoRecovery,
		refusal.Cycle, refusal.NoRule, refusal.RuleInReach, refusal.StateUnfit, refusal.EpochNotOpen, refusal.EpochOpen, refusal.EpochEmpty, refusal.SealMissing,
		refusal.SealStale, refusal.TimeReversed, refusal.AgreementDiffers, refusal.AlreadyAccepted, refusal.NoDues, refusal.NoDuty, refusal.NoWaivers, refusal.FigureMissing,
		refusal.SeatUnfit, refusal.OrganFull, refusal.ClassFull, refusal.GroupDecided, refusal.ControllerOutside, refusal.NotDeclared,
		refusal.RequirementUnmet, refusal.CharterMoved, refusal.AmendmentMixed, refusal.NothingToRenew, refusal.DiscussionOpen, refusal.NotTimelocked,
		refusal.TimelockRuns, refusal.NotOver, refusal.UntilPast, refusal.UntilBeyond, refusal.EngineUnknown, refusal.AboutDiffers, refusal.HostIsNamed,
		refusal.HostTaken, refusal.HostUnfit, refusal.NotAnElection, refusal.NotACandidate, refusal.NoCandidates, refusal.NominationExists, refusal.NoVacancy, refusal.NoAlternate,
		refusal.NoProxies, refusal.ProxyLimit, refusal.ProxyTooLong, refusal.NoInvitation, refusal.InvitationTooLong, refusal.ConsentMissing,
		refusal.NoticeShort, refusal.AgendaUnfit, refusal.MeetingUnfit, refusal.MeetingNotBegun, refusal.NoQuorum,
	)},
}

// Texts are codes as texts.
func Texts[C ~string](codes ...C) []string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = string(code)
	}
	return list
}
