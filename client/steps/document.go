package steps

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"

	"allianceregistry/client/charterfile"
	"allianceregistry/internal/input"
	"allianceregistry/membership/charter"
)

// maxDocument bounds the bytes of a document whose digest is recorded.
const maxDocument = 1 << 30

// Digest returns the digest of a document as the ledger records it: SHA-256, in
// lower-case hex. Name is what errors call the document: its path, or input.Streamed.
func Digest(document io.Reader, name any) (string, error) {
	sum := sha256.New()
	if err := input.CopyTo(sum, document, name, maxDocument); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// digestWithin is the digest of a document that a file names: whoever wrote that file
// does not choose what else on this computer is made known by its digest.
func digestWithin(folder, path string) (string, error) {
	file, err := input.Below(folder, path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return Digest(file, path)
}

// readCharter reads the charter that a file in a folder names.
func readCharter(folder, path string) (charter.Charter, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	content, err := input.ReadFile(path, maxFile)
	if err != nil {
		return charter.Charter{}, err
	}
	file, err := charterfile.Read(content)
	if err != nil {
		return file.Charter, fmt.Errorf("%s: %w", path, err)
	}
	return file.Charter, nil
}
