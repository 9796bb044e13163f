package text

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Words turns keys of the catalogue into words, one after another.
func (t *Text) Words(keys ...string) string {
	var said []string
	for _, key := range keys {
		if key != "" {
			said = append(said, t.word(key))
		}
	}
	if t.coded {
		return strings.Join(said, " ")
	}
	return strings.Join(said, t.Say("separator", nil))
}

// word is a key's word, or its code: what stands behind the last dot.
func (t *Text) word(key string) string {
	if t.coded {
		return key[strings.LastIndex(key, ".")+1:]
	}
	return t.Say(key, nil)
}

// Weights lists numbers by their names: dues=2, population=40.
func (t *Text) Weights(weights map[string]int) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		said = append(said, name+"="+strconv.Itoa(weights[name]))
	}
	return strings.Join(said, t.Say("separator", nil))
}

// Kind is what a party is. (An alliance stands at the head of columns too.)
func (t *Text) Kind(kind charter.Kind) string {
	if kind == charter.AllianceKind {
		return t.word("kind.alliance")
	}
	return t.Words(string(kind))
}

// Subject tells in a few words what an event is about.
func (t *Text) Subject(e membership.Event) string {
	parts := t.proposalSubject(e)
	if parts == nil {
		parts = t.placeSubject(e)
	}
	if parts == nil {
		parts = t.recordSubject(e)
	}
	return Spaced(parts...)
}

// proposalSubject tells what an event on a proposal is about; of others nothing.
func (t *Text) proposalSubject(e membership.Event) []string {
	switch e.Type {
	case membership.EndorsementGiven:
		return []string{e.Party, t.Words(e.Position), e.Proposal, t.ByProxy(e.By, e.Party)}
	case membership.JoinFiled:
		return []string{e.Party, "→", e.Alliance, e.Proposal, t.Words(e.Status)}
	case membership.ProposalFiled, membership.ProposalPutToVote, membership.ProposalWithdrawn, membership.ProposalDecidedAs,
		membership.ProposalEnacted:
		return []string{t.Words(e.Action), e.Party, "→", e.Alliance, e.Proposal, t.Words(e.Status)}
	case membership.SuccessionConsented, membership.SuccessionRefused:
		return []string{e.Party, e.Alliance, e.Proposal}
	case membership.ProxyAppointed, membership.ProxyRevoked:
		return []string{e.Party, "→", e.Subject, e.Alliance, e.Proposal}
	}
	return nil
}

// placeSubject tells what an event on somebody's place in an alliance is about: its meetings, organs,
// agreements, duties and affiliates; of others nothing.
func (t *Text) placeSubject(e membership.Event) []string {
	switch e.Type {
	case membership.PartyInvited, membership.InvitationRevoked:
		return []string{e.Subject, "→", e.Party, e.Alliance, e.Class}
	case membership.MeetingCalled, membership.MeetingOpened, membership.MeetingAttended, membership.MeetingLeft, membership.MeetingAdjourned,
		membership.MeetingClosed:
		return []string{e.Party, "→", e.Alliance, e.Subject, e.Meeting}
	case membership.AgreementAccepted, membership.SeatVacated, membership.CandidateNominated, membership.NominationWithdrawn, membership.SeatFilled,
		membership.AffiliateDeclared, membership.AffiliateConsented:
		return []string{e.Party, "→", e.Alliance, e.Subject, t.Words(e.Status)}
	case membership.MembershipEnded:
		return []string{e.Party, e.Alliance, t.Words(Ended(e.Status))}
	case membership.PresenceDeclared:
		return []string{e.Party, e.Alliance, e.Proposal}
	case membership.DutyWaived:
		return []string{e.Party, e.Alliance, t.Words("obligation." + e.Subject)}
	}
	return nil
}

// recordSubject tells what any other event is about.
func (t *Text) recordSubject(e membership.Event) []string {
	switch e.Type {
	case membership.AuthorityAdded, membership.AuthorityRemoved, membership.AuthorityRotated:
		return []string{e.Party, e.Key, t.Words(e.Status)}
	case membership.ClaimStated, membership.ClaimAttested:
		return []string{e.Party, e.By, t.Words(e.Position), e.Claim}
	case membership.RecoveryAskedFor, membership.RecoveryBegun, membership.RecoveryRefused, membership.RecoveryDone:
		return []string{e.Party, e.Key, t.Words("recovery." + e.Status)}
	case membership.EpochClosed, membership.EpochSealed:
		return []string{e.Alliance, strconv.Itoa(e.Epoch)}
	case membership.AllianceDescribed, membership.AllianceFounded, membership.AllianceOpened, membership.ConsentGiven:
		return []string{e.Alliance, e.By, t.Words(e.Status)}
	case membership.HostNamed:
		return []string{strings.TrimPrefix(e.By, "host:"), "=", e.Subject}
	case membership.PaymentRecorded, membership.FigureRecorded:
		return []string{e.Alliance, e.Subject, e.Party}
	}
	return []string{e.Party, e.Alliance, t.Words(e.Status)}
}

// Ended is the key of how a membership ended; what ends proposals and alliances
// too has words of its own here.
func Ended(ending string) string {
	switch ending {
	case membership.Overdue, membership.Dissolves:
		return "ending." + ending
	}
	return ending
}

// Spaced joins what is not empty.
func Spaced(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}

// ByProxy says who cast a vote for its party; nothing if the party cast it itself.
func (t *Text) ByProxy(caster, party string) string {
	if caster == "" || caster == party {
		return ""
	}
	return t.Say("byProxy", catalogue.Params{"holder": caster})
}
