package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/audit/block"
)

const (
	// lifecyclePolicy is for what is written to the definitions of chaincodes.
	lifecyclePolicy = "/Channel/Application/LifecycleEndorsement"
	// implicitPrefix begins the name of an organization's own collection, which every
	// chaincode has without defining it.
	implicitPrefix = "_implicit_org_"
)

// requirement is a policy that a call's transaction endorsements have to satisfy.
type requirement struct {
	namespace string
	// name is how findings call the policy.
	name   string
	policy block.Policy
}

// judgeEndorsements decides whether a call has the transaction endorsements that it needs:
// for each namespace that it is of or writes to, by the definition in force.
// (Fabric: txvalidator/v20/plugindispatcher, core/common/validation/statebased.)
//
// Fabric takes the namespaces in any order, so that of several reasons each peer may
// give another: all that apply are taken, and the first in the order of the names is the
// code that stands here, whoever gave the block. Hardened peers judge in that order too.
func (r *review) judgeEndorsements(ctx context.Context, i int, tx *block.Transaction) (ruling, error) {
	signers := r.verifier.channel.signers(r.prepared.txs[i].endorsements)
	var first *ruling
	written := setsOf(tx.Call)
	for _, namespace := range tx.Call.Written() {
		found, err := r.judgeNamespace(ctx, i, namespace, written[namespace], signers)
		switch {
		case err != nil:
			return ruling{}, err
		case found == nil:
			continue
		case first == nil || first.undecidable && !found.undecidable:
			first = found
		case !found.undecidable:
			first.alternatives = append(first.alternatives, found.code)
		}
		if !found.undecidable && (found.code == tx.Code || tx.Code == notValidated) {
			return *first, nil
		}
	}
	if first != nil {
		return *first, nil
	}
	if set := keyPolicy(tx.Call); set != nil {
		return ruling{code: valid, undecidable: true, causes: []Finding{
			cause(Fault, KeyPolicy, "namespace", set.Namespace, "key", set.Policies[0]),
		}}, nil
	}
	r.warnEndorsers(i, tx, Warning)
	return ruling{code: valid}, nil
}

// judgeNamespace says what is missing for what was written in one namespace, nil if
// nothing is.
func (r *review) judgeNamespace(ctx context.Context, i int, name string, written []*block.Set, signers []*signed) (*ruling, error) {
	needs, found, err := r.requirements(ctx, name, written)
	if err != nil || found != nil {
		return found, err
	}
	c := r.verifier.channel
	for _, need := range needs {
		v, err := c.evaluate(need.policy, c.config.Root, signers)
		if err != nil {
			found := unknownPolicy(need.name, err)
			return &found, nil
		}
		if !v.met {
			found := r.missing(i, need, v, signers)
			return &found, nil
		}
	}
	return nil, nil
}

func unknownPolicy(name string, err error) ruling {
	return ruling{code: valid, undecidable: true, causes: []Finding{
		cause(Fault, UnknownPolicy, "policy", name, "why", err.Error()),
	}}
}

// setsOf is what a call wrote in each namespace. A call may name as many as its block
// has room for.
func setsOf(call *block.Invocation) map[string][]*block.Set {
	written := make(map[string][]*block.Set)
	for i := range call.Sets {
		if set := &call.Sets[i]; len(set.Writes)+len(set.Policies) > 0 {
			written[set.Namespace] = append(written[set.Namespace], set)
		}
	}
	return written
}

func keyPolicy(call *block.Invocation) *block.Set {
	for i := range call.Sets {
		if len(call.Sets[i].Policies) > 0 {
			return &call.Sets[i]
		}
	}
	return nil
}

// requirements are the policies that apply to what was written in a namespace: the
// chaincode's own for the public state, a collection's for the collection; the
// chaincode's also if nothing was written at all.
func (r *review) requirements(ctx context.Context, namespace string, written []*block.Set) ([]requirement, *ruling, error) {
	own, found, err := r.definition(ctx, namespace)
	if err != nil || found != nil {
		return nil, found, err
	}
	var needs []requirement
	ownNeeded := false
	for _, set := range written {
		if set.Collection == "" {
			ownNeeded = true
			continue
		}
		need, found, err := r.collection(ctx, namespace, set.Collection)
		switch {
		case err != nil || found != nil:
			return nil, found, err
		case need == nil:
			ownNeeded = true
		default:
			needs = append(needs, *need)
		}
	}
	if ownNeeded || len(needs) == 0 {
		needs = append([]requirement{own}, needs...)
	}
	return needs, nil, nil
}

// definition is the policy of a chaincode's definition as of the block before.
func (r *review) definition(ctx context.Context, namespace string) (requirement, *ruling, error) {
	need := requirement{namespace: namespace, name: "definition of " + namespace}
	if namespace == block.Lifecycle {
		need.name = lifecyclePolicy
		need.policy = block.Policy{Reference: lifecyclePolicy}
		if _, _, ok := r.verifier.channel.find(lifecyclePolicy, nil); !ok {
			found := unknownPolicy(lifecyclePolicy, errors.New("the channel has none"))
			return need, &found, nil
		}
		return need, nil, nil
	}
	value, err := r.field(ctx, namespace, block.FieldValidation)
	if err != nil {
		return need, nil, err
	}
	if len(value) == 0 {
		return need, &ruling{code: unknownChaincode, why: fmt.Sprintf("chaincode %q is not defined", namespace)}, nil
	}
	if need.policy, err = block.ReadPolicy(value); err != nil {
		found := unknownPolicy(need.name, err)
		return need, &found, nil
	}
	if need.policy.Reference != "" {
		need.name = need.policy.Reference
	}
	return need, nil, nil
}

func (r *review) field(ctx context.Context, chaincode, field string) ([]byte, error) {
	value, err := r.state.Value(ctx, block.Lifecycle, block.DefinitionKey(chaincode, field))
	if err != nil {
		return nil, fmt.Errorf("look up definition of %s: %w", chaincode, err)
	}
	return value, nil
}

// collection is the policy for writing to a private collection, nil if that is the
// chaincode's own.
func (r *review) collection(ctx context.Context, namespace, name string) (*requirement, *ruling, error) {
	if msp, ok := strings.CutPrefix(name, implicitPrefix); ok {
		need, found := r.implicit(namespace, msp)
		return need, found, nil
	}
	value, err := r.field(ctx, namespace, block.FieldCollections)
	if err != nil {
		return nil, nil, err
	}
	collections, err := block.ReadCollections(value)
	if err != nil {
		found := unknownPolicy("collections of "+namespace, err)
		return nil, &found, nil
	}
	policy, ok := collections[name]
	if !ok || namespace == block.Lifecycle {
		return nil, &ruling{code: endorsementsMissing, why: fmt.Sprintf("there is no collection %q", name)}, nil
	}
	if policy == nil {
		return nil, nil, nil
	}
	return &requirement{namespace: namespace, name: "collection " + name, policy: *policy}, nil, nil
}

// implicit is the policy of an organization's own collection: its Endorsement, or
// that of any member where it has none.
func (r *review) implicit(namespace, msp string) (*requirement, *ruling) {
	c := r.verifier.channel
	org, ok := c.member(msp)
	if !ok {
		return nil, &ruling{code: endorsementsMissing, why: fmt.Sprintf("no organization of the channel has MSP %q", msp)}
	}
	path := "/Channel/Application/" + org + "/Endorsement"
	if _, _, ok := c.find(path, nil); ok {
		return &requirement{namespace: namespace, name: path, policy: block.Policy{Reference: path}}, nil
	}
	return &requirement{namespace: namespace, name: "any member of " + msp, policy: block.Policy{
		Signature: &block.SignaturePolicy{
			Rule:       block.SignatureRule{Count: 1, Of: []block.SignatureRule{{Principal: 0}}},
			Principals: []block.Principal{{MSP: msp, Role: roleMember}},
		},
	}}, nil
}

// missing says which policy is not satisfied, by whom it is, and which transaction
// endorsements did not count.
func (r *review) missing(i int, need requirement, v verdict, signers []*signed) ruling {
	var by []string
	for _, s := range signers {
		if r.verifier.channel.validity(s) == nil {
			by = append(by, s.msp)
		}
	}
	slices.Sort(by)
	found := ruling{
		code: endorsementsMissing,
		why:  fmt.Sprintf("%d of %d for %s", v.have, v.need, need.name),
		causes: []Finding{cause(Fault, EndorsementsMissing,
			"namespace", need.namespace, "policy", need.name,
			"have", strconv.Itoa(v.have), "need", strconv.Itoa(v.need), "by", strings.Join(by, ","))},
	}
	for j := range r.prepared.txs[i].endorsements {
		if odd, ok := r.uncounted(&r.prepared.txs[i].endorsements[j], Fault); ok {
			found.causes = append(found.causes, odd)
		}
	}
	return found
}

// uncounted says why a transaction endorsement does not count, if it does not.
func (r *review) uncounted(s *signed, level Severity) (Finding, bool) {
	why := r.verifier.channel.valid(s)
	switch {
	case why == nil:
		return Finding{}, false
	case errors.Is(why, errRevoked):
		return cause(level, EndorserRevoked, "endorser", s.name(), "serial", s.certificate.SerialNumber.Text(16)), true
	default:
		return cause(level, EndorserInvalid, "endorser", s.name(), "why", why.Error()), true
	}
}

// warnEndorsers notes transaction endorsements that were not needed and do not
// count, and those that count though their certificate had expired.
func (r *review) warnEndorsers(i int, tx *block.Transaction, level Severity) {
	for j := range r.prepared.txs[i].endorsements {
		s := &r.prepared.txs[i].endorsements[j]
		if odd, ok := r.uncounted(s, level); ok {
			r.addCause(i, odd)
			continue
		}
		if end := s.certificate.NotAfter; tx.Time.After(end) {
			r.addTx(i, tx.ID, Warning, EndorserExpired, "endorser", s.name(), "expired", end.UTC().Format(time.RFC3339))
		}
	}
}
