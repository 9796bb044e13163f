package replay

import (
	"context"
	"slices"
	"strings"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
)

// ambiguousCodes are the codes of which honest peers may give one or the other to the same
// transaction, which is invalid by both. Fabric judges the namespaces that a transaction
// writes in the order of a map, and ends with the first that is refused
// (core/committer/txvalidator/v20/plugindispatcher/dispatcher.go, dispatcherImpl.Dispatch):
// with the first of these codes where it is no defined chaincode's, with the second where
// its policy is not met. What else goes wrong there stops the peer, and gives no code.
var ambiguousCodes = []string{"ENDORSEMENT_POLICY_FAILURE", "INVALID_CHAINCODE"}

// ambiguousFlag marks, in an outline, a transaction of which a peer may give any of the codes.
const ambiguousFlag = "any order"

// isAmbiguous reports whether a peer may give any of the codes to a transaction.
func isAmbiguous(tx *block.Transaction) bool {
	unread := tx.Call == nil && tx.Kind == block.Call && tx.Flaw == "" // it may write anywhere
	return slices.Contains(ambiguousCodes, tx.Code) && (unread || tx.Call != nil && len(tx.Call.Written()) > 1)
}

// normalizedCode is a transaction's code, the same one for all codes that are ambiguous.
func normalizedCode(tx *block.Transaction) string {
	if tx.Flaw == ambiguousFlag {
		return ambiguousCodes[0]
	}
	return tx.Code
}

// codesOf are the codes of a block as a peer gives them, judgementsOf what they amount to.
func codesOf(b *block.Block) string {
	return joinCodes(b, func(tx *block.Transaction) string { return tx.Code })
}

func normalizedCodes(b *block.Block) string { return joinCodes(b, normalizedCode) }

func joinCodes(b *block.Block, of func(*block.Transaction) string) string {
	codes := make([]string, len(b.Transactions))
	for i := range b.Transactions {
		codes[i] = of(&b.Transactions[i])
	}
	return strings.Join(codes, " ")
}

// compareFlags compares which transactions of a block the hosts call valid, and what they
// committed by it. It reports whether something does not hold.
func (s *comparer) compareFlags(ctx context.Context, number uint64) (differs bool, err error) {
	by := groups(s.blocks[number], normalizedCodes)
	if differs = len(by) > 1; differs {
		s.reportFlags(number, by)
	} else {
		s.warnAmbiguous(number)
	}
	others, err := s.copiesByCommit(ctx, number)
	for _, of := range others {
		if by := groups(of, commitOf); len(by) > 1 {
			differs = true
			s.reportDiffering(number, CommitDiffers, by)
		}
	}
	return differs, err
}

// copiesByCommit are the block's copies from those hosts that had committed the same before it,
// and call its transactions the same: they must have committed the same after it. Each
// of the lists has the places of all hosts.
func (s *comparer) copiesByCommit(ctx context.Context, number uint64) ([][]*block.Block, error) {
	before := make([]*block.Block, len(s.peers))
	if number > 0 {
		var err error
		if before, err = s.read(ctx, number-1); err != nil {
			return nil, err
		}
	}
	by := map[string][]*block.Block{}
	for i, b := range s.blocks[number] {
		was := "" // before the first block
		if number > 0 && (before[i] == nil || len(before[i].Commit) == 0) {
			continue // nobody knows what it had
		}
		if number > 0 {
			was = commitOf(before[i])
		}
		if b == nil {
			continue
		}
		key := was + " " + codesOf(b)
		if by[key] == nil {
			by[key] = make([]*block.Block, len(s.peers))
		}
		by[key][i] = b
	}
	var lists [][]*block.Block
	for _, key := range sortedKeys(by) {
		lists = append(lists, by[key])
	}
	return lists, nil
}

// reportFlags names who calls a transaction of a block something else than the others.
func (s *comparer) reportFlags(number uint64, by map[string][]int) {
	s.reportMinority(by, func(d discrepancy) {
		at := chain.Place{Block: number}
		if i := firstDifferentCode(d.expected, d.seen); i >= 0 {
			at = s.place(number, i)
			d.expected, d.seen = s.code(number, i, by[d.expected]), s.code(number, i, by[d.seen])
		}
		s.addFinding(chain.Fault, FlagsDiffer, at, d.peer, "hosts", d.hosts, "others", d.others, "tx", at.Tx, "expected", d.expected, "seen", d.seen)
	})
}

// code is what the first of some hosts calls a transaction.
func (s *comparer) code(number uint64, index int, places []int) string {
	return s.blocks[number][places[0]].Transactions[index].Code
}

// warnAmbiguous warns once of a transaction to which honest hosts gave one code or the other:
// their hashes over what they committed differ from there on, and say nothing any more.
func (s *comparer) warnAmbiguous(number uint64) {
	by := groups(s.blocks[number], codesOf)
	if s.ambiguous || len(by) < 2 {
		return
	}
	s.ambiguous = true
	values := sortedKeys(by) // as many codes each: else their judgements differed
	i := firstDifferentCode(values[0], values[1])
	at := s.place(number, i)
	s.addFinding(chain.Warning, CodesByOrder, at, nil, "hosts", s.hostsOf(by[values[1]]), "others", s.hostsOf(by[values[0]]), "tx", at.Tx,
		"expected", s.code(number, i, by[values[0]]), "seen", s.code(number, i, by[values[1]]))
}

// firstDifferentCode is the place of the first code that differs, -1 if they cannot be
// compared one by one.
func firstDifferentCode(want, got string) int {
	expected, seen := strings.Split(want, " "), strings.Split(got, " ")
	if len(expected) == len(seen) {
		for i := range expected {
			if expected[i] != seen[i] {
				return i
			}
		}
	}
	return -1
}

// place is where a transaction stands, by the first peer's block.
func (s *comparer) place(number uint64, index int) chain.Place {
	for _, b := range s.blocks[number] {
		if b != nil && index < len(b.Transactions) {
			return chain.Place{Block: number, Index: index, Tx: b.Transactions[index].ID}
		}
	}
	return chain.Place{Block: number, Index: index}
}
