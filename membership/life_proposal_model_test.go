package membership_test

import (
	"slices"
	"time"

	"allianceregistry/membership"
)

// ballot is a proposal with the votes on it.
type ballot struct {
	alliance        string
	action          membership.Action
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
	position membership.Position
	host     string
}

func isSettled(status membership.ProposalStatus) bool {
	return status != membership.Filed && status != membership.Voting
}

func (m *model) allowsJoin(d deed, alliance string) membership.Code {
	l := m.alliances[alliance]
	switch {
	case l == nil:
		return membership.UnknownRecord
	case !l.isOpen():
		return membership.AllianceNotOpen
	case isMember(l.state(d.party)):
		return membership.AlreadyMember
	}
	switch last := m.proposals[l.joins[d.party]]; {
	case last != nil && !isSettled(last.status):
		return membership.JoinPending
	case m.alliances[d.party] != nil && m.within(alliance, d.party):
		return membership.Cycle
	case m.stale(l, d.at):
		return membership.SealStale
	}
	return ""
}

// fits tells in which states of its subject a proposal has something to do.
var fits = map[membership.Action][]membership.MembershipState{
	membership.Admit:         {"", membership.Ended},
	membership.Suspend:       {membership.Active},
	membership.Reinstate:     {membership.Suspended},
	membership.Expel:         {membership.Active, membership.Suspended},
	membership.MandateAction: {membership.Active},
}

func (m *model) allowsProposal(d deed, t membership.Propose) membership.Code {
	l := m.alliances[t.Alliance]
	switch {
	case l == nil:
		return membership.UnknownRecord
	case !l.isOpen():
		return membership.AllianceNotOpen
	case !t.Until.IsZero() && !d.at.Before(t.Until):
		return membership.UntilPast
	case l.state(d.party) != membership.Active:
		return membership.NotAMember
	case !slices.Contains(fits[t.Action], l.state(t.Subject)):
		return membership.StateUnfit
	case t.Action != membership.Expel && m.stale(l, d.at):
		return membership.SealStale
	}
	return ""
}

// allowsEndorsement: nobody has a say about itself, nor for an alliance in what
// is about itself, save that all may vote on a mandate.
func (m *model) allowsEndorsement(d deed, position membership.Position, b *ballot) membership.Code {
	if b == nil {
		return membership.UnknownRecord
	}
	sponsors := position == membership.Sponsor
	switch {
	case sponsors && b.status != membership.Filed:
		return membership.NotFiled
	case sponsors && !d.at.Before(b.expires):
		return membership.ProposalExpired
	case !sponsors && b.status == membership.Filed:
		return membership.NotVoting
	case !sponsors && b.status != membership.Voting:
		return membership.ProposalDecided
	case !sponsors && !d.at.Before(b.closes):
		return membership.VotingClosed
	case b.action != membership.MandateAction && (b.subject == d.party || b.subject == d.caller.Party):
		return membership.Recused
	case m.alliances[b.alliance].state(d.party) != membership.Active:
		return membership.NotAMember
	case !sponsors && (!b.voters[d.party] || m.alliances[b.alliance].began(d.party).fromEpoch > b.seal):
		return membership.OutsideElectorate
	case sponsors && b.sponsors[d.party], !sponsors && b.votes[d.party].position != "":
		return membership.EndorsementExists
	}
	return ""
}

func (m *model) allowsOpening(at time.Time, b *ballot) membership.Code {
	switch {
	case b == nil:
		return membership.UnknownRecord
	case b.opened:
		return ""
	case b.status != membership.Filed:
		return membership.NotFiled
	case !at.Before(b.expires):
		return membership.ProposalExpired
	case len(b.sponsors) == 0:
		return membership.SponsorsMissing
	case m.stale(m.alliances[b.alliance], at):
		return membership.SealStale
	}
	return ""
}

func allowsDecision(at time.Time, b *ballot) membership.Code {
	switch {
	case b == nil:
		return membership.UnknownRecord
	case b.status == membership.Withdrawn:
		return membership.ProposalDecided
	case b.status == membership.Filed && at.Before(b.expires):
		return membership.NotVoting
	case b.status == membership.Voting && at.Before(b.closes) && !b.certain():
		return membership.NotDecidable
	}
	return ""
}

// certain tells whether enough votes for are there, or cannot come any more.
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

func allowsWithdrawal(d deed, b *ballot) membership.Code {
	switch {
	case b == nil:
		return membership.UnknownRecord
	case b.by != d.party:
		return membership.NotTheFiler
	case b.status == membership.Voting && !d.at.Before(b.closes):
		return membership.VotingClosed
	case b.status == membership.Filed && !d.at.Before(b.expires):
		return membership.ProposalExpired
	case isSettled(b.status):
		return membership.ProposalDecided
	}
	return ""
}

func (b *ballot) tally() membership.Tally {
	tally, hosts := membership.Tally{Electorate: len(b.voters)}, map[string]bool{}
	for _, vote := range b.votes {
		switch vote.position {
		case membership.For:
			tally.For++
			hosts[vote.host] = true
		case membership.Against:
			tally.Against++
		case membership.Abstain:
			tally.Abstain++
		}
	}
	tally.Hosts = len(hosts)
	return tally
}

func (m *model) file(by, request, alliance string, at time.Time, action membership.Action, subject string) string {
	b := &ballot{
		alliance: alliance, action: action, subject: subject, by: by, filed: at, needs: m.alliances[alliance].needs, status: membership.Filed,
		expires: at.Add(2 * time.Hour), voters: map[string]bool{}, sponsors: map[string]bool{}, votes: map[string]cast{},
	}
	id := membership.ProposalID(by, request)
	m.proposals[id] = b
	if action != membership.Expel {
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
	for _, voter := range l.in(in(atEpoch(b.seal), membership.Active)) {
		if voter != b.subject || b.action == membership.MandateAction {
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
		b.action != membership.Admit && l.began(b.subject).from.After(b.filed), // it was about another membership
		b.action == membership.Admit && m.alliances[b.subject] != nil && m.within(b.alliance, b.subject):
		b.status = membership.Void
	case b.action == membership.MandateAction:
		b.status = membership.Accepted
		l.mandates[b.subject], l.spoken[b.subject] = b.until, true
	default:
		b.status = membership.Accepted
		l.turn(b.subject, at, map[membership.Action]membership.MembershipState{
			membership.Admit: membership.Active, membership.Suspend: membership.Suspended,
			membership.Reinstate: membership.Active, membership.Expel: membership.Ended,
		}[b.action])
	}
}
