package ccaas

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"allianceregistry/network/internal/file"
)

// A peer without a container engine hands chaincode packages to an external builder:
// detect says whether the package is of a known type, build prepares it, release gives
// the peer the connection to the service. The peer runs them as the programs bin/detect,
// bin/build and bin/release of the folder named in its core.yaml: three one-line scripts
// that call `network builder …`.

// ErrOtherType is returned by Detect for a package of another builder.
var ErrOtherType = errors.New("the package is of neither type: " + strings.Join(packageTypes, ", "))

// packageTypes are the types that Fabric's tools give to packages of chaincode as a service.
var packageTypes = []string{packageType, "external"}

// Detect accepts packages of chaincode as a service, whoever made them; metadata is the
// folder with metadata.json.
func Detect(metadata string) error {
	content, err := os.ReadFile(filepath.Join(metadata, "metadata.json"))
	if err != nil {
		return err
	}
	var parsed struct{ Type string }
	if err := json.Unmarshal(content, &parsed); err != nil {
		return fmt.Errorf("metadata.json: %w", err)
	}
	if !slices.Contains(packageTypes, parsed.Type) {
		return ErrOtherType
	}
	return nil
}

// metaFolder is the folder in a package with what the peer itself reads: indexes for
// CouchDB.
const metaFolder = "META-INF"

// Build copies the connection, and META-INF if there is one, from a package's source
// folder to the output folder.
func Build(source, output string) error {
	content, err := os.ReadFile(filepath.Join(source, connectionFile))
	if err != nil {
		return err
	}
	if err := file.Write(filepath.Join(output, connectionFile), content); err != nil {
		return err
	}
	return copyFolder(filepath.Join(output, metaFolder), filepath.Join(source, metaFolder))
}

// copyFolder copies a folder, if there is one.
func copyFolder(to, from string) error {
	if _, err := os.Stat(from); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return os.CopyFS(to, os.DirFS(from))
}

// Keys are the PEM files with which a peer and the chaincode service authenticate each other.
type Keys struct {
	Certificate, Key string // the peer's
	Root             string // the CA of the service's certificate
}

// Release writes the connection, and what was in META-INF, where the peer looks for them. A
// connection under TLS gets the keys, unless it brings its own.
func Release(output, release string, keys Keys) error {
	content, err := os.ReadFile(filepath.Join(output, connectionFile))
	if err != nil {
		return err
	}
	if content, err = withKeys(content, keys); err != nil {
		return err
	}
	if err := file.Write(filepath.Join(release, "chaincode", "server", connectionFile), content); err != nil {
		return err
	}
	return copyFolder(release, filepath.Join(output, metaFolder))
}

// withKeys adds the keys to a connection that wants TLS and has none.
func withKeys(content []byte, keys Keys) ([]byte, error) {
	var settings connection
	if err := json.Unmarshal(content, &settings); err != nil {
		return nil, fmt.Errorf("%s: %w", connectionFile, err)
	}
	if !settings.TLSRequired || settings.ClientKey+settings.ClientCert+settings.RootCert != "" {
		return content, nil
	}
	for path, target := range map[string]*string{
		keys.Key:         &settings.ClientKey,
		keys.Certificate: &settings.ClientCert,
		keys.Root:        &settings.RootCert,
	} {
		pem, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		*target = string(pem)
	}
	return json.Marshal(settings)
}
