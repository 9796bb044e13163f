package membership

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// prefetcher is a transaction that knows from its argument alone what it will
// read, beyond what every transaction reads of its caller.
type prefetcher interface {
	// prefetch returns the keys, given the party that acts.
	prefetch(party string) []Key
}

// Reads returns keys that Apply reads before it accepts the transaction, as far
// as they are known beforehand. A store to which each single read is a journey
// may fetch them together. It is never more than Apply reads: what is read and
// changes before the commit makes the ledger refuse the transaction.
func Reads(tx Tx, t Transaction) []Key {
	caller := tx.Caller
	if t.needs() == operator || form.CheckID("caller", caller.Party) != nil || tx.check(t) != nil {
		return nil
	}
	keys := []Key{AuthorityKey(caller.Party, caller.Host, caller.Key)}
	if id := t.request(); id != "" {
		keys = append(keys, requestKey(caller.Party, id))
	}
	party := caller.Party
	if named, ok := t.(onBehalf); ok && named.actsFor() != "" {
		party = named.actsFor()
		if form.CheckID("as", party) != nil {
			return nil
		}
		keys = append(keys, mandateKey(party, caller.Party))
	}
	if p, ok := t.(prefetcher); ok {
		keys = append(keys, p.prefetch(party)...)
	}
	return keys
}

func (t Join) prefetch(party string) []Key {
	return []Key{
		AllianceKey(t.Alliance), PartyKey(party), MembershipKey(t.Alliance, party), ApplicationKey(t.Alliance, party),
		affiliationKey(t.Alliance, party),
		ProposalKey(ProposalID(party, t.Request)),
	}
}

func (t Endorse) prefetch(party string) []Key {
	if t.Position == charter.Sponsor {
		return []Key{ProposalKey(t.Proposal), sponsorshipKey(t.Proposal, party)}
	}
	return []Key{ProposalKey(t.Proposal), decisionKey(t.Proposal), endorsementKey(t.Proposal, party)}
}

func (t Decide) prefetch(string) []Key {
	return []Key{ProposalKey(t.Proposal), decisionKey(t.Proposal)}
}
