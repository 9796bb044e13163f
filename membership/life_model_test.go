package membership_test

import (
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// model is what the rules should come to, in maps and without a ledger. Each of
// its alliances decides by so many votes for within an hour, early where nothing
// can change any more; an expulsion needs a sponsor within two hours. What the
// model knows of each noun stands in a file of its own.
type model struct {
	parties   map[string]*holder // open alliances too
	alliances map[string]*league
	proposals map[string]*ballot
	claims    map[string]*assertion
	// recordDate is how old a roster may be voted by that has changed.
	recordDate time.Duration
}

func newModel(recordDate time.Duration) *model {
	return &model{
		parties: map[string]*holder{}, alliances: map[string]*league{}, proposals: map[string]*ballot{},
		claims: map[string]*assertion{}, recordDate: recordDate,
	}
}

// deed is a transaction of some caller at a time, and the party that it acts for.
type deed struct {
	caller      membership.Caller
	at          time.Time
	transaction membership.Transaction
	party       string
}

// allows returns the code with which a deed is refused, empty if it is not.
func (m *model) allows(d deed) refusal.Code {
	if code := m.allowsKey(d); code != "" {
		return code
	}
	if code := m.allowsMandate(d); code != "" {
		return code
	}
	d.party = actor(d)
	switch t := d.transaction.(type) {
	case membership.RegisterParty:
		if m.parties[d.party] != nil { // an alliance that has opened is one
			return refusal.IDTaken
		}
	case membership.AddAuthority:
		return m.allowsNewKey(d.party, t.Host, t.Key)
	case membership.RotateAuthority:
		return m.allowsNewKey(d.party, t.Host, t.Key)
	case membership.RemoveAuthority:
		return m.allowsRemoval(d.party, t)
	case membership.AskRecovery:
		return m.allowsAsking(d, t)
	case membership.VetoRecovery:
		return m.allowsEnd(d.party)
	case membership.CompleteRecovery:
		return m.allowsCompletion(d)
	case membership.FoundAlliance:
		return m.allowsFounding(d, t)
	case membership.Consent:
		return m.allowsConsent(d.party, m.alliances[t.Alliance])
	case membership.Join:
		return m.allowsJoin(d, t.Alliance)
	case membership.Propose:
		return m.allowsProposal(d, t)
	case membership.Endorse:
		return m.allowsEndorsement(d, t.Position, m.proposals[t.Proposal])
	case membership.PutToVote:
		return m.allowsOpening(d.at, m.proposals[t.Proposal])
	case membership.Decide:
		return allowsDecision(d.at, m.proposals[t.Proposal])
	case membership.Withdraw:
		return allowsWithdrawal(d, m.proposals[t.Proposal])
	case membership.Leave:
		if l := m.alliances[t.Alliance]; l == nil || !isMember(l.state(d.party)) {
			return refusal.NotAMember
		}
	case membership.CloseEpoch:
		return m.alliances[t.Alliance].allowsClosing(t.Epoch)
	case membership.SealEpoch:
		return m.alliances[t.Alliance].allowsSealing(t.Epoch)
	case membership.StateClaim:
		if m.parties[t.About] == nil && m.alliances[t.About] == nil {
			return refusal.UnknownRecord
		}
	case membership.Attest:
		return m.allowsPosition(d.party, t)
	}
	return ""
}

// take makes a deed take effect.
func (m *model) take(d deed) {
	d.party = actor(d)
	switch t := d.transaction.(type) {
	case membership.RegisterParty:
		m.parties[d.party] = &holder{keys: map[keyID]*authority{}, said: []said{{name: t.Names["en"], lei: t.LEI}}}
		m.parties[d.party].add(idOf(d.caller), membership.Officer)
	case membership.CorrectParty:
		m.parties[d.party].said = append(m.parties[d.party].said, said{name: t.Names["en"], lei: t.LEI})
	case membership.AddAuthority:
		m.parties[d.party].add(keyID{t.Host, t.Key}, t.Role)
	case membership.RotateAuthority:
		old := m.parties[d.party].keys[idOf(d.caller)]
		m.parties[d.party].add(keyID{t.Host, t.Key}, old.role)
		old.active = false
	case membership.RemoveAuthority:
		m.parties[d.party].keys[keyID{t.Host, t.Key}].active = false
	case membership.AskRecovery:
		m.parties[t.Party].recovery = &rescue{
			key: keyID{d.caller.Host, t.Key}, status: membership.RecoveryAsked,
		}
	case membership.VetoRecovery:
		m.parties[d.party].recovery.status = membership.RecoveryVetoed
	case membership.CompleteRecovery:
		if r := m.parties[d.party].recovery; r.status == membership.RecoveryAsked {
			r.status, r.effective = membership.RecoveryConfirmed, d.at.Add(rescueDelay)
		} else {
			r.status = membership.RecoveryComplete
			m.parties[d.party].add(idOf(d.caller), membership.Officer)
		}
	case membership.FoundAlliance:
		m.found(d, t)
	case membership.Consent:
		m.consent(t.Alliance, d.party, d.at)
	case membership.Join:
		id := m.file(d.party, t.Request, t.Alliance, d.at, charter.Admit, d.party)
		m.alliances[t.Alliance].joins[d.party] = id
	case membership.Propose:
		id := m.file(d.party, t.Request, t.Alliance, d.at, t.Action, t.Subject)
		m.proposals[id].until = t.Until
	case membership.Endorse:
		if b := m.proposals[t.Proposal]; t.Position == charter.Sponsor {
			b.sponsors[d.party] = true
		} else {
			b.votes[d.party] = cast{t.Position, d.caller.Host}
		}
	case membership.PutToVote:
		m.open(m.proposals[t.Proposal], d.at)
	case membership.Decide:
		m.decide(m.proposals[t.Proposal], d.at)
	case membership.Withdraw:
		m.proposals[t.Proposal].status = membership.Withdrawn
	case membership.Leave:
		m.alliances[t.Alliance].turn(d.party, d.at, charter.Ended)
	case membership.CloseEpoch:
		l := m.alliances[t.Alliance]
		l.epoch = max(l.epoch, t.Epoch+1)
	case membership.SealEpoch:
		if l := m.alliances[t.Alliance]; t.Epoch == len(l.seals) {
			l.seals = append(l.seals, d.at)
		}
	case membership.StateClaim:
		m.claims[membership.ClaimID(d.party, t.Request)] = &assertion{
			about: t.About, by: d.party, what: t.What, value: t.Value, positions: map[string]charter.Position{},
		}
	case membership.Attest:
		m.claims[t.Claim].positions[d.party] = t.Position
	}
}
