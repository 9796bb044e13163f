package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"

	"allianceregistry/client/charterfile"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/terminal"
	"allianceregistry/membership/charter"
)

// maxFile bounds the bytes of a file that is not one transaction's argument.
const maxFile = 16 << 20

// readFile reads a file; - is standard input.
func (a *app) readFile(path string) ([]byte, error) {
	if path == input.Standard {
		a.listening()
		return input.ReadAll(a.in, maxFile)
	}
	return input.ReadFile(path, maxFile)
}

// listening says that something is waited for, to who would wonder.
func (a *app) listening() {
	if terminal.Is(a.in) {
		fmt.Fprintln(a.err, a.say("file.typed"))
	}
}

// maxDocument bounds the bytes of a document whose digest is recorded.
const maxDocument = 1 << 30

// digestFrom is the digest of what a document has; name is its path.
func digestFrom(in io.Reader, name any) (string, error) {
	sum := sha256.New()
	if err := input.CopyTo(sum, in, name, maxDocument); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// digestOfFile is the digest of a document; - is standard input.
func (a *app) digestOfFile(path string) (string, error) {
	if path == input.Standard {
		a.listening()
		return digestFrom(a.in, input.Streamed())
	}
	file, err := input.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return digestFrom(file, path)
}

// digestBelow is the digest of a document that a file names: whoever wrote that file
// does not choose what else on this computer is made known by its digest.
func digestBelow(folder, path string) (string, error) {
	file, err := input.Below(folder, path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return digestFrom(file, path)
}

// readFields reads a file of YAML or JSON that has the fields of a type.
func (a *app) readFields(path string, into any) error {
	content, err := a.readFile(path)
	if err == nil {
		_, err = reading.Format(maxFile).Decode(content, into)
	}
	if err != nil {
		return inFile(path, err)
	}
	return nil
}

// readCharter reads a charter; - is standard input.
func (a *app) readCharter(path string) (charter.Charter, error) {
	file, err := a.charterFile(path)
	return file.Charter, err
}

// beside is the path of a file that another file names: as it is, or in its folder.
func beside(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// charterBeside reads the charter that a file in a folder names.
func charterBeside(folder, path string) (charter.Charter, error) {
	path = beside(folder, path)
	content, err := input.ReadFile(path, maxFile)
	if err != nil {
		return charter.Charter{}, err
	}
	file, err := charterfile.Read(content)
	if err != nil {
		return file.Charter, inFile(path, err)
	}
	return file.Charter, nil
}

// inFile says in which file something is wrong, and keeps what it is.
func inFile(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }
