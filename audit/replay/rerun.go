package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// sandbox is the state before a transaction, and what the transaction would write.
type sandbox struct {
	View
	writes map[string][]byte
	event  *membership.Event
}

// Put implements membership.Store.
func (s *sandbox) Put(key membership.Key, value []byte) error {
	s.writes[key.String()] = value
	return nil
}

// Emit implements membership.Store.
func (s *sandbox) Emit(event membership.Event) error {
	s.event = &event
	return nil
}

// rerun runs a valid call again by the rules of its day, and names the first difference
// from the block. A decision says which rules these are; any other call is tried by each
// version, from the one that the chain has come to, until one gives what is recorded.
func (r *Replay) rerun(step *Step, tx block.Transaction) {
	var found *chain.Finding
	for _, engine := range r.engines(tx.Call) {
		event, differs := r.runWith(charter.Engines()[engine], step, tx.Call)
		if differs == nil {
			r.engine, step.Event = engine, event
			return
		}
		found = differs
	}
	r.findings = append(r.findings, *found)
	step.Event = eventOf(tx.Call)
}

// engines are the places of the rules by which a call may have been recorded: of a
// decision those that it names, unless the chain is past them.
func (r *Replay) engines(call *block.Invocation) []int {
	var may []int
	for engine := r.engine; engine < len(charter.Engines()); engine++ {
		may = append(may, engine)
	}
	if named := decidedBy(call, r.chaincode); slices.Contains(may, named) {
		return []int{named}
	}
	return may
}

// decidedBy is the place of the rules that a decision among a call's writes names, -1
// if there is none.
func decidedBy(call *block.Invocation, chaincode string) int {
	for _, set := range call.Sets {
		for _, write := range set.Writes {
			key, ok := membership.ParseKey(write.Key)
			var decision membership.Decision
			if set.Namespace == chaincode && ok && key.Object == "decision" && json.Unmarshal(write.Value, &decision) == nil {
				return slices.Index(charter.Engines(), decision.Engine)
			}
		}
	}
	return -1
}

// runWith runs a call by a version of the rules: what it did, or what the block has
// otherwise.
func (r *Replay) runWith(engine string, step *Step, call *block.Invocation) (*membership.Event, *chain.Finding) {
	s := &sandbox{View: r.before(step.Place), writes: map[string][]byte{}}
	answer, err := s.run(engine, step, call)
	if err != nil {
		finding := fault(RulesRefuse, step.Place, "name", call.Name, "refusal", refusalOf(err))
		return nil, &finding
	}
	for _, differs := range []*difference{
		diffWrites(s.writes, call.Sets, r.chaincode), strayWrite(call.Sets, r.chaincode),
		s.diffEvent(call), diff("answer", "", answer, call.Answer),
	} {
		if differs != nil {
			finding := differs.finding(step.Place)
			return nil, &finding
		}
	}
	return s.event, nil
}

// before is the state that a transaction of the block that is being added comes upon. It
// has what earlier transactions of this block wrote too, which a valid transaction did not
// read otherwise.
func (r *Replay) before(at chain.Place) View { return View{r.records, at.Block + 1} }

func (r *Replay) differs(at chain.Place, d *difference) {
	r.findings = append(r.findings, d.finding(at))
}

func (d *difference) finding(at chain.Place) chain.Finding {
	return fault(RulesDiffer, at, "what", d.what, "key", d.key, "path", d.path, "expected", d.expected, "seen", d.seen)
}

// foreignWrite finds what a call of another chaincode writes in the registry's name: no
// rule of the registry gives that, whoever endorsed it.
func foreignWrite(call *block.Invocation, chaincode string) *difference {
	for _, set := range call.Sets {
		if set.Namespace == chaincode && len(set.Writes) > 0 {
			return &difference{"namespace", readable(set.Writes[0].Key), "", absent, set.Namespace + " by " + call.Chaincode}
		}
	}
	return nil
}

// eventOf is the event that the block holds, where the rules have no other.
func eventOf(call *block.Invocation) *membership.Event {
	var event membership.Event
	if len(call.Event) == 0 || json.Unmarshal(call.Event, &event) != nil {
		return nil
	}
	return &event
}

// refusalOf is a refusal's code, or any other error's text.
func refusalOf(err error) string {
	var denied *refusal.Error
	if errors.As(err, &denied) {
		return string(denied.Code)
	}
	return err.Error()
}

// run runs a call as the contract does. What a question answers may be anything:
// it changes nothing, and Fabric does not check all that it read.
func (s *sandbox) run(engine string, step *Step, call *block.Invocation) (answer []byte, err error) {
	if slices.Contains(membership.QueryNames(), call.Name) || slices.Contains(metaQueries, call.Name) {
		return call.Answer, nil
	}
	if len(call.Arguments) != 1 {
		return nil, fmt.Errorf("%d arguments", len(call.Arguments))
	}
	transaction, err := membership.ParseTransaction(call.Name, call.Arguments[0])
	if err != nil {
		return nil, err
	}
	tx, err := membership.NewTx(step.Tx, step.Time, step.Caller)
	if err != nil {
		return nil, err
	}
	tx.Engine = engine
	event, err := membership.Apply(s, tx, transaction)
	if err != nil {
		return nil, err
	}
	return json.Marshal(event)
}

// metaQueries are what the chaincode answers besides the registry's questions.
var metaQueries = []string{"Version", "org.hyperledger.fabric:GetMetadata"}

// diffWrites compares what a call should have written with what it wrote, in
// the order of the keys.
func diffWrites(expected map[string][]byte, sets []block.Set, chaincode string) *difference {
	seen := map[string][]byte{}
	for _, set := range sets {
		if set.Namespace == chaincode && set.Collection == "" {
			for _, write := range set.Writes {
				seen[write.Key] = writtenValue(write)
			}
		}
	}
	keys := slices.Collect(maps.Keys(expected))
	for key := range seen {
		if _, both := expected[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		want, wanted := expected[key]
		got, written := seen[key]
		if found := diff("write", readable(key), want, got); found != nil {
			return found
		}
		if wanted != written { // a deletion of what is not there
			return &difference{"write", readable(key), "", writtenOrAbsent(wanted), writtenOrAbsent(written)}
		}
	}
	return nil
}

// strayWrite finds writes where the registry has none: in another namespace, in a
// private collection, or of a key's own policy.
func strayWrite(sets []block.Set, chaincode string) *difference {
	for _, set := range sets {
		own := set.Namespace == chaincode && set.Collection == ""
		if !own && len(set.Writes) > 0 {
			return &difference{"namespace", readable(set.Writes[0].Key), "", absent, set.Namespace + " " + set.Collection}
		}
		if len(set.Policies) > 0 {
			return &difference{"policy", readable(set.Policies[0]), "", absent, set.Namespace}
		}
	}
	return nil
}

func (s *sandbox) diffEvent(call *block.Invocation) *difference {
	name, want := "", []byte(nil)
	if s.event != nil {
		name = s.event.Type
		want = encode(s.event)
	}
	if found := diff("event", "", []byte(name), []byte(call.EventName)); found != nil {
		return found
	}
	return diff("event", "", want, call.Event)
}

// writtenOrAbsent reports whether something is there.
func writtenOrAbsent(there bool) string {
	if there {
		return "written"
	}
	return absent
}

// readable is a key without the separators that no terminal shows.
func readable(key string) string {
	parsed, ok := membership.ParseKey(key)
	if !ok {
		return fmt.Sprintf("%q", key)
	}
	text := parsed.Object
	for _, part := range parsed.Parts {
		text += " " + part
	}
	return text
}
