package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/caller"
	"allianceregistry/audit/chain"
	"allianceregistry/membership"
)

// valid is Fabric's word for a transaction that took effect.
const valid = "VALID"

// ErrOutOfOrder says that a block does not follow the last one.
var ErrOutOfOrder = errors.New("a block out of order")

// Step is one call of the registry, valid or not.
type Step struct {
	chain.Place
	// Time is what the sender wrote, Code what became of it.
	Time time.Time `json:"time"`
	Code string    `json:"code"`
	Name string    `json:"name"`
	// Caller is who sent it; without a name the host is called by its MSP ID.
	Caller membership.Caller `json:"caller"`
	// Event is what a valid call did; nil if it did nothing.
	Event *membership.Event `json:"event,omitempty"`
	// Reason is the one that the sender gave.
	Reason string `json:"reason,omitempty"`
}

// Replay runs the registry's transactions again, block by block. It is for one
// goroutine; once nothing is added any more, several may read it.
type Replay struct {
	chaincode   string
	records     *records
	steps       []Step
	findings    []chain.Finding
	warnings    []chain.Finding
	definitions []Definition
	// config is the channel's configuration, policy that of the last definition that
	// could be read; who has which power follows from both.
	config    *block.Config
	policy    *block.Policy
	holdings  []Holding
	lifecycle map[string][]byte
	byCaller  map[string]callerCount
	genesis   []byte
	last      []byte
	height    uint64
	// times are those that all valid transactions claim, the registry's or not: what
	// had no effect says nothing, for anybody can send it.
	times []time.Time
	// engine is the place, among membership.Engines, of the rules that the chain has
	// come to: once something is recorded by a version, nothing later is by an older.
	engine int
}

// callerCount counts one caller's calls.
type callerCount struct {
	caller       membership.Caller
	all, invalid int
	last         chain.Place
}

// NewReplay begins a replay of the chaincode of this name, at block 0.
func NewReplay(chaincode string) *Replay {
	return &Replay{
		chaincode: chaincode, records: newRecords(), lifecycle: map[string][]byte{}, byCaller: map[string]callerCount{},
	}
}

// Height is the number of blocks that were replayed.
func (r *Replay) Height() uint64 { return r.height }

// Genesis is the hash of block 0, Hash that of the last block.
func (r *Replay) Genesis() []byte { return r.genesis }

// Hash is the hash of the last block.
func (r *Replay) Hash() []byte { return r.last }

// Findings are all differences between the rules and the blocks so far, in their
// order, each a Fault. Of one transaction the first difference is named.
func (r *Replay) Findings() []chain.Finding { return r.findings }

// Steps are all calls of the registry so far, in their order.
func (r *Replay) Steps() []Step { return r.steps }

// Definitions are the chaincode's definitions so far, in their order.
func (r *Replay) Definitions() []Definition { return r.definitions }

// View is the state after the last block.
func (r *Replay) View() View { return r.At(r.height) }

// At is the state that the chain had when it had so many blocks.
func (r *Replay) At(height uint64) View { return View{r.records, min(height, r.height)} }

// Add replays the next block, and returns what differs in it. It fails with
// ErrOutOfOrder. Where rules and block differ the block's word is carried on with:
// the network has it so, and what follows from it is no difference of its own.
func (r *Replay) Add(v chain.Verified) ([]chain.Finding, error) {
	if v.Block.Number != r.height {
		return nil, fmt.Errorf("%w: %d instead of %d", ErrOutOfOrder, v.Block.Number, r.height)
	}
	before := len(r.findings)
	if v.Block.Number == 0 {
		r.genesis = v.Block.Hash
	}
	for i, tx := range v.Block.Transactions {
		code := tx.Code
		if i < len(v.Codes) {
			code = v.Codes[i]
		}
		r.transaction(chain.Place{Block: v.Block.Number, Index: tx.Index, Tx: tx.ID}, tx, code)
		if code == valid && !tx.Time.IsZero() {
			r.times = append(r.times, tx.Time)
		}
	}
	r.warnings = append(r.warnings, v.Findings...)
	r.last = v.Block.Hash
	r.height++
	return r.findings[before:], nil
}

// KnownUntil is the time up to which the chain says what happened, by chain.KnownUntil.
func (r *Replay) KnownUntil(clock time.Time) time.Time { return chain.KnownUntil(r.times, clock) }

// transaction replays one transaction.
func (r *Replay) transaction(at chain.Place, tx block.Transaction, code string) {
	if tx.Config != nil && code == valid {
		r.configure(at, tx.Config)
	}
	call := tx.Call
	if call == nil {
		return
	}
	var step *Step
	if call.Chaincode == r.chaincode {
		step = r.step(at, tx, code)
	}
	if code != valid {
		return
	}
	if step != nil {
		r.rerun(step, tx)
	} else if found := foreignWrite(call, r.chaincode); found != nil {
		r.differs(at, found)
	}
	r.write(at, call)
}

// configure takes a configuration for the one in force.
func (r *Replay) configure(at chain.Place, config *block.Config) {
	if at.Block > 0 {
		r.warnings = append(r.warnings, warning(ConfigurationChanged, at, "sequence", fmt.Sprint(config.Sequence)))
	}
	r.config = config
	r.updateHoldings(at)
}

// step records a call of the registry. One of a sender whose certificate cannot
// be read is named if it took effect.
func (r *Replay) step(at chain.Place, tx block.Transaction, code string) *Step {
	step := Step{Place: at, Time: tx.Time, Code: code, Name: tx.Call.Name}
	var err error
	if step.Caller, err = caller.Read(tx.Creator.Signer); err != nil && code == valid {
		r.findings = append(r.findings, fault(CallerUnreadable, at, "why", err.Error()))
	}
	step.Caller.Host = hostOf(r.before(at), step.Caller.MSP)
	if len(tx.Call.Arguments) > 0 {
		var said struct {
			Reason string `json:"reason"`
		}
		if json.Unmarshal(tx.Call.Arguments[0], &said) == nil { // else it has no reason
			step.Reason = said.Reason
		}
	}
	count := r.byCaller[step.Caller.Key]
	count.caller, count.last, count.all = step.Caller, at, count.all+1
	if code != valid {
		count.invalid++
	}
	r.byCaller[step.Caller.Key] = count
	r.steps = append(r.steps, step)
	return &r.steps[len(r.steps)-1]
}

// write takes a valid call's writes into the state.
func (r *Replay) write(at chain.Place, call *block.Invocation) {
	for _, set := range call.Sets {
		if set.Collection != "" {
			continue
		}
		for _, write := range set.Writes {
			switch set.Namespace {
			case r.chaincode:
				r.records.write(write.Key, version{value: writtenValue(write), place: at})
			case block.Lifecycle:
				r.lifecycle[write.Key] = write.Value
			}
		}
		if set.Namespace == block.Lifecycle {
			r.updateDefinition(at)
		}
	}
}

// writtenValue is nil for what is not there after a write: Fabric takes an empty
// value for none.
func writtenValue(write block.Write) []byte {
	if write.Delete || len(write.Value) == 0 {
		return nil
	}
	return write.Value
}
