// Package file writes the files of a network.
package file

import (
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// Write writes a file, and the folders above it if there are none. It replaces the
// file atomically and after a sync, so that even a power failure leaves the old content or
// the new one. Only the owner may read it: most of what is written here is or contains a
// secret.
func Write(path string, content []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	file, err := renameio.TempFile(folder, path) // of mode 0600
	if err != nil {
		return err
	}
	defer file.Cleanup()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.CloseAtomicallyReplace()
}
