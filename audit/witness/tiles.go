package witness

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"
	"golang.org/x/mod/sumdb/tlog"
)

// Tiles have 2^8 hashes, and bundles as many entries (C2SP tlog-tiles).
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	// entriesLevel is the level of bundles of entries, as package tlog names it.
	entriesLevel = -1
)

// tilePath is where a tile, or a bundle, is.
func tilePath(t tlog.Tile) string {
	path := strings.Replace(t.Path(), "tile/"+strconv.Itoa(tileHeight)+"/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// Fetch reads a file of a witness's folder by its path there, wherever that is.
type Fetch func(path string) ([]byte, error)

// Folder reads from a folder.
func Folder(folder string) Fetch {
	return func(path string) ([]byte, error) {
		return os.ReadFile(filepath.Join(folder, filepath.FromSlash(path))) // #nosec G304 -- a path of this package's
	}
}

// ErrBadTile is of a tile or a bundle that is not what its place says.
var ErrBadTile = errors.New("a tile has not its form")

// tile reads a tile, or if it is partial the full one that has come in its place.
func (f Fetch) tile(t tlog.Tile) ([]byte, error) {
	content, err := f(tilePath(t))
	if err != nil && errors.Is(err, fs.ErrNotExist) && t.W < tileWidth {
		t.W = tileWidth
		content, err = f(tilePath(t))
	}
	return content, err
}

// Height implements tlog.TileReader.
func (Fetch) Height() int { return tileHeight }

// ReadTiles implements tlog.TileReader.
func (f Fetch) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, 0, len(tiles))
	for _, t := range tiles {
		content, err := f.tile(t)
		if err != nil {
			return nil, err
		}
		if len(content) < t.W*tlog.HashSize {
			return nil, fmt.Errorf("%w: %s", ErrBadTile, tilePath(t))
		}
		all = append(all, content[:t.W*tlog.HashSize])
	}
	return all, nil
}

// SaveTiles implements tlog.TileReader: nothing is kept.
func (Fetch) SaveTiles([]tlog.Tile, [][]byte) {}

// hashes are those of a tree, each of which is checked against its root.
func (f Fetch) hashes(tree tlog.Tree) tlog.HashReader {
	if tree.N == 0 {
		return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			if len(indexes) > 0 {
				return nil, ErrBadTile
			}
			return nil, nil
		})
	}
	return tlog.TileHashReader(tree, f)
}

// bundle is a bundle of entries of a tree.
func bundleOf(number, size int64) tlog.Tile {
	return tlog.Tile{H: tileHeight, L: entriesLevel, N: number, W: int(min(tileWidth, size-number*tileWidth))}
}

// bundle reads the entries of a bundle, and checks them against a tree.
func (f Fetch) bundle(tree tlog.Tree, number int64) ([][]byte, error) {
	t := bundleOf(number, tree.N)
	content, err := f.tile(t)
	if err != nil {
		return nil, err
	}
	entries := make([][]byte, 0, t.W)
	indexes := make([]int64, 0, t.W)
	for len(entries) < t.W {
		if len(content) < 2 {
			return nil, fmt.Errorf("%w: %s", ErrBadTile, tilePath(t))
		}
		length := int(binary.BigEndian.Uint16(content))
		if content = content[2:]; len(content) < length {
			return nil, fmt.Errorf("%w: %s", ErrBadTile, tilePath(t))
		}
		indexes = append(indexes, tlog.StoredHashIndex(0, number*tileWidth+int64(len(entries))))
		entries, content = append(entries, content[:length]), content[length:]
	}
	hashes, err := f.hashes(tree).ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	for i, entry := range entries {
		if tlog.RecordHash(entry) != hashes[i] {
			return nil, fmt.Errorf("%w: %s", ErrBadTile, tilePath(t))
		}
	}
	return entries, nil
}

// Entry reads an entry of a tree, and checks it against its root.
func (f Fetch) Entry(tree tlog.Tree, index int64) ([]byte, error) {
	entries, err := f.bundle(tree, index/tileWidth)
	if err != nil {
		return nil, err
	}
	return entries[index%tileWidth], nil
}

// write puts a file in its place at once, so that it is there after the power failed.
func write(folder, path string, content []byte) error {
	file := filepath.Join(folder, filepath.FromSlash(path))
	if err := makeFolders(filepath.Dir(file)); err != nil {
		return err
	}
	if err := renameio.WriteFile(file, content, 0o644); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// makeFolders makes a folder and those above it, each so that it is there after the power failed.
func makeFolders(folder string) error {
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeFolders(filepath.Dir(folder)); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) { // #nosec G301 -- it is served to everybody
		return err
	}
	return syncFolder(filepath.Dir(folder))
}

func syncFolder(folder string) error {
	open, err := os.Open(folder) // #nosec G304 -- the operator's
	if err != nil {
		return err
	}
	return errors.Join(open.Sync(), open.Close())
}
