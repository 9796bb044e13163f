package audit

import (
	"bytes"

	"allianceregistry/client/block"
	"allianceregistry/client/chain"
)

// flags compares which transactions the hosts call valid, and tells whether they differ.
func (s *sides) flags(number uint64) bool {
	by := groups(s.blocks[number], codesOf)
	if len(by) < 2 {
		return false
	}
	s.minority(by, func(peer Peer, hosts, expected, seen string) {
		at := Place{Block: number}
		want, got := []byte(expected), []byte(seen)
		if i := differentFlag(bytes.Split(want, []byte(" ")), bytes.Split(got, []byte(" "))); expected != "" && i >= 0 {
			at = s.place(number, i)
			want, got = bytes.Split(want, []byte(" "))[i], bytes.Split(got, []byte(" "))[i]
		}
		s.find(chain.Fault, FlagsDiffer, at, peer, "hosts", hosts, "tx", at.Tx, "expected", string(want), "seen", string(got))
	})
	return true
}

// differentFlag is the first that differs, -1 if they cannot be compared one by one.
func differentFlag(want, got [][]byte) int {
	for i := range want {
		if i < len(got) && !bytes.Equal(want[i], got[i]) {
			return i
		}
	}
	return -1
}

// place is where a transaction stands, by the first peer's block.
func (s *sides) place(number uint64, index int) Place {
	for _, b := range s.blocks[number] {
		if b != nil && index < len(b.Transactions) {
			return Place{number, index, b.Transactions[index].ID}
		}
	}
	return Place{Block: number, Index: index}
}

func codesOf(b *block.Block) string {
	var codes []byte
	for i, tx := range b.Transactions {
		if i > 0 {
			codes = append(codes, ' ')
		}
		codes = append(codes, tx.Code...)
	}
	return string(codes)
}
