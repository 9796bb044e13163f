package block_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/block/blocktest"
)

// readAll reads all blocks of a folder from a number on, up to an error.
func readAll(t *testing.T, folder string, from uint64) ([][]byte, error) {
	t.Helper()
	files, err := block.OpenFiles(folder)
	require.NoError(t, err)
	var blocks [][]byte
	for raw, err := range files.Blocks(context.Background(), from) {
		if err != nil {
			return blocks, err
		}
		blocks = append(blocks, raw)
	}
	return blocks, nil
}

// TestFiles reads blocks from files as they were before they were stored.
func TestFiles(t *testing.T) {
	t.Parallel()
	blocks := realBlocks(t, "bft")
	for name, files := range map[string][][][]byte{
		"ok/one file":   {blocks},
		"ok/many files": {blocks[:2], blocks[2:3], blocks[3:]},
		"ok/empty last": {blocks, {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for i, part := range files {
				require.NoError(t, blocktest.WriteFiles(folder, part...))
				require.NoError(t, os.Rename(filepath.Join(folder, "blockfile_000000"),
					filepath.Join(folder, []string{"a", "b", "c"}[i])))
			}
			for i := range files {
				require.NoError(t, os.Rename(filepath.Join(folder, []string{"a", "b", "c"}[i]),
					filepath.Join(folder, []string{"blockfile_000000", "blockfile_000001", "blockfile_000002"}[i])))
			}
			got, err := readAll(t, folder, 0)
			require.NoError(t, err)
			require.Equal(t, blocks, got)

			opened, err := block.OpenFiles(folder)
			require.NoError(t, err)
			require.Equal(t, folder, opened.Name())
			height, err := opened.Height(context.Background())
			require.NoError(t, err)
			require.EqualValues(t, len(blocks), height)

			got, err = readAll(t, folder, 3)
			require.NoError(t, err)
			require.Equal(t, blocks[3:], got)
			got, err = readAll(t, folder, 100)
			require.NoError(t, err)
			require.Empty(t, got)
		})
	}
}

// TestFilesDamaged reads what a crash or a hand has spoilt: the blocks before it
// are there, and the error names the file and the place.
func TestFilesDamaged(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile("testdata/raft/blockfile_000000")
	require.NoError(t, err)
	length, n := binary.Uvarint(whole)
	second := n + int(length)
	for name, want := range map[string]struct {
		file   []byte
		blocks int
		says   string
	}{
		"fail/last block cut off":  {whole[:len(whole)-1], 4, "longer than what follows"},
		"fail/first block cut off": {whole[:100], 0, "offset 0: "},
		"fail/length cut off":      {whole[:second+1], 1, "no block's length"},
		"fail/length of no end":    {append(slices.Clone(whole[:second]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), 1, "no block's length"},
		"fail/length too long":     {append(slices.Clone(whole[:second]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), 1, "longer than what follows"},
		"fail/length flipped":      {blocktest.Flip(whole, 8*second), 1, "not a block as Fabric stores it"},
		"fail/zeros":               {append(slices.Clone(whole[:second]), make([]byte, 64)...), 1, "not a block as Fabric stores it"},
		"fail/text":                {[]byte("not a block file"), 0, "offset 0"},
		"fail/nothing":             {nil, 0, "not one block"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, "blockfile_000000")
			require.NoError(t, os.WriteFile(path, want.file, 0o600))
			got, err := readAll(t, folder, 0)
			require.ErrorIs(t, err, block.ErrMalformed)
			require.ErrorContains(t, err, path)
			require.ErrorContains(t, err, want.says)
			require.Len(t, got, want.blocks)

			files, err := block.OpenFiles(folder)
			require.NoError(t, err)
			height, damage, err := files.Survey(context.Background())
			require.NoError(t, err)
			require.EqualValues(t, want.blocks, height)
			require.ErrorIs(t, damage, block.ErrMalformed)
			require.Equal(t, path, damage.File)
			height, err = files.Height(context.Background())
			require.NoError(t, err, "what is whole is there")
			require.EqualValues(t, want.blocks, height)
		})
	}
}

// TestFilesGap reads files of which one was cut where a block ends, or stands in
// another's place: what is whole before it is there, and the error names the file.
func TestFilesGap(t *testing.T) {
	t.Parallel()
	blocks := realBlocks(t, "bft")
	for name, row := range map[string]struct {
		files  [3][][]byte
		blocks int
		file   string
	}{
		"fail/one emptied":           {[3][][]byte{blocks[:1], {}, blocks[2:]}, 1, "blockfile_000002"},
		"fail/one cut after a block": {[3][][]byte{blocks[:1], blocks[1:2], blocks[3:]}, 2, "blockfile_000002"},
		"fail/two swapped":           {[3][][]byte{blocks[:1], blocks[2:], blocks[1:2]}, 1, "blockfile_000001"},
		"fail/all empty":             {[3][][]byte{}, 0, "blockfile_000000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for i := len(row.files) - 1; i >= 0; i-- {
				require.NoError(t, blocktest.WriteFiles(folder, row.files[i]...))
				if i > 0 {
					require.NoError(t, os.Rename(filepath.Join(folder, "blockfile_000000"), filepath.Join(folder, fmt.Sprintf("blockfile_%06d", i))))
				}
			}
			for _, from := range []uint64{0, 4} {
				_, err := readAll(t, folder, from)
				var damaged *block.DamagedError
				require.ErrorAs(t, err, &damaged)
				require.ErrorIs(t, err, block.ErrMalformed)
				require.Equal(t, filepath.Join(folder, row.file), damaged.File)
				require.Zero(t, damaged.Offset)
			}
			got, err := readAll(t, folder, 0)
			require.Error(t, err)
			require.Len(t, got, row.blocks)
		})
	}
}

