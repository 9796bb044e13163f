package membership

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Key names a record: the kind of object, and the ids that make it unique.
type Key struct {
	Object string
	Parts  []string
}

// String returns the key as the ledger stores it: each part, then a separator.
// It is no composite key of Fabric's: a range over those ends in silence where
// the peer's limit is reached and cannot be continued, a range over these can.
func (k Key) String() string {
	return strings.Join(append(append([]string{k.Object}, k.Parts...), ""), form.Separator)
}

// End returns the first text after all keys that begin with this one.
func (k Key) End() string {
	text := k.String()
	return text[:len(text)-len(form.Separator)] + "\x01"
}

// ParseKey is the inverse of Key.String for keys with at least one part.
func ParseKey(text string) (Key, bool) {
	parts := strings.Split(text, form.Separator)
	if len(parts) < 3 || parts[0] == "" || parts[len(parts)-1] != "" {
		return Key{}, false
	}
	return Key{Object: parts[0], Parts: parts[1 : len(parts)-1]}, true
}

// The layout of the ledger. Each function is pure; together they are all the
// keys there are. A prefix function has the name of its records in the plural.

// PartyKey holds a party's record as it is now.
func PartyKey(party string) Key { return Key{"party", []string{party}} }

// partyVersionKey keeps each version of a party's record.
func partyVersionKey(party string, version int) Key {
	return Key{"partyversion", []string{party, number(version)}}
}

func partyVersionsKey(party string) Key { return Key{"partyversion", []string{party}} }

func recoveryKey(party string) Key { return Key{"recovery", []string{party}} }

func mandateKey(alliance, party string) Key { return Key{"mandate", []string{alliance, party}} }

func mandatesKey(alliance string) Key { return Key{"mandate", []string{alliance}} }

func claimKey(about, claim string) Key { return Key{"claim", []string{about, claim}} }

func claimsKey(about string) Key { return Key{"claim", []string{about}} }

// claimantKey lists a claim under the identifier that it says somebody has.
func claimantKey(scheme Scheme, value, about, claim string) Key {
	return Key{"claimant", []string{string(scheme), value, about, claim}}
}

func claimantsKey(scheme Scheme, value string) Key {
	return Key{"claimant", []string{string(scheme), value}}
}

func claimantsOfKey(scheme Scheme, value, about string) Key {
	return Key{"claimant", []string{string(scheme), value, about}}
}

// attestationKey has the subject too: a claim's id is a short hash of what its
// maker chose, and is only known to be one among those about the same subject.
func attestationKey(about, claim, party string) Key {
	return Key{"attestation", []string{about, claim, party}}
}

func attestationsKey(about, claim string) Key { return Key{"attestation", []string{about, claim}} }

// AuthorityKey holds what a key of a party's, named by its hash, may do at a host.
func AuthorityKey(party, host, key string) Key {
	return Key{"authority", []string{party, host, key}}
}

func authoritiesKey(party string) Key { return Key{"authority", []string{party}} }

func requestKey(sender, request string) Key { return Key{"request", []string{sender, request}} }

// AllianceKey holds an alliance's record.
func AllianceKey(alliance string) Key { return Key{"alliance", []string{alliance}} }

func alliancesKey() Key { return Key{"alliance", nil} }

func partiesKey() Key { return Key{"party", nil} }

// HostKey holds whose name a host's id is. MSP IDs stand in no key: they may hold anything.
func HostKey(host string) Key { return Key{"host", []string{host}} }

func hostsKey() Key { return Key{"host", nil} }

// CharterKey holds a version of an alliance's charter; the first is 1.
func CharterKey(alliance string, version int) Key {
	return Key{"charter", []string{alliance, number(version)}}
}

func consentKey(alliance, party string) Key { return Key{"consent", []string{alliance, party}} }

// MembershipKey holds a party's membership as it was last recorded.
func MembershipKey(alliance, party string) Key {
	return Key{"membership", []string{alliance, party}}
}

func membershipsKey(alliance string) Key { return Key{"membership", []string{alliance}} }

func versionKey(alliance, party string, version int) Key {
	return Key{"version", []string{alliance, party, number(version)}}
}

func versionsKey(alliance, party string) Key { return Key{"version", []string{alliance, party}} }

// belongingKey lists a membership under its party: which alliances is it in?
func belongingKey(party, alliance string) Key { return Key{"belonging", []string{party, alliance}} }

func belongingsKey(party string) Key { return Key{"belonging", []string{party}} }

// ProposalKey holds a proposal's record.
func ProposalKey(proposal string) Key { return Key{"proposal", []string{proposal}} }

