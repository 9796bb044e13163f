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
	var parts []string
	switch e.Type {
	case membership.EndorsementGiven:
		parts = []string{e.Party, t.Words(e.Position), e.Proposal, t.ByProxy(e.By, e.Party)}
	case membership.JoinFiled:
		parts = []string{e.Party, "→", e.Alliance, e.Proposal, t.Words(e.Status)}
	case membership.ProposalFiled, membership.ProposalPutToVote, membership.ProposalWithdrawn, membership.ProposalDecidedAs,
		membership.ProposalEnacted:
		parts = []string{t.Words(e.Action), e.Party, "→", e.Alliance, e.Proposal, t.Words(e.Status)}
	case membership.AuthorityAdded, membership.AuthorityRemoved, membership.AuthorityRotated:
		parts = []string{e.Party, e.Key, t.Words(e.Status)}
	case membership.ClaimStated, membership.ClaimAttested:
		parts = []string{e.Party, e.By, t.Words(e.Position), e.Claim}
	case membership.RecoveryAskedFor, membership.RecoveryBegun, membership.RecoveryRefused, membership.RecoveryDone:
		parts = []string{e.Party, e.Key, t.Words("recovery." + e.Status)}
	case membership.EpochClosed, membership.EpochSealed:
		parts = []string{e.Alliance, strconv.Itoa(e.Epoch)}
	case membership.AllianceDescribed, membership.AllianceFounded, membership.AllianceOpened, membership.ConsentGiven:
		parts = []string{e.Alliance, e.By, t.Words(e.Status)}
	case membership.SuccessionConsented, membership.SuccessionRefused:
		parts = []string{e.Party, e.Alliance, e.Proposal}
	case membership.PartyInvited, membership.InvitationRevoked:
		parts = []string{e.Subject, "→", e.Party, e.Alliance, e.Class}
	case membership.MeetingCalled, membership.MeetingOpened, membership.MeetingAttended, membership.MeetingLeft, membership.MeetingAdjourned,
		membership.MeetingClosed:
		parts = []string{e.Party, "→", e.Alliance, e.Subject, e.Meeting}
	case membership.ProxyAppointed, membership.ProxyRevoked:
		parts = []string{e.Party, "→", e.Subject, e.Alliance, e.Proposal}
	case membership.AgreementAccepted, membership.SeatVacated, membership.CandidateNominated, membership.NominationWithdrawn, membership.SeatFilled, membership.AffiliateDeclared, membership.AffiliateConsented:
		parts = []string{e.Party, "→", e.Alliance, e.Subject, t.Words(e.Status)}
	case membership.MembershipEnded:
		parts = []string{e.Party, e.Alliance, t.Words(Ended(e.Status))}
	case membership.HostNamed:
		parts = []string{strings.TrimPrefix(e.By, "host:"), "=", e.Subject}
	case membership.PresenceDeclared:
		parts = []string{e.Party, e.Alliance, e.Proposal}
	case membership.DutyWaived:
		parts = []string{e.Party, e.Alliance, t.Words("obligation." + e.Subject)}
	case membership.PaymentRecorded, membership.FigureRecorded:
		parts = []string{e.Alliance, e.Subject, e.Party}
	default:
		parts = []string{e.Party, e.Alliance, t.Words(e.Status)}
	}
	return Spaced(parts...)
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
