package signoff

import (
	"slices"
	"strings"
	"time"

	"allianceregistry/membership"
)

// Rule says which acts of a party need a second person.
type Rule struct {
	Party string `json:"party"`
	// Acts are names of transactions: Join, Endorse, Propose, of which Propose:expel is one kind
	// alone; or all.
	Acts []string `json:"acts"`
	// Approvers are the ids of those who may approve what another of the party prepared.
	Approvers []string `json:"approvers"`
	// Within is how long it waits; 72h if it is empty.
	Within time.Duration `json:"within,omitempty"`
}

const (
	all        = "all"
	usualTime  = 72 * time.Hour
	longest    = 90 * 24 * time.Hour
	actDivider = ":"
)

// choiceless are transactions whose content leaves no choice: anybody may send them, so a second
// person has nothing to approve.
var choiceless = []string{
	membership.PutToVote{}.Name(), membership.Decide{}.Name(), membership.Enact{}.Name(), membership.CloseEpoch{}.Name(),
	membership.SealEpoch{}.Name(), membership.EndMembership{}.Name(), membership.CompleteRecovery{}.Name(),
}

// Check refuses rules that cannot be followed, for people of parties, by id.
func Check(rules []Rule, people map[string]string) error {
	known := map[string]bool{}
	for i, rule := range rules {
		if known[rule.Party] {
			return problem("signoff.twice", "party", rule.Party)
		}
		known[rule.Party] = true
		for _, act := range rule.Acts {
			if act != all && !isAct(act) {
				return problem("signoff.act", "act", act)
			}
		}
		for _, id := range rule.Approvers {
			if people[id] != rule.Party {
				return problem("signoff.approver", "id", id, "party", rule.Party)
			}
		}
		if len(rule.Acts) == 0 || len(rule.Approvers) == 0 || rule.Within < 0 || rule.Within > longest {
			return problem("signoff.rule", "party", rule.Party)
		}
		if rule.Within == 0 {
			rules[i].Within = usualTime
		}
	}
	return nil
}

// isAct reports whether a word names transactions that can need a second person.
func isAct(word string) bool {
	name, kind, narrow := strings.Cut(word, actDivider)
	if narrow && (name != (membership.Propose{}).Name() || kind == "") {
		return false
	}
	return isChoice(name)
}

func isChoice(name string) bool {
	return slices.Contains(membership.TransactionNames(), name) && !slices.Contains(choiceless, name)
}

// needs reports whether a transaction needs a second person.
func (r Rule) needs(t membership.Transaction) bool {
	name := t.Name()
	if !isChoice(name) {
		return false
	}
	kind := name
	if proposal, is := t.(membership.Propose); is {
		kind = name + actDivider + string(proposal.Action)
	}
	return slices.ContainsFunc(r.Acts, func(act string) bool { return act == all || act == name || act == kind })
}
