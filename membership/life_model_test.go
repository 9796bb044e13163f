package membership_test

import (
	"slices"
	"time"

	"allianceregistry/membership"
)

// model is what the rules should come to, in maps and without a ledger. Its
// alliance needs two votes, within an hour, and may decide early.
type model struct {
	parties   map[string]bool
	founders  []string
	founded   bool
	consented map[string]bool
	members   map[string]bool
	periods   map[string]int
	proposals map[string]*ballot
	open      map[string]string // of a party: its proposal that is voted on
}

type ballot struct {
	subject string
	status  membership.ProposalStatus
	closes  time.Time
	votes   map[string]membership.Position
}

func newModel() *model {
	return &model{
		parties: map[string]bool{}, consented: map[string]bool{}, members: map[string]bool{}, periods: map[string]int{},
		proposals: map[string]*ballot{}, open: map[string]string{},
	}
}

func (m *model) isOpen() bool { return m.founded && len(m.consented) == len(m.founders) }

// roster lists the members in order, nil if there are none.
func (m *model) roster() (members []string) {
	for party, is := range m.members {
		if is {
			members = append(members, party)
		}
	}
	slices.Sort(members)
	return members
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
		return m.allowsJoin(party)
	case membership.Endorse:
		return m.allowsVote(party, at, m.proposals[t.Proposal])
	case membership.Decide:
		return m.allowsDecision(at, m.proposals[t.Proposal])
	case membership.Leave:
		if !m.members[party] {
			return membership.NotAMember
		}
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

func (m *model) allowsJoin(party string) membership.Code {
	switch {
	case !m.founded:
		return membership.UnknownRecord
	case !m.isOpen():
		return membership.AllianceNotOpen
	case m.members[party]:
		return membership.AlreadyMember
	case m.open[party] != "":
		return membership.JoinPending
	}
	return ""
}

func (m *model) allowsVote(party string, at time.Time, b *ballot) membership.Code {
	switch {
	case b == nil:
		return membership.UnknownRecord
	case b.status != membership.Voting:
		return membership.ProposalDecided
	case !at.Before(b.closes):
		return membership.VotingClosed
	case !m.members[party]:
		return membership.NotAMember
	case b.votes[party] != "":
		return membership.EndorsementExists
	}
	return ""
}

func (m *model) allowsDecision(at time.Time, b *ballot) membership.Code {
	switch {
	case b == nil:
		return membership.UnknownRecord
	case b.status == membership.Voting && at.Before(b.closes) && b.tally().For < 2:
		return membership.NotDecidable
	}
	return ""
}

func (b *ballot) tally() (tally membership.Tally) {
	for _, position := range b.votes {
		switch position {
		case membership.For:
			tally.For++
		case membership.Against:
			tally.Against++
		case membership.Abstain:
			tally.Abstain++
		}
	}
	return tally
}

// take makes a transaction take effect.
func (m *model) take(party string, at time.Time, transaction membership.Transaction) {
	switch t := transaction.(type) {
	case membership.RegisterParty:
		m.parties[party] = true
	case membership.FoundAlliance:
		m.founded, m.founders = true, t.Founders
		m.consent(party)
	case membership.Consent:
		m.consent(party)
	case membership.Join:
		id := membership.ProposalID(party, t.Request)
		m.proposals[id] = &ballot{
			subject: party, status: membership.Voting, closes: at.Add(time.Hour), votes: map[string]membership.Position{},
		}
		m.open[party] = id
	case membership.Endorse:
		m.proposals[t.Proposal].votes[party] = t.Position
	case membership.Decide:
		m.decide(m.proposals[t.Proposal])
	case membership.Leave:
		m.members[party] = false
	}
}

func (m *model) consent(party string) {
	m.consented[party] = true
	if !m.isOpen() {
		return
	}
	for _, founder := range m.founders {
		m.admit(founder)
	}
}

func (m *model) admit(party string) {
	m.members[party] = true
	m.periods[party]++
}

func (m *model) decide(b *ballot) {
	if b.status != membership.Voting {
		return
	}
	delete(m.open, b.subject)
	b.status = membership.Rejected
	if b.tally().For >= 2 {
		b.status = membership.Accepted
		m.admit(b.subject)
	}
}
