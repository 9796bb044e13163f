package membership_test

import (
	"slices"
	"time"

	"allianceregistry/membership"
)

// model is what the rules should come to, in maps and without a ledger. Its
// alliance decides by two votes for within an hour, early where nothing can
// change any more; an expulsion needs a sponsor within two hours.
type model struct {
	parties   map[string]bool
	founders  []string
	founded   bool
	consented map[string]bool
	members   map[string][]span // of a party, the oldest first
	proposals map[string]*ballot
	joins     map[string]string // of a party: its last proposal to be admitted
	// recordDate is how old a roster may be voted by that has changed.
	recordDate time.Duration
	epoch      int
	changed    map[int]bool // the epochs in which something changed
	seals      []time.Time  // when each epoch was sealed
}

// span is a period of a membership.
type span struct {
	state                 membership.MembershipState
	from, until           time.Time // until is zero while it runs
	fromEpoch, untilEpoch int
}

type ballot struct {
	action          membership.Action
	subject, by     string
	status          membership.ProposalStatus
	expires, closes time.Time
	opened          bool
	seal            int
	voters          map[string]bool
	sponsors        map[string]bool
	votes           map[string]membership.Position
}

func newModel(recordDate time.Duration) *model {
	return &model{
		parties: map[string]bool{}, consented: map[string]bool{}, members: map[string][]span{}, proposals: map[string]*ballot{},
		joins: map[string]string{}, changed: map[int]bool{}, recordDate: recordDate,
	}
}

func (m *model) isOpen() bool { return m.founded && len(m.consented) == len(m.founders) }

// state is what a party is now: empty if it never was a member.
func (m *model) state(party string) membership.MembershipState {
	spans := m.members[party]
	if len(spans) == 0 {
		return ""
	}
	if last := spans[len(spans)-1]; last.until.IsZero() {
		return last.state
	}
	return membership.Ended
}

// in lists the parties whose periods satisfy a condition, in order, nil if there
// are none.
func (m *model) in(is func(span) bool) (parties []string) {
	for party, spans := range m.members {
		if slices.ContainsFunc(spans, is) {
			parties = append(parties, party)
		}
	}
	slices.Sort(parties)
	return parties
}

func running(s span) bool { return s.until.IsZero() }

func atEpoch(epoch int) func(span) bool {
	return func(s span) bool { return s.fromEpoch <= epoch && (s.until.IsZero() || epoch < s.untilEpoch) }
}

func atTime(at time.Time) func(span) bool {
	return func(s span) bool { return !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until)) }
}

func in(is func(span) bool, state membership.MembershipState) func(span) bool {
	return func(s span) bool { return s.state == state && is(s) }
}

// stale tells whether the last seal may not be voted by.
func (m *model) stale(at time.Time) bool {
	sealed := len(m.seals) - 1
	if at.Sub(m.seals[sealed]) < m.recordDate {
		return false
	}
	for epoch := sealed + 1; epoch <= m.epoch; epoch++ {
		if m.changed[epoch] {
			return true
		}
	}
	return false
}

// allows returns the code with which a party's transaction is refused at a
// time, empty if it is not.
func (m *model) allows(party string, at time.Time, transaction membership.Transaction) membership.Code {
	if register := transaction.Name() == "RegisterParty"; m.parties[party] == register {
		if register {
			return membership.IDTaken
		}
		return membership.UnknownKey
	}
	switch t := transaction.(type) {
	case membership.FoundAlliance:
		return m.allowsFounding(party, t)
	case membership.Consent:
		return m.allowsConsent(party)
	case membership.Join:
		return m.allowsJoin(party, at)
	case membership.Propose:
		return m.allowsProposal(party, at, t)
	case membership.Endorse:
		return m.allowsEndorsement(party, at, t.Position, m.proposals[t.Proposal])
	case membership.PutToVote:
		return m.allowsOpening(at, m.proposals[t.Proposal])
	case membership.Decide:
		return m.allowsDecision(at, m.proposals[t.Proposal])
	case membership.Withdraw:
		return m.allowsWithdrawal(party, at, m.proposals[t.Proposal])
	case membership.Leave:
		if state := m.state(party); state == "" || state == membership.Ended {
			return membership.NotAMember
		}
	case membership.CloseEpoch:
		return m.allowsClosing(t.Epoch)
	case membership.SealEpoch:
		return m.allowsSealing(t.Epoch)
	}
	return ""
}