// agendaKey lists a proposal under its alliance.
func agendaKey(alliance, proposal string) Key { return Key{"agenda", []string{alliance, proposal}} }

func agendasKey(alliance string) Key { return Key{"agenda", []string{alliance}} }

// ApplicationKey holds the party's last proposal to be admitted: there is one open at a time.
func ApplicationKey(alliance, party string) Key {
	return Key{"application", []string{alliance, party}}
}

// endorsementKey holds the vote of a party on a proposal; see Proposal.votes.
func endorsementKey(proposal, party string) Key {
	return Key{"endorsement", []string{proposal, party}}
}

func endorsementsKey(proposal string) Key { return Key{"endorsement", []string{proposal}} }

func sponsorshipKey(proposal, party string) Key {
	return Key{"sponsorship", []string{proposal, party}}
}

func sponsorshipsKey(proposal string) Key { return Key{"sponsorship", []string{proposal}} }

// epochKey holds the number of an alliance's open epoch.
func epochKey(alliance string) Key { return Key{"epoch", []string{alliance}} }

// ClosingKey says who closed an epoch, and when. The founding, epoch 0, has none: it
// ended when the alliance opened.
func ClosingKey(alliance string, epoch int) Key {
	return Key{"closing", []string{alliance, number(epoch)}}
}

// changeKey lists what an epoch changed of one party's membership.
func changeKey(alliance string, epoch int, party string) Key {
	return Key{"change", []string{alliance, number(epoch), party}}
}

func changesKey(alliance string, epoch int) Key {
	return Key{"change", []string{alliance, number(epoch)}}
}

func sealKey(alliance string, epoch int) Key { return Key{"seal", []string{alliance, number(epoch)}} }

func sealsKey(alliance string) Key { return Key{"seal", []string{alliance}} }

// sealedKey holds the number of an alliance's last sealed epoch.
func sealedKey(alliance string) Key { return Key{"sealed", []string{alliance}} }

// rootKey holds how the Merkle tree of an epoch's roster begins, and branchKey two of its branches: those
// below a way down, the word root and then characters 0 and 1, as they have been since an epoch.
func rootKey(alliance string, epoch int) Key { return Key{"root", []string{alliance, number(epoch)}} }

func branchKey(alliance string, epoch int, way string) Key {
	return Key{"branch", []string{alliance, number(epoch), way}}
}

// suspensionKey lists a party whose suspension has, or had, an end.
func suspensionKey(alliance, party string) Key { return Key{"suspension", []string{alliance, party}} }

func suspensionsKey(alliance string) Key { return Key{"suspension", []string{alliance}} }

// regroupingKey lists a change that made of a party nothing but a member of another
// affiliate group, by its own word and that of who controls the group.
func regroupingKey(alliance string, epoch int, party string) Key {
	return Key{"regrouping", []string{alliance, number(epoch), party}}
}

func regroupingsKey(alliance string, epoch int) Key {
	return Key{"regrouping", []string{alliance, number(epoch)}}
}

// affiliationKey holds what stands between a party and an affiliate group.
func affiliationKey(alliance, party string) Key {
	return Key{"affiliation", []string{alliance, party}}
}

// affiliateKey lists an affiliation under the party that controls the group.
func affiliateKey(group, alliance, party string) Key {
	return Key{"affiliate", []string{group, alliance, party}}
}

func affiliatesKey(group string) Key { return Key{"affiliate", []string{group}} }

// enrollmentKey lists a party under the class that it is or was in.
func enrollmentKey(alliance, class, party string) Key {
	return Key{"enrollment", []string{alliance, class, party}}
}

func enrollmentsKey(alliance, class string) Key { return Key{"enrollment", []string{alliance, class}} }

// draftKey holds the charter that a proposal would adopt.
func draftKey(proposal string) Key { return Key{"draft", []string{proposal}} }

func nominationKey(proposal, party string) Key { return Key{"nomination", []string{proposal, party}} }

func nominationsKey(proposal string) Key { return Key{"nomination", []string{proposal}} }

func enactmentKey(proposal string) Key { return Key{"enactment", []string{proposal}} }

// endorsementVersionKey keeps each version of an endorsement that may be changed.
func endorsementVersionKey(proposal, party string, version int) Key {
	return Key{"endorsementversion", []string{proposal, party, number(version)}}
}

func endorsementVersionsKey(proposal string) Key {
	return Key{"endorsementversion", []string{proposal}}
}

func acceptanceKey(alliance, party, agreement string) Key {
	return Key{"acceptance", []string{alliance, party, agreement}}
}

func acceptancesKey(alliance, party string) Key { return Key{"acceptance", []string{alliance, party}} }