// TestFilesFolder opens folders that lack something.
func TestFilesFolder(t *testing.T) {
	t.Parallel()
	blocks := realBlocks(t, "raft")

	t.Run("fail/no folder", func(t *testing.T) {
		t.Parallel()
		_, err := block.OpenFiles(filepath.Join(t.TempDir(), "none"))
		require.ErrorIs(t, err, os.ErrNotExist)
	})
	t.Run("fail/no files", func(t *testing.T) {
		t.Parallel()
		_, err := block.OpenFiles(t.TempDir())
		require.ErrorContains(t, err, "no block files")
	})
	t.Run("fail/file missing", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		require.NoError(t, blocktest.WriteFiles(folder, blocks...))
		require.NoError(t, os.Rename(filepath.Join(folder, "blockfile_000000"), filepath.Join(folder, "blockfile_000001")))
		_, err := block.OpenFiles(folder)
		require.ErrorContains(t, err, "has no blockfile_000000")
	})
	t.Run("ok/file missing between others", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		require.NoError(t, blocktest.WriteFiles(folder, blocks...))
		file, err := os.ReadFile(filepath.Join(folder, "blockfile_000000"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, "blockfile_000002"), file, 0o600))
		files, err := block.OpenFiles(folder)
		require.NoError(t, err)
		height, damage, err := files.Survey(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, len(blocks), height)
		require.Equal(t, filepath.Join(folder, "blockfile_000001"), damage.File)
	})
	t.Run("ok/other things beside", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		require.NoError(t, blocktest.WriteFiles(folder, blocks...))
		var strange []string
		for _, name := range []string{"blockfile_000000.bak", "blockfile_000001~", "blockfile_1", "notes.txt"} {
			strange = append(strange, filepath.Join(folder, name))
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600))
		}
		files, err := block.OpenFiles(folder)
		require.NoError(t, err)
		require.Equal(t, strange, files.UnknownFiles())
		got, err := readAll(t, folder, 0)
		require.NoError(t, err)
		require.Equal(t, blocks, got)
	})
	t.Run("ok/a folder, a pipe, and a loop", func(t *testing.T) {
		t.Parallel()
		for name, put := range map[string]func(path string) error{
			"folder": func(path string) error { return os.Mkdir(path, 0o700) },
			"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
			"loop":   func(path string) error { return os.Symlink(path, path) },
			"zeros":  func(path string) error { return os.Symlink("/dev/zero", path) },
		} {
			folder := t.TempDir()
			require.NoError(t, blocktest.WriteFiles(folder, blocks...))
			path := filepath.Join(folder, "blockfile_000001")
			require.NoError(t, put(path), name)
			files, err := block.OpenFiles(folder)
			require.NoError(t, err)
			height, damage, err := files.Survey(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, len(blocks), height, name)
			require.Equal(t, path, damage.File, name)
		}
	})
	t.Run("ok/joined from a snapshot", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		require.NoError(t, blocktest.WriteFiles(folder, blocks[3:]...))
		require.NoError(t, blocktest.WriteSnapshotInfo(folder, 2))
		got, err := readAll(t, folder, 4)
		require.NoError(t, err)
		require.Equal(t, blocks[4:], got)
		_, err = readAll(t, folder, 2)
		require.ErrorContains(t, err, "begins at block 3")
		files, err := block.OpenFiles(folder)
		require.NoError(t, err)
		require.EqualValues(t, 3, files.First())
		height, err := files.Height(context.Background())
		require.NoError(t, err)
		require.EqualValues(t, len(blocks), height)
	})
	t.Run("fail/snapshot", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		require.NoError(t, blocktest.WriteFiles(folder, blocks...))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "bootstrappingSnapshot.info"), []byte{0xff}, 0o600))
		_, err := block.OpenFiles(folder)
		require.ErrorIs(t, err, block.ErrMalformed)
	})
	t.Run("fail/ended", func(t *testing.T) {
		t.Parallel()
		files, err := block.OpenFiles("testdata/raft")
		require.NoError(t, err)
		ctx, end := context.WithCancel(context.Background())
		end()
		_, err = files.Height(ctx)
		require.ErrorIs(t, err, context.Canceled)
	})
}

// TestFilesHole has a file with a hole, that says of itself to hold a block of 1 TiB:
// it is refused before memory is asked for.
func TestFilesHole(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "blockfile_000000")
	length := binary.AppendUvarint(nil, 1<<40)
	require.NoError(t, os.WriteFile(path, length, 0o600))
	require.NoError(t, os.Truncate(path, 1<<40+int64(len(length))))
	files, err := block.OpenFiles(folder)
	require.NoError(t, err)
	_, damage, err := files.Survey(t.Context())
	require.NoError(t, err)
	require.ErrorIs(t, damage, block.ErrMalformed)
	require.ErrorContains(t, damage, "longer than any block can be")
}