func (m *model) allowsFounding(party string, t membership.FoundAlliance) membership.Code {
	switch {
	case !slices.Contains(t.Founders, party):
		return membership.NotAFounder
	case m.founded:
		return membership.IDTaken
	}
	for _, founder := range t.Founders {
		if !m.parties[founder] {
			return membership.UnknownRecord
		}
	}
	return ""
}

func (m *model) allowsConsent(party string) membership.Code {
	switch {
	case !m.founded:
		return membership.UnknownRecord
	case m.isOpen():
		return membership.AllianceNotForming
	case !slices.Contains(m.founders, party):
		return membership.NotAFounder
	case m.consented[party]:
		return membership.AlreadyConsented
	}
	return ""
}

func (m *model) allowsJoin(party string, at time.Time) membership.Code {
	state := m.state(party)
	switch last := m.proposals[m.joins[party]]; {
	case !m.founded:
		return membership.UnknownRecord
	case !m.isOpen():
		return membership.AllianceNotOpen
	case state == membership.Active || state == membership.Suspended:
		return membership.AlreadyMember
	case last != nil && (last.status == membership.Filed || last.status == membership.Voting):
		return membership.JoinPending
	case m.stale(at):
		return membership.SealStale
	}
	return ""
}

// fits tells in which states of its subject a proposal has something to do.
var fits = map[membership.Action][]membership.MembershipState{
	membership.Admit:     {"", membership.Ended},
	membership.Suspend:   {membership.Active},
	membership.Reinstate: {membership.Suspended},
	membership.Expel:     {membership.Active, membership.Suspended},
}

func (m *model) allowsProposal(party string, at time.Time, t membership.Propose) membership.Code {
	switch {
	case !m.founded:
		return membership.UnknownRecord
	case !m.isOpen():
		return membership.AllianceNotOpen
	case m.state(party) != membership.Active:
		return membership.NotAMember
	case !slices.Contains(fits[t.Action], m.state(t.Subject)):
		return membership.StateUnfit
	case t.Action != membership.Expel && m.stale(at):
		return membership.SealStale
	}
	return ""
}

func (m *model) allowsEndorsement(party string, at time.Time, position membership.Position, b *ballot) membership.Code {
	if b == nil {
		return membership.UnknownRecord
	}
	sponsors := position == membership.Sponsor
	switch {
	case sponsors && b.status != membership.Filed:
		return membership.NotFiled
	case sponsors && !at.Before(b.expires):
		return membership.ProposalExpired
	case !sponsors && b.status == membership.Filed:
		return membership.NotVoting
	case !sponsors && b.status != membership.Voting:
		return membership.ProposalDecided
	case !sponsors && !at.Before(b.closes):
		return membership.VotingClosed
	case b.subject == party:
		return membership.Recused
	case m.state(party) != membership.Active:
		return membership.NotAMember
	case !sponsors && !b.voters[party]:
		return membership.OutsideElectorate
	case sponsors && b.sponsors[party], !sponsors && b.votes[party] != "":
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
	case m.stale(at):
		return membership.SealStale
	}
	return ""
}

