package rest

import (
	"net/http"
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/membership/refusal"
)

// statuses says with which HTTP status each code is answered. Most of the rules' refusals are
// of transactions, and no question meets them; they have a status all the same, so that
// whoever hands one on need not think about it.
var statuses = []struct { //nolint:gochecknoglobals // fixed
	status int
	codes  []string
}{
	{http.StatusBadRequest, of(BadQuery, UnknownParameter, RepeatedParameter, BadNumber, BadPeriod, BadBody)},
	{http.StatusNotFound, of(UnknownPath, UnknownAction, UnknownResource)},
	{http.StatusMethodNotAllowed, of(MethodNotAllowed)},
	{http.StatusNotAcceptable, of(NotAcceptable)},
	{http.StatusUnsupportedMediaType, of(UnsupportedType)},
	{http.StatusRequestURITooLong, of(URITooLong)},
	{http.StatusServiceUnavailable, of(IndexEmpty)},
	{http.StatusInternalServerError, of(Internal)},

	{http.StatusServiceUnavailable, of(index.Locked, index.Full, index.Stuck)},
	{http.StatusInternalServerError, of(index.OtherSchema, index.Gap, index.OtherChain, index.OtherChaincode, index.Altered, index.Damaged)},

	{http.StatusBadRequest, of(
		refusal.UnknownTransaction, refusal.Malformed, refusal.UnknownField, refusal.Required, refusal.BadText, refusal.TooLong,
		refusal.BadID, refusal.BadChoice, refusal.BadLEI, refusal.BadUSCC, refusal.BadCountry, refusal.BadDigest, refusal.BadTime,
		refusal.BadBookmark, refusal.BadWeight, refusal.Unwanted, refusal.TooMany,
	)},
	{http.StatusRequestEntityTooLarge, of(refusal.TooLarge)},
	{http.StatusUnprocessableEntity, of(refusal.CharterInvalid)},
	{http.StatusForbidden, of(
		refusal.NoPartyAttribute, refusal.ForeignHost, refusal.UnknownKey, refusal.KeyRemoved, refusal.NeedsOfficer, refusal.NotAFounder,
		refusal.NotAMember, refusal.NoRight, refusal.OutsideElectorate, refusal.Recused, refusal.NoOperatorAttribute, refusal.NotHosted,
		refusal.NoMandate, refusal.OwnClaim, refusal.NotTheFiler, refusal.NotInStanding, refusal.NotNamed, refusal.HostUnnamed,
	)},
	{http.StatusNotFound, of(
		refusal.UnknownRecord, refusal.UnknownClass, refusal.UnknownOrgan, refusal.UnknownMeasure, refusal.UnknownAgreement, refusal.UnknownFigure,
	)},
	{http.StatusConflict, of(
		refusal.RequestReused, refusal.IDTaken, refusal.AuthorityExists, refusal.LastOfficer, refusal.FounderRepeated, refusal.KindNotAdmitted,
		refusal.AllianceNotForming, refusal.AllianceNotOpen, refusal.AlreadyConsented, refusal.CharterDiffers, refusal.AlreadyMember,
		refusal.JoinPending, refusal.EndorsementExists, refusal.ProposalDecided, refusal.VotingClosed, refusal.NotDecidable,
		refusal.ProposalExpired, refusal.NotVoting, refusal.NotFiled, refusal.SponsorsMissing, refusal.RecoveryPending, refusal.NoRecovery,
		refusal.Cycle, refusal.NoRule, refusal.StateUnfit, refusal.EpochNotOpen, refusal.EpochOpen, refusal.EpochEmpty, refusal.SealMissing,
		refusal.SealStale, refusal.TimeReversed, refusal.AgreementDiffers, refusal.AlreadyAccepted, refusal.NoDues, refusal.FigureMissing,
		refusal.SeatUnfit, refusal.OrganFull, refusal.ClassFull, refusal.GroupDecided, refusal.ControllerOutside, refusal.NotDeclared,
		refusal.RequirementUnmet, refusal.CharterMoved, refusal.NothingToRenew, refusal.DiscussionOpen, refusal.NotTimelocked,
		refusal.TimelockRuns, refusal.NotOver, refusal.UntilPast, refusal.EngineUnknown, refusal.AboutDiffers, refusal.HostIsNamed,
		refusal.HostTaken, refusal.HostUnfit,
	)},
}

// of are codes as texts.
func of[C ~string](codes ...C) []string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = string(code)
	}
	return list
}

// Status is the HTTP status of a code; that of one that nobody knows is 500.
func Status(code string) int {
	for _, row := range statuses {
		if slices.Contains(row.codes, code) {
			return row.status
		}
	}
	return http.StatusInternalServerError
}
