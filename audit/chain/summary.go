package chain

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"allianceregistry/audit/block"
)

// summarized reports whether reads have that Merkle summary.
//
// Fabric's tree (rwsetutil.RangeQueryResultsHelper): a leaf is the hash of
// MaxDegree+1 reads, a node that of MaxDegree+1 nodes below; as soon as a level has
// so many it becomes one node of the next. At the end what is left over on each
// level is closed in the same way, a single one as it is; the summary is the
// uppermost level.
func summarized(reads []block.Read, want *block.Summary) bool {
	if want.MaxDegree < 2 || uint64(len(reads)) <= uint64(want.MaxDegree) {
		return false
	}
	now := summarize(reads, int(want.MaxDegree))
	return now.MaxLevel == want.MaxLevel && slices.EqualFunc(now.Hashes, want.Hashes, bytes.Equal)
}

// summarize is the summary of reads, of which there are more than the degree.
func summarize(reads []block.Read, degree int) *block.Summary {
	tree := merkle{degree: degree, levels: make([][][]byte, 1)}
	for chunk := range slices.Chunk(reads, degree+1) {
		hash := sha256.Sum256(encodeReads(chunk))
		tree.add(0, hash[:])
	}
	tree.close()
	top := len(tree.levels) - 1
	return &block.Summary{MaxDegree: uint32(degree), MaxLevel: uint32(top + 1), Hashes: tree.levels[top]}
}

// merkle is a tree of which each level keeps what has no parent yet, leaves first.
type merkle struct {
	degree int
	levels [][][]byte
}

// add puts a hash on a level, and makes one parent of each level that is full.
func (m *merkle) add(level int, hash []byte) {
	m.levels[level] = append(m.levels[level], hash)
	for ; len(m.levels[level]) > m.degree; level++ {
		m.lift(level)
	}
}

// lift makes what a level has one node of the next.
func (m *merkle) lift(level int) {
	hashes := m.levels[level]
	m.levels[level] = nil
	hash := hashes[0]
	if len(hashes) > 1 {
		combined := sha256.Sum256(bytes.Join(hashes, nil))
		hash = combined[:]
	}
	if level+1 == len(m.levels) {
		m.levels = append(m.levels, nil)
	}
	m.levels[level+1] = append(m.levels[level+1], hash)
}

// close lifts what is left over up to the uppermost level.
func (m *merkle) close() {
	top := len(m.levels) - 1
	for level := range top {
		if len(m.levels[level]) > 0 {
			m.lift(level)
		}
	}
	if len(m.levels[top]) > m.degree {
		m.lift(top)
	}
}

// encodeReads is the form over which a leaf is hashed: the message
// kvrwset.QueryReads, written by hand since this package knows no messages.
func encodeReads(reads []block.Read) []byte {
	var all []byte
	for _, read := range reads {
		all = field(all, 1, encodeRead(read))
	}
	return all
}

func encodeRead(read block.Read) []byte {
	var one []byte
	if read.Key != "" {
		one = field(one, 1, []byte(read.Key))
	}
	if read.Version != nil {
		var version []byte
		version = number(version, 1, read.Version.Block)
		version = number(version, 2, read.Version.Index)
		one = field(one, 2, version)
	}
	return one
}

// field appends a field of bytes (wire type 2), number one of a number (wire type
// 0), which is left out if it is 0.
func field(to []byte, tag uint64, content []byte) []byte {
	to = binary.AppendUvarint(to, tag<<3|2)
	to = binary.AppendUvarint(to, uint64(len(content)))
	return append(to, content...)
}

func number(to []byte, tag, value uint64) []byte {
	if value == 0 {
		return to
	}
	to = binary.AppendUvarint(to, tag<<3)
	return binary.AppendUvarint(to, value)
}
