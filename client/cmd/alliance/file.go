package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"gopkg.in/yaml.v3"

	"allianceregistry/membership"
)

// readFile reads a file; - is standard input.
func (a *app) readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(a.in)
	}
	return os.ReadFile(path)
}

// readYAML reads a file of YAML or JSON, as decodeYAML does.
func (a *app) readYAML(path string, into any) error {
	content, err := a.readFile(path)
	if err != nil {
		return err
	}
	return decodeFile(path, content, into)
}

// decodeFile reads what stands in a file, and says in which where it is wrong.
func decodeFile(path string, content []byte, into any) error {
	if err := decodeYAML(content, into); err != nil {
		return inFile(path, err)
	}
	return nil
}

// decodeYAML reads one document of YAML or JSON as strictly as the ledger reads
// its arguments.
func decodeYAML(content []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		return err
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return mishap("file.second")
	}
	return decodePlain(plain, into)
}

func decodePlain(plain, into any) error {
	text, err := json.Marshal(plain)
	if err != nil {
		return err
	}
	return membership.Decode(text, into)
}

// inFile says in which file something is wrong, and keeps what it is.
func inFile(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }
