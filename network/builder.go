package network

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A peer without a container engine hands chaincode packages to an external builder:
// detect says whether the package is of a known type, build prepares it, release gives
// the peer the connection to the service. The peer runs them as the programs bin/detect,
// bin/build and bin/release of the folder named in its core.yaml: three one-line scripts
// that call `network builder …`.

// ErrOtherType is returned by Detect for a package of another builder.
var ErrOtherType = errors.New("the package is not of type " + packageType)

// connectionFile is the name of the connection's file in a package.
const connectionFile = "connection.json"

// Detect accepts packages of our type; metadata is the folder with metadata.json.
func Detect(metadata string) error {
	content, err := os.ReadFile(filepath.Join(metadata, "metadata.json"))
	if err != nil {
		return err
	}
	var parsed struct{ Type string }
	if err := json.Unmarshal(content, &parsed); err != nil {
		return fmt.Errorf("metadata.json: %w", err)
	}
	if parsed.Type != packageType {
		return ErrOtherType
	}
	return nil
}

// Build copies the connection from a package's source folder to the output folder.
func Build(source, output string) error {
	content, err := os.ReadFile(filepath.Join(source, connectionFile))
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(output, connectionFile), content)
}

// Keys are the PEM files with which a peer and the chaincode service authenticate each other.
type Keys struct {
	Certificate, Key string // the peer's
	Root             string // the CA of the service's certificate
}

// Release adds the keys to the connection and writes it where the peer looks for it.
func Release(output, release string, keys Keys) error {
	content, err := os.ReadFile(filepath.Join(output, connectionFile))
	if err != nil {
		return err
	}
	var settings connection
	if err := json.Unmarshal(content, &settings); err != nil {
		return fmt.Errorf("%s: %w", connectionFile, err)
	}
	for file, target := range map[string]*string{
		keys.Key:         &settings.ClientKey,
		keys.Certificate: &settings.ClientCert,
		keys.Root:        &settings.RootCert,
	} {
		pem, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		*target = string(pem)
	}
	complete, err := json.Marshal(settings)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(release, "chaincode", "server", connectionFile), complete)
}

// writeBuilder writes the scripts that a peer runs. They use absolute paths, since a peer
// gives a builder no environment.
func (n *Network) writeBuilder(node hostNode) error {
	for _, step := range []string{"detect", "build", "release"} {
		line := fmt.Sprintf("exec %s builder %s", Quote(n.home.program("network")), step)
		if step == "release" {
			certificate, key := n.callerPair(node.Name)
			line += " --cert " + Quote(certificate) + " --key " + Quote(key) + " --root " + Quote(filepath.Join(node.Crypto, "tls", "ca.crt"))
		}
		path := filepath.Join(node.Folder, "builder", "bin", step)
		if err := writeFile(path, []byte("#!/bin/sh\n"+line+" \"$@\"\n")); err != nil {
			return err
		}
		if err := os.Chmod(path, 0o700); err != nil {
			return err
		}
	}
	return nil
}
