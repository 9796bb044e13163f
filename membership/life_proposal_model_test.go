package membership_test

import (
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// ballot is a proposal with the votes on it.
type ballot struct {
	alliance        string
	action          charter.Action
	subject, by     string
	until           time.Time // the end of a mandate
	filed           time.Time
	needs           int
	status          membership.ProposalStatus
	expires, closes time.Time
	opened          bool
	seal            int
	voters          map[string]bool
	sponsors        map[string]bool
	votes           map[string]cast
}

// cast is a vote, and the host from which it came.
type cast struct {
	position charter.Position
	host     string
}

func isSettled(status membership.ProposalStatus) bool {
	return status != membership.Filed && status != membership.Voting
}

func (m *model) allowsJoin(d deed, alliance string) refusal.Code {
	l := m.alliances[alliance]
	switch {
	case l == nil:
		return refusal.UnknownRecord
	case !l.isOpen():
		return refusal.AllianceNotOpen
	case isMember(l.state(d.party)):
		return refusal.AlreadyMember
	}
	switch last := m.proposals[l.joins[d.party]]; {
	case last != nil && !isSettled(last.status):
		return refusal.JoinPending
	case m.alliances[d.party] != nil && m.within(alliance, d.party):
		return refusal.Cycle
	case m.stale(l, d.at):
		return refusal.SealStale
	}
	return ""
}

// fits tells in which states of its subject a proposal has something to do.
var fits = map[charter.Action][]charter.MembershipState{
	charter.Admit:         {"", charter.Ended},
	charter.Suspend:       {charter.Active},
	charter.Reinstate:     {charter.Suspended},
	charter.Expel:         {charter.Active, charter.Suspended},
	charter.MandateAction: {charter.Active},
}

func (m *model) allowsProposal(d deed, t membership.Propose) refusal.Code {
	l := m.alliances[t.Alliance]
	switch {
	case l == nil:
		return refusal.UnknownRecord
	case !l.isOpen():
		return refusal.AllianceNotOpen
	case !t.Until.IsZero() && !d.at.Before(t.Until):
		return refusal.UntilPast
	case l.state(d.party) != charter.Active:
		return refusal.NotAMember
	case !slices.Contains(fits[t.Action], l.state(t.Subject)):
		return refusal.StateUnfit
	case t.Action != charter.Expel && m.stale(l, d.at):
		return refusal.SealStale
	}
	return ""
}

// allowsEndorsement: nobody has a say about itself, nor for an alliance in what
// is about itself, save that all may vote on a mandate.
func (m *model) allowsEndorsement(d deed, position charter.Position, b *ballot) refusal.Code {
	if b == nil {
		return refusal.UnknownRecord
	}
	sponsors := position == charter.Sponsor
	switch {
	case sponsors && b.status != membership.Filed:
		return refusal.NotFiled
	case sponsors && !d.at.Before(b.expires):
		return refusal.ProposalExpired
	case !sponsors && b.status == membership.Filed:
		return refusal.NotVoting
	case !sponsors && b.status != membership.Voting:
		return refusal.ProposalDecided
	case !sponsors && !d.at.Before(b.closes):
		return refusal.VotingClosed
	case b.action != charter.MandateAction && (b.subject == d.party || b.subject == d.caller.Party):
		return refusal.Recused
	case m.alliances[b.alliance].state(d.party) != charter.Active:
		return refusal.NotAMember
	case !sponsors && (!b.voters[d.party] || m.alliances[b.alliance].began(d.party).fromEpoch > b.seal):
		return refusal.OutsideElectorate
	case sponsors && b.sponsors[d.party], !sponsors && b.votes[d.party].position != "":
		return refusal.EndorsementExists
	}
	return ""
}

func (m *model) allowsOpening(at time.Time, b *ballot) refusal.Code {
	switch {
	case b == nil:
		return refusal.UnknownRecord
	case b.opened:
		return ""
	case b.status != membership.Filed:
		return refusal.NotFiled
	case !at.Before(b.expires):
		return refusal.ProposalExpired
	case len(b.sponsors) == 0:
		return refusal.SponsorsMissing
	case m.stale(m.alliances[b.alliance], at):
		return refusal.SealStale
	}
	return ""
}

func allowsDecision(at time.Time, b *ballot) refusal.Code {
	switch {
	case b == nil:
		return refusal.UnknownRecord
	case b.status == membership.Withdrawn:
		return refusal.ProposalDecided
	case b.status == membership.Filed && at.Before(b.expires):
		return refusal.NotVoting
	case b.status == membership.Voting && at.Before(b.closes) && !b.certain():
		return refusal.NotDecidable
	}
	return ""
}

// certain reports whether enough votes for are there, or cannot come any more.
func (b *ballot) certain() bool {
	favour := b.tally().For
	return favour >= b.needs || favour+len(b.voters)-len(b.votes) < b.needs
}

// missing are the voters who have not voted.
func (b *ballot) missing() (voters []string) {
	for voter := range b.voters {
		if b.votes[voter].position == "" {
			voters = append(voters, voter)
		}
	}
	slices.Sort(voters)
	return voters
}

func allowsWithdrawal(d deed, b *ballot) refusal.Code {
	switch {
	case b == nil:
		return refusal.UnknownRecord
	case b.by != d.party:
		return refusal.NotTheFiler
	case b.status == membership.Voting && !d.at.Before(b.closes):
		return refusal.VotingClosed
	case b.status == membership.Filed && !d.at.Before(b.expires):
		return refusal.ProposalExpired
	case isSettled(b.status):
		return refusal.ProposalDecided
	}
	return ""
}

func (b *ballot) tally() charter.Tally {
	tally, hosts := charter.Tally{Electorate: len(b.voters)}, map[string]bool{}
	for _, vote := range b.votes {
		switch vote.position {
		case charter.For:
			tally.For++
			hosts[vote.host] = true
		case charter.Against:
			tally.Against++
		case charter.Abstain:
			tally.Abstain++
		}
	}
	tally.Hosts = len(hosts)
	return tally
}

func (m *model) file(by, request, alliance string, at time.Time, action charter.Action, subject string) string {
	b := &ballot{
		alliance: alliance, action: action, subject: subject, by: by, filed: at, needs: m.alliances[alliance].needs, status: membership.Filed,
		expires: at.Add(2 * time.Hour), voters: map[string]bool{}, sponsors: map[string]bool{}, votes: map[string]cast{},
	}
	id := membership.ProposalID(by, request)
	m.proposals[id] = b
	if action != charter.Expel {
		m.open(b, at)
	}
	return id
}

func (m *model) open(b *ballot, at time.Time) {
	if b.opened {
		return
	}
	l := m.alliances[b.alliance]
	b.opened, b.status, b.closes, b.seal = true, membership.Voting, at.Add(time.Hour), len(l.seals)-1
	for _, voter := range l.in(in(atEpoch(b.seal), charter.Active)) {
		if voter != b.subject || b.action == charter.MandateAction {
			b.voters[voter] = true
		}
	}
}

func (m *model) decide(b *ballot, at time.Time) {
	l := m.alliances[b.alliance]
	switch {
	case b.status == membership.Filed:
		b.status = membership.Expired
	case b.status != membership.Voting:
	case b.tally().For < b.needs:
		b.status = membership.Rejected
	case !slices.Contains(fits[b.action], l.state(b.subject)),
		b.action != charter.Admit && l.began(b.subject).from.After(b.filed), // it was about another membership
		b.action == charter.Admit && m.alliances[b.subject] != nil && m.within(b.alliance, b.subject):
		b.status = membership.Void
	case b.action == charter.MandateAction:
		b.status = membership.Accepted
		l.mandates[b.subject], l.spoken[b.subject] = b.until, true
	default:
		b.status = membership.Accepted
		l.turn(b.subject, at, map[charter.Action]charter.MembershipState{
			charter.Admit: charter.Active, charter.Suspend: charter.Suspended,
			charter.Reinstate: charter.Active, charter.Expel: charter.Ended,
		}[b.action])
	}
}