func (m *model) allowsDecision(at time.Time, b *ballot) membership.Code {
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

// certain tells whether two votes for are there, or cannot come any more.
func (b *ballot) certain() bool {
	favour := b.tally().For
	return favour >= 2 || favour+len(b.voters)-len(b.votes) < 2
}

func (m *model) allowsWithdrawal(party string, at time.Time, b *ballot) membership.Code {
	switch {
	case b == nil:
		return membership.UnknownRecord
	case b.by != party:
		return membership.NotTheFiler
	case b.status == membership.Voting && !at.Before(b.closes):
		return membership.VotingClosed
	case b.status == membership.Filed && !at.Before(b.expires):
		return membership.ProposalExpired
	case b.status != membership.Filed && b.status != membership.Voting:
		return membership.ProposalDecided
	}
	return ""
}

func (m *model) allowsClosing(epoch int) membership.Code {
	switch {
	case !m.isOpen():
		return membership.UnknownRecord
	case epoch > 0 && epoch < m.epoch:
		return ""
	case epoch != m.epoch:
		return membership.EpochNotOpen
	case !m.changed[epoch]:
		return membership.EpochEmpty
	}
	return ""
}

func (m *model) allowsSealing(epoch int) membership.Code {
	switch {
	case epoch < len(m.seals):
		return ""
	case !m.isOpen() || epoch >= m.epoch:
		return membership.EpochOpen
	case epoch > len(m.seals):
		return membership.SealMissing
	}
	return ""
}

// tally counts the votes. A party's host is the end of its id.
func (b *ballot) tally() membership.Tally {
	tally, hosts := membership.Tally{Electorate: len(b.voters)}, map[string]bool{}
	for party, position := range b.votes {
		switch position {
		case membership.For:
			tally.For++
			hosts[as(party).Host] = true
		case membership.Against:
			tally.Against++
		case membership.Abstain:
			tally.Abstain++
		}
	}
	tally.Hosts = len(hosts)
	return tally
}

// take makes a transaction take effect.
func (m *model) take(party string, at time.Time, transaction membership.Transaction) {
	switch t := transaction.(type) {
	case membership.RegisterParty:
		m.parties[party] = true
	case membership.FoundAlliance:
		m.founded, m.founders = true, t.Founders
		m.consent(party, at)
	case membership.Consent:
		m.consent(party, at)
	case membership.Join:
		m.joins[party] = membership.ProposalID(party, t.Request)
		m.file(party, t.Request, at, membership.Admit, party)
	case membership.Propose:
		m.file(party, t.Request, at, t.Action, t.Subject)
	case membership.Endorse:
		if b := m.proposals[t.Proposal]; t.Position == membership.Sponsor {
			b.sponsors[party] = true
		} else {
			b.votes[party] = t.Position
		}
	case membership.PutToVote:
		m.open(m.proposals[t.Proposal], at)
	case membership.Decide:
		m.decide(m.proposals[t.Proposal], at)
	case membership.Withdraw:
		m.proposals[t.Proposal].status = membership.Withdrawn
	case membership.Leave:
		m.turn(party, at, membership.Ended)
	case membership.CloseEpoch:
		m.epoch = max(m.epoch, t.Epoch+1)
	case membership.SealEpoch:
		if t.Epoch == len(m.seals) {
			m.seals = append(m.seals, at)
		}
	}
}

func (m *model) consent(party string, at time.Time) {
	m.consented[party] = true
	if !m.isOpen() {
		return
	}
	for _, founder := range m.founders {
		m.turn(founder, at, membership.Active)
	}
	m.epoch, m.seals = 1, []time.Time{at}
}

// turn ends a party's period and begins another, unless that is the end.
func (m *model) turn(party string, at time.Time, state membership.MembershipState) {
	m.changed[m.epoch] = true
	spans := m.members[party]
	if count := len(spans); count > 0 && spans[count-1].until.IsZero() {
		spans[count-1].until, spans[count-1].untilEpoch = at, m.epoch
	}
	if state != membership.Ended {
		spans = append(spans, span{state: state, from: at, fromEpoch: m.epoch})
	}
	m.members[party] = spans
}

func (m *model) file(by, request string, at time.Time, action membership.Action, subject string) {
	b := &ballot{
		action: action, subject: subject, by: by, status: membership.Filed, expires: at.Add(2 * time.Hour),
		voters: map[string]bool{}, sponsors: map[string]bool{}, votes: map[string]membership.Position{},
	}
	m.proposals[membership.ProposalID(by, request)] = b
	if action != membership.Expel {
		m.open(b, at)
	}
}

func (m *model) open(b *ballot, at time.Time) {
	if b.opened {
		return
	}
	b.opened, b.status, b.closes, b.seal = true, membership.Voting, at.Add(time.Hour), len(m.seals)-1
	for _, voter := range m.in(in(atEpoch(b.seal), membership.Active)) {
		b.voters[voter] = voter != b.subject
		if !b.voters[voter] {
			delete(b.voters, voter)
		}
	}
}

func (m *model) decide(b *ballot, at time.Time) {
	switch {
	case b.status == membership.Filed:
		b.status = membership.Expired
	case b.status != membership.Voting:
	case b.tally().For < 2:
		b.status = membership.Rejected
	case !slices.Contains(fits[b.action], m.state(b.subject)):
		b.status = membership.Void
	default:
		b.status = membership.Accepted
		m.turn(b.subject, at, map[membership.Action]membership.MembershipState{
			membership.Admit: membership.Active, membership.Suspend: membership.Suspended,
			membership.Reinstate: membership.Active, membership.Expel: membership.Ended,
		}[b.action])
	}
}
