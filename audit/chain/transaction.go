package chain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"allianceregistry/audit/block"
)

// Fabric's validation codes that are worked out here (peer.TxValidationCode).
const (
	valid               = "VALID"
	notValidated        = "NOT_VALIDATED"
	badCreator          = "BAD_CREATOR_SIGNATURE"
	badTxID             = "BAD_PROPOSAL_TXID"
	badCall             = "INVALID_ENDORSER_TRANSACTION"
	unsupported         = "UNSUPPORTED_TX_PAYLOAD"
	repeatedID          = "DUPLICATE_TXID"
	unknownChaincode    = "INVALID_CHAINCODE"
	endorsementsMissing = "ENDORSEMENT_POLICY_FAILURE"
	staleRead           = "MVCC_READ_CONFLICT"
	phantomRead         = "PHANTOM_READ_CONFLICT"
)

// ruling is what becomes of a transaction by Fabric's rules: the code, why, and
// what names the cause if the peer says otherwise.
type ruling struct {
	code   string
	why    string
	causes []Finding // without their place
	// alternatives are codes that Fabric may give as well: it depends on the peer.
	alternatives []string
	// undecidable says that the rules cannot be applied here; then any code but VALID is
	// taken for what it is.
	undecidable bool
}

// checkTransactions works out each transaction's code: first each by itself as of the
// block before, then repeated ids, then in order against what those before wrote.
// (Fabric: txvalidator/v20, then kvledger/txmgmt/validation.)
func (r *review) checkTransactions(ctx context.Context) error {
	rulings := make([]ruling, len(r.prepared.txs))
	for i := range rulings {
		found, err := r.judgeAlone(ctx, i)
		if err != nil {
			return err
		}
		rulings[i] = found
	}
	r.rejectRepeated(rulings)
	if err := r.checkReads(ctx, rulings); err != nil {
		return err
	}
	orderer := r.fromOrderer()
	for i := range rulings {
		r.applyRuling(i, &rulings[i], orderer)
	}
	r.list = slices.DeleteFunc(r.list, func(f Finding) bool { // what had no effect has no time either
		return (f.Code == SenderExpired || f.Code == EndorserExpired) && rulings[f.Index].code != valid
	})
	return nil
}

// judgeAlone applies the rules that need no other transaction of the block.
func (r *review) judgeAlone(ctx context.Context, i int) (ruling, error) {
	tx := &r.prepared.block.Transactions[i]
	// Fabric reads the headers before it asks who sent them.
	if tx.Kind == block.Other && tx.Flaw != "" && tx.Flaw != unsupported {
		return ruling{code: tx.Flaw, why: tx.Problem}, nil
	}
	if found, ok := r.checkSender(i, tx); !ok {
		return found, nil
	}
	switch tx.Kind {
	case block.Configuration:
		return r.judgeConfiguration(i, tx), nil
	case block.Call:
		return r.judgeCall(ctx, i, tx)
	default:
		return ruling{code: unsupported, why: tx.Problem}, nil
	}
}

// checkSender checks who sent the transaction.
func (r *review) checkSender(i int, tx *block.Transaction) (ruling, bool) {
	p := &r.prepared.txs[i]
	why := r.verifier.channel.valid(&p.creator)
	if why == nil && tx.Channel != r.verifier.name {
		r.addTx(i, tx.ID, Fault, WrongChannel, "expected", r.verifier.name, "seen", tx.Channel)
		why = fmt.Errorf("for channel %q", tx.Channel)
	}
	if why != nil {
		return ruling{code: badCreator, why: why.Error(), causes: []Finding{
			cause(Fault, BadSender, "sender", p.creator.name(), "why", why.Error()),
		}}, false
	}
	if end := p.creator.certificate.NotAfter; tx.Time.After(end) {
		r.addTx(i, tx.ID, Warning, SenderExpired, "sender", p.creator.name(), "expired", end.UTC().Format(time.RFC3339))
	}
	return ruling{}, true
}

