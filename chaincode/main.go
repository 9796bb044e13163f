// Command chaincode serves the registry's contract to a peer, as an external
// service over mutual TLS (Fabric's "chaincode as a service").
//
// It reads its settings from the environment:
//
//	CHAINCODE_ID              the package id that the peer knows it by
//	CHAINCODE_SERVER_ADDRESS  host:port to listen on
//	CHAINCODE_TLS_CERT        PEM file: this server's certificate
//	CHAINCODE_TLS_KEY         PEM file: this server's key
//	CHAINCODE_CLIENT_CA_CERT  PEM file: the certificate of the peer that may call
//	CHAINCODE_TIME_WINDOW     how far a transaction's time may be from this computer's
//	                          clock, such as 2m; not compared if unset, as peers of
//	                          Fabric 3 compare it and those of 2.5 do not
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"allianceregistry/chaincode/contract"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "chaincode:", err)
		os.Exit(1)
	}
}

func run() error {
	server, err := serverFromEnvironment()
	if err != nil {
		return err
	}
	return server.Start()
}

func serverFromEnvironment() (*shim.ChaincodeServer, error) {
	id, address := os.Getenv("CHAINCODE_ID"), os.Getenv("CHAINCODE_SERVER_ADDRESS")
	if id == "" || address == "" {
		return nil, errors.New("CHAINCODE_ID and CHAINCODE_SERVER_ADDRESS must be set")
	}
	tls, err := tlsFromEnvironment()
	if err != nil {
		return nil, err
	}
	digest, err := ownDigest()
	if err != nil {
		return nil, err
	}
	registry, err := contract.New(digest)
	if err != nil {
		return nil, err
	}
	chaincode, err := windowFromEnvironment(registry)
	if err != nil {
		return nil, err
	}
	return &shim.ChaincodeServer{CCID: id, Address: address, CC: chaincode, TLSProps: tls}, nil
}

// ownDigest returns the SHA-256 of this program's file, in hex.
func ownDigest() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// tlsFromEnvironment refuses to serve without TLS, and without knowing whose
// client certificates to accept: whoever can call this port can write its answers.
func tlsFromEnvironment() (shim.TLSProperties, error) {
	var properties shim.TLSProperties
	for name, target := range map[string]*[]byte{
		"CHAINCODE_TLS_CERT":       &properties.Cert,
		"CHAINCODE_TLS_KEY":        &properties.Key,
		"CHAINCODE_CLIENT_CA_CERT": &properties.ClientCACerts,
	} {
		content, err := os.ReadFile(os.Getenv(name))
		if err != nil {
			return properties, fmt.Errorf("%s: %w", name, err)
		}
		*target = content
	}
	return properties, nil
}
