// Package ccaas makes packages of chaincode as a service, and is what a peer's external
// builder does with them.
//
//	package.go    a package: the address of the service, and no program
//	builder.go    detect, build and release, as a peer calls them
//
// It knows files and folders, and no network: which host's service a package is for, and
// where a peer finds its builder, is decided by those who call it.
package ccaas

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
)

// A package for chaincode as a service holds no program, only the address of the service.
// Its id is a label and the SHA-256 of its bytes, so the same address must always give
// the same bytes: no times, no owners, a fixed order.
//
// The TLS keys with which the peer connects to the service are not in it. The builder
// adds them from the peer's own folder (see Release), so that a package is public.

// packageType is the type that our builder accepts.
const packageType = "ccaas"

// connectionFile is the name of the connection's file in a package.
const connectionFile = "connection.json"

// connection is the file with which a peer connects to a chaincode service.
type connection struct {
	Address            string `json:"address"`
	DialTimeout        string `json:"dial_timeout"`
	TLSRequired        bool   `json:"tls_required"`
	ClientAuthRequired bool   `json:"client_auth_required"`
	ClientKey          string `json:"client_key,omitempty"`
	ClientCert         string `json:"client_cert,omitempty"`
	RootCert           string `json:"root_cert,omitempty"`
}

// dialTimeout is short: a service that is down must cost a client seconds only.
const dialTimeout = "3s"

// Package returns the bytes of the chaincode package for a service that listens at
// address.
func Package(label, address string) ([]byte, error) {
	settings, err := json.Marshal(connection{Address: address, DialTimeout: dialTimeout, TLSRequired: true, ClientAuthRequired: true})
	if err != nil {
		return nil, err
	}
	code, err := archive(archiveFile{connectionFile, settings})
	if err != nil {
		return nil, err
	}
	metadata, err := json.Marshal(map[string]string{"type": packageType, "label": label})
	if err != nil {
		return nil, err
	}
	return archive(archiveFile{"metadata.json", metadata}, archiveFile{"code.tar.gz", code})
}

// archiveFile is one file in a package.
type archiveFile struct {
	name    string
	content []byte
}

// archive packs files. The same files always give the same bytes.
func archive(entries ...archiveFile) ([]byte, error) {
	var out bytes.Buffer
	// Not compressed: another Go release may compress differently.
	zipped, err := gzip.NewWriterLevel(&out, gzip.NoCompression)
	if err != nil {
		return nil, err
	}
	packed := tar.NewWriter(zipped)
	for _, entry := range entries {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: entry.name, Size: int64(len(entry.content)), Mode: 0o644, Format: tar.FormatUSTAR}
		if err := packed.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := packed.Write(entry.content); err != nil {
			return nil, err
		}
	}
	if err := packed.Close(); err != nil {
		return nil, err
	}
	if err := zipped.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
