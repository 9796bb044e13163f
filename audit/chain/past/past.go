// Package past remembers which blocks were verified before, so that nobody can
// write history anew unseen.
//
// A verifier that begins with the first block believes whatever the orderers signed:
// a chain that goes another way than yesterday's, from a block in the middle on,
// holds by itself as well as that one did. So the hash of each block that was ever
// verified is kept, in a file of the auditor's own, and each source is compared
// with it before anything is answered from it.
//
//	file:    one record a block, in their order: hash (32 bytes), and the first 4
//	         bytes of the SHA-256 over number and hash, so that a record which was
//	         damaged on the disk is not taken for another history
//	Compare: the source's last block that was verified before has the same hash:
//	         then so have all before it, for each names the one before; otherwise the
//	         first that differs is searched for
//	Save:    the other history's blocks as they came, and the hashes of the one that
//	         was verified, as evidence
//
// What is remembered is as safe as the file. Nothing is ever taken from it: who
// means to follow the other history begins anew, in another folder.
package past

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"

	"allianceregistry/internal/input"
)

// The sizes of a record and its parts.
const (
	hashSize   = sha256.Size
	checkSize  = 4
	recordSize = hashSize + checkSize
)

// DamagedError says that a record in the file is not one that was written there.
type DamagedError struct {
	File  string
	Block uint64
}

// Error implements error.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s: what is remembered of block %d was changed on the disk", e.File, e.Block)
}

// DivergedError says that a block is another than the one that is remembered.
type DivergedError struct {
	Block    uint64
	Expected []byte
	Seen     []byte
}

// Error implements error.
func (e *DivergedError) Error() string {
	return fmt.Sprintf("block %d is another than was verified before: %x instead of %x", e.Block, e.Seen, e.Expected)
}

// Past is what is remembered of one chain. It may be used from several goroutines,
// and several programs may add to its file.
type Past struct {
	path string

	mu     sync.RWMutex
	hashes [][]byte
}

// Open reads what a file remembers; one that is not there remembers nothing, and is
// made when something is added. It fails with *DamagedError.
func Open(path string) (*Past, error) {
	p := &Past{path: path}
	file, err := input.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return p, p.read(file)
}

// read takes the records of the file that are not known yet. The last may be there
// in part, of a program that was stopped: it does not count.
func (p *Past) read(file *os.File) error {
	if _, err := file.Seek(int64(len(p.hashes))*recordSize, io.SeekStart); err != nil {
		return err
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	for ; len(content) >= recordSize; content = content[recordSize:] {
		number, hash := uint64(len(p.hashes)), bytes.Clone(content[:hashSize])
		if !bytes.Equal(record(number, hash), content[:recordSize]) {
			return &DamagedError{p.path, number}
		}
		p.hashes = append(p.hashes, hash)
	}
	return nil
}

// record is how the file has a block's hash.
func record(number uint64, hash []byte) []byte {
	check := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, number), hash...))
	return append(bytes.Clone(hash), check[:checkSize]...)
}

// Height is the number of blocks that are remembered.
func (p *Past) Height() uint64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return uint64(len(p.hashes))
}

// Hash is a block's hash, nil if it is not remembered. Verifier.Remember takes it.
func (p *Past) Hash(number uint64) []byte {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if number >= uint64(len(p.hashes)) {
		return nil
	}
	return p.hashes[number]
}

// Add remembers verified blocks, the first of which has that number. Those that are
// remembered already have to be the same: else it is a *PartedError, and nothing is
// added. It refuses a gap.
func (p *Past) Add(first uint64, hashes ...[]byte) error {
	if len(hashes) == 0 || first+uint64(len(hashes)) <= p.Height() && p.check(first, hashes) == nil {
		return nil
	}
	file, err := os.OpenFile(p.path, os.O_RDWR|os.O_CREATE, 0o600) // #nosec G304 -- the auditor's own
	if err != nil {
		return err
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil { // until it is closed
		return fmt.Errorf("lock %s: %w", p.path, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.read(file); err != nil { // what another program has added
		return err
	}
	return p.append(file, first, hashes)
}

// check compares blocks with what is remembered of them.
func (p *Past) check(first uint64, hashes [][]byte) error {
	for i, hash := range hashes {
		if known := p.Hash(first + uint64(i)); known != nil && !bytes.Equal(known, hash) {
			return &DivergedError{first + uint64(i), known, hash}
		}
	}
	return nil
}

// append is called with the lock held.
func (p *Past) append(file *os.File, first uint64, hashes [][]byte) error {
	next := uint64(len(p.hashes))
	if first > next {
		return fmt.Errorf("%s remembers %d blocks, and the next is block %d", p.path, next, first)
	}
	var records []byte
	var fresh [][]byte
	for i, hash := range hashes {
		number := first + uint64(i)
		switch {
		case len(hash) != hashSize:
			return fmt.Errorf("block %d has no hash of %d bytes: %s", number, hashSize, hex.EncodeToString(hash))
		case number >= next:
			fresh = append(fresh, bytes.Clone(hash))
			records = append(records, record(number, hash)...)
		case !bytes.Equal(p.hashes[number], hash):
			return &DivergedError{number, p.hashes[number], hash}
		}
	}
	if _, err := file.WriteAt(records, int64(next)*recordSize); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	p.hashes = append(p.hashes, fresh...)
	return nil
}
