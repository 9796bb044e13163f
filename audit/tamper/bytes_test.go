package tamper

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
)

// middle is a block that is neither the first nor the last.
const middle = 40

// flipped flips one bit of the block in the middle, where it has some bytes.
func (l *ledger) flipped(of func(block.Block) []byte) [][]byte {
	part := of(l.parsed[middle])
	at := bytes.Index(l.blocks[middle], part)
	require.GreaterOrEqual(l.t, at, 0)
	return l.with(middle, blocktest.Flip(l.blocks[middle], 8*(at+len(part)/2)))
}

// flip is a forgery that the verifier finds.
func flip(code string, of func(block.Block) []byte) forgery {
	return forgery{byVerifier, code, func(l *ledger) ([]chain.Finding, place) {
		return l.verified(l.flipped(of)), place{block: middle}
	}}
}

// bytesForged are what somebody does who has the files and no key.
func bytesForged() map[string]forgery {
	return map[string]forgery{
		"bit flipped in the header's previous hash": flip(chain.WrongPrevious, func(b block.Block) []byte { return b.Previous }),
		"bit flipped in the header's data hash":     flip(chain.WrongData, func(b block.Block) []byte { return b.Data }),
		"bit flipped in a written value": flip(chain.WrongData, func(b block.Block) []byte {
			return writes(b.Transactions[0].Call)[0].Value
		}),
		"bit flipped in the sender's signature": flip(chain.WrongData, func(b block.Block) []byte {
			return b.Transactions[0].Creator.Value
		}),
		"bit flipped in a transaction endorsement": flip(chain.WrongData, func(b block.Block) []byte {
			return b.Transactions[0].Call.Endorsements[0].Value
		}),
		"bit flipped in an orderer's signature": flip(chain.OrderersMissing, func(b block.Block) []byte { return b.Signatures[0].Value }),
		"bit flipped in the running hash": {byCompare, replay.CommitDiffers, func(l *ledger) ([]chain.Finding, place) {
			peers := l.peers()
			peers[1].blocks = l.flipped(func(b block.Block) []byte { return b.Commit })
			return compared(l.t, peers, replay.WithBlocks(0, uint64(len(l.blocks)-1))), place{block: middle, host: hosts[1]}
		}},
		"validation flag flipped from VALID": {byVerifier, chain.WrongCode, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(l.with(middle, flag(l.blocks[middle], "MVCC_READ_CONFLICT"))), place{block: middle}
		}},
		"validation flag flipped to VALID": {byVerifier, chain.WrongCode, flaggedValid},
		"validation flag flipped on one peer": {byCompare, replay.FlagsDiffer, func(l *ledger) ([]chain.Finding, place) {
			peers := l.peers()
			peers[2].blocks = l.with(middle, flag(l.blocks[middle], "MVCC_READ_CONFLICT"))
			return compared(l.t, peers, replay.WithBlocks(0, uint64(len(l.blocks)-1))), place{block: middle, host: hosts[2]}
		}},
		"block dropped": {byVerifier, chain.WrongNumber, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(slices.Delete(slices.Clone(l.blocks), middle, middle+1)), place{block: middle + 1}
		}},
		"two blocks swapped": {byVerifier, chain.WrongNumber, func(l *ledger) ([]chain.Finding, place) {
			blocks := slices.Clone(l.blocks)
			blocks[middle], blocks[middle+1] = blocks[middle+1], blocks[middle]
			return l.verified(blocks), place{block: middle + 1}
		}},
		"block repeated": {byVerifier, chain.WrongNumber, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(slices.Insert(slices.Clone(l.blocks), middle, l.blocks[middle-1])), place{block: middle - 1}
		}},
		"file truncated within a block": {byFiles, "malformed", func(l *ledger) ([]chain.Finding, place) {
			return malformed(l.t, l.truncated()), place{block: uint64(len(l.blocks) - 1)}
		}},
		"file truncated after a block": {byCompare, replay.Lag, func(l *ledger) ([]chain.Finding, place) {
			folder := l.t.TempDir()
			require.NoError(l.t, blocktest.WriteFiles(folder, l.blocks[:middle]...))
			peers := l.peers()
			peers[1].blocks = read(l.t, folder)
			return compared(l.t, peers, replay.WithQuestions()), place{host: hosts[1]}
		}},
		"wrong trust root": {byVerifier, chain.WrongRoot, func(l *ledger) ([]chain.Finding, place) {
			return verify(l.t, blocktest.Hash(l.blocks[1]), l.blocks).chain, place{}
		}},
		"first block of another network": {byVerifier, chain.WrongRoot, func(l *ledger) ([]chain.Finding, place) {
			return l.verified(blocktest.NewRaft(hosts...).All()), place{}
		}},
	}
}

func flag(raw []byte, code string) []byte {
	return blocktest.Edit(raw, func(e *blocktest.Editor) { e.SetCode(0, code) })
}

// flaggedValid sends a real call once more, whose reads are stale by now. A peer
// that says so is believed, one that calls it valid is not.
func flaggedValid(l *ledger) ([]chain.Finding, place) {
	number := uint64(len(l.blocks))
	honest := flag(l.from(number).Append(l.again(l.last("Decide")).Envelope()), "MVCC_READ_CONFLICT")
	require.Empty(l.t, l.verified(append(slices.Clone(l.blocks), honest)))
	return l.verified(append(slices.Clone(l.blocks), flag(honest, "VALID"))), place{block: number}
}

// truncated cuts the last bytes of the block files off.
func (l *ledger) truncated() string {
	folder := filepath.Join(l.folder, "blocks")
	paths, err := filepath.Glob(filepath.Join(folder, "blockfile_*"))
	require.NoError(l.t, err)
	last := paths[len(paths)-1]
	info, err := os.Stat(last)
	require.NoError(l.t, err)
	require.NoError(l.t, os.Truncate(last, info.Size()-100))
	return folder
}

// root is the hash of the first block, from the file that the network was begun with.
func (l *ledger) root() []byte {
	raw, err := os.ReadFile(filepath.Join(l.folder, "genesis.block"))
	require.NoError(l.t, err)
	return parse(l.t, raw).Hash
}
