"""Alliance Registry: a client.

Questions about alliances, their members and their decisions, answered from verified blocks of the ledger.
Every answer says up to which block. Nothing can be changed here.

Written by scripts/tools/pyclient; what is changed here is lost. Nothing but the standard library of Python
3.11 or newer is needed.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Literal, NotRequired, TypedDict, Union

Alliance = TypedDict("Alliance", {
    "aliases": NotRequired[Union[list[str], None]],
    "charter": int,
    "charterDigest": str,
    "dissolved": NotRequired["Stamp"],
    "founded": "Stamp",
    "founders": Union[list[str], None],
    "id": str,
    "jurisdiction": NotRequired[str],
    "names": dict[str, str],
    "opened": NotRequired["Stamp"],
    "places": NotRequired[dict[str, "CharterPlace"]],
    "schema": int,
    "scope": NotRequired[str],
    "sector": NotRequired[str],
    "source": NotRequired[str],
    "status": str,
})

AtMeeting = TypedDict("AtMeeting", {
    "id": str,
    "session": int,
    "vote": int,
})

ChainFinding = TypedDict("ChainFinding", {
    "block": int,
    "code": str,
    "index": NotRequired[int],
    "level": str,
    "params": NotRequired[dict[str, str]],
    "source": NotRequired[str],
    "tx": NotRequired[str],
})

Charter = TypedDict("Charter", {
    "agreements": NotRequired[Union[list["CharterAgreement"], None]],
    "amendments": NotRequired[Union[list["CharterAmendmentKind"], None]],
    "classes": Union[list["CharterClass"], None],
    "dues": NotRequired["CharterDues"],
    "emergency": NotRequired[dict[str, "CharterRule"]],
    "figures": NotRequired[Union[list["CharterFigureKind"], None]],
    "founders": str,
    "invitations": NotRequired["CharterInvitations"],
    "measures": NotRequired[Union[list["CharterMeasure"], None]],
    "meetings": NotRequired[Union[list["CharterMeetingKind"], None]],
    "organs": NotRequired[Union[list["CharterOrgan"], None]],
    "proxies": NotRequired["CharterProxyTerms"],
    "recordDate": NotRequired[str],
    "resolutions": NotRequired[Union[list["CharterResolutionKind"], None]],
    "rules": dict[str, "CharterRule"],
    "schema": int,
    "waivers": NotRequired["CharterWaiverTerms"],
    "zone": NotRequired[str],
})

CharterAgreement = TypedDict("CharterAgreement", {
    "digest": str,
    "grace": NotRequired[str],
    "id": str,
    "names": dict[str, str],
    "version": str,
})

CharterAmendmentKind = TypedDict("CharterAmendmentKind", {
    "apart": NotRequired[bool],
    "id": str,
    "names": dict[str, str],
    "touches": "CharterTouches",
})

CharterAssembly = TypedDict("CharterAssembly", {
    "blocs": NotRequired[Union[list["CharterBloc"], None]],
    "parties": NotRequired[Union[list[str], None]],
})

CharterBloc = TypedDict("CharterBloc", {
    "active": int,
    "class": str,
    "group": NotRequired[str],
    "suspended": int,
    "weights": NotRequired[dict[str, int]],
})

CharterClass = TypedDict("CharterClass", {
    "agreements": NotRequired[Union[list[str], None]],
    "confirmation": NotRequired["CharterConfirmation"],
    "dues": NotRequired[bool],
    "duration": NotRequired[str],
    "grace": NotRequired[str],
    "graceRights": NotRequired[Union[list[str], None]],
    "id": str,
    "kinds": Union[list[str], None],
    "lapsedRights": NotRequired[Union[list[str], None]],
    "most": NotRequired[int],
    "names": dict[str, str],
    "participation": NotRequired["CharterParticipation"],
    "probation": NotRequired[str],
    "probationRights": NotRequired[Union[list[str], None]],
    "requires": NotRequired[Union[list["CharterRequirement"], None]],
    "rights": Union[list[str], None],
    "weights": NotRequired[dict[str, int]],
})

CharterConfirmation = TypedDict("CharterConfirmation", {
    "every": str,
    "grace": NotRequired[str],
})

CharterDues = TypedDict("CharterDues", {
    "by": "CharterWho",
    "grace": NotRequired[str],
})

CharterElection = TypedDict("CharterElection", {
    "alternates": NotRequired[int],
    "byElections": NotRequired[bool],
    "measure": NotRequired[str],
    "method": str,
    "ownTier": NotRequired[bool],
    "renews": NotRequired[bool],
    "retires": NotRequired[str],
    "stagger": NotRequired[Union[list[str], None]],
    "ties": NotRequired[str],
})

CharterExplanation = TypedDict("CharterExplanation", {
    "certain": bool,
    "figure": NotRequired["CharterFigure"],
    "kind": str,
    "met": bool,
    "parts": NotRequired[Union[list["CharterExplanation"], None]],
    "role": NotRequired[str],
})

CharterExpression = TypedDict("CharterExpression", {
    "all": NotRequired[Union[list["CharterExpression"], None]],
    "any": NotRequired[Union[list["CharterExpression"], None]],
    "atLeast": NotRequired[str],
    "atMost": NotRequired[str],
    "lessThan": NotRequired[str],
    "measure": NotRequired[str],
    "moreThan": NotRequired[str],
    "not": NotRequired[Union[list["CharterExpression"], None]],
    "of": NotRequired[str],
    "votes": NotRequired[str],
    "who": NotRequired["CharterWho"],
})

CharterExtension = TypedDict("CharterExtension", {
    "by": str,
    "most": int,
    "quorum": "CharterExpression",
})

CharterFigure = TypedDict("CharterFigure", {
    "actual": int,
    "amount": str,
    "base": int,
    "casting": NotRequired[str],
    "measure": NotRequired[str],
    "needed": int,
    "of": NotRequired[str],
    "relation": str,
    "votes": str,
    "who": NotRequired["CharterWho"],
})

CharterFigureKind = TypedDict("CharterFigureKind", {
    "by": "CharterWho",
    "id": str,
    "names": dict[str, str],
})

CharterInvitations = TypedDict("CharterInvitations", {
    "longest": str,
    "most": int,
})

CharterMeasure = TypedDict("CharterMeasure", {
    "id": str,
    "names": dict[str, str],
    "own": NotRequired[bool],
})

CharterMeetingKind = TypedDict("CharterMeetingKind", {
    "adjournment": NotRequired[str],
    "chair": "CharterWho",
    "checkIn": NotRequired[str],
    "conveners": "CharterWho",
    "id": str,
    "names": dict[str, str],
    "notice": str,
    "proxies": NotRequired[bool],
    "quorum": NotRequired["CharterExpression"],
    "secondCall": NotRequired["CharterSecondCall"],
    "who": NotRequired["CharterWho"],
})

CharterOrgan = TypedDict("CharterOrgan", {
    "duration": NotRequired[str],
    "founders": NotRequired[bool],
    "id": str,
    "names": dict[str, str],
    "seats": int,
    "terms": NotRequired["CharterTermLimit"],
    "tiers": NotRequired[Union[list["CharterSeatTier"], None]],
    "who": NotRequired["CharterWho"],
})

CharterOutOfReach = TypedDict("CharterOutOfReach", {
    "explanation": NotRequired["CharterExplanation"],
    "rule": str,
    "where": str,
})

CharterParticipation = TypedDict("CharterParticipation", {
    "in": NotRequired[str],
    "loses": NotRequired[Union[list[str], None]],
    "of": int,
    "took": int,
})

CharterPlace = TypedDict("CharterPlace", {
    "class": NotRequired[str],
    "group": NotRequired[str],
    "weights": NotRequired[dict[str, int]],
})

CharterProxyTerms = TypedDict("CharterProxyTerms", {
    "holders": NotRequired[str],
    "longest": NotRequired[str],
    "most": int,
    "principal": NotRequired[str],
})

CharterRequirement = TypedDict("CharterRequirement", {
    "agreement": NotRequired[str],
    "evidence": NotRequired[bool],
    "jurisdictions": NotRequired[Union[list[str], None]],
    "memberFor": NotRequired[str],
    "memberOf": NotRequired[str],
    "notMemberOf": NotRequired[str],
    "standing": NotRequired[str],
})

CharterResolutionKind = TypedDict("CharterResolutionKind", {
    "id": str,
    "names": dict[str, str],
})

CharterRule = TypedDict("CharterRule", {
    "affiliates": NotRequired[str],
    "cap": NotRequired[str],
    "casting": NotRequired["CharterWho"],
    "changing": NotRequired[bool],
    "clear": NotRequired[Union[list[str], None]],
    "consent": NotRequired["CharterExpression"],
    "discussion": NotRequired[str],
    "early": NotRequired[bool],
    "election": NotRequired["CharterElection"],
    "electorate": NotRequired["CharterWho"],
    "expiry": NotRequired[str],
    "extension": NotRequired["CharterExtension"],
    "fallback": NotRequired["CharterExpression"],
    "lockOut": NotRequired[str],
    "longest": NotRequired[str],
    "open": NotRequired[bool],
    "pass": NotRequired["CharterExpression"],
    "proposers": NotRequired["CharterWho"],
    "proxies": NotRequired[bool],
    "reasons": NotRequired[Union[list[str], None]],
    "recused": NotRequired[Union[list[str], None]],
    "requires": NotRequired[Union[list["CharterRequirement"], None]],
    "silence": NotRequired[str],
    "sponsors": NotRequired["CharterExpression"],
    "steps": NotRequired[Union[list["CharterStep"], None]],
    "succession": NotRequired["CharterSuccessionTerms"],
    "suspended": NotRequired[str],
    "timelock": NotRequired[str],
    "veto": NotRequired["CharterExpression"],
    "voting": NotRequired[str],
})

CharterSeatTier = TypedDict("CharterSeatTier", {
    "begun": NotRequired[bool],
    "classes": Union[list[str], None],
    "least": NotRequired[int],
    "most": NotRequired[int],
    "per": NotRequired[int],
    "seats": NotRequired[int],
})

CharterSecondCall = TypedDict("CharterSecondCall", {
    "notice": str,
    "quorum": NotRequired["CharterExpression"],
    "wait": NotRequired[str],
})

CharterStep = TypedDict("CharterStep", {
    "after": str,
    "rule": "CharterRule",
})

CharterSuccessionTerms = TypedDict("CharterSuccessionTerms", {
    "ceased": NotRequired[str],
    "forms": Union[list[str], None],
    "seats": NotRequired[str],
    "time": NotRequired[str],
})

CharterTally = TypedDict("CharterTally", {
    "abstain": int,
    "against": int,
    "electorate": int,
    "for": int,
    "hosts": int,
    "present": NotRequired[int],
    "proxies": NotRequired[int],
})

CharterTermLimit = TypedDict("CharterTermLimit", {
    "inAll": NotRequired[int],
    "inRow": NotRequired[int],
    "pause": NotRequired[str],
    "rests": NotRequired[bool],
})

CharterTouches = TypedDict("CharterTouches", {
    "classes": NotRequired[Union[list[str], None]],
    "organs": NotRequired[Union[list[str], None]],
    "parts": NotRequired[Union[list[str], None]],
    "rules": NotRequired[Union[list[str], None]],
})

CharterVersion = TypedDict("CharterVersion", {
    "adopted": "Stamp",
    "alliance": str,
    "charter": "Charter",
    "digest": str,
    "proposal": NotRequired[str],
    "schema": int,
    "version": int,
})

CharterVoter = TypedDict("CharterVoter", {
    "class": str,
    "founder": NotRequired[bool],
    "group": NotRequired[str],
    "organs": NotRequired[Union[list[str], None]],
    "party": str,
    "subject": NotRequired[bool],
    "weights": NotRequired[dict[str, int]],
})

CharterWaiverTerms = TypedDict("CharterWaiverTerms", {
    "by": "CharterWho",
    "longest": NotRequired[str],
})

CharterWho = TypedDict("CharterWho", {
    "classes": NotRequired[Union[list[str], None]],
    "founders": NotRequired[bool],
    "organ": NotRequired[str],
    "organs": NotRequired[Union[list[str], None]],
    "parties": NotRequired[Union[list[str], None]],
    "subject": NotRequired[bool],
})

Decision = TypedDict("Decision", {
    "alliance": str,
    "because": NotRequired[str],
    "by": str,
    "charter": int,
    "election": NotRequired["ElectionResult"],
    "emergency": NotRequired["CharterOutOfReach"],
    "enacts": NotRequired[str],
    "engine": str,
    "explanation": "CharterExplanation",
    "extended": NotRequired[int],
    "lapsed": NotRequired[Union[list[str], None]],
    "late": NotRequired[Union[list[str], None]],
    "outcome": str,
    "proposal": str,
    "schema": int,
    "stamp": "Stamp",
    "step": NotRequired[int],
    "tally": "CharterTally",
    "unfit": NotRequired[Union[list[str], None]],
})

ElectionCandidateVotes = TypedDict("ElectionCandidateVotes", {
    "candidate": str,
    "votes": str,
})

ElectionResult = TypedDict("ElectionResult", {
    "alternates": NotRequired[Union[list[str], None]],
    "elected": NotRequired[Union[list[str], None]],
    "method": str,
    "quota": NotRequired[int],
    "rounds": NotRequired[Union[list["ElectionRound"], None]],
    "seats": int,
    "tied": NotRequired[Union[list[str], None]],
    "unnamed": NotRequired[Union[list[str], None]],
    "votes": int,
})

ElectionRound = TypedDict("ElectionRound", {
    "counts": Union[list["ElectionCandidateVotes"], None],
    "elected": NotRequired[Union[list[str], None]],
    "excluded": NotRequired[Union[list[str], None]],
    "exhausted": NotRequired[str],
    "surplus": NotRequired[str],
    "tie": NotRequired[str],
    "transferredFrom": NotRequired[str],
})

Endorsement = TypedDict("Endorsement", {
    "alliance": str,
    "class": str,
    "evidence": NotRequired[str],
    "founder": NotRequired[bool],
    "group": NotRequired[str],
    "host": str,
    "invited": NotRequired["Stamp"],
    "membership": int,
    "organs": NotRequired[Union[list[str], None]],
    "party": str,
    "position": str,
    "proposal": str,
    "proxy": NotRequired[str],
    "ranking": NotRequired[Union[list[str], None]],
    "reason": NotRequired[str],
    "schema": int,
    "stamp": "Stamp",
    "step": NotRequired[int],
    "version": NotRequired[int],
    "weights": NotRequired[dict[str, int]],
})

Event = TypedDict("Event", {
    "action": NotRequired[str],
    "alliance": NotRequired[str],
    "by": str,
    "claim": NotRequired[str],
    "class": NotRequired[str],
    "epoch": NotRequired[int],
    "key": NotRequired[str],
    "meeting": NotRequired[str],
    "party": NotRequired[str],
    "position": NotRequired[str],
    "proposal": NotRequired[str],
    "request": NotRequired[str],
    "schema": int,
    "status": NotRequired[str],
    "subject": NotRequired[str],
    "time": str,
    "tx": str,
    "type": str,
    "via": NotRequired[str],
})

Explained = TypedDict("Explained", {
    "code": str,
    "status": int,
    "texts": dict[str, str],
})

HeldVote = TypedDict("HeldVote", {
    "by": str,
    "closes": str,
    "electorate": int,
    "engine": str,
    "explanation": "CharterExplanation",
    "extended": NotRequired[int],
    "extends": NotRequired[str],
    "figures": NotRequired[dict[str, int]],
    "lapsed": NotRequired[Union[list[str], None]],
    "late": NotRequired[Union[list[str], None]],
    "opened": "Stamp",
    "openedBy": str,
    "outcome": str,
    "recused": NotRequired[Union[list["CharterVoter"], None]],
    "recusedGroups": NotRequired[Union[list[str], None]],
    "seal": int,
    "stamp": "Stamp",
    "tally": "CharterTally",
    "voters": NotRequired[Union[list["CharterVoter"], None]],
})

IndexAllianceRow = TypedDict("IndexAllianceRow", {
    "alliance": "Alliance",
    "block": int,
    "code": str,
    "index": int,
    "time": str,
    "tx": str,
})

IndexCase = TypedDict("IndexCase", {
    "block": int,
    "charter": "CharterVersion",
    "code": str,
    "decision": NotRequired["IndexDecided"],
    "index": int,
    "proposal": "ProposalNow",
    "time": str,
    "tx": str,
    "votes": Union[list["IndexVote"], None],
})

IndexCharterRow = TypedDict("IndexCharterRow", {
    "block": int,
    "charter": "CharterVersion",
    "code": str,
    "index": int,
    "time": str,
    "tx": str,
})

IndexDecided = TypedDict("IndexDecided", {
    "block": int,
    "code": str,
    "decision": "Decision",
    "index": int,
    "proposal": "ProposalNow",
    "time": str,
    "tx": str,
})

IndexEntry = TypedDict("IndexEntry", {
    "block": int,
    "caller": NotRequired[str],
    "code": str,
    "event": NotRequired["Event"],
    "host": NotRequired[str],
    "index": int,
    "kind": str,
    "name": NotRequired[str],
    "party": NotRequired[str],
    "problem": NotRequired[str],
    "time": str,
    "tx": str,
})

IndexFullCheck = TypedDict("IndexFullCheck", {
    "hash": str,
    "height": int,
    "time": str,
})

IndexHit = TypedDict("IndexHit", {
    "block": int,
    "code": str,
    "field": str,
    "index": int,
    "kind": str,
    "text": str,
    "time": str,
    "tx": str,
    "value": str,
})

IndexMemberPeriod = TypedDict("IndexMemberPeriod", {
    "alliance": str,
    "block": int,
    "class": str,
    "code": str,
    "ended": NotRequired["IndexOrigin"],
    "ending": NotRequired[str],
    "expires": NotRequired[str],
    "fromEpoch": int,
    "grace": NotRequired[bool],
    "group": NotRequired[str],
    "index": int,
    "kind": str,
    "lifts": NotRequired[str],
    "names": dict[str, str],
    "over": NotRequired[str],
    "party": str,
    "proposal": NotRequired[str],
    "reason": NotRequired[str],
    "since": str,
    "state": str,
    "time": str,
    "tx": str,
    "until": NotRequired[str],
    "untilEpoch": NotRequired[int],
    "weights": NotRequired[dict[str, int]],
})

IndexOrigin = TypedDict("IndexOrigin", {
    "block": int,
    "code": str,
    "index": int,
    "time": str,
    "tx": str,
})

IndexPartyRow = TypedDict("IndexPartyRow", {
    "block": int,
    "code": str,
    "index": int,
    "party": "Party",
    "time": str,
    "tx": str,
})

IndexProposalRow = TypedDict("IndexProposalRow", {
    "block": int,
    "code": str,
    "index": int,
    "proposal": "ProposalNow",
    "time": str,
    "tx": str,
})

IndexRow = TypedDict("IndexRow", {
    "block": int,
    "class": str,
    "code": str,
    "expires": NotRequired[str],
    "grace": NotRequired[bool],
    "group": NotRequired[str],
    "index": int,
    "kind": str,
    "lifts": NotRequired[str],
    "names": dict[str, str],
    "over": NotRequired[str],
    "party": str,
    "proposal": NotRequired[str],
    "since": str,
    "state": str,
    "time": str,
    "tx": str,
    "until": NotRequired[str],
    "weights": NotRequired[dict[str, int]],
})

IndexStep = TypedDict("IndexStep", {
    "active": dict[str, int],
    "decisions": int,
    "ended": int,
    "endorsements": int,
    "from": str,
    "hosts": dict[str, int],
    "joined": int,
    "proposals": int,
    "suspended": dict[str, int],
    "unrecorded": NotRequired[int],
    "until": str,
})

IndexVote = TypedDict("IndexVote", {
    "action": str,
    "block": int,
    "code": str,
    "endorsement": "Endorsement",
    "index": int,
    "time": str,
    "to": str,
    "tx": str,
})

Party = TypedDict("Party", {
    "id": str,
    "jurisdiction": NotRequired[str],
    "kind": str,
    "lei": NotRequired[str],
    "named": NotRequired[str],
    "names": dict[str, str],
    "reason": NotRequired[str],
    "recovery": NotRequired[str],
    "registered": "Stamp",
    "schema": int,
    "uscc": NotRequired[str],
    "version": int,
    "written": "Stamp",
})

Problem = TypedDict("Problem", {
    # Stable: programs decide by it.
    "code": Literal["ABOUT_DIFFERS", "AGENDA_UNFIT", "AGREEMENT_DIFFERS", "ALLIANCE_NOT_FORMING", "ALLIANCE_NOT_OPEN", "ALREADY_ACCEPTED", "ALREADY_CONSENTED", "ALREADY_MEMBER", "AMENDMENT_MIXED", "AUTHORITY_EXISTS", "BAD_BODY", "BAD_BOOKMARK", "BAD_CHOICE", "BAD_COUNTRY", "BAD_DIGEST", "BAD_ID", "BAD_LEI", "BAD_NUMBER", "BAD_PERIOD", "BAD_QUERY", "BAD_TEXT", "BAD_TIME", "BAD_USCC", "BAD_WEIGHT", "CHARTER_DIFFERS", "CHARTER_INVALID", "CHARTER_MOVED", "CLASS_FULL", "CONSENT_MISSING", "CONTROLLER_OUTSIDE", "CYCLE", "DISCUSSION_OPEN", "ENDORSEMENT_EXISTS", "ENGINE_UNKNOWN", "EPOCH_EMPTY", "EPOCH_NOT_OPEN", "EPOCH_OPEN", "FIGURE_MISSING", "FOREIGN_HOST", "FOUNDER_REPEATED", "GROUP_DECIDED", "HOST_NAMED", "HOST_TAKEN", "HOST_UNFIT", "HOST_UNNAMED", "ID_TAKEN", "INDEX_ALTERED", "INDEX_DAMAGED", "INDEX_EMPTY", "INDEX_FULL", "INDEX_GAP", "INDEX_LOCKED", "INDEX_OTHER_CHAIN", "INDEX_OTHER_CHAINCODE", "INDEX_OTHER_SCHEMA", "INDEX_STUCK", "INTERNAL", "INVITATION_TOO_LONG", "JOIN_PENDING", "KEY_REMOVED", "KIND_NOT_ADMITTED", "LAST_OFFICER", "MALFORMED", "MEETING_NOT_BEGUN", "MEETING_UNFIT", "METHOD_NOT_ALLOWED", "NEEDS_OFFICER", "NOMINATION_EXISTS", "NOTHING_TO_RENEW", "NOTICE_SHORT", "NOT_ACCEPTABLE", "NOT_AN_ELECTION", "NOT_A_CANDIDATE", "NOT_A_FOUNDER", "NOT_A_MEMBER", "NOT_DECIDABLE", "NOT_DECLARED", "NOT_FILED", "NOT_HOSTED", "NOT_IN_STANDING", "NOT_NAMED", "NOT_OVER", "NOT_PRESENT", "NOT_THE_FILER", "NOT_TIMELOCKED", "NOT_VOTING", "NO_ALTERNATE", "NO_CANDIDATES", "NO_DUES", "NO_DUTY", "NO_INVITATION", "NO_MANDATE", "NO_OPERATOR_ATTRIBUTE", "NO_PARTY_ATTRIBUTE", "NO_PROXIES", "NO_PROXY", "NO_QUORUM", "NO_RECOVERY", "NO_RIGHT", "NO_RULE", "NO_VACANCY", "NO_WAIVERS", "ORGAN_FULL", "OUTSIDE_ELECTORATE", "OWN_CLAIM", "PRINCIPAL_BARRED", "PROPOSAL_DECIDED", "PROPOSAL_EXPIRED", "PROXY_LIMIT", "PROXY_TOO_LONG", "PROXY_UNFIT", "REASON_MISSING", "RECOVERY_PENDING", "RECUSED", "REPEATED_PARAMETER", "REQUEST_REUSED", "REQUIRED", "REQUIREMENT_UNMET", "RULE_IN_REACH", "SEAL_MISSING", "SEAL_STALE", "SEAT_UNFIT", "SPONSORS_MISSING", "STATE_UNFIT", "SUCCESSOR_UNFIT", "TIMELOCK_RUNS", "TIME_REVERSED", "TOO_LARGE", "TOO_LONG", "TOO_MANY", "UNKNOWN_ACTION", "UNKNOWN_AGREEMENT", "UNKNOWN_CLASS", "UNKNOWN_FIELD", "UNKNOWN_FIGURE", "UNKNOWN_KEY", "UNKNOWN_MEASURE", "UNKNOWN_MEETING", "UNKNOWN_ORGAN", "UNKNOWN_PARAMETER", "UNKNOWN_PATH", "UNKNOWN_RECORD", "UNKNOWN_RESOLUTION", "UNKNOWN_RESOURCE", "UNKNOWN_TRANSACTION", "UNSUPPORTED_MEDIA_TYPE", "UNTIL_BEYOND", "UNTIL_PAST", "UNWANTED", "URI_TOO_LONG", "VOTING_CLOSED"],
    # What is the matter here, in the reader's language.
    "detail": NotRequired[str],
    # The path that was asked for.
    "instance": NotRequired[str],
    # The values of which the detail speaks.
    "parameters": NotRequired[dict[str, str]],
    # The HTTP status.
    "status": int,
    # What is the matter, in the reader's language.
    "title": str,
    # A reference to what explains the code.
    "type": str,
})

ProposalNow = TypedDict("ProposalNow", {
    "action": str,
    "alliance": str,
    "alternates": NotRequired[Union[list[str], None]],
    "amendment": NotRequired[str],
    "by": str,
    "byElection": NotRequired[bool],
    "candidates": NotRequired[Union[list[str], None]],
    "ceased": NotRequired[bool],
    "charter": int,
    "charterDigest": NotRequired[str],
    "class": NotRequired[str],
    "closes": NotRequired[str],
    "document": NotRequired[str],
    "due": NotRequired[str],
    "elected": NotRequired[Union[list[str], None]],
    "electorate": int,
    "emergency": NotRequired[bool],
    "enacts": NotRequired[str],
    "evidence": NotRequired[str],
    "expires": NotRequired[str],
    "extends": NotRequired[str],
    "figures": NotRequired[dict[str, int]],
    "filed": "Stamp",
    "form": NotRequired[str],
    "group": NotRequired[str],
    "id": str,
    "meeting": NotRequired["AtMeeting"],
    "meetingKind": NotRequired[str],
    "opened": NotRequired["Stamp"],
    "openedBy": NotRequired[str],
    "ordinary": NotRequired[Union[list["CharterVoter"], None]],
    "organ": NotRequired[str],
    "present": NotRequired["CharterAssembly"],
    "reason": NotRequired[str],
    "recordedStatus": NotRequired[str],
    "recused": NotRequired[Union[list["CharterVoter"], None]],
    "recusedGroups": NotRequired[Union[list[str], None]],
    "resolution": NotRequired[str],
    "retiring": NotRequired[Union[list[str], None]],
    "schema": int,
    "seal": int,
    "seats": NotRequired[int],
    "status": str,
    "step": NotRequired[int],
    "steps": NotRequired[Union[list["HeldVote"], None]],
    "subject": str,
    "subjectGroup": NotRequired[str],
    "successor": NotRequired[str],
    "title": NotRequired[str],
    "until": NotRequired[str],
    "voters": NotRequired[Union[list["CharterVoter"], None]],
    "weights": NotRequired[dict[str, int]],
    "withdrawal": NotRequired[str],
    "withdrawn": NotRequired["Stamp"],
})

Stamp = TypedDict("Stamp", {
    "time": str,
    "tx": str,
})

StatusAnswer = TypedDict("StatusAnswer", {
    "alliances": int,
    "chaincode": str,
    "checksums": bool,
    "decisions": int,
    "endorsements": int,
    "faults": int,
    "invalid": int,
    "memberships": int,
    "parties": int,
    "proposals": int,
    "transactions": int,
    "version": str,
    "warnings": int,
})

TrqpAnswer = TypedDict("TrqpAnswer", {
    # hold, voice, vote, propose, sponsor, seat or read; in a recognition query recognize.
    "action": str,
    # An alliance: the registry's id, or alliance-registry:GENESIS/ID with the hash of the chain's first
    # block.
    "authority_id": str,
    "authorized": NotRequired[bool],
    # time is the moment that is asked about (RFC 3339); without it, now. Other members are left out of
    # account.
    "context": NotRequired[dict[str, str]],
    # A party; in a recognition query an alliance.
    "entity_id": str,
    "message": str,
    "reason": str,
    "recognized": NotRequired[bool],
    "record": NotRequired["IndexOrigin"],
    # membership, or membership:CLASS; in a recognition query alliance.
    "resource": str,
    "time_evaluated": str,
    "time_requested": NotRequired[str],
    "verified": "TrqpVerified",
})

TrqpQuery = TypedDict("TrqpQuery", {
    # hold, voice, vote, propose, sponsor, seat or read; in a recognition query recognize.
    "action": str,
    # An alliance: the registry's id, or alliance-registry:GENESIS/ID with the hash of the chain's first
    # block.
    "authority_id": str,
    # time is the moment that is asked about (RFC 3339); without it, now. Other members are left out of
    # account.
    "context": NotRequired[Union[dict[str, str], None]],
    # A party; in a recognition query an alliance.
    "entity_id": str,
    # membership, or membership:CLASS; in a recognition query alliance.
    "resource": str,
})

TrqpVerified = TypedDict("TrqpVerified", {
    "beyond": NotRequired[bool],
    "genesis": str,
    "hash": str,
    "height": int,
    "time": str,
})

Verified = TypedDict("Verified", {
    "beyond": NotRequired[Union[list[str], None]],
    "genesis": str,
    "hash": str,
    "height": int,
    "held": NotRequired["IndexFullCheck"],
    "time": str,
})

ListAlliancesAnswer = TypedDict("ListAlliancesAnswer", {
    "answer": list["IndexAllianceRow"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

GetAllianceAnswer = TypedDict("GetAllianceAnswer", {
    "answer": "IndexAllianceRow",
    "verified": "Verified",
})

ListChartersAnswer = TypedDict("ListChartersAnswer", {
    "answer": list["IndexCharterRow"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

GetCharterAnswer = TypedDict("GetCharterAnswer", {
    "answer": "IndexCharterRow",
    "verified": "Verified",
})

ListMemberPeriodsAnswer = TypedDict("ListMemberPeriodsAnswer", {
    "answer": list["IndexMemberPeriod"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

ListProposalsAnswer = TypedDict("ListProposalsAnswer", {
    "answer": list["IndexProposalRow"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

GetRosterAnswer = TypedDict("GetRosterAnswer", {
    "answer": list["IndexRow"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

ListDecisionsAnswer = TypedDict("ListDecisionsAnswer", {
    "answer": list["IndexDecided"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

ListEndorsementsAnswer = TypedDict("ListEndorsementsAnswer", {
    "answer": list["IndexVote"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

ListFindingsAnswer = TypedDict("ListFindingsAnswer", {
    "answer": list["ChainFinding"],
    "verified": "Verified",
})

ListTransactionsAnswer = TypedDict("ListTransactionsAnswer", {
    "answer": list["IndexEntry"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

GetTransactionAnswer = TypedDict("GetTransactionAnswer", {
    "answer": list["IndexEntry"],
    "verified": "Verified",
})

ListPartiesAnswer = TypedDict("ListPartiesAnswer", {
    "answer": list["IndexPartyRow"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

GetPartyAnswer = TypedDict("GetPartyAnswer", {
    "answer": "IndexPartyRow",
    "verified": "Verified",
})

ListPartyPeriodsAnswer = TypedDict("ListPartyPeriodsAnswer", {
    "answer": list["IndexMemberPeriod"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

ListProblemsAnswer = TypedDict("ListProblemsAnswer", {
    "answer": list["Explained"],
    "verified": "Verified",
})

GetProblemAnswer = TypedDict("GetProblemAnswer", {
    "answer": "Explained",
    "verified": "Verified",
})

GetProposalAnswer = TypedDict("GetProposalAnswer", {
    "answer": "IndexCase",
    "verified": "Verified",
})

SearchAnswer = TypedDict("SearchAnswer", {
    "answer": list["IndexHit"],
    # The cursor of the next page, if there is one.
    "next": NotRequired[str],
    "verified": "Verified",
})

GetStatsAnswer = TypedDict("GetStatsAnswer", {
    "answer": list["IndexStep"],
    "verified": "Verified",
})

GetStatusAnswer = TypedDict("GetStatusAnswer", {
    "answer": "StatusAnswer",
    "verified": "Verified",
})


class Refused(Exception):
    """A problem (RFC 9457): the server answered, and did not do what was asked."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.code: str = problem.get("code", "")
        super().__init__(f"{self.code or status}: {problem.get('detail', '')}")


