// Package ledgers holds two small ledgers as real networks wrote them, with the
// keys of those who wrote: for tests that play a forger, and to try the auditor's
// program without a network.
package ledgers

import (
	"archive/tar"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

//go:embed raft.tar.gz bft.tar.gz
var archives embed.FS

// Names are the ledgers there are, by their consensus.
func Names() []string { return []string{"raft", "bft"} }

// Unpack writes a ledger's files into a folder: blocks, genesis.block, crypto and
// parties, as README.md says.
func Unpack(name, folder string) (err error) {
	archive, err := archives.Open(name + ".tar.gz")
	if err != nil {
		return fmt.Errorf("unpack ledger %q: %w", name, err)
	}
	defer func() { err = errors.Join(err, archive.Close()) }()
	plain, err := gzip.NewReader(archive)
	if err != nil {
		return fmt.Errorf("unpack ledger %q: %w", name, err)
	}
	files := tar.NewReader(plain)
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && header.Typeflag == tar.TypeReg {
			err = write(filepath.Join(folder, filepath.FromSlash(header.Name)), files)
		}
		if err != nil {
			return fmt.Errorf("unpack ledger %q: %w", name, err)
		}
	}
}

func write(path string, content io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	whole, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	return os.WriteFile(path, whole, 0o600)
}
