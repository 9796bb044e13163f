package main

import (
	"fmt"

	"allianceregistry/client/steps"
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
		a.sayWaiting()
		return input.ReadAll(a.In, maxFile)
	}
	return input.ReadFile(path, maxFile)
}

// sayWaiting says that something is waited for, to who would wonder.
func (a *app) sayWaiting() {
	if terminal.IsTerminal(a.In) {
		fmt.Fprintln(a.Err, a.Say("file.typed"))
	}
}

// digestOfFile is the digest of a document; - is standard input.
func (a *app) digestOfFile(path string) (string, error) {
	if path == input.Standard {
		a.sayWaiting()
		return steps.Digest(a.In, input.Streamed())
	}
	file, err := input.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return steps.Digest(file, path)
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

// inFile says in which file something is wrong, and keeps what it is.
func inFile(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }
