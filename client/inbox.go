package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Task is something that a party can do for an alliance now: a proposal that
// awaits it, or something that it owes as a member, or as a founder.
type Task struct {
	Alliance string                 `json:"alliance,omitempty"`
	Proposal membership.ProposalNow `json:"proposal,omitzero"`
	// Party is the one that a task is about that has no proposal: who says that it is an
	// affiliate.
	Party string `json:"party,omitempty"`
	// Principal is the member whose vote the party may cast as its proxy.
	Principal string `json:"principal,omitempty"`
	// Obligation is what a task of a member is about that has no proposal.
	Obligation *membership.Obligation `json:"obligation,omitempty"`
	// Wanted is one of the kinds below.
	Wanted string `json:"wanted"`
	// Until is when it is too late; what anybody may do at any time has none, nor has the
	// veto of a recovery that is not confirmed.
	Until time.Time `json:"until,omitzero"`
}

// The kinds of tasks.
const (
	WantedSponsor = "sponsor"
	WantedOpening = "put to vote" // it has its sponsors, and was discussed
	WantedVote    = "vote"
	WantedDecide  = "decide" // its outcome is certain, its voting closed, or it expired
	WantedEnact   = "enact"  // its timelock has run out
	WantedAccept  = "accept"
	WantedDues    = "pay"
	WantedRenewal = "renewal"
	WantedConfirm = "confirm" // of who acts for it
	WantedPresent = "present" // where it has no vote, and ought to take part
	WantedConsent = "consent" // of a founder
	WantedEnding  = "expire"  // the membership is over, and nobody has recorded it
	WantedVeto    = "veto"    // of a recovery of the party's keys
	// WantedAffiliate is consent to a party that says this one controls its group.
	WantedAffiliate = "affiliate"
	// WantedCertificate is another certificate for the key by which the client acts: see
	// WithCertificate. It is got from the host, and not from the ledger.
	WantedCertificate = "certificate"
)

// certificateNotice is how long before its end a certificate is among the tasks: a host's
// operator has to register the party again, which takes a while.
const certificateNotice = 30 * 24 * time.Hour

// WithCertificate has the Inbox of a party say in time when the certificate ends by which the
// client acts for it.
func WithCertificate(party string, expires time.Time) Option {
	return func(c *Client) { c.certified, c.expires = party, expires }
}

// Inbox returns what a party can do now, the most urgent first: as who controls an
// affiliate group, consent to those who say they belong to it; as a founder of
// alliances that form, as a member what it owes and the proposals that it can bring
// further, and as who is no member, or a suspended one, those that are about it or
// that it filed. It asks the ledger by trying: what it lists would be accepted now.
// Only dues are paid, and certificates got, elsewhere.
func (c *Client) Inbox(ctx context.Context, party string) ([]Task, error) {
	memberships, err := c.Memberships(ctx, party)
	if err != nil {
		return nil, err
	}
	alliances, err := c.Alliances(ctx)
	if err != nil {
		return nil, err
	}
	tasks, err := c.recoveryTasks(ctx, party)
	if err != nil {
		return nil, err
	}
	claims, err := c.affiliateTasks(ctx, party)
	tasks = append(tasks, claims...)
	for i := 0; err == nil && i < len(alliances); i++ {
		var some []Task
		some, err = c.allianceTasks(ctx, party, alliances[i], memberships)
		tasks = append(tasks, some...)
	}
	if party == c.certified && time.Until(c.expires) < certificateNotice {
		tasks = append(tasks, Task{Party: party, Wanted: WantedCertificate, Until: c.expires})
	}
	slices.SortStableFunc(tasks, Task.compare)
	return tasks, err
}

// compare puts the more urgent task first: a veto, whether or not it has a time yet,
// then what is too late the soonest, and what anybody may do at any time last.
func (t Task) compare(other Task) int {
	switch {
	case (t.Wanted == WantedVeto) != (other.Wanted == WantedVeto):
		if t.Wanted == WantedVeto {
			return -1
		}
		return 1
	case t.Until.IsZero() != other.Until.IsZero():
		return other.Until.Compare(t.Until)
	}
	return t.Until.Compare(other.Until)
}

// allianceTasks lists what a party can do in one alliance.
func (c *Client) allianceTasks(ctx context.Context, party string, alliance membership.Alliance, memberships []membership.MembershipNow) ([]Task, error) {
	at := slices.IndexFunc(memberships, func(m membership.MembershipNow) bool { return m.Alliance == alliance.ID })
	switch {
	case alliance.Status == membership.Forming:
		return c.consentTasks(ctx, party, alliance)
	case alliance.Status != membership.Open:
		return nil, nil
	case at < 0, memberships[at].State == charter.Ended && memberships[at].RecordedState == "":
		return c.joinTasks(ctx, party, alliance)
	case memberships[at].State == charter.Ended:
		return c.endingTasks(ctx, memberships[at])
	}
	owed, err := c.obligationTasks(ctx, memberships[at])
	if err != nil {
		return nil, err
	}
	proposals, err := c.Proposals(ctx, alliance.ID)
	if err != nil {
		return nil, err
	}
	if memberships[at].State != charter.Active {
		proposals = slices.DeleteFunc(proposals, func(p membership.ProposalNow) bool { return p.Subject != party && p.By != party })
	}
	awaiting, err := c.proposalTasks(ctx, party, proposals...)
	if err != nil || memberships[at].State != charter.Active {
		return append(owed, awaiting...), err
	}
	forOthers, err := c.proxyTasks(ctx, party, alliance.ID, proposals)
	return append(append(owed, awaiting...), forOthers...), err
}

// consentTasks asks a founder for its consent, if that is missing.
func (c *Client) consentTasks(ctx context.Context, party string, alliance membership.Alliance) ([]Task, error) {
	if !slices.Contains(alliance.Founders, party) {
		return nil, nil
	}
	content, err := alliance.Content()
	if err != nil {
		return nil, err
	}
	possible, err := c.accepts(ctx, membership.Consent{
		Request: NewRequest(), Alliance: alliance.ID, Charter: alliance.CharterDigest, Content: content,
	})
	if err != nil || !possible {
		return nil, err
	}
	return []Task{{Alliance: alliance.ID, Wanted: WantedConsent}}, nil
}

// joinTasks lists what an applicant can do for its own join, if it filed one.
func (c *Client) joinTasks(ctx context.Context, party string, alliance membership.Alliance) ([]Task, error) {
	dossier, err := Ask(ctx, c, membership.GetJoin{Alliance: alliance.ID, Party: party})
	var denied *refusal.Error
	if errors.As(err, &denied) && denied.Code == refusal.UnknownRecord {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.proposalTasks(ctx, party, dossier.Proposal)
}

// endingTasks lets a party record that its own membership is over: before that it cannot
// apply again.
func (c *Client) endingTasks(ctx context.Context, member membership.MembershipNow) ([]Task, error) {
	possible, err := c.accepts(ctx, membership.EndMembership{Alliance: member.Alliance, Party: member.Party})
	if err != nil || !possible {
		return nil, err
	}
	return []Task{{Alliance: member.Alliance, Wanted: WantedEnding}}, nil
}

// recoveryTasks lets a party veto a recovery of its keys.
func (c *Client) recoveryTasks(ctx context.Context, party string) ([]Task, error) {
	possible, err := c.accepts(ctx, membership.VetoRecovery{Request: NewRequest()})
	if err != nil || !possible {
		return nil, err
	}
	recovery, err := Ask(ctx, c, membership.GetRecovery{Party: party})
	return []Task{{Wanted: WantedVeto, Until: recovery.Effective}}, err
}

// accepts tries whether the ledger would take a transaction of this client now. It
// returns the refusals of whoever asks, by whose key nothing would be possible.
func (c *Client) accepts(ctx context.Context, t membership.Transaction) (bool, error) {
	_, err := c.Try(ctx, t)
	var denied *refusal.Error
	if errors.As(err, &denied) && !RefusesCaller(err) {
		return denied.Code == refusal.SealStale, nil // whoever sends it seals first
	}
	return err == nil, err
}

// RefusesCaller reports whether an error is a refusal of whoever asks: by such a key nothing
// would be possible.
func RefusesCaller(err error) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && slices.Contains(callerRefusals, denied.Code)
}

// callerRefusals are those codes.
var callerRefusals = []refusal.Code{
	refusal.NoPartyAttribute, refusal.ForeignHost, refusal.HostUnnamed, refusal.UnknownKey, refusal.KeyRemoved,
}