// judgeCall applies the rules for a chaincode's call, in Fabric's order.
func (r *review) judgeCall(ctx context.Context, i int, tx *block.Transaction) (ruling, error) {
	p := &r.prepared.txs[i]
	if tx.Nameless || tx.ID != p.id {
		return ruling{code: badTxID, why: "not the hash of nonce and sender", causes: []Finding{
			cause(Fault, WrongTxID, "expected", p.id, "seen", tx.ID),
		}}, nil
	}
	if tx.Flaw == badCall {
		return ruling{code: tx.Flaw, why: tx.Problem}, nil
	}
	if !tx.Bound {
		return ruling{code: badCall, why: "what was endorsed is another proposal"}, nil
	}
	known, err := r.state.Known(ctx, tx.ID)
	if err != nil {
		return ruling{}, fmt.Errorf("look up transaction %s: %w", tx.ID, err)
	}
	if known {
		return repeatedRuling(), nil
	}
	if tx.Flaw != "" {
		return ruling{code: tx.Flaw, why: tx.Problem}, nil
	}
	if tx.Call == nil {
		return ruling{code: valid, why: tx.Problem, undecidable: true, causes: []Finding{
			cause(Fault, Unreadable, "why", tx.Problem),
		}}, nil
	}
	return r.judgeEndorsements(ctx, i, tx)
}

func repeatedRuling() ruling {
	return ruling{code: repeatedID, why: "the id was there before", causes: []Finding{cause(Fault, RepeatedTx)}}
}

// rejectRepeated finds ids that are in the block twice: the first valid one stands.
func (r *review) rejectRepeated(rulings []ruling) {
	seen := make(map[string]bool, len(rulings))
	for i := range rulings {
		tx := &r.prepared.block.Transactions[i]
		if tx.Kind != block.Call || rulings[i].code != valid {
			continue
		}
		if seen[tx.ID] {
			rulings[i] = repeatedRuling()
		}
		seen[tx.ID] = true
	}
}

// fromOrderer reports whether the block came from an orderer, who says nothing about
// transactions.
func (r *review) fromOrderer() bool {
	for i := range r.prepared.block.Transactions {
		if r.prepared.block.Transactions[i].Code != notValidated {
			return false
		}
	}
	return len(r.prepared.block.Commit) == 0
}

// applyRuling compares a ruling with the peer's word.
func (r *review) applyRuling(i int, found *ruling, orderer bool) {
	tx := &r.prepared.block.Transactions[i]
	if found.undecidable {
		r.applyUndecidable(i, found)
		return
	}
	r.codes = append(r.codes, found.code)
	if orderer || tx.Code == found.code || slices.Contains(found.alternatives, tx.Code) {
		return
	}
	r.addTx(i, tx.ID, Fault, WrongCode, "expected", found.code, "seen", tx.Code, "why", found.why)
	if tx.Code == valid {
		for _, f := range found.causes {
			r.addCause(i, f)
		}
	}
}

// applyUndecidable believes a peer that a transaction which cannot be judged is not valid,
// and nobody that it is.
func (r *review) applyUndecidable(i int, found *ruling) {
	tx := &r.prepared.block.Transactions[i]
	level := Fault
	if tx.Code != valid && tx.Code != notValidated {
		level = Warning
	}
	r.codes = append(r.codes, tx.Code)
	for _, f := range found.causes {
		f.Severity = level
		r.addCause(i, f)
	}
}

// addCause puts a cause in its place.
func (r *review) addCause(i int, f Finding) {
	f.Block, f.Source, f.Index, f.Tx = r.block, r.source, i, r.prepared.block.Transactions[i].ID
	r.put(f)
}

// setCode notes what became of a transaction that is valid without being judged.
func (r *review) setCode(i int, code, why string) {
	r.applyRuling(i, &ruling{code: code, why: why}, r.fromOrderer())
}

// cause is a finding whose place is not known yet.
func cause(level Severity, code string, params ...string) Finding {
	return Finding{Code: code, Severity: level, Params: pairs(params)}
}
