package chain

import (
	"bytes"
	"errors"
	"fmt"

	"allianceregistry/audit/block"
)

// errUnknownPolicy says that a policy is of a kind that cannot be judged here.
var errUnknownPolicy = errors.New("unknown kind of policy")

// verdict is what became of a policy.
type verdict struct {
	met bool
	// have of need parts of the policy's uppermost rule are met.
	have, need int
}

// judge evaluates the policy of a path. A path that leads nowhere is met by nobody.
func (c *channel) judge(path string, from []string, signers []*signed) (verdict, error) {
	policy, group, ok := c.find(path, from)
	if !ok {
		return verdict{need: 1}, nil
	}
	return c.evaluate(policy, group, signers)
}

// evaluate reports whether signers satisfy a policy that stands in a group.
func (c *channel) evaluate(policy block.Policy, group block.Group, signers []*signed) (verdict, error) {
	switch {
	case policy.Signature != nil:
		return c.signature(policy.Signature, signers)
	case policy.Implicit != nil:
		return c.implicit(policy.Implicit, group, signers)
	case policy.Reference != "":
		return c.judge(policy.Reference, nil, signers)
	}
	return verdict{}, errUnknownPolicy
}

// implicit counts the groups below whose own policy is met. Each looks at all
// signers; a group without that policy is one that is not met. (Fabric:
// policies.ImplicitMetaPolicy.)
func (c *channel) implicit(policy *block.ImplicitPolicy, group block.Group, signers []*signed) (verdict, error) {
	v := verdict{}
	for _, below := range group.Groups {
		named, ok := below.Policies[policy.Sub]
		if !ok {
			continue
		}
		sub, err := c.evaluate(named.Policy, below, signers)
		if err != nil {
			return verdict{}, fmt.Errorf("%s: %w", policy.Sub, err)
		}
		if sub.met {
			v.have++
		}
	}
	var known bool
	if v.need, known = quorum(policy.Rule, len(group.Groups)); !known {
		return verdict{}, fmt.Errorf("rule %q: %w", policy.Rule, errUnknownPolicy)
	}
	v.met = v.have >= v.need
	return v, nil
}

// signature evaluates a rule over principals (Fabric: cauthdsl.compile).
func (c *channel) signature(policy *block.SignaturePolicy, signers []*signed) (verdict, error) {
	e := evaluation{channel: c, principals: policy.Principals, signers: signers}
	v := e.rule(policy.Rule, make([]bool, len(signers)))
	return v, e.problem
}

// evaluation is the evaluation of one signature policy.
type evaluation struct {
	channel    *channel
	principals []block.Principal
	signers    []*signed
	problem    error
}

// rule marks in used the signers that served it: a part that fails uses none, and
// one that is met keeps what it used, also where there are more than needed. That
// greed is Fabric's, and decides which transactions are valid.
func (e *evaluation) rule(rule block.SignatureRule, used []bool) verdict {
	if len(rule.Of) == 0 && rule.Count == 0 {
		return e.principal(rule.Principal, used)
	}
	v := verdict{need: rule.Count}
	for _, part := range rule.Of {
		try := append([]bool{}, used...)
		if e.rule(part, try).met {
			v.have++
			copy(used, try)
		}
	}
	v.met = v.have >= v.need
	return v
}

func (e *evaluation) principal(number int, used []bool) verdict {
	v := verdict{need: 1}
	if number < 0 || number >= len(e.principals) {
		e.problem = fmt.Errorf("principal %d of %d: %w", number, len(e.principals), errUnknownPolicy)
		return v
	}
	for i, signer := range e.signers {
		if !used[i] && e.is(signer, e.principals[number]) {
			used[i] = true
			return verdict{met: true, have: 1, need: 1}
		}
	}
	return v
}

// is reports whether a signer is the principal.
func (e *evaluation) is(signer *signed, who block.Principal) bool {
	m := e.channel.msps[signer.msp]
	switch {
	case len(who.Identity) > 0:
		return signer.msp == who.MSP && bytes.Equal(signer.certificate.Raw, who.Certificate) &&
			m.validity(signer.certificate).problem == nil
	case who.MSP != signer.msp || who.MSP == "":
		return false // the empty principal is one that nobody is
	case who.Role != "":
		return m.satisfies(signer.certificate, who.Role)
	default:
		return m.inUnit(signer.certificate, who.Unit, who.Certifier)
	}
}