func introductionKey(alliance, agreement, digest string) Key {
	return Key{"introduction", []string{alliance, agreement, digest}}
}

func paymentKey(alliance, party string) Key { return Key{"payment", []string{alliance, party}} }

func figureKey(alliance, figure string) Key { return Key{"figure", []string{alliance, figure}} }

func figureVersionKey(alliance, figure string, version int) Key {
	return Key{"figureversion", []string{alliance, figure, number(version)}}
}

func figureVersionsKey(alliance, figure string) Key {
	return Key{"figureversion", []string{alliance, figure}}
}

func seatKey(alliance, organ, party string) Key { return Key{"seat", []string{alliance, organ, party}} }

func seatsKey(alliance, organ string) Key { return Key{"seat", []string{alliance, organ}} }

func seatVersionsKey(alliance, organ, party string) Key {
	return Key{"seatversion", []string{alliance, organ, party}}
}

func seatVersionKey(alliance, organ, party string, version int) Key {
	return Key{"seatversion", []string{alliance, organ, party, number(version)}}
}

// proxyKey holds the proxy that a member last gave for a proposal, or in general.
func proxyKey(alliance, principal, scope string) Key {
	return Key{"proxy", []string{alliance, principal, scope}}
}

func proxiesKey(alliance string) Key { return Key{"proxy", []string{alliance}} }

func proxiesOfKey(alliance, principal string) Key { return Key{"proxy", []string{alliance, principal}} }

// proxyVersionKey keeps each version of a proxy.
func proxyVersionKey(alliance, principal, scope string, version int) Key {
	return Key{"proxyversion", []string{alliance, principal, scope, number(version)}}
}

// holdingKey keeps a proxy under its holder, as it is now.
func holdingKey(alliance, holder, scope, principal string) Key {
	return Key{"holding", []string{alliance, holder, scope, principal}}
}

func holdingsKey(alliance, holder string) Key { return Key{"holding", []string{alliance, holder}} }

func holdingsOfKey(alliance, holder, scope string) Key {
	return Key{"holding", []string{alliance, holder, scope}}
}

// heldKey lists a vote in which members ought to take part under its alliance, the last to
// close first.
func heldKey(alliance string, closes time.Time, proposal string) Key {
	return Key{"held", []string{alliance, latestFirst(closes), proposal}}
}

// heldUntilKey is where the votes begin that had closed at a time.
func heldUntilKey(alliance string, at time.Time) Key {
	return Key{"held", []string{alliance, latestFirst(at)}}
}

func heldVotesKey(alliance string) Key { return Key{"held", []string{alliance}} }

func presenceKey(proposal, party string) Key { return Key{"presence", []string{proposal, party}} }

func confirmationKey(alliance, party string) Key {
	return Key{"confirmation", []string{alliance, party}}
}

// confirmationDutyKey says since when an amendment has had a class confirm.
func confirmationDutyKey(alliance, class string) Key {
	return Key{"confirmationduty", []string{alliance, class}}
}

// waiverKey holds the last waiver of a duty; of the one to accept an agreement, of that one.
func waiverKey(alliance, party string, duty charter.Duty, agreement string) Key {
	what := string(duty)
	if agreement != "" {
		what = agreement + "." + what // no slug has a point in it
	}
	return Key{"waiver", []string{alliance, party, what}}
}

// representationKey holds for whom a holder has voted on a proposal.
func representationKey(proposal, holder string) Key {
	return Key{"representation", []string{proposal, holder}}
}

// meetingKey holds a meeting, meetingListKey lists it under its alliance and kind, in the order
// in which meetings were to begin.
func meetingKey(meeting string) Key { return Key{"meeting", []string{meeting}} }

func meetingListKey(alliance, kind, begins, meeting string) Key {
	return Key{"meetinglist", []string{alliance, kind, begins, meeting}}
}

func meetingListsKey(alliance string) Key { return Key{"meetinglist", []string{alliance}} }

func meetingListsOfKey(alliance, kind string) Key {
	return Key{"meetinglist", []string{alliance, kind}}
}

// itemKey holds on which meeting's agenda a proposal is.
func itemKey(proposal string) Key { return Key{"item", []string{proposal}} }

// attendanceKey holds whether a member was at a session of a meeting.
func attendanceKey(meeting string, session int, party string) Key {
	return Key{"attendance", []string{meeting, number(session), party}}
}

func attendancesKey(meeting string) Key { return Key{"attendance", []string{meeting}} }

func attendancesAtKey(meeting string, session int) Key {
	return Key{"attendance", []string{meeting, number(session)}}
}

