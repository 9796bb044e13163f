package replay

import (
	"fmt"
	"slices"
	"strings"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// Power is what hosts decide together, by a policy.
type Power string

// The powers. Reports list them in this order.
const (
	// ToWrite is to say what a call of the registry writes: transaction endorsements.
	ToWrite Power = "write"
	// ToDefine is to choose the chaincode, and by which policy it writes.
	ToDefine Power = "define"
	// ToConfigure is to change the hosts of the channel and their policies.
	ToConfigure Power = "configure"
)

// powers are all, with the code of the finding if few hosts suffice.
var powers = []struct { //nolint:gochecknoglobals // fixed
	power Power
	code  string
}{{ToWrite, FewMayWrite}, {ToDefine, FewMayDefine}, {ToConfigure, FewMayConfigure}}

// Holding is how few hosts had a power, from a place in the chain on.
type Holding struct {
	chain.Place
	Power Power `json:"power"`
	chain.Needed
	// Policy is the policy in Fabric's words.
	Policy string `json:"policy"`
	// Known is false if the policy is of a kind that cannot be judged here.
	Known bool `json:"known"`
}

// Holdings are how few hosts had which power, in the order of the chain: one when it
// was first known, and one for each change.
func (r *Replay) Holdings() []Holding { return r.holdings }

// Weaknesses are the powers that fewer than a majority of the hosts had, or one host alone,
// each a Warning where that began.
func (r *Replay) Weaknesses() []chain.Finding {
	var found []chain.Finding
	for _, h := range r.holdings {
		if !h.Known || !h.Few() {
			continue
		}
		for _, known := range powers {
			if known.power == h.Power {
				found = append(found, weakness(known.code, h))
			}
		}
	}
	return found
}

func weakness(code string, h Holding) chain.Finding {
	alone := strings.Join(h.Alone, ", ")
	if alone == "" {
		alone = absent
	}
	return warning(code, h.Place, "least", fmt.Sprint(h.Least), "hosts", fmt.Sprint(h.Hosts), "alone", alone, "policy", h.Policy)
}

// updateHoldings works out who has which power after a change of the configuration or of the
// chaincode's definition.
func (r *Replay) updateHoldings(at chain.Place) {
	if r.config == nil {
		return
	}
	policies := map[Power]block.Policy{ToDefine: chain.LifecyclePolicy(), ToConfigure: chain.ConfigurationPolicy(r.config)}
	if r.policy != nil {
		policies[ToWrite] = *r.policy
	}
	for _, known := range powers {
		policy, has := policies[known.power]
		if !has {
			continue
		}
		needed, ok := chain.HostsNeeded(r.config, policy)
		next := Holding{Place: at, Power: known.power, Needed: needed, Policy: chain.PolicyText(r.config, policy), Known: ok}
		if last := r.holding(known.power); last == nil || !last.same(next) {
			r.holdings = append(r.holdings, next)
		}
	}
}

// holding is the last of a power, nil if there is none.
func (r *Replay) holding(power Power) *Holding {
	for i := len(r.holdings) - 1; i >= 0; i-- {
		if r.holdings[i].Power == power {
			return &r.holdings[i]
		}
	}
	return nil
}

func (h *Holding) same(other Holding) bool {
	return h.Known == other.Known && h.Policy == other.Policy && h.Hosts == other.Hosts && h.Least == other.Least && slices.Equal(h.Alone, other.Alone)
}
