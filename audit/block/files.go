package block

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"syscall"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// Names in a channel's folder (Fabric: common/ledger/blkstorage).
const (
	filePrefix   = "blockfile_"
	snapshotFile = "bootstrappingSnapshot.info"
)

// errSnapshot is of blocks from before the snapshot that a peer began with.
var errSnapshot = errors.New("the peer began with a snapshot and has no older blocks")

// errMissing is of a file that is not there, and of which later ones are.
var errMissing = errors.New("the file is not there")

// errNoFile is of something else that has a block file's name.
var errNoFile = errors.New("it is no regular file")

// errNoFiles is of a folder that is not a channel's.
var errNoFiles = errors.New("the folder has no block files")

// damage is what can be wrong in the files, in words without figures, so that who
// talks to a person has them in each language. It is ErrMalformed.
type damage string

// What is wrong at a place of the files.
const (
	noLength  damage = "no block's length stands there"
	cutShort  damage = "the block there says that it is longer than what follows"
	tooLong   damage = "the block there says that it is longer than any block can be"
	cutBlock  damage = "the file ends within a block"
	notStored damage = "not a block as Fabric stores it"
	gap       damage = "the file begins with another block than the one that is next: the file before it was cut, or one is missing or in another's place"
	noBlock   damage = "there is not one block in the files"
)

// Error implements error.
func (d damage) Error() string { return string(d) }

// Is reports ErrMalformed.
func (d damage) Is(target error) bool { return target == ErrMalformed } //nolint:errorlint // what Is is for

// maxBytes is more than any block has: Fabric's nodes take no message of more than
// 100 MiB (core.yaml, peer.maxRecvMsgSize). A file with holes may say that it has
// more than there is memory.
const maxBytes = 128 << 20

// DamagedError is of a place in the block files behind which nothing can be read: a
// copy that was cut, say. Err is ErrMalformed, or one of the system.
type DamagedError struct {
	// File is the path, Offset the place of the block that would be there.
	File   string
	Offset int64
	Err    error
}

// Error implements error.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s, offset %d: %v", e.File, e.Offset, e.Err)
}

// Unwrap returns the cause.
func (e *DamagedError) Unwrap() error { return e.Err }

// Files are a channel's block files as a peer or an orderer keeps them:
// …/ledgersData/chains/chains/CHANNEL of a peer, …/chains/CHANNEL of an orderer.
// They are read as they lie there, each block anew each time, up to the last whole
// one. What else lies in the folder is passed over.
type Files struct {
	folder  string
	paths   []string
	unknown []string
	// missing is a file that should stand between others.
	missing *DamagedError
	first   uint64
}

// fileName is how a block file is called.
var fileName = regexp.MustCompile(`^` + filePrefix + `\d{6,}$`)

// OpenFiles opens the block files in a folder. It refuses a folder that has none, or
// not the first.
func OpenFiles(folder string) (*Files, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	files := &Files{folder: folder}
	for _, entry := range entries {
		switch {
		case fileName.MatchString(entry.Name()):
			files.paths = append(files.paths, filepath.Join(folder, entry.Name()))
		case entry.Name() != snapshotFile:
			files.unknown = append(files.unknown, filepath.Join(folder, entry.Name()))
		}
	}
	if len(files.paths) == 0 {
		return nil, errNoFiles
	}
	for i, path := range files.paths {
		want := fmt.Sprintf("%s%06d", filePrefix, i)
		if filepath.Base(path) == want {
			continue
		}
		if i == 0 {
			return nil, fmt.Errorf("the folder has no %s", want)
		}
		files.paths, files.missing = files.paths[:i], &DamagedError{filepath.Join(folder, want), 0, errMissing}
		break
	}
	files.first, err = readFirst(folder)
	return files, err
}

// maxInfo is more bytes than the file about a snapshot has.
const maxInfo = 64 << 10

// readFirst is the number of the first block that is there: the one after the
// snapshot, where a peer began with one.
func readFirst(folder string) (uint64, error) {
	file, err := openRegular(filepath.Join(folder, snapshotFile))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxInfo))
	if err != nil {
		return 0, err
	}
	var info common.BootstrappingSnapshotInfo
	if err := unmarshal(raw, &info); err != nil {
		return 0, malformed("%s: %v", snapshotFile, err)
	}
	return info.LastBlockInSnapshot + 1, nil
}

// Name is the folder.
func (f *Files) Name() string { return f.folder }

// First is the number of the first block that is there: 0, unless the peer began
// with a snapshot.
func (f *Files) First() uint64 { return f.first }

// UnknownFiles lists what lies in the folder and is none of the ledger's: copies of block
// files under other names, say. Nothing of it is read.
func (f *Files) UnknownFiles() []string { return f.unknown }

// Height is the number after the last whole block's. It reads all blocks.
func (f *Files) Height(ctx context.Context) (uint64, error) {
	height, _, err := f.Survey(ctx)
	return height, err
}

// Survey reads all blocks, and returns the number after the last whole one's, and what
// keeps it from reading on, if anything does.
func (f *Files) Survey(ctx context.Context) (height uint64, damage *DamagedError, err error) {
	height = f.first
	for _, err := range f.Blocks(ctx, f.first) {
		if errors.As(err, &damage) {
			break
		}
		if err != nil {
			return 0, nil, err
		}
		height++
	}
	return height, damage, nil
}

// Blocks yields the blocks from a number on, in the order in which they lie there
// and in the form that Parse reads. It ends after the last, or with a *DamagedError.
// That the numbers follow one another within a file is for the reader to check.
func (f *Files) Blocks(ctx context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if from < f.first {
			yield(nil, fmt.Errorf("%s begins at block %d: %w", f.folder, f.first, errSnapshot))
			return
		}
		place := f.first
		for _, path := range f.paths {
			if !readFile(ctx, path, f.first, from, &place, yield) {
				return
			}
		}
		switch {
		case f.missing != nil:
			yield(nil, f.missing)
		case place == f.first:
			yield(nil, &DamagedError{f.paths[0], 0, noBlock})
		}
	}
}

// readFile yields one file's blocks, counting them in place from the first that there
// is, and reports whether to go on. A file that does not go on where the one before
// ended is damage; what else is out of order is for the reader to find.
func readFile(ctx context.Context, path string, first, from uint64, place *uint64, yield func([]byte, error) bool) bool {
	stored, err := openStored(path)
	if err != nil {
		yield(nil, &DamagedError{path, 0, err})
		return false
	}
	defer stored.file.Close()
	for ctx.Err() == nil {
		offset := stored.offset
		raw, err := stored.next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err == nil && offset == 0 && *place > first && (&cursor{raw: raw}).number() != *place {
			err = gap
		}
		if err == nil && *place >= from {
			raw, err = convert(raw)
		}
		if err != nil {
			yield(nil, &DamagedError{path, offset, err})
			return false
		}
		if *place++; *place > from && !yield(raw, nil) {
			return false
		}
	}
	yield(nil, ctx.Err())
	return false
}

// stored reads the blocks of one file: each with its length before it.
type stored struct {
	file   *os.File
	reader *bufio.Reader
	offset int64
	size   int64
}

// openStored begins at a file's beginning. It waits for no pipe.
func openStored(path string) (*stored, error) {
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &stored{file: file, reader: bufio.NewReader(file), size: info.Size()}, nil
}

// openRegular opens a file, and nothing else that has its name: a pipe would be waited
// for, a device has no end.
func openRegular(path string) (*os.File, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat() // another may have come in its place
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// next is the next block in the form of the file; io.EOF after the last. It
// believes no length that the file does not have.
func (s *stored) next() ([]byte, error) {
	if s.offset == s.size {
		return nil, io.EOF
	}
	head, _ := s.reader.Peek(int(min(8, s.size-s.offset)))
	length, n := protowire.ConsumeVarint(head)
	if n < 0 {
		return nil, noLength
	}
	rest := s.size - s.offset - int64(n)
	if length > uint64(rest) {
		return nil, cutShort
	}
	if length > maxBytes {
		return nil, tooLong
	}
	if _, err := s.reader.Discard(n); err != nil {
		return nil, err
	}
	raw := make([]byte, length)
	if _, err := io.ReadFull(s.reader, raw); err != nil {
		return nil, noEOF(err)
	}
	s.offset += int64(n) + int64(length)
	return raw, nil
}

// noEOF keeps a file that has become shorter from passing for one that is read to
// its end.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return cutBlock
	}
	return err
}

// convert turns a block from the form of the file (number, hash of the
// transactions, previous hash; how many transactions, each; how many entries of
// metadata, each) into a message.
func convert(raw []byte) ([]byte, error) {
	rest := cursor{raw: raw}
	message := &common.Block{Header: &common.BlockHeader{}, Data: &common.BlockData{}, Metadata: &common.BlockMetadata{}}
	message.Header.Number = rest.number()
	message.Header.DataHash = rest.bytes()
	message.Header.PreviousHash = rest.bytes()
	message.Data.Data = rest.list()
	message.Metadata.Metadata = rest.list()
	if rest.failed || len(rest.raw) > 0 {
		return nil, notStored
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(message)
}

// cursor takes values from the front of bytes, until one is not there.
type cursor struct {
	raw    []byte
	failed bool
}

// number takes an integer.
func (c *cursor) number() uint64 {
	value, n := protowire.ConsumeVarint(c.raw)
	c.skip(n)
	return value
}

// bytes takes a string of bytes with its length before it.
func (c *cursor) bytes() []byte {
	value, n := protowire.ConsumeBytes(c.raw)
	c.skip(n)
	return value
}

// list takes strings of bytes with their number before them.
func (c *cursor) list() [][]byte {
	var values [][]byte
	limit := freeElements + len(c.raw)/elementBytes
	for left := c.number(); left > 0 && !c.failed; left-- {
		if len(values) > limit {
			c.failed = true
			break
		}
		values = append(values, c.bytes())
	}
	return values
}

// skip goes on behind a value; n is negative if there was none.
func (c *cursor) skip(n int) {
	if n < 0 {
		c.failed = true
		return
	}
	c.raw = c.raw[n:]
}