class Client:
    """The operations, at one server. An answer is what its type says; a problem is raised as Refused."""

    def __init__(self, base: str, token: str | None = None, language: str = "en", timeout: float = 60) -> None:
        self.base = base.rstrip("/")
        self.headers = {"Accept": "application/json", "Accept-Language": language}
        if token:
            self.headers["Authorization"] = "Bearer " + token
        self.timeout = timeout

    def _call(
        self, method: str, path: str, in_path: dict[str, Any], query: dict[str, Any], headers: dict[str, Any], body: Any,
    ) -> Any:
        for name, value in in_path.items():
            path = path.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
        given = {name: value for name, value in query.items() if value is not None}
        if given:
            path += "?" + urllib.parse.urlencode(given)
        request = urllib.request.Request(self.base + path, method=method, headers=self.headers)
        for name, value in headers.items():
            if value is not None:
                request.add_header(name, value)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                raise Refused(refused.code, json.load(refused)) from None

    def authorization_query(
        self,
        body: "TrqpQuery",
    ) -> "TrqpAnswer":
        """Whether an alliance authorizes a party.

        Whether it had the party as a member at that moment (hold), or gave it a right. What is not known is
        a problem with status 404, and not a no.
        """
        answer: "TrqpAnswer" = self._call(
            "POST", "/trqp/authorization", {}, {}, {}, body,
        )
        return answer

    def recognition_query(
        self,
        body: "TrqpQuery",
    ) -> "TrqpAnswer":
        """Whether an alliance recognizes another.

        Whether it did at that moment, by its own decision.
        """
        answer: "TrqpAnswer" = self._call(
            "POST", "/trqp/recognition", {}, {}, {}, body,
        )
        return answer

    def list_alliances(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> "ListAlliancesAnswer":
        """All alliances.

        In the order of their ids.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.
        """
        answer: "ListAlliancesAnswer" = self._call(
            "GET", "/v1/alliances", {}, {"limit": limit, "cursor": cursor}, {}, None,
        )
        return answer

    def get_alliance(
        self,
        id: str,
    ) -> "GetAllianceAnswer":
        """An alliance as it is recorded now.

        With the transaction that wrote it last.

        id: The id of the alliance.
        """
        answer: "GetAllianceAnswer" = self._call(
            "GET", "/v1/alliances/{id}", {"id": id}, {}, {}, None,
        )
        return answer

    def list_charters(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListChartersAnswer":
        """All versions of an alliance's charter.

        Each with the transaction that adopted it.

        id: The id of the alliance.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListChartersAnswer" = self._call(
            "GET", "/v1/alliances/{id}/charters", {"id": id}, {"limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def get_charter(
        self,
        id: str,
        version: int,
    ) -> "GetCharterAnswer":
        """One version of an alliance's charter.

        The first version is 1.

        id: The id of the alliance.

        version: The number of the version.
        """
        answer: "GetCharterAnswer" = self._call(
            "GET", "/v1/alliances/{id}/charters/{version}", {"id": id, "version": version}, {}, {}, None,
        )
        return answer

    def list_member_periods(
        self,
        id: str,
        party: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListMemberPeriodsAnswer":
        """The periods of a party's membership of an alliance.

        In each period the party had one class and one state. Each has the transaction that began it, and the
        one that ended it. A party that never was a member is refused with UNKNOWN_RECORD.

        id: The id of the alliance.

        party: The id of the party.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListMemberPeriodsAnswer" = self._call(
            "GET", "/v1/alliances/{id}/members/{party}", {"id": id, "party": party}, {"limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def list_proposals(
        self,
        id: str,
        *,
        action: Literal["admit", "suspend", "reinstate", "expel", "reclassify", "renew", "succeed", "amend", "seat", "elect", "vacate", "mandate", "recognize", "resolve", "dissolve"] | None = None,
        status: Literal["filed", "voting", "accepted", "timelocked", "rejected", "expired", "withdrawn", "void"] | None = None,
        subject: str | None = None,
        by: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListProposalsAnswer":
        """An alliance's proposals.

        Each as it is now, with the transaction that filed it.

        id: The id of the alliance.

        action: What proposals ask for.

        status: Proposals whose recorded status is this; what follows from dates since is in the answer, and
        not looked at here.

        subject: Proposals about this party.

        by: Proposals that this party filed.

        since: From this time on: a time (RFC 3339), or a day for its beginning (UTC).

        until: Before this time: a time (RFC 3339), or a day for its end (UTC).

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListProposalsAnswer" = self._call(
            "GET", "/v1/alliances/{id}/proposals", {"id": id}, {"action": action, "status": status, "subject": subject, "by": by, "since": since, "until": until, "limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def get_roster(
        self,
        id: str,
        *,
        at: str | None = None,
        known_at: str | None = None,
        class_: str | None = None,
        state: Literal["active", "suspended"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> "GetRosterAnswer":
        """Who was a member of an alliance at a moment.

        In the order of the members' ids. Two times can be asked for: the one that it held (at), and the one
        by which the ledger knew of it (known-at). All pages are of the moment, and of the blocks, of the
        first one.

        id: The id of the alliance.

        at: The moment that is asked about: a time (RFC 3339), a day for its end (UTC), or the number of an
        epoch for its end; without it, now.

        known_at: What the ledger had recorded by then: a time (RFC 3339), a day for its end (UTC), or the
        number of a block; without it, all that was verified.

        class_: Only members of this class.

        state: Only members in this state.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.
        """
        answer: "GetRosterAnswer" = self._call(
            "GET", "/v1/alliances/{id}/roster", {"id": id}, {"at": at, "known-at": known_at, "class": class_, "state": state, "limit": limit, "cursor": cursor}, {}, None,
        )
        return answer

    def list_decisions(
        self,
        *,
        alliance: str | None = None,
        action: Literal["admit", "suspend", "reinstate", "expel", "reclassify", "renew", "succeed", "amend", "seat", "elect", "vacate", "mandate", "recognize", "resolve", "dissolve"] | None = None,
        outcome: Literal["accepted", "rejected", "expired", "void", "timelocked"] | None = None,
        subject: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListDecisionsAnswer":
        """Decisions.

        Each with its proposal as it is now, and with each rule's needed and actual figures.

        alliance: Decisions of this alliance.

        action: What proposals ask for.

        outcome: Decisions with this outcome.

        subject: Decisions about this party.

        since: From this time on: a time (RFC 3339), or a day for its beginning (UTC).

        until: Before this time: a time (RFC 3339), or a day for its end (UTC).

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListDecisionsAnswer" = self._call(
            "GET", "/v1/decisions", {}, {"alliance": alliance, "action": action, "outcome": outcome, "subject": subject, "since": since, "until": until, "limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def list_endorsements(
        self,
        *,
        by: str | None = None,
        about: str | None = None,
        alliance: str | None = None,
        proposal: str | None = None,
        host: str | None = None,
        position: Literal["for", "against", "abstain", "sponsor"] | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListEndorsementsAnswer":
        """Who endorsed whom.

        Sponsorships, and votes for, against and abstaining; where a vote was changed, each version.

        by: Endorsements of this party.

        about: Endorsements of proposals about this party.

        alliance: Endorsements in this alliance.

        proposal: The id of a proposal.

        host: Endorsements of parties of this host.

        position: Endorsements with this position.

        since: From this time on: a time (RFC 3339), or a day for its beginning (UTC).

        until: Before this time: a time (RFC 3339), or a day for its end (UTC).

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListEndorsementsAnswer" = self._call(
            "GET", "/v1/endorsements", {}, {"by": by, "about": about, "alliance": alliance, "proposal": proposal, "host": host, "position": position, "since": since, "until": until, "limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def list_findings(
        self,
    ) -> "ListFindingsAnswer":
        """What did not hold.

        Faults of blocks that some source gave and that were not used, and warnings, in the order of the
        blocks.
        """
        answer: "ListFindingsAnswer" = self._call(
            "GET", "/v1/findings", {}, {}, {}, None,
        )
        return answer

    def list_transactions(
        self,
        *,
        party: str | None = None,
        alliance: str | None = None,
        proposal: str | None = None,
        action: Literal["admit", "suspend", "reinstate", "expel", "reclassify", "renew", "succeed", "amend", "seat", "elect", "vacate", "mandate", "recognize", "resolve", "dissolve"] | None = None,
        type: Literal["PartyRegistered", "AuthorityAdded", "AuthorityRemoved", "AuthorityRotated", "AllianceFounded", "ConsentGiven", "AllianceOpened", "JoinFiled", "EndorsementGiven", "ProposalDecided", "MembershipEnded", "ProposalFiled", "ProposalPutToVote", "ProposalWithdrawn", "EpochClosed", "EpochSealed", "PartyCorrected", "RecoveryAsked", "RecoveryConfirmed", "RecoveryVetoed", "RecoveryCompleted", "AllianceDescribed", "ClaimStated", "ClaimAttested", "ProposalEnacted", "AgreementAccepted", "PaymentRecorded", "FigureRecorded", "SeatVacated", "AffiliateDeclared", "AffiliateConsented", "HostNamed", "ProxyAppointed", "ProxyRevoked", "CandidateNominated", "NominationWithdrawn", "SeatFilled", "SuccessionConsented", "SuccessionRefused", "PartyInvited", "InvitationRevoked", "MeetingCalled", "MeetingOpened", "MeetingAttended", "MeetingLeft", "MeetingAdjourned", "MeetingClosed", "PresenceDeclared", "RepresentativesConfirmed", "DutyWaived"] | None = None,
        name: Literal["RegisterParty", "AddAuthority", "RotateAuthority", "RemoveAuthority", "FoundAlliance", "Consent", "Join", "Propose", "Endorse", "PutToVote", "Decide", "Withdraw", "Leave", "CloseEpoch", "SealEpoch", "CorrectParty", "AskRecovery", "VetoRecovery", "CompleteRecovery", "DescribeAlliance", "StateClaim", "Attest", "AcceptAgreement", "RecordPayment", "RecordFigure", "DeclareAffiliate", "ConsentAffiliate", "VacateSeat", "Enact", "EndMembership", "NameHost", "AppointProxy", "RevokeProxy", "Nominate", "FillSeat", "ConsentSuccession", "Invite", "RevokeInvitation", "CallMeeting", "Attend", "OpenMeeting", "AdjournMeeting", "CloseMeeting", "DeclarePresence", "ConfirmRepresentatives", "Waive"] | None = None,
        caller: str | None = None,
        host: str | None = None,
        text: str | None = None,
        all: Literal["true", "false"] | None = None,
        from_block: int | None = None,
        to_block: int | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListTransactionsAnswer":
        """What happened, transaction by transaction.

        Transactions that had no effect are left out unless they are asked for.

        party: What this party sent, what was sent for it, what was about it, and what changed its
        memberships.

        alliance: What was about this alliance.

        proposal: The id of a proposal.

        action: What proposals ask for.

        type: Transactions with an event of this type.

        name: Transactions of this name in the contract.

        caller: The SHA-256 of the sender's public key.

        host: Transactions of parties of this host.

        text: Words that stand in what the transaction wrote.

        all: Whether also transactions are asked for that had no effect.

        from_block: From this block on.

        to_block: Up to this block.

        since: From this time on: a time (RFC 3339), or a day for its beginning (UTC).

        until: Before this time: a time (RFC 3339), or a day for its end (UTC).

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListTransactionsAnswer" = self._call(
            "GET", "/v1/history", {}, {"party": party, "alliance": alliance, "proposal": proposal, "action": action, "type": type, "name": name, "caller": caller, "host": host, "text": text, "all": all, "from-block": from_block, "to-block": to_block, "since": since, "until": until, "limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def get_transaction(
        self,
        tx: str,
    ) -> "GetTransactionAnswer":
        """A transaction.

        One entry, and any later one that was refused for repeating its id.

        tx: The id of the transaction.
        """
        answer: "GetTransactionAnswer" = self._call(
            "GET", "/v1/history/{tx}", {"tx": tx}, {}, {}, None,
        )
        return answer

    def list_parties(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> "ListPartiesAnswer":
        """All parties.

        In the order of their ids.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.
        """
        answer: "ListPartiesAnswer" = self._call(
            "GET", "/v1/parties", {}, {"limit": limit, "cursor": cursor}, {}, None,
        )
        return answer

    def get_party(
        self,
        id: str,
    ) -> "GetPartyAnswer":
        """A party as it is recorded now.

        What a party says of itself, such as its name, is a claim: the ledger records that it was said.

        id: The id of the party.
        """
        answer: "GetPartyAnswer" = self._call(
            "GET", "/v1/parties/{id}", {"id": id}, {}, {}, None,
        )
        return answer

    def list_party_periods(
        self,
        id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "ListPartyPeriodsAnswer":
        """The periods of a party's memberships of all alliances.

        Those that ended too.

        id: The id of the party.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "ListPartyPeriodsAnswer" = self._call(
            "GET", "/v1/parties/{id}/memberships", {"id": id}, {"limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def list_problems(
        self,
    ) -> "ListProblemsAnswer":
        """All codes of problems, with their texts.

        In alphabetical order.
        """
        answer: "ListProblemsAnswer" = self._call(
            "GET", "/v1/problems", {}, {}, {}, None,
        )
        return answer

    def get_problem(
        self,
        code: str,
    ) -> "GetProblemAnswer":
        """What a code of problems means.

        The type of each problem leads here.

        code: The code of a problem.
        """
        answer: "GetProblemAnswer" = self._call(
            "GET", "/v1/problems/{code}", {"code": code}, {}, {}, None,
        )
        return answer

    def get_proposal(
        self,
        proposal: str,
    ) -> "GetProposalAnswer":
        """Everything about a proposal.

        The proposal, its sponsorships and endorsements with each version of them, the version of the charter
        that decides it, and the decision with each rule's needed and actual figures, if there is one.

        proposal: The id of a proposal.
        """
        answer: "GetProposalAnswer" = self._call(
            "GET", "/v1/proposals/{proposal}", {"proposal": proposal}, {}, {}, None,
        )
        return answer

    def search(
        self,
        q: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["newest", "oldest"] | None = None,
    ) -> "SearchAnswer":
        """Where words stand.

        In names, aliases, reasons, statements, titles, values of claims, and classes, in Chinese and
        English.

        q: Words that must all be there: Latin ones whole, the last also as a beginning; Chinese ones as they
        stand.

        limit: The most rows of a page; 100 without it.

        cursor: Where the page begins: the next of the page before. It belongs to the question that gave it.

        order: Which rows come first: those recorded last, or first; newest without it.
        """
        answer: "SearchAnswer" = self._call(
            "GET", "/v1/search", {}, {"q": q, "limit": limit, "cursor": cursor, "order": order}, {}, None,
        )
        return answer

    def get_stats(
        self,
        alliance: str,
        *,
        by: Literal["day", "month", "quarter", "year"] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> "GetStatsAnswer":
        """How an alliance developed, step by step.

        Members at the end of each step, and what happened in it. More than 5000 steps are refused with
        TOO_MANY.

        alliance: The alliance.

        by: The length of a step; month without it.

        since: From this time on: a time (RFC 3339), or a day for its beginning (UTC).

        until: Before this time: a time (RFC 3339), or a day for its end (UTC).
        """
        answer: "GetStatsAnswer" = self._call(
            "GET", "/v1/stats", {}, {"alliance": alliance, "by": by, "since": since, "until": until}, {}, None,
        )
        return answer

    def get_status(
        self,
    ) -> "GetStatusAnswer":
        """How far the chain was verified, and what is in the index.

        The counts cost a scan of some tables: ask now and then, not each second.
        """
        answer: "GetStatusAnswer" = self._call(
            "GET", "/v1/status", {}, {}, {}, None,
        )
        return answer
