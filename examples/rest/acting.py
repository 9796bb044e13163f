"""Alliance Registry: acting: a client.

Transactions in the name of one party, signed by the key with which the program was started. What is read
from verified blocks has a document of its own, openapi.json.

Written by scripts/tools/pyclient; what is changed here is lost. Nothing but the standard library of Python
3.11 or newer is needed.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Literal, NotRequired, TypedDict, Union

# About says what a member's word on a proposal is about. The member signs it, and the rules compare it with
# the proposal: so no answer by which its program went, a dishonest host's say, carries its word over to
# something else.
About = TypedDict("About", {
    "action": "Action",
    "alliance": "ID",
    # Content is the digest of all that the proposal asks for.
    "content": "Digest",
    "subject": "ID",
})

# AcceptAgreement records that the caller's party accepts an agreement of an alliance's charter, in the
# version that it has read.
AcceptAgreement = TypedDict("AcceptAgreement", {
    "agreement": "Slug",
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Digest is the SHA-256 of the document, in lower-case hex.
    "digest": "Digest",
})

# Action is what a proposal would do.
# reclassify: another class, affiliate group or weights
# succeed: another party takes over a membership, or a part of one
# amend: the charter
# elect: several candidates for seats in an organ
# recognize: another alliance
# resolve: adopt a document, by its digest
Action = Literal["admit", "suspend", "reinstate", "expel", "reclassify", "renew", "succeed", "amend", "seat", "elect", "vacate", "mandate", "recognize", "resolve", "dissolve"]

# AdjournMeeting adjourns a meeting to a later time, with the same agenda. One that has no quorum, though it
# was waited for, is followed by a second call, where the charter has one.
AdjournMeeting = TypedDict("AdjournMeeting", {
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "begins": "Time",
    "meeting": "RecordID",
    "reason": NotRequired[str],
})

# AgendaItem is a matter of a meeting: a proposal that is decided there, or a text.
AgendaItem = TypedDict("AgendaItem", {
    "proposal": NotRequired[Union[Literal[""], "RecordID"]],
    "title": NotRequired[str],
})

# Agreement is a document that members accept by transaction. A new version, with another digest, is accepted
# anew.
Agreement = TypedDict("Agreement", {
    # Digest is the SHA-256 of the document, in lower-case hex.
    "digest": "Digest",
    # Grace is how long after its adoption, or after admission, it may be accepted before standing lapses.
    "grace": NotRequired[Union[Literal[""], "Duration"]],
    "id": "Slug",
    "names": "Names",
    "version": str,
})

# AmendmentKind is a kind of amendment that the charter tells apart by what it touches: entrenched clauses,
# the rights of a class. Its rule is "amend/ID", and there is one. Of the kinds that an amendment touches the
# first decides, in the order of the charter; of none, the common rule.
#
# Nobody says which kind an amendment is of: it is computed from the charter in force and the draft. A kind
# is touched, too, by what changes its own declaration, its place, or its rule: else it could be taken out of
# the way first. (What changes one before it is decided by that one.)
AmendmentKind = TypedDict("AmendmentKind", {
    # Apart says that an amendment which touches it is not decided by a kind before it, but has to be
    # proposed by itself: no class's consent is had by the way.
    "apart": NotRequired[bool],
    "id": "Slug",
    "names": "Names",
    "touches": "Touches",
})

# A number such as 2, or a fraction such as 2/3.
Amount = Union[str, int]

# A number such as 2, or a fraction such as 2/3.
AnsweredAmount = str

# Who names some of an alliance's members. What it names is demanded together: members of these classes who
# sit in that organ, or in one of those. Empty it is everybody.
AnsweredWho = TypedDict("AnsweredWho", {
    "classes": NotRequired[list["Slug"]],
    "founders": NotRequired[bool],
    # Organ is the organ in which they sit.
    "organ": NotRequired["Slug"],
    # Organs, in the place of Organ, are several in any of which they sit.
    "organs": NotRequired[list["Slug"]],
    # Parties are members by their ids.
    "parties": NotRequired[list["ID"]],
    # Subject is the member that the proposal is about.
    "subject": NotRequired[bool],
})

# AppointProxy has another member cast the caller's votes: on one proposal, or on all until a date. It takes
# the place of an earlier one of the same kind. Who is appointed need not accept: it casts no vote, or gives
# the proxy back by RevokeProxy.
AppointProxy = TypedDict("AppointProxy", {
    # About is what the member has read of the proposal, see Proposal.About.
    "about": NotRequired["About"],
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "holder": "ID",
    # Proposal or Until: for one of them.
    "proposal": NotRequired[Union[Literal[""], "RecordID"]],
    "until": NotRequired["Time"],
})

# Attend records that the caller's party has come to a meeting, or a member that it represents; or that it
# leaves.
Attend = TypedDict("Attend", {
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "leave": NotRequired[bool],
    "meeting": "RecordID",
    # Principal is the member for which the caller is there, as its proxy.
    "principal": NotRequired[Union[Literal[""], "ID"]],
})

# Attest records a position on a claim. A later one of the same party takes the place of its earlier one.
Attest = TypedDict("Attest", {
    "about": "ID",
    "claim": "RecordID",
    # Content is the digest of the claim that was read, see Claim.Content.
    "content": NotRequired[Union[Literal[""], "Digest"]],
    "position": Literal["attests", "disputes"],
    "reason": NotRequired[str],
})

# CallMeeting calls a meeting, with its agenda. What is not on it is not decided there.
CallMeeting = TypedDict("CallMeeting", {
    # Agenda are matters in the order in which they are taken: texts, and proposals that wait for a meeting
    # of this kind.
    "agenda": list["AgendaItem"],
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "begins": "Time",
    "kind": "Slug",
    "place": NotRequired[str],
})

# Charter is an alliance's rules as data.
Charter = TypedDict("Charter", {
    "agreements": NotRequired[list["Agreement"]],
    # Amendments are the kinds of amendments that have rules of their own, in the order in which they are
    # looked for.
    "amendments": NotRequired[list["AmendmentKind"]],
    "classes": list["Class"],
    "dues": NotRequired["Dues"],
    # Emergency are rules in the place of those of the same keys, where these are out of reach.
    "emergency": NotRequired[dict[str, "Rule"]],
    "figures": NotRequired[list["FigureKind"]],
    # Founders is the class that the founders enter when the alliance opens, save those for whom its founding
    # names another.
    "founders": "Slug",
    # Invitations lets members invite; without it they sponsor those who have applied.
    "invitations": NotRequired["Invitations"],
    "measures": NotRequired[list["Measure"]],
    # Meetings are the kinds of meetings at which something may be decided.
    "meetings": NotRequired[list["MeetingKind"]],
    "organs": NotRequired[list["Organ"]],
    # Proxies is how members are represented; without it they are not.
    "proxies": NotRequired["ProxyTerms"],
    # RecordDate is how old a roster may be that is voted by, though it has changed since. Without it none
    # may: each change is sealed first. Its length is fixed.
    "recordDate": NotRequired[Union[Literal[""], "Duration"]],
    # Resolutions are the kinds of resolutions that have rules of their own.
    "resolutions": NotRequired[list["ResolutionKind"]],
    "rules": dict[str, "Rule"],
    "schema": int,
    # Waivers is who lets members off what they owe; without it nobody does.
    "waivers": NotRequired["WaiverTerms"],
    # Zone is the one by whose calendar and clock the charter's days, months and years go: an offset from
    # UTC, such as +08:00; without it UTC.
    "zone": NotRequired[Union[Literal[""], "Zone"]],
})

# Class is a class of members: who may be in it, and what they may do.
Class = TypedDict("Class", {
    # Agreements are those of the charter that members must have accepted.
    "agreements": NotRequired[list["Slug"]],
    "confirmation": NotRequired["Confirmation"],
    # Dues says that members owe dues.
    "dues": NotRequired[bool],
    # Duration is how long a membership lasts before it is renewed; without it it has no end. Grace follows.
    "duration": NotRequired[Union[Literal[""], "Duration"]],
    "grace": NotRequired[Union[Literal[""], "Duration"]],
    # GraceRights are what is left in grace (without them all), LapsedRights what is left when standing has
    # lapsed (without them none).
    "graceRights": NotRequired[list["Right"]],
    "id": "Slug",
    "kinds": list["Kind"],
    "lapsedRights": NotRequired[list["Right"]],
    # Most is how many members the class may have; 0 is any number.
    "most": NotRequired[int],
    "names": "Names",
    # Participation is the duty to take part, Confirmation that to confirm who acts for the member; without
    # them there is none.
    "participation": NotRequired["Participation"],
    # Probation is how long a new member has only the rights of ProbationRights.
    "probation": NotRequired[Union[Literal[""], "Duration"]],
    "probationRights": NotRequired[list["Right"]],
    # Requires is demanded of whoever enters the class.
    "requires": NotRequired[list["Requirement"]],
    "rights": Union[list["Right"], None],
    # Weights are what each member counts for in the charter's measures, where it has no weight of its own.
    "weights": NotRequired["Weights"],
})

# ClearPeriod names a period of a rule whose days are clear ones: neither the day on which it begins nor the
# day after it counts, and it ends with a day of the charter's zone.
ClearPeriod = Literal["discussion", "voting"]

# CloseEpoch ends the open epoch and begins the next: nothing of it can change any more. Any party may send
# it, once there is a change in it, or a suspension has lifted since, which it records; sent again it answers
# with the first time.
CloseEpoch = TypedDict("CloseEpoch", {
    "alliance": "ID",
    "epoch": int,
})

# CloseMeeting ends a meeting; before it has begun, it calls it off.
CloseMeeting = TypedDict("CloseMeeting", {
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "meeting": "RecordID",
    "reason": NotRequired[str],
})

# ConfirmRepresentatives records that an officer of a member has looked who may act for it, and that this is
# right.
ConfirmRepresentatives = TypedDict("ConfirmRepresentatives", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Representatives is the digest of the keys that the officer has read, see RepresentativesDigest.
    "representatives": "Digest",
})

# Confirmation is the duty to confirm, again and again, who acts for a member: that its keys are right.
Confirmation = TypedDict("Confirmation", {
    # Every is how long a confirmation lasts, Grace how long after that standing is in grace.
    "every": "Duration",
    "grace": NotRequired[Union[Literal[""], "Duration"]],
})

# Consent records that the caller's party, a founder, agrees to the alliance and to its charter. The last one
# opens the alliance: all founders become members in that transaction.
Consent = TypedDict("Consent", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Charter is the digest of the charter that the founder has read, Content that of all else that it
    # consents to, see Alliance.Content.
    "charter": "Digest",
    "content": NotRequired[Union[Literal[""], "Digest"]],
})

# ConsentAffiliate records that the caller's party controls the group that another declared: from then on
# that one belongs to it, and so does the caller. Either may be no member, and then is in the group once it
# is admitted.
ConsentAffiliate = TypedDict("ConsentAffiliate", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Party is the one that declared it.
    "party": "ID",
})

# ConsentSuccession gives, or with Refuse takes back, the consent of the caller's party to a succession: as
# the member that is succeeded, or as its successor. Who files the proposal has consented by that.
ConsentSuccession = TypedDict("ConsentSuccession", {
    # About is what the party has read of the proposal, see Proposal.About.
    "about": NotRequired["About"],
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "proposal": "RecordID",
    "refuse": NotRequired[bool],
})

# CorrectParty replaces what the caller's party says of itself: its names and identifiers, never its id or
# its kind. The earlier version stays, and the reason is recorded.
CorrectParty = TypedDict("CorrectParty", {
    # Content is the digest of the record that it was made of, see Party.Content, if it was made of one.
    "content": NotRequired[Union[Literal[""], "Digest"]],
    "jurisdiction": NotRequired[Union[Literal[""], "Country"]],
    "lei": NotRequired[Union[Literal[""], "LEI"]],
    # Named is since when the party has had these names; without it since they are recorded.
    "named": NotRequired["Time"],
    "names": "Names",
    "reason": str,
    "uscc": NotRequired[Union[Literal[""], "USCC"]],
})

# Count is something that can be counted on a proposal.
# cast: for and against
# taking part: for, against and abstain
# hosts: distinct hosts of the votes for
# groups: distinct affiliate groups of the votes for, each other voter being one
# sponsors: in a rule's sponsors only
# electorate: all who may vote
# present: those of them who are at the meeting
Count = Literal["for", "against", "abstain", "cast", "taking part", "hosts", "groups", "sponsors", "electorate", "present"]

# A country's code of two letters: ISO 3166-1.
Country = str

# A year, a month or a day: 2026, 2026-11, 2026-11-30.
Date = str

# Decide settles a proposal, once its rule allows; or puts it to the next vote, where one follows upon what
# this one came to. Any party may send it: the content leaves no choice. Sent again, it answers with the
# first decision.
Decide = TypedDict("Decide", {
    "proposal": "RecordID",
})

# DeclareAffiliate records that the caller's party, a member or one that means to apply, belongs to an
# affiliate group: parties under common control. It is a claim, and counts once the party that controls the
# group consents, or the members decide it, by reclassifying.
DeclareAffiliate = TypedDict("DeclareAffiliate", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Group is the id of the party that controls the group, its own too; empty to take a claim back.
    "group": NotRequired[Union[Literal[""], "ID"]],
})

# DeclarePresence records that the caller's party is present at a vote. It counts as taking part, and for
# nothing in the vote: so who has lost the right to vote, by not taking part or otherwise, has a way back.
DeclarePresence = TypedDict("DeclarePresence", {
    # About is what the member has read of the proposal, see Proposal.About.
    "about": NotRequired["About"],
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "proposal": "RecordID",
})

# DescribeAlliance records an alliance that exists elsewhere, by its names and whatever else is known of it;
# claims say the rest. It belongs to the name space of the caller's host.
DescribeAlliance = TypedDict("DescribeAlliance", {
    "aliases": NotRequired[list[str]],
    "jurisdiction": NotRequired[Union[Literal[""], "Country"]],
    "names": "Names",
    "scope": NotRequired[Union[Literal[""], Literal["global", "national", "regional"]]],
    "sector": NotRequired[str],
    "slug": "Slug",
    "source": str,
})

# A SHA-256 in lower-case hex.
Digest = str

# Dues says who records what was paid.
Dues = TypedDict("Dues", {
    # By are the members whose officers record until when a member has paid.
    "by": "Who",
    # Grace is how long dues may be overdue before standing lapses.
    "grace": NotRequired[Union[Literal[""], "Duration"]],
})

# A length of time: P7D, PT36H, P1DT12H30M, P3M, P1Y6M. ISO 8601-1, without weeks. Years and months are those
# of the calendar, and refused where the length has to be fixed.
Duration = str

# Duty is what a member of a class may owe, beside the renewal of its membership.
Duty = Literal["agreement", "dues", "participation", "confirmation"]

# Election is how a rule elects: several candidates for the seats of an organ. What it passes by says whether
# enough took part: a ballot that names candidates is a vote for, one against wants none of them.
Election = TypedDict("Election", {
    # Alternates is how many of those who come next take a seat that falls vacant, for the rest of its term.
    "alternates": NotRequired[int],
    # ByElections says that there may be elections to seats that fell vacant, for the rest of their terms;
    # nobody leaves the organ by them.
    "byElections": NotRequired[bool],
    # Measure is what ballots are weighed by; without it each counts one.
    "measure": NotRequired[Union[Literal[""], "Slug"]],
    "method": "Method",
    # OwnTier says that only those of a tier's classes elect to its seats.
    "ownTier": NotRequired[bool],
    # Renews says that who sits in the organ leaves it once the elected take their seats; without it those
    # stay, and only empty seats are filled.
    "renews": NotRequired[bool],
    # Retires is the share, such as 1/3, of those who sit in the organ that leaves it once the elected take
    # their seats: the nearest whole number of them, half of one being one, and one at least. Those leave who
    # have sat longest.
    "retires": NotRequired[Union[Literal[""], "Amount"]],
    # Stagger are the terms of those who are elected while nobody sits in the organ, in the place of its
    # duration: the first of them have the first, and so on.
    "stagger": NotRequired[list["Duration"]],
    # Ties is "undecided" if a seat stays empty where nothing in the count decides between candidates;
    # without it the seat is that of the longest membership, and of those that are as long of the id that
    # comes first.
    "ties": NotRequired[Union[Literal[""], Literal["undecided"]]],
})

# Enact carries out an accepted proposal once its timelock has run out. Any party may send it; sent again, it
# answers with the first time.
Enact = TypedDict("Enact", {
    "proposal": "RecordID",
})

# EndMembership records the end of a membership that is over: one that was not renewed in time, or whose
# alliance is dissolved, or that a dissolved alliance had. Any party may send it; the content leaves no
# choice.
EndMembership = TypedDict("EndMembership", {
    "alliance": "ID",
    "party": "ID",
})

# Endorse records the position of the caller's party on a proposal, or of a member whose proxy it is.
Endorse = TypedDict("Endorse", {
    # About is what the member has read of the proposal, see Proposal.About.
    "about": NotRequired["About"],
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Evidence is the SHA-256 of a document, in lower-case hex.
    "evidence": NotRequired[Union[Literal[""], "Digest"]],
    "position": "Position",
    # Principal is the member whose vote the caller casts as its proxy; its own without it.
    "principal": NotRequired[Union[Literal[""], "ID"]],
    "proposal": "RecordID",
    # Ranking are candidates, for a vote for in an election: the best first where they are ranked, those that
    # are marked in any order elsewhere.
    "ranking": NotRequired[list["ID"]],
    "reason": NotRequired[str],
})

# Event says what a transaction did, in the past tense. Each transaction that writes emits one; it is also
# what the transaction answers.
Event = TypedDict("Event", {
    "action": NotRequired[Literal["admit", "suspend", "reinstate", "expel", "reclassify", "renew", "succeed", "amend", "seat", "elect", "vacate", "mandate", "recognize", "resolve", "dissolve"]],
    "alliance": NotRequired["ID"],
    # By is the party that acted.
    "by": str,
    "claim": NotRequired["RecordID"],
    "class": NotRequired[str],
    "epoch": NotRequired[int],
    "key": NotRequired["Digest"],
    "meeting": NotRequired["RecordID"],
    "party": NotRequired["ID"],
    "position": NotRequired[Literal["for", "against", "abstain", "sponsor", "attests", "disputes"]],
    "proposal": NotRequired["RecordID"],
    "request": NotRequired["RequestID"],
    "schema": int,
    "status": NotRequired[str],
    # Subject is what else it was about: an agreement, an organ, a figure, who holds a proxy, a duty.
    "subject": NotRequired[str],
    "time": "Time",
    # Tx and Time are those of the transaction that took effect. Where a request is sent again, they tell the
    # first one: nothing was written the second time.
    "tx": str,
    "type": Literal["PartyRegistered", "AuthorityAdded", "AuthorityRemoved", "AuthorityRotated", "AllianceFounded", "ConsentGiven", "AllianceOpened", "JoinFiled", "EndorsementGiven", "ProposalDecided", "MembershipEnded", "ProposalFiled", "ProposalPutToVote", "ProposalWithdrawn", "EpochClosed", "EpochSealed", "PartyCorrected", "RecoveryAsked", "RecoveryConfirmed", "RecoveryVetoed", "RecoveryCompleted", "AllianceDescribed", "ClaimStated", "ClaimAttested", "ProposalEnacted", "AgreementAccepted", "PaymentRecorded", "FigureRecorded", "SeatVacated", "AffiliateDeclared", "AffiliateConsented", "HostNamed", "ProxyAppointed", "ProxyRevoked", "CandidateNominated", "NominationWithdrawn", "SeatFilled", "SuccessionConsented", "SuccessionRefused", "PartyInvited", "InvitationRevoked", "MeetingCalled", "MeetingOpened", "MeetingAttended", "MeetingLeft", "MeetingAdjourned", "MeetingClosed", "PresenceDeclared", "RepresentativesConfirmed", "DutyWaived"],
    # Via is the party that acted for an alliance, by mandate.
    "via": NotRequired["ID"],
})

# Explanation is an expression with its figures: what was needed, what there is, whether it is met, and
# whether that can still change.
Explanation = TypedDict("Explanation", {
    # Certain says that no vote still to come can change whether it is met.
    "certain": bool,
    # Figure is the comparison of a votes explanation.
    "figure": NotRequired["Figure"],
    # Kind is all, any, not, votes, or open for what takes no vote.
    "kind": str,
    "met": bool,
    "parts": NotRequired[list["Explanation"]],
    # Role is pass, fallback, consent or veto, where a rule has more than what must pass.
    "role": NotRequired[str],
})

# Expression is a condition on a proposal's endorsements: all of several, any of several, not one, or a
# comparison of a count with an amount.
#
# {"votes": "for", "atLeast": "2"} two votes for
# {"votes": "for", "moreThan": "1/2", "of": "electorate"} more than half of all who may vote
# {"votes": "for", "atLeast": "2/3", "of": "cast"} two thirds of those for and against
# {"votes": "hosts", "atLeast": "2"} votes for from two hosts
# {"votes": "for", "who": {"classes": ["issuer"]}, "measure": "population", "atLeast": "2/3", "of": "cast"}
# the same among issuers, weighed by population
#
# Counts are whole numbers and amounts are fractions of whole numbers: there is no rounding anywhere.
Expression = TypedDict("Expression", {
    "all": NotRequired[list["Expression"]],
    "any": NotRequired[list["Expression"]],
    "atLeast": NotRequired[Union[Literal[""], "Amount"]],
    "atMost": NotRequired[Union[Literal[""], "Amount"]],
    "lessThan": NotRequired[Union[Literal[""], "Amount"]],
    # Measure is what votes are weighed by; without it each counts one.
    "measure": NotRequired[Union[Literal[""], "Slug"]],
    "moreThan": NotRequired[Union[Literal[""], "Amount"]],
    "not": NotRequired[list["Expression"]],
    # Of is what a fraction is taken of: cast, taking part, electorate, at a meeting present, or a figure of
    # the charter's; without it the amount is a number of votes.
    "of": NotRequired[Union[Literal[""], str]],
    # Votes is what is counted.
    "votes": NotRequired[Union[Literal[""], "Count"]],
    # Who are the voters among whom it is counted, also where a share is taken of them; without it all who
    # may vote.
    "who": NotRequired["Who"],
})

# Extension prolongs a voting period in which too few took part: as often as it says at most. Nobody has to
# declare it. Votes are taken until the last moment to which the period can be prolonged, and which of them
# count follows from when they were cast: those before the first of its ends at which enough had taken part,
# or before the last.
Extension = TypedDict("Extension", {
    # By is how long it is prolonged each time.
    "by": "Duration",
    # Most is how often.
    "most": int,
    # Quorum is what must be met at the end of the period, or it is prolonged.
    "quorum": "Expression",
})

# Figure is one comparison: so many of these votes, where so many are needed.
Figure = TypedDict("Figure", {
    "actual": int,
    "amount": "AnsweredAmount",
    # Base is the number that a fraction is taken of, 1 without one.
    "base": int,
    # Casting is how the casting vote decided between as many for as against.
    "casting": NotRequired["Position"],
    "measure": NotRequired["Slug"],
    # Needed is the least (or for atMost and lessThan the greatest) count that meets the comparison with this
    # base.
    "needed": int,
    "of": NotRequired[str],
    "relation": "Relation",
    "votes": "Count",
    "who": NotRequired["AnsweredWho"],
})

# FigureKind is a number that the charter lets somebody record, such as the attendance of meetings: a share
# can be taken of it.
FigureKind = TypedDict("FigureKind", {
    # By are the members whose officers record it.
    "by": "Who",
    "id": "Slug",
    "names": "Names",
})

# FillSeat gives a seat that fell vacant before its end to the alternate who comes next, for the rest of its
# term. Any party may send it: the content leaves no choice. Sent again, it answers with the first time.
FillSeat = TypedDict("FillSeat", {
    "alliance": "ID",
    "organ": "Slug",
    # Party is the one whose seat fell vacant.
    "party": "ID",
})

Finding = TypedDict("Finding", {
    "about": str,
    "answered": NotRequired[str],
    "asked": NotRequired[str],
    "code": Literal["ANSWER_MISMATCH", "ANSWER_ALONE", "ANSWER_DISPUTED", "RESULT_ALONE"],
    "field": NotRequired[str],
    "host": str,
    "other": NotRequired[str],
})

# FoundAlliance begins an alliance under the name of the caller's host. The caller is one of the founders and
# consents by this transaction; the alliance opens when all have consented. There is no administrator. A
# founding that has not come to that gives its slug up to the next one after 90 days.
FoundAlliance = TypedDict("FoundAlliance", {
    "aliases": NotRequired[list[str]],
    "charter": "Charter",
    "founders": list["ID"],
    "jurisdiction": NotRequired[Union[Literal[""], "Country"]],
    "names": "Names",
    # Places are those of founders who enter as something else than the charter says.
    "places": NotRequired[dict[str, "Place"]],
    "scope": NotRequired[Union[Literal[""], Literal["global", "national", "regional"]]],
    "sector": NotRequired[str],
    "slug": "Slug",
})

# The id of a party or an alliance: slug@host, under which host it was first registered.
ID = str

# Invitations say that members may invite: who applies with the invitation of a member has its sponsorship.
Invitations = TypedDict("Invitations", {
    # Longest is how long one may last.
    "longest": "Duration",
    # Most is how many invitations of one member may be open.
    "most": int,
})

# Invite invites a party to an alliance in which the caller's party may sponsor. A later invitation of the
# same party takes the place of the earlier one.
Invite = TypedDict("Invite", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "class": NotRequired[Union[Literal[""], "Slug"]],
    "party": "ID",
    "reason": NotRequired[str],
    "until": "Time",
})

# Join applies for membership: it files a proposal to admit the caller's party.
Join = TypedDict("Join", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "class": "Slug",
    # Evidence is the SHA-256 of a document, in lower-case hex.
    "evidence": NotRequired[Union[Literal[""], "Digest"]],
    # Group is the affiliate group that it belongs to: the id of who controls it.
    "group": NotRequired[Union[Literal[""], "ID"]],
    # Invitations are the members whose invitations count as their sponsorships.
    "invitations": NotRequired[list["ID"]],
    # Statement is public, as everything is that is written here.
    "statement": NotRequired[str],
    # Weights are those that it asks for, in measures in which members have their own.
    "weights": NotRequired["Weights"],
})

# Kind is what a party is.
Kind = Literal["enterprise", "individual", "academic", "government", "international organization", "association", "alliance"]

# A legal entity identifier: ISO 17442-1. The rules check its check digits too.
LEI = str

# Leave ends the caller's own membership.
Leave = TypedDict("Leave", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "reason": NotRequired[str],
})

# Measure is something that members' votes are weighed by, such as population or dues, apart from one vote
# each. Weights are whole numbers.
Measure = TypedDict("Measure", {
    "id": "Slug",
    "names": "Names",
    # Own says that a member may have a weight of its own, recorded when it is admitted or reclassified;
    # otherwise, and without one, its class's counts.
    "own": NotRequired[bool],
})

# MeetingKind is a kind of meeting that the charter knows, such as the general meeting. What is decided at
# one has a rule of its own, "amend@general"; a rule without it decides outside of meetings. Those present
# vote there, and nobody else.
MeetingKind = TypedDict("MeetingKind", {
    # Adjournment is the notice of a meeting that is continued; without it that of a new one.
    "adjournment": NotRequired[Union[Literal[""], "Duration"]],
    "chair": "Who",
    # CheckIn is how long before it begins members may say that they are there; without it from the beginning
    # on.
    "checkIn": NotRequired[Union[Literal[""], "Duration"]],
    # Conveners may call it. Chair opens it, puts its matters to the vote, adjourns and closes it.
    "conveners": "Who",
    "id": "Slug",
    "names": "Names",
    # Notice is how long before it begins it is called: of whole days so many clear ones, by the charter's
    # zone.
    "notice": "Duration",
    # Proxies lets a member be present by the one who represents it, as the charter's proxies say.
    "proxies": NotRequired[bool],
    # Quorum must be met by those present for the meeting to be opened, and each time something is put to the
    # vote. Without it any number is enough.
    "quorum": NotRequired["Expression"],
    # SecondCall is what holds once a meeting had no quorum and was adjourned for that.
    "secondCall": NotRequired["SecondCall"],
    # Who are those who meet: of them, and of those of them who are present, the quorum is taken. Without it
    # they are the members of classes with the right to vote.
    "who": NotRequired["Who"],
})

# Method is how an election is counted.
# plurality: who has most marks, as many on a ballot as there are seats
# approval: who has most marks, any number on a ballot
# instant-runoff: one seat: the last is excluded until somebody has more than half
# single-transferable-vote: several seats, by quotas and transfers
Method = Literal["plurality", "approval", "instant-runoff", "single-transferable-vote"]

# One name by language: zh, en, or another code of two or three letters of ISO 639.
Names = dict[str, str]

# Nominate enters the caller's party as a candidate of an election that is discussed, or takes it back.
Nominate = TypedDict("Nominate", {
    # About is what the member has read of the proposal, see Proposal.About.
    "about": NotRequired["About"],
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "proposal": "RecordID",
    "reason": NotRequired[str],
    # Withdraw takes the nomination back.
    "withdraw": NotRequired[bool],
})

# OpenMeeting opens a meeting, or its continuation, once it was to begin and has a quorum.
OpenMeeting = TypedDict("OpenMeeting", {
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "meeting": "RecordID",
})

# Organ is a department, working group or council of an alliance.
Organ = TypedDict("Organ", {
    # Duration is how long one sits; without it until the seat is vacated.
    "duration": NotRequired[Union[Literal[""], "Duration"]],
    # Founders says that all founders sit in it from the beginning.
    "founders": NotRequired[bool],
    "id": "Slug",
    "names": "Names",
    # Seats is how many may sit in it.
    "seats": int,
    # Terms is how often one may sit; without it there is no limit.
    "terms": NotRequired["TermLimit"],
    # Tiers is how its seats go by classes, all together no more than Seats; without it they are open to all
    # who may sit.
    "tiers": NotRequired[list["SeatTier"]],
    # Who may sit; without it members of classes with the right to a seat.
    "who": NotRequired["Who"],
})

# Part is a part of a charter, as its field is called.
Part = Literal["founders", "recordDate", "classes", "measures", "organs", "agreements", "dues", "figures", "waivers", "resolutions", "meetings", "proxies", "zone", "emergency", "invitations", "amendments", "rules", "whole"]

# Participation is the duty to take part: in so many of the last votes. Who has missed more loses rights, and
# has them again once it has taken part in enough.
#
# Votes count whose electorate are classes, this one among them, from the moment at which they close. To vote
# is to take part in them, be it by a proxy, to abstain, or to declare oneself present.
Participation = TypedDict("Participation", {
    # In says in what: in votes, also without it.
    "in": NotRequired[Union[Literal[""], Literal["votes"]]],
    # Loses are the rights that are lost; without it that to vote.
    "loses": NotRequired[list["Right"]],
    "of": int,
    "took": int,
})

Pending = TypedDict("Pending", {
    # What to do, in the reader's language.
    "message": str,
    # The id of the transaction.
    "transaction": str,
})

Place = TypedDict("Place", {
    "block": int,
    # The id of the transaction.
    "transaction": str,
    # Fabric's validation code; VALID where it took effect.
    "validation": str,
})

# Position is what an endorsement says.
Position = Literal["for", "against", "abstain", "sponsor"]

Preview = TypedDict("Preview", {
    # What would be signed, with what it is about as two hosts have it.
    "argument": dict[str, Any],
    "dryRun": Literal[True],
    # What it would do. Absent where the alliance is sealed first.
    "event": NotRequired["Event"],
    # Hosts that answered otherwise than they should.
    "findings": NotRequired[list["Finding"]],
    # The same in the reader's language.
    "message": str,
})

Problem = TypedDict("Problem", {
    # Stable: programs decide by it.
    "code": Literal["ABOUT_DIFFERS", "AGENDA_UNFIT", "AGREEMENT_DIFFERS", "ALLIANCE_NOT_FORMING", "ALLIANCE_NOT_OPEN", "ALREADY_ACCEPTED", "ALREADY_CONSENTED", "ALREADY_MEMBER", "AMENDMENT_MIXED", "AUTHORITY_EXISTS", "BAD_BODY", "BAD_BOOKMARK", "BAD_CHOICE", "BAD_COUNTRY", "BAD_DIGEST", "BAD_ID", "BAD_LEI", "BAD_QUERY", "BAD_TEXT", "BAD_TIME", "BAD_USCC", "BAD_WEIGHT", "CHARTER_DIFFERS", "CHARTER_INVALID", "CHARTER_MOVED", "CLASS_FULL", "CONSENT_MISSING", "CONTROLLER_OUTSIDE", "CYCLE", "DISCUSSION_OPEN", "ENDORSEMENT_EXISTS", "ENGINE_UNKNOWN", "EPOCH_EMPTY", "EPOCH_NOT_OPEN", "EPOCH_OPEN", "FIGURE_MISSING", "FOREIGN_HOST", "FOUNDER_REPEATED", "GROUP_DECIDED", "HOST_NAMED", "HOST_TAKEN", "HOST_UNFIT", "HOST_UNNAMED", "IDEMPOTENCY_KEY_INVALID", "IDEMPOTENCY_KEY_MISSING", "ID_TAKEN", "INTERNAL", "INVITATION_TOO_LONG", "JOIN_PENDING", "KEY_REMOVED", "KIND_NOT_ADMITTED", "LAST_OFFICER", "MALFORMED", "MEETING_NOT_BEGUN", "MEETING_UNFIT", "METHOD_NOT_ALLOWED", "NEEDS_OFFICER", "NETWORK_BUSY", "NETWORK_CONFLICT", "NETWORK_FAILED", "NETWORK_MISLED", "NETWORK_UNAVAILABLE", "NOMINATION_EXISTS", "NOTHING_TO_RENEW", "NOTICE_SHORT", "NOT_ACCEPTABLE", "NOT_AN_ELECTION", "NOT_A_CANDIDATE", "NOT_A_FOUNDER", "NOT_A_MEMBER", "NOT_DECIDABLE", "NOT_DECLARED", "NOT_FILED", "NOT_HOSTED", "NOT_IN_STANDING", "NOT_NAMED", "NOT_OVER", "NOT_PRESENT", "NOT_THE_FILER", "NOT_TIMELOCKED", "NOT_VOTING", "NO_ALTERNATE", "NO_CANDIDATES", "NO_DUES", "NO_DUTY", "NO_INVITATION", "NO_MANDATE", "NO_OPERATOR_ATTRIBUTE", "NO_PARTY_ATTRIBUTE", "NO_PROXIES", "NO_PROXY", "NO_QUORUM", "NO_RECOVERY", "NO_RIGHT", "NO_RULE", "NO_VACANCY", "NO_WAIVERS", "ORGAN_FULL", "OUTSIDE_ELECTORATE", "OWN_CLAIM", "PAGE_REFUSED", "PRINCIPAL_BARRED", "PROPOSAL_DECIDED", "PROPOSAL_EXPIRED", "PROXY_LIMIT", "PROXY_TOO_LONG", "PROXY_UNFIT", "REASON_MISSING", "RECOVERY_PENDING", "RECUSED", "REPEATED_PARAMETER", "REQUEST_IN_BODY", "REQUEST_REUSED", "REQUIRED", "REQUIREMENT_UNMET", "RULE_IN_REACH", "SEAL_MISSING", "SEAL_STALE", "SEAT_UNFIT", "SPONSORS_MISSING", "STATE_UNFIT", "SUCCESSOR_UNFIT", "TIMELOCK_RUNS", "TIME_REVERSED", "TOKEN_REFUSED", "TOO_LARGE", "TOO_LONG", "TOO_MANY", "UNKNOWN_AGREEMENT", "UNKNOWN_CLASS", "UNKNOWN_FIELD", "UNKNOWN_FIGURE", "UNKNOWN_KEY", "UNKNOWN_MEASURE", "UNKNOWN_MEETING", "UNKNOWN_ORGAN", "UNKNOWN_PARAMETER", "UNKNOWN_PATH", "UNKNOWN_RECORD", "UNKNOWN_RESOLUTION", "UNKNOWN_TRANSACTION", "UNSUPPORTED_MEDIA_TYPE", "UNTIL_BEYOND", "UNTIL_PAST", "UNWANTED", "URI_TOO_LONG", "VOTING_CLOSED"],
    # What is the matter here, in the reader's language.
    "detail": NotRequired[str],
    # The path that was asked for.
    "instance": NotRequired[str],
    # What to do about it, in the reader's language.
    "next": NotRequired[str],
    # The values of which the detail speaks.
    "parameters": NotRequired[dict[str, str]],
    # What the rule demands, and what there is.
    "rule": NotRequired["Explanation"],
    # What the rule demands of sponsorships, and what there is.
    "sponsors": NotRequired["Explanation"],
    # The HTTP status.
    "status": int,
    # What is the matter, in the reader's language.
    "title": str,
    # A URN that the code ends.
    "type": str,
})

# Propose files a proposal: about a member (to suspend, reinstate, expel, reclassify or renew it, to have
# another succeed it, to give it a seat or take it, to mandate it), or about the alliance itself (to amend
# its charter, adopt a document, elect, recognize another alliance, dissolve). (Who wants to be admitted
# joins.)
Propose = TypedDict("Propose", {
    "action": "Action",
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # ByElection says that the election is for the rest of the terms of seats that fell vacant.
    "byElection": NotRequired[bool],
    "ceased": NotRequired[bool],
    # Charter is what an amendment would adopt, whole.
    "charter": NotRequired["Charter"],
    # Class, Group and Weights are what a member is reclassified to; what is left out stays. Class and
    # Weights are those of a successor, too: without them it has those of the member, or what both had; of
    # what is split off the weights are the part. Class is also that of whose seats an election is, where
    # they go by classes.
    "class": NotRequired[Union[Literal[""], "Slug"]],
    "document": NotRequired[Union[Literal[""], "Digest"]],
    # Emergency asks for the charter's emergency rule, where the ordinary one is out of reach.
    "emergency": NotRequired[bool],
    # Evidence is the SHA-256 of a document, in lower-case hex.
    "evidence": NotRequired[Union[Literal[""], "Digest"]],
    "group": NotRequired[Union[Literal[""], "ID"]],
    # Meeting is the kind of meeting at which it is to be decided; without it the proposal is decided outside
    # of meetings, if a rule lets it.
    "meeting": NotRequired[Union[Literal[""], "Slug"]],
    # Organ is that of a seat or of an election, Seats is how many the election fills.
    "organ": NotRequired[Union[Literal[""], "Slug"]],
    "reason": NotRequired[str],
    # Resolution is the kind of a resolution, as the charter calls it; without it the resolution is of none.
    "resolution": NotRequired[Union[Literal[""], "Slug"]],
    "seats": NotRequired[int],
    "split": NotRequired[bool],
    # Subject is the member; for recognize the other alliance; otherwise empty.
    "subject": NotRequired[Union[Literal[""], "ID"]],
    # Successor is the party that would succeed the member, Split says that it would do so in a part and the
    # member stays, Ceased that the member has ceased to exist, as the evidence shows.
    "successor": NotRequired[Union[Literal[""], "ID"]],
    # Title and Document (its SHA-256, in lower-case hex) are those of a resolution.
    "title": NotRequired[str],
    # Until is the end of a mandate; a recognition and a suspension may have one too.
    "until": NotRequired["Time"],
    "weights": NotRequired["Weights"],
})

# ProxyTerms say how a member may be represented by another, in the votes whose rule has proxies: the other,
# the holder, casts the vote of the one, the principal.
ProxyTerms = TypedDict("ProxyTerms", {
    # Holders is "class" if a member may be represented by members of its own class alone, "members" if by
    # any active member, also one without a vote. Otherwise a holder must be one who may vote on the proposal
    # itself: in the vote of an organ, who sits there too.
    "holders": NotRequired[Union[Literal[""], Literal["class", "members"]]],
    # Longest is how long a proxy for all proposals may last. Without it there are proxies for single
    # proposals alone.
    "longest": NotRequired[Union[Literal[""], "Duration"]],
    # Most is how many members one holder may represent on one proposal.
    "most": int,
    # Principal is "overrides" if a member that is represented may vote itself all the same, and its own vote
    # takes the place of its proxy's. Otherwise it may not before it has revoked the proxy.
    "principal": NotRequired[Union[Literal[""], Literal["overrides"]]],
})

# PutToVote opens the vote on a filed proposal, once it has its sponsors. Any party may send it; sent again
# it answers with the first time.
PutToVote = TypedDict("PutToVote", {
    "proposal": "RecordID",
})

Receipt = TypedDict("Receipt", {
    "block": int,
    "event": "Event",
    # Hosts that answered otherwise than they should.
    "findings": NotRequired[list["Finding"]],
    # The id of the transaction.
    "transaction": str,
    # Fabric's validation code; VALID where it took effect.
    "validation": str,
})

# RecordFigure records a figure of an alliance's charter. Each version is kept.
RecordFigure = TypedDict("RecordFigure", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Evidence is the SHA-256 of a document, in lower-case hex.
    "evidence": NotRequired[Union[Literal[""], "Digest"]],
    "figure": "Slug",
    "note": NotRequired[str],
    "value": int,
})

# The id of a proposal or a claim, which the registry made of its sender's id and its request's.
RecordID = str

# RecordPayment records until when a member has paid its dues. A later record replaces it.
RecordPayment = TypedDict("RecordPayment", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Evidence is the SHA-256 of a document, in lower-case hex.
    "evidence": NotRequired[Union[Literal[""], "Digest"]],
    "party": "ID",
    "until": "Time",
})

# Recusal names who has no say on a proposal.
# affiliates: of the subject
Recusal = Literal["subject", "affiliates", "sponsors", "filer", "nobody"]

# Relation is how a count is compared with an amount.
Relation = Literal["atLeast", "moreThan", "atMost", "lessThan"]

# An id that the sender makes for a request, such as a UUID: sent again under it, the request takes effect
# once.
RequestID = str

# Requirement is one thing demanded of the subject of a proposal. It has exactly one of its fields.
Requirement = TypedDict("Requirement", {
    # Agreement is one of the charter's, which the subject has accepted in its present version.
    "agreement": NotRequired[Union[Literal[""], "Slug"]],
    # Evidence demands the digest of a document with the proposal.
    "evidence": NotRequired[bool],
    # Jurisdictions are the countries of which the subject's must be one.
    "jurisdictions": NotRequired[list["Country"]],
    # MemberFor is how long the subject must have been a member.
    "memberFor": NotRequired[Union[Literal[""], "Duration"]],
    # MemberOf and NotMemberOf are other alliances.
    "memberOf": NotRequired[Union[Literal[""], "ID"]],
    "notMemberOf": NotRequired[Union[Literal[""], "ID"]],
    # Standing is "good": a member whose standing is in grace or lapsed is refused.
    "standing": NotRequired[Union[Literal[""], Literal["good"]]],
})

# ResolutionKind is a kind of resolution that the charter tells apart: an ordinary and a special one, a
# technical specification and a budget. Its rule is "resolve/ID"; without one it is decided as resolutions of
# no kind are.
ResolutionKind = TypedDict("ResolutionKind", {
    "id": "Slug",
    "names": "Names",
})

# RevokeInvitation takes an invitation back that the caller's party gave, before it is used.
RevokeInvitation = TypedDict("RevokeInvitation", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "party": "ID",
})

# RevokeProxy ends a proxy: its principal revokes it, or its holder gives it back. What was voted by it
# stands.
RevokeProxy = TypedDict("RevokeProxy", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    # Principal is whose proxy the caller gives back; without it the caller revokes its own.
    "principal": NotRequired[Union[Literal[""], "ID"]],
    # Proposal is the one for which it was given; without it the general one is meant.
    "proposal": NotRequired[Union[Literal[""], "RecordID"]],
})

# Right is what a member of a class may do.
Right = Literal["voice", "vote", "propose", "sponsor", "seat", "read"]

# Rule says how one action is decided.
Rule = TypedDict("Rule", {
    # Affiliates is "one" if the members of an affiliate group are one voter, of the weightiest one's class:
    # if they differ, they abstain. Otherwise each votes for itself.
    "affiliates": NotRequired[Union[Literal[""], Literal["one"]]],
    # Cap is the largest share, such as 1/4, of all that may be voted that one party or one affiliate group
    # counts for; what it has beyond is not counted.
    "cap": NotRequired[Union[Literal[""], "Amount"]],
    # Casting are those who have the casting vote.
    "casting": NotRequired["Who"],
    # Changing lets a member change its vote while the voting period runs.
    "changing": NotRequired[bool],
    # Clear names those of the discussion and the voting whose days are clear ones: neither the day on which
    # it begins counts nor the one after it, and it ends with a day of the charter's zone.
    "clear": NotRequired[list["ClearPeriod"]],
    # Consent accepts at once, before the close: written consent. All else waits for it.
    "consent": NotRequired["Expression"],
    # Discussion is how long a proposal is discussed before it is put to the vote, from the moment at which
    # it had its sponsors. Without sponsors and discussion it is put to the vote when it is filed.
    "discussion": NotRequired[Union[Literal[""], "Duration"]],
    # Early allows the decision before the voting period ends, once no vote that is still to come could
    # change it.
    "early": NotRequired[bool],
    # Election is how those who are elected are found; only rules to elect have one.
    "election": NotRequired["Election"],
    # Electorate are the members who vote: in an organ its seats, otherwise those of classes with the right
    # to vote; without it all of those classes.
    "electorate": NotRequired["Who"],
    # Expiry is how long after its filing a proposal may be put to the vote.
    "expiry": NotRequired[Union[Literal[""], "Duration"]],
    # Extension prolongs the voting period where too few took part.
    "extension": NotRequired["Extension"],
    # Fallback accepts what did not pass, at the close or, with Early, once that is certain.
    "fallback": NotRequired["Expression"],
    # LockOut is "accepted" where the alliance knows that a single silent member can keep anything from being
    # decided.
    "lockOut": NotRequired[Union[Literal[""], Literal["accepted"]]],
    # Longest is how long a suspension lasts at most: then it lifts by itself, also one of which the proposal
    # does not say until when.
    "longest": NotRequired[Union[Literal[""], "Duration"]],
    # Open accepts without a vote what meets Requires, once it has its sponsors.
    "open": NotRequired[bool],
    # Pass must be met for the proposal to be accepted.
    "pass": NotRequired["Expression"],
    # Proposers are the members who may propose; without it those of classes with the right to propose. (Who
    # wants to be admitted joins.)
    "proposers": NotRequired["Who"],
    # Proxies lets a member be represented in the vote by another, as the charter's proxies say.
    "proxies": NotRequired[bool],
    # Reasons are the positions of which a vote says why: one without a reason is refused, and would not
    # count.
    "reasons": NotRequired[list["Position"]],
    # Recused have no vote and cannot sponsor. Without it: the subject, where the action is about its own
    # membership.
    "recused": NotRequired[list["Recusal"]],
    # Requires is demanded of the subject when the proposal is filed, and again when it is enacted.
    "requires": NotRequired[list["Requirement"]],
    # Silence is "accepted" where the alliance knows that a proposal is accepted if nobody votes.
    "silence": NotRequired[Union[Literal[""], Literal["accepted"]]],
    # Sponsors must be met by the sponsorships before a proposal is put to the vote. Members of one affiliate
    # group sponsor as one.
    "sponsors": NotRequired["Expression"],
    # Steps are the votes that may follow upon this one, each upon the one before it.
    "steps": NotRequired[list["Step"]],
    # SuccessionTerms are what goes over to a successor; only rules to succeed have one.
    "succession": NotRequired["SuccessionTerms"],
    # Suspended is "lapse" if the votes of members lapse that are not active any more when it is decided;
    # otherwise what was cast stands.
    "suspended": NotRequired[Union[Literal[""], Literal["lapse"]]],
    # Timelock is how long an accepted proposal waits before anybody enacts it.
    "timelock": NotRequired[Union[Literal[""], "Duration"]],
    # Veto rejects, if it is met, whatever else is.
    "veto": NotRequired["Expression"],
    # Voting is how long a proposal is voted on.
    "voting": NotRequired[Union[Literal[""], "Duration"]],
})

# SealEpoch adds a closed epoch's changes to the seal before it. Any party may send it; the content leaves no
# choice. Sent again it answers with the first time.
SealEpoch = TypedDict("SealEpoch", {
    "alliance": "ID",
    "epoch": int,
})

# SeatTier is how many of an organ's seats the members of some classes have: a fixed number, or one for each
# so many of them. They are counted as the last seal has them, the suspended left out, in whole numbers.
# Where a number falls below those who sit, they sit until their terms end, and nobody else is given a seat
# before.
SeatTier = TypedDict("SeatTier", {
    "begun": NotRequired[bool],
    "classes": list["Slug"],
    # Least and Most are the bounds of what Per gives.
    "least": NotRequired[int],
    "most": NotRequired[int],
    "per": NotRequired[int],
    # Seats is a fixed number of seats; Per gives one seat for each so many members, and with Begun one for
    # what is left over.
    "seats": NotRequired[int],
})

# SecondCall is the meeting that follows, with the same agenda, on one that had no quorum.
SecondCall = TypedDict("SecondCall", {
    # Notice is the one of the second meeting, counted as that of the first.
    "notice": "Duration",
    # Quorum is that of the second meeting; without it any number is enough.
    "quorum": NotRequired["Expression"],
    # Wait is how long a quorum is waited for, from the time at which the meeting was to begin.
    "wait": NotRequired[Union[Literal[""], "Duration"]],
})

# 1 to 63 lower-case letters, digits and inner hyphens.
Slug = str

# StateClaim records a claim. Any party may assert anything, under its name.
StateClaim = TypedDict("StateClaim", {
    "about": "ID",
    "asOf": NotRequired[Union[Literal[""], "Date"]],
    "from": NotRequired[Union[Literal[""], "Date"]],
    "qualifier": NotRequired[str],
    "role": NotRequired[str],
    "source": str,
    "to": NotRequired[Union[Literal[""], "Date"]],
    "value": str,
    "what": str,
})

# Step is a vote that follows upon the one before it: the assembly's upon the board's, if that has accepted;
# a vote upon a silence procedure, if there were objections; an appeal. Where the vote before came out
# otherwise nothing follows, and its outcome is the proposal's.
Step = TypedDict("Step", {
    # After is the outcome of the vote before upon which this one follows: accepted or rejected.
    "after": Literal["accepted", "rejected"],
    # Rule says how it is voted. It has nothing of what comes before a first vote or after a last one: that
    # is said once, in the rule that has the steps.
    "rule": "Rule",
})

# SuccessionForm is how a membership goes over.
# transfer: to who is no member
# merger: into the membership of another member
# split: a part, and the member stays
SuccessionForm = Literal["transfer", "merger", "split"]

# SuccessionTerms are what goes over to the successor of a member, by a rule to succeed: a membership that is
# transferred, two that are merged, or a part of one that is split off. The vote says yes or no; what goes
# over is the charter's to say, so that nobody has to vote for more than it meant.
SuccessionTerms = TypedDict("SuccessionTerms", {
    # Ceased is "evidence" if a member that has ceased to exist may be succeeded without its consent, on the
    # evidence of a document; without it both consent, always.
    "ceased": NotRequired[Union[Literal[""], Literal["evidence"]]],
    # Forms are those that there are.
    "forms": list["SuccessionForm"],
    # Seats is "pass" if the successor takes over the seats of a member whose membership ends, until their
    # ends; without it they end with the membership.
    "seats": NotRequired[Union[Literal[""], Literal["pass"]]],
    # Time is "counts" if the time of the predecessor is the successor's where it is asked how long it has
    # been a member: by a requirement, or by its probation.
    "time": NotRequired[Union[Literal[""], Literal["counts"]]],
})

# TermLimit is how often a member may be given a seat in an organ. Terms are counted as they are recorded:
# one that is given up counts as one that is served.
TermLimit = TypedDict("TermLimit", {
    "inAll": NotRequired[int],
    # InRow is how many terms it may serve in a row, InAll how many ever; 0 is any number.
    "inRow": NotRequired[int],
    # Pause is how long a member has not sat when its next term begins a new row.
    "pause": NotRequired[Union[Literal[""], "Duration"]],
    # Rests says that the rest of another's term counts as a term.
    "rests": NotRequired[bool],
})

# A moment: RFC 3339.
Time = str

# Touches are parts of a charter: what changes any of them touches them.
Touches = TypedDict("Touches", {
    # Classes and Organs are what is declared of these, also that they are there.
    "classes": NotRequired[list["Slug"]],
    "organs": NotRequired[list["Slug"]],
    # Parts are whole parts of the charter.
    "parts": NotRequired[list["Part"]],
    # Rules are rules by their keys: of an action all that it has, of a narrower key the one that decides
    # there, be it the common one.
    "rules": NotRequired[list["Action"]],
})

# A unified social credit code: GB 32100-2015. The rules check its parts too.
USCC = str

# VacateSeat gives back the caller's own seat.
VacateSeat = TypedDict("VacateSeat", {
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "organ": "Slug",
})

# Waive lets a member off a duty until a date. Only those whom the charter names may do so, and none of them
# for itself.
Waive = TypedDict("Waive", {
    # Agreement is the one that need not be accepted, if the duty is that.
    "agreement": NotRequired[Union[Literal[""], "Slug"]],
    "alliance": "ID",
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "duty": "Duty",
    # Evidence is the SHA-256 of a document, in lower-case hex.
    "evidence": NotRequired[Union[Literal[""], "Digest"]],
    "party": "ID",
    "reason": str,
    "until": "Time",
})

# WaiverTerms say who lets members off a duty until a date.
WaiverTerms = TypedDict("WaiverTerms", {
    # By are the members whose officers record it.
    "by": "Who",
    # Longest is how long a waiver lasts at most, from when it was given.
    "longest": NotRequired[Union[Literal[""], "Duration"]],
})

# Weights by measure.
Weights = dict[str, int]

# Who names some of an alliance's members. What it names is demanded together: members of these classes who
# sit in that organ, or in one of those. Empty it is everybody.
Who = TypedDict("Who", {
    "classes": NotRequired[list["Slug"]],
    "founders": NotRequired[bool],
    # Organ is the organ in which they sit.
    "organ": NotRequired[Union[Literal[""], "Slug"]],
    # Organs, in the place of Organ, are several in any of which they sit.
    "organs": NotRequired[list["Slug"]],
    # Parties are members by their ids.
    "parties": NotRequired[list["ID"]],
    # Subject is the member that the proposal is about.
    "subject": NotRequired[bool],
})

# Withdraw takes a proposal back, before its vote has closed. Only the party that filed it can.
Withdraw = TypedDict("Withdraw", {
    # About is what is taken back, see Proposal.About.
    "about": NotRequired["About"],
    # As is an alliance that the caller acts for, by mandate.
    "as": NotRequired[Union[Literal[""], "ID"]],
    "proposal": "RecordID",
    "reason": NotRequired[str],
})

# A time zone by its offset from UTC: +08:00.
Zone = str


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

    def accept_agreement(
        self,
        body: "AcceptAgreement",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Accept an agreement of an alliance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/AcceptAgreement", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def adjourn_meeting(
        self,
        body: "AdjournMeeting",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Adjourn a meeting to a later time.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/AdjournMeeting", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def appoint_proxy(
        self,
        body: "AppointProxy",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Have another member cast the party's votes.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/AppointProxy", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def attend(
        self,
        body: "Attend",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Come to a meeting, or leave it.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Attend", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def attest(
        self,
        body: "Attest",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Attest or dispute a claim.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Attest", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def call_meeting(
        self,
        body: "CallMeeting",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Call a meeting, with its agenda.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/CallMeeting", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def close_epoch(
        self,
        body: "CloseEpoch",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Close an epoch.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/CloseEpoch", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def close_meeting(
        self,
        body: "CloseMeeting",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Close a meeting, or call it off.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/CloseMeeting", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def confirm_representatives(
        self,
        body: "ConfirmRepresentatives",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Confirm who acts for the party.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/ConfirmRepresentatives", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def consent(
        self,
        body: "Consent",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Consent to the founding of an alliance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Consent", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def consent_affiliate(
        self,
        body: "ConsentAffiliate",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Consent to a party that says it belongs to this one's group.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/ConsentAffiliate", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def consent_succession(
        self,
        body: "ConsentSuccession",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Consent to a succession, or take that back.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/ConsentSuccession", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def correct_party(
        self,
        body: "CorrectParty",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Correct what is recorded of the party.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/CorrectParty", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def decide(
        self,
        body: "Decide",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Decide a proposal.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Decide", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def declare_affiliate(
        self,
        body: "DeclareAffiliate",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Say who controls the party's group.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/DeclareAffiliate", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def declare_presence(
        self,
        body: "DeclarePresence",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Be present at a vote.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/DeclarePresence", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def describe_alliance(
        self,
        body: "DescribeAlliance",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Describe an alliance that nobody has founded here.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/DescribeAlliance", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def enact(
        self,
        body: "Enact",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Enact what was accepted, after its timelock.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Enact", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def end_membership(
        self,
        body: "EndMembership",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Record the end of a membership that is over.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/EndMembership", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def endorse(
        self,
        body: "Endorse",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Endorse a proposal: sponsor it, or vote on it.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Endorse", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def fill_seat(
        self,
        body: "FillSeat",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Give a seat that fell vacant to the alternate who comes next.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/FillSeat", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def found_alliance(
        self,
        body: "FoundAlliance",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Found an alliance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/FoundAlliance", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def invite(
        self,
        body: "Invite",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Invite a party to an alliance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Invite", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def join(
        self,
        body: "Join",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Apply to join an alliance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Join", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def leave(
        self,
        body: "Leave",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Leave an alliance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Leave", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def nominate(
        self,
        body: "Nominate",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Stand in an election, or step back.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Nominate", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def open_meeting(
        self,
        body: "OpenMeeting",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Open a meeting that has a quorum.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/OpenMeeting", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def propose(
        self,
        body: "Propose",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """File a proposal: to renew, reclassify, expel, resolve, ….

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Propose", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def put_to_vote(
        self,
        body: "PutToVote",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Put a proposal to the vote.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/PutToVote", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def record_figure(
        self,
        body: "RecordFigure",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Record a figure, such as attendance.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/RecordFigure", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def record_payment(
        self,
        body: "RecordPayment",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Record that a member has paid its dues.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/RecordPayment", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def revoke_invitation(
        self,
        body: "RevokeInvitation",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Revoke an invitation.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/RevokeInvitation", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def revoke_proxy(
        self,
        body: "RevokeProxy",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Revoke a proxy, or give it back.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/RevokeProxy", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def seal_epoch(
        self,
        body: "SealEpoch",
        *,
        dry_run: Literal["true", "false"] | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Seal an epoch.

        Sent again it answers with the first time, or is refused: it can take effect only once.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/SealEpoch", {}, {"dryRun": dry_run}, {}, body,
        )
        return answer

    def state_claim(
        self,
        body: "StateClaim",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """State a claim, with its source.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/StateClaim", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def vacate_seat(
        self,
        body: "VacateSeat",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Give up a seat.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/VacateSeat", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def waive(
        self,
        body: "Waive",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Let a member off a duty until a date.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Waive", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def withdraw(
        self,
        body: "Withdraw",
        *,
        dry_run: Literal["true", "false"] | None = None,
        idempotency_key: str | None = None,
    ) -> Union["Receipt", "Preview", "Pending"]:
        """Withdraw a proposal.

        Sent again with the same Idempotency-Key it answers with the same receipt, also by another server;
        with another body it is refused with 422.

        dry_run: Whether it is only tried: then nothing is signed, and the answer is what it would do now.

        idempotency_key: The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or
        not. It has to be there unless dryRun is true.
        """
        answer: Union["Receipt", "Preview", "Pending"] = self._call(
            "POST", "/v1/transactions/Withdraw", {}, {"dryRun": dry_run}, {"Idempotency-Key": idempotency_key}, body,
        )
        return answer

    def find_transaction(
        self,
        tx: str,
    ) -> "Place":
        """Where a transaction stands in the chain.

        As any host's peer has it. One that is not found may be on its way.

        tx: The id of the transaction.
        """
        answer: "Place" = self._call(
            "GET", "/v1/transactions/{tx}", {"tx": tx}, {}, {}, None,
        )
        return answer
