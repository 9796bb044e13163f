package schema

import (
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/election"
	"allianceregistry/membership/form"
)

// plain is a text of which nothing is said.
const plain = ""

// fieldFormats are the formats of texts, and of the texts of a list, by the field's name
// in JSON; with the type's name before it where one type's field is not as others' of that
// name are. A text whose type is one of words needs no entry: the words are its schema.
func fieldFormats() map[string]string {
	byFormat := map[string][]string{
		id: {
			"alliance", "party", "parties", "group", "subject", "as", "other", "via", "about", "by", "founders", "missing",
			"memberOf", "notMemberOf", "subjectGroup", "openedBy", "recusedGroups", "lapsed", "late", "ranking", "candidates", "elected", "alternates", "retiring", "succeeds", "unfit", "unnamed", "tied", "excluded", "candidate", "transferredFrom",
			"principal", "holder", "proxy", "revokedBy", "Session.chair", "adjournedBy", "Dossier.present", "successor", "inviter", "Join.invitations",
			"Party.id", "Alliance.id", "GetParty.id", "GetAlliance.id",
		},
		hostID:   {"host", "hosts", "GetHost.id", "Host.id"},
		slug:     {"class", "classes", "organ", "organs", "agreement", "agreements", "measure", "figure", "slug", "id", "Charter.founders", "resolution", "amendment", "Resolution.kind", "Propose.meeting", "meetingKind", "CallMeeting.kind", "ListMeetings.kind", "Meeting.kind", "MeetingKind.id"},
		requests: {"request"},
		records:  {"Obligation.missed", "proposal", "claim", "meeting", "GetMeeting.id", "Meeting.id", "AtMeeting.id", "GetProposal.id", "Proposal.id", "Claim.id"},
		digest:   {"digest", "evidence", "document", "content", "charterDigest", "key", "charter", "Seal.root", "siblings", "leafKey", "leafValue", "ConfirmRepresentatives.representatives"},
		country:  {"jurisdiction", "jurisdictions"},
		lei:      {"lei"},
		uscc:     {"uscc"},
		date:     {"StateClaim.from", "StateClaim.to", "StateClaim.asOf", "Claim.from", "Claim.to", "Claim.asOf"},
		moment:   {"GetStanding.at"},
		occasion: {"GetRoster.at", "Roster.at"},
		plain: {
			"tx", "founding", "next", "bookmark", "engine", "chaincode", "msp", "kind", "due", "rivals", "record",
			"Event.by", "Event.subject", "Event.class", "Event.status", "Version.host",
			"Record.key", "Record.value", "RosterProof.entry", "Explanation.role", "Obligation.id", "Enactment.because", "Round.exhausted", "Round.surplus", "CandidateVotes.votes",
		},
	}
	formats := map[string]string{}
	for _, name := range formatNames() {
		for _, field := range byFormat[name] {
			formats[field] = name
		}
	}
	return formats
}

