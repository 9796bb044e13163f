package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"allianceregistry/client/charter"
	"allianceregistry/client/reading"
	"allianceregistry/membership"
)

// maxFile bounds the bytes of a file that is not one transaction's argument.
const maxFile = 16 << 20

// readFile reads a file; - is standard input.
func (a *app) readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(a.in)
	}
	return os.ReadFile(path)
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
func (a *app) readCharter(path string) (membership.Charter, error) {
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
func charterBeside(folder, path string) (membership.Charter, error) {
	path = beside(folder, path)
	content, err := os.ReadFile(path)
	if err != nil {
		return membership.Charter{}, err
	}
	file, err := charter.Read(content)
	if err != nil {
		return file.Charter, inFile(path, err)
	}
	return file.Charter, nil
}

// inFile says in which file something is wrong, and keeps what it is.
func inFile(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }
