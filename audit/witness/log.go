package witness

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"allianceregistry/audit/proof"
)

// The files of a folder, beside the tiles.
const (
	checkpointFile = "checkpoint"
	signedFolder   = "signed/"
	lockFile       = "lock"
)

// What keeps a witness from signing.
var (
	// ErrBusy is of a folder that another program adds to.
	ErrBusy = errors.New("another program adds to the folder")
	// ErrOtherChain is of a log of another chain than the index.
	ErrOtherChain = errors.New("the log is of another chain")
	// ErrForked is of an index that has another block than the log, which was signed.
	ErrForked = errors.New("the index has another history than the log that was signed")
	// ErrNotMine is of a checkpoint that this witness's key did not sign.
	ErrNotMine = errors.New("the checkpoint was not signed by this key")
	// ErrInconsistent is of a tree that does not go on from the one that was signed.
	ErrInconsistent = errors.New("the tree does not go on from the one that was signed")
)

// Log is a witness's log, to which this program adds.
type Log struct {
	folder string
	origin string
	key    Key
	lock   *flock.Flock
	tree   tlog.Tree
	signed time.Time
	// next is the block that follows.
	next uint64
	now  func() time.Time
}

// step is how many blocks are added at once.
const step = 64

// Open opens the log of a folder for the chain of a source, and begins it if there is none. It fails with ErrBusy,
// ErrOtherChain, ErrNotMine, ErrForked, and where what is on the disk is not what was signed.
func Open(ctx context.Context, folder string, source Source) (*Log, error) {
	key, err := ReadKey(folder)
	if err != nil {
		return nil, err
	}
	at, err := source.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	l := &Log{folder: folder, origin: Origin(hex.EncodeToString(at.Genesis)), key: key, lock: flock.New(filepath.Join(folder, lockFile)), now: time.Now}
	locked, err := l.lock.TryLock()
	if err == nil && !locked {
		err = ErrBusy
	}
	if err == nil {
		err = l.resume(ctx, source)
	}
	if err != nil {
		return nil, errors.Join(err, l.lock.Close())
	}
	return l, nil
}

// Close lets others add to the folder.
func (l *Log) Close() error { return l.lock.Close() }

// Tree is what was signed last.
func (l *Log) Tree() tlog.Tree { return l.tree }

// resume reads how far the log is.
func (l *Log) resume(ctx context.Context, source Source) error {
	text, err := Folder(l.folder)(checkpointFile)
	if errors.Is(err, fs.ErrNotExist) {
		l.tree.Hash, err = tlog.TreeHash(0, nil)
		return err
	}
	if err != nil {
		return err
	}
	checkpoint, signed, err := readOwn(text, l.key)
	if err != nil {
		return err
	}
	if checkpoint.Origin != l.origin {
		return fmt.Errorf("%w: %s", ErrOtherChain, checkpoint.Origin)
	}
	l.tree, l.signed = checkpoint.Tree, signed
	last, err := Folder(l.folder).Entry(l.tree, l.tree.N-1)
	if err != nil {
		return err
	}
	entry, is := proof.ReadBlockEntry(last)
	if !is {
		return ErrBadTile
	}
	l.next = entry.Block + 1
	return l.checkHistory(ctx, source, entry)
}

// checkHistory fails with ErrForked where the index has another block than the log.
func (l *Log) checkHistory(ctx context.Context, source Source, last proof.BlockEntry) error {
	hash, err := source.BlockHash(ctx, last.Block)
	if err == nil && hash != nil && hex.EncodeToString(hash) != last.Hash {
		err = fmt.Errorf("%w: block %d is %x, and was %s", ErrForked, last.Block, hash, last.Hash)
	}
	return err
}

// readOwn reads a checkpoint of a witness's own, and when it was signed.
func readOwn(text []byte, key Key) (proof.Checkpoint, time.Time, error) {
	origin, _, _ := bytes.Cut(text, []byte("\n"))
	policy, err := proof.ReadPolicy([]byte("log " + key.LogVerifier(string(origin)) + "\nwitness self " + key.Verifier() + "\nquorum self\n"))
	if err != nil {
		return proof.Checkpoint{}, time.Time{}, fmt.Errorf("%w: %w", ErrNotMine, err)
	}
	checkpoint, seen, err := policy.Open(string(text))
	if err == nil && len(seen) == 0 {
		err = ErrNotMine
	}
	if err != nil {
		return proof.Checkpoint{}, time.Time{}, fmt.Errorf("%w: %w", ErrNotMine, err)
	}
	return checkpoint, seen[0].Time, nil
}

// Follow adds all that the source has and the log has not, and signs. It returns how many entries it added.
func (l *Log) Follow(ctx context.Context, source Source) (int64, error) {
	begun := l.tree.N
	at, err := source.Checkpoint(ctx)
	if err != nil {
		return 0, err
	}
	if at.Next > 0 && l.origin != Origin(hex.EncodeToString(at.Genesis)) {
		return 0, ErrOtherChain
	}
	for l.next < at.Next {
		to := min(at.Next, (l.next/step+1)*step) // so that all sign some sizes alike
		if err := l.add(ctx, source, to); err != nil {
			return l.tree.N - begun, err
		}
	}
	return l.tree.N - begun, nil
}

// freshAfter is how old the last signature is when a witness signs the same checkpoint again.
const freshAfter = time.Hour

// Refresh signs the last checkpoint again, with the time that it is now, if that is long ago.
func (l *Log) Refresh() error {
	if l.tree.N == 0 || l.now().Sub(l.signed) < freshAfter {
		return nil
	}
	return l.sign(l.tree)
}

// add adds the blocks up to one, and signs.
func (l *Log) add(ctx context.Context, source Source, to uint64) error {
	g := growth{old: l.tree, stored: Folder(l.folder).hashes(l.tree), added: map[int64]tlog.Hash{}}
	for number := l.next; number < to; number++ {
		entries, err := Entries(ctx, source, number)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if err := g.add(entry); err != nil {
				return err
			}
		}
	}
	tree, err := g.tree()
	if err != nil {
		return err
	}
	if err := g.write(l.folder); err != nil {
		return err
	}
	if err := l.sign(tree); err != nil {
		return err
	}
	l.next = to
	return g.tidy(l.folder)
}

// sign signs a tree that goes on from the one before, and puts it in its place.
func (l *Log) sign(tree tlog.Tree) error {
	seen := l.now().UTC().Truncate(time.Second)
	checkpoint := proof.Checkpoint{Origin: l.origin, Tree: tree}
	signed, err := note.Sign(&note.Note{Text: checkpoint.String()}, proof.LogSigner(l.origin, l.key.private), proof.Cosigner(l.key.Name, l.key.private, seen))
	if err != nil {
		return err
	}
	if first := signedFolder + strconv.FormatInt(tree.N, 10); tree.N > l.tree.N { // when it was first seen stays
		if _, err := Folder(l.folder)(first); errors.Is(err, fs.ErrNotExist) {
			if err := write(l.folder, first, signed); err != nil {
				return err
			}
		}
	}
	if err := write(l.folder, checkpointFile, signed); err != nil {
		return err
	}
	l.tree, l.signed = tree, seen
	return nil
}

// growth is what is added to a tree.
type growth struct {
	old    tlog.Tree
	stored tlog.HashReader
	// added are the new hashes, and those of the old tree that were asked for.
	added   map[int64]tlog.Hash
	entries [][]byte
}

// ReadHashes implements tlog.HashReader.
func (g *growth) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes, missing, places := make([]tlog.Hash, len(indexes)), []int64(nil), []int(nil)
	for i, index := range indexes {
		hash, found := g.added[index]
		if hashes[i] = hash; !found {
			missing, places = append(missing, index), append(places, i)
		}
	}
	if len(missing) == 0 {
		return hashes, nil
	}
	found, err := g.stored.ReadHashes(missing)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		hashes[place] = found[i]
		g.added[missing[i]] = found[i] // the edge of the old tree is asked for by each entry
	}
	return hashes, nil
}

func (g *growth) size() int64 { return g.old.N + int64(len(g.entries)) }

func (g *growth) add(entry []byte) error {
	number := g.size()
	hashes, err := tlog.StoredHashesForRecordHash(number, tlog.RecordHash(entry), g)
	if err != nil {
		return err
	}
	first := tlog.StoredHashIndex(0, number)
	for i, hash := range hashes {
		g.added[first+int64(i)] = hash
	}
	g.entries = append(g.entries, entry)
	return nil
}

// tree is the one that has grown. It fails with ErrInconsistent where it does not go on from the old one.
func (g *growth) tree() (tlog.Tree, error) {
	hash, err := tlog.TreeHash(g.size(), g)
	if err != nil || g.old.N == 0 {
		return tlog.Tree{N: g.size(), Hash: hash}, err
	}
	path, err := tlog.ProveTree(g.size(), g.old.N, g)
	if err == nil && tlog.CheckTree(path, g.size(), hash, g.old.N, g.old.Hash) != nil {
		err = ErrInconsistent
	}
	return tlog.Tree{N: g.size(), Hash: hash}, err
}

// write puts the new tiles and bundles into a folder.
func (g *growth) write(folder string) error {
	for number := g.old.N / tileWidth; number*tileWidth < g.size(); number++ {
		if err := g.writeBundle(folder, number); err != nil {
			return err
		}
	}
	for _, tile := range tlog.NewTiles(tileHeight, g.old.N, g.size()) {
		content, err := tlog.ReadTileData(tile, g)
		if err != nil {
			return err
		}
		if err := write(folder, tilePath(tile), content); err != nil {
			return err
		}
	}
	return nil
}

func (g *growth) writeBundle(folder string, number int64) error {
	var entries [][]byte
	if number*tileWidth < g.old.N {
		var err error
		if entries, err = Folder(folder).bundle(g.old, number); err != nil {
			return err
		}
	}
	tile := bundleOf(number, g.size())
	from := number*tileWidth + int64(len(entries)) - g.old.N
	entries = append(entries, g.entries[from:from+int64(tile.W-len(entries))]...)
	var content []byte
	for _, entry := range entries {
		content = binary.BigEndian.AppendUint16(content, uint16(len(entry))) // #nosec G115 -- maxEntry
		content = append(content, entry...)
	}
	return write(folder, tilePath(tile), content)
}

// tidy removes what was kept of tiles and bundles before they were full.
func (g *growth) tidy(folder string) error {
	tiles := tlog.NewTiles(tileHeight, g.old.N, g.size())
	for number := g.old.N / tileWidth; (number+1)*tileWidth <= g.size(); number++ {
		tiles = append(tiles, bundleOf(number, g.size()))
	}
	for _, tile := range tiles {
		if tile.W == tileWidth {
			if err := os.RemoveAll(filepath.Join(folder, filepath.FromSlash(tilePath(tile))+".p")); err != nil {
				return err
			}
		}
	}
	return nil
}