// fieldSchemas are those fields that have a schema of their own: texts with a most of
// characters, words that are no type's, numbers with bounds, lists of so many.
func fieldSchemas() map[string]*node {
	word, title, prose := textOf(0, form.MaxWord), textOf(0, form.MaxName), textOf(0, form.MaxReason)
	ending := oneOf(membership.Left, membership.Expelled, membership.Overdue, membership.Dissolves, membership.Succeeded)
	return map[string]*node{
		"sector": word, "qualifier": word, "what": textOf(1, form.MaxWord), "Agreement.version": textOf(1, form.MaxWord), "Acceptance.version": textOf(1, form.MaxWord),
		"StateClaim.role": word, "Claim.role": word,
		"title": title, "place": title, "value": textOf(1, form.MaxName), "aliases": textOf(1, form.MaxName),
		"reason": prose, "CorrectParty.reason": textOf(1, form.MaxReason), "statement": prose, "note": prose, "withdrawal": prose,
		"source": textOf(1, form.MaxReason),
		"scope":  oneOf(membership.Scopes()...), "object": oneOf(membership.Objects()...), "ending": ending,
		"Event.type": oneOf(membership.EventTypes()...), "Event.position": oneOf(append(positions().Enum, onClaim().Enum...)...),
		"Attest.position": onClaim(), "Attestation.position": onClaim(),
		"Event.action": actions(), "Expression.of": shareOf(), "Figure.of": shareOf(),
		"standing": oneOf(string(charter.Good)), "affiliates": oneOf(charter.AffiliatesOne), "suspended": oneOf(charter.SuspendedLapse),
		"Participation.in": oneOf(charter.InVotes), "holders": oneOf(charter.HoldersClass, charter.HoldersMembers), "ProxyTerms.principal": oneOf(charter.PrincipalOverrides),
		"Round.tie": oneOf(election.TieByRound, election.TieByOrder), "Election.ties": oneOf(string(election.TiesUndecided)),
		"SuccessionTerms.seats": oneOf(charter.SeatsPass), "SuccessionTerms.time": oneOf(charter.TimeCounts), "SuccessionTerms.ceased": oneOf(charter.CeasedEvidence),
		"OutOfReach.where": oneOf(charter.WhereProposers, charter.WhereSponsors, charter.WhereElectorate, charter.WherePass),
		"Step.after":       oneOf(string(charter.Passed), string(charter.Failed)),
		"lockOut":          oneOf(charter.LockOutAccepted), "silence": oneOf(charter.SilenceAccepted),
	}
}

// argumentBounds are what the rules demand of numbers and lists that they are sent.
func argumentBounds() map[string]*node {
	return map[string]*node{
		"size": number(0, membership.MaxPage), "CloseEpoch.epoch": number(0, maxEpoch), "SealEpoch.epoch": number(0, maxEpoch),
		"GetSeal.epoch": number(0, maxEpoch), "GetRosterProof.epoch": number(0, maxEpoch), "RecordFigure.value": number(0, charter.MaxWeight),
		"FoundAlliance.founders": several(1, membership.MaxFounders), "aliases": several(0, maxAliases),
		"Charter.classes": several(1, charter.MaxClasses), "Charter.measures": several(0, charter.MaxMeasures),
		"Charter.organs": several(0, charter.MaxOrgans), "Charter.agreements": several(0, charter.MaxAgreements),
		"Charter.figures": several(0, charter.MaxFigures), "Charter.resolutions": several(0, charter.MaxResolutions), "Charter.amendments": several(0, charter.MaxAmendments), "Charter.schema": number(form.Schema, form.Schema),
		"Class.kinds": several(1, 0), "Organ.seats": number(1, charter.MaxSeats), "Propose.seats": number(1, election.MaxSeats),
		"SeatTier.seats": number(0, charter.MaxSeats), "SeatTier.least": number(0, charter.MaxSeats), "SeatTier.most": number(0, charter.MaxSeats),
		"TermLimit.inRow": number(0, charter.MaxTerms), "TermLimit.inAll": number(0, charter.MaxTerms), "Election.alternates": number(0, election.MaxCandidates), "Election.stagger": several(0, election.MaxSeats),
		"Charter.meetings": several(0, charter.MaxMeetings), "CallMeeting.agenda": several(1, membership.MaxAgenda),
		"ProxyTerms.most": number(1, charter.MaxProxies), "Invitations.most": number(1, charter.MaxInvitations),
		"SuccessionTerms.forms": several(1, 0), "Join.invitations": several(0, membership.MaxUsed),
		"Rule.steps": several(0, charter.MaxSteps), "Extension.most": number(1, charter.MaxExtensions), "Participation.took": number(1, charter.MaxParticipation), "Participation.of": number(1, charter.MaxParticipation),
		"Endorse.ranking": several(0, election.MaxCandidates),
	}
}

// keyFormats are the formats of the names in a map, by the field's.
func keyFormats() map[string]string { return map[string]string{"places": id, "figures": slug} }

// mayBeEmpty are texts of answers that are empty where there is nothing to say: no charter
// of an alliance that was only described.
func mayBeEmpty() []string { return []string{"Alliance.charterDigest"} }

// mayBeNull are lists that are written null where there is nothing in them.
func mayBeNull() []string { return []string{"Class.rights"} }