// RecognitionKey holds what an alliance last said of another.
func RecognitionKey(alliance, other string) Key { return Key{"recognition", []string{alliance, other}} }

func recognitionsKey(alliance string) Key { return Key{"recognition", []string{alliance}} }

func resolutionKey(alliance, proposal string) Key {
	return Key{"resolution", []string{alliance, proposal}}
}

func resolutionsKey(alliance string) Key { return Key{"resolution", []string{alliance}} }

// succeedingKey holds what a party of a succession says to it.
func succeedingKey(proposal, party string) Key { return Key{"succeeding", []string{proposal, party}} }

func succeedingsKey(proposal string) Key { return Key{"succeeding", []string{proposal}} }

// invitationKey holds a member's last invitation of a party.
func invitationKey(alliance, inviter, party string) Key {
	return Key{"invitation", []string{alliance, inviter, party}}
}

func invitationsKey(alliance string) Key { return Key{"invitation", []string{alliance}} }

func invitationsOfKey(alliance, inviter string) Key {
	return Key{"invitation", []string{alliance, inviter}}
}

// invitationVersionKey keeps each version of an invitation.
func invitationVersionKey(alliance, inviter, party string, version int) Key {
	return Key{"invitationversion", []string{alliance, inviter, party, number(version)}}
}

// inviteeKey keeps an invitation under who is invited, as it is now.
func inviteeKey(party, alliance, inviter string) Key {
	return Key{"invitee", []string{party, alliance, inviter}}
}

func inviteesKey(party string) Key { return Key{"invitee", []string{party}} }

func inviteesInKey(party, alliance string) Key { return Key{"invitee", []string{party, alliance}} }

func decisionKey(proposal string) Key { return Key{"decision", []string{proposal}} }

// number writes a version so that the order of keys is the order of numbers.
func number(n int) string {
	const width = 6
	digits := strconv.Itoa(n)
	if len(digits) >= width {
		return digits
	}
	return strings.Repeat("0", width-len(digits)) + digits
}

// objects are the kinds of records that there are, in the order of their keys.
var objects = []string{
	"acceptance", "affiliate", "affiliation", "agenda", "alliance", "application", "attendance", "attestation", "authority", "belonging", "branch", "change", "charter",
	"claim", "claimant", "closing", "confirmation", "confirmationduty", "consent", "decision", "draft", "enactment", "endorsement", "endorsementversion",
	"enrollment", "epoch", "figure", "figureversion", "held", "holding", "host", "introduction", "invitation", "invitationversion", "invitee", "item", "mandate", "meeting", "meetinglist", "membership", "nomination", "party", "partyversion",
	"payment", "presence", "proposal", "proxy", "proxyversion", "recognition", "recovery", "regrouping", "representation", "request", "resolution", "root", "seal", "sealed", "seat", "seatversion",
	"sponsorship", "succeeding", "suspension", "version", "waiver",
}

// Objects lists the kinds of records that the ledger holds, in the order of
// their keys.
func Objects() []string { return slices.Clone(objects) }

// Record is one record as it is stored: what its key is made of after the kind,
// and its value, JSON, byte for byte; at a peer whose state is in CouchDB with the
// fields of each object in the order of their names.
type Record struct {
	Key   []string `json:"key"`
	Value string   `json:"value"`
}

// Records is a page of the records of one kind, in the order of their keys.
type Records struct {
	Object  string   `json:"object"`
	Records []Record `json:"records"`
	Next    string   `json:"next,omitempty" metadata:",optional"`
}

// ListRecords asks for the records of one kind as they are stored: whoever has
// worked out the whole state compares it with a peer's, key by key.
type ListRecords struct {
	Object   string `json:"object"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListRecords) Name() string                     { return "ListRecords" }
func (q ListRecords) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListRecords) check() error {
	return refusal.First(form.CheckText("object", q.Object, 1, form.MaxWord), form.OneOf("object", q.Object, objects...))
}

func (q ListRecords) read(s snapshot) (Records, error) {
	prefix := Key{Object: q.Object}
	if err := checkPage(q.Size, q.Bookmark, prefix); err != nil {
		return Records{}, err
	}
	size := q.Size
	if size == 0 {
		size = DefaultPage
	}
	entries, next, err := s.Page(prefix, size, q.Bookmark)
	if err != nil {
		return Records{}, err
	}
	records := Records{Object: q.Object, Records: make([]Record, 0, len(entries)), Next: next}
	for _, entry := range entries {
		records.Records = append(records.Records, Record{entry.Key.Parts, string(entry.Value)})
	}
	return records, nil
}
