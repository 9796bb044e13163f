package network

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"allianceregistry/network/words"
)

// Each of Fabric's programs has a port for operations: health, metrics, and the level
// of its log, which whoever can reach it may set so high that the process drowns in
// it, or that it writes down what no log should hold. The loopback interface keeps
// other machines out, not this machine's other users. So the port speaks TLS and lets
// in one key, that of the network's operator, which lies in the network's folder. No
// authority vouches for that key, since whoever else it certified would be let in
// too: the ports know the certificate itself.

// The files of a client's key pair, as cryptogen names them.
const (
	clientCertificate = "client.crt"
	clientKey         = "client.key"
)

func (d Dir) operatorCertificate() string { return filepath.Join(d.operator(), clientCertificate) }

// operatorLife is as long as that of the certificates that cryptogen makes.
const operatorLife = 10 * 365 * 24 * time.Hour

// operationsTime is how long an answer may take. What hangs is not well.
const operationsTime = 2 * time.Second

// makeOperator makes the operator's key and a certificate that it signs itself. The
// folder appears under its final name when both are in it.
func (n *Network) makeOperator(context.Context) error {
	part := n.dir.operator() + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := writePair(part, "operator of "+n.topology.Name); err != nil {
		return err
	}
	if _, err := os.Stat(n.dir.ready()); err == nil { // a network of before: it had its CAs make secrets
		n.talk(words.Of("network.former"))
	}
	return os.Rename(part, n.dir.operator())
}

// writePair makes a key and a certificate that it signs itself, in a folder.
func writePair(folder, name string) error {
	certificate, key, err := selfSigned(name, time.Now())
	if err != nil {
		return err
	}
	return errors.Join(writeFile(filepath.Join(folder, clientCertificate), certificate), writeFile(filepath.Join(folder, clientKey), key))
}

// checkOperated refuses a network of before there was an operator's key: its processes
// cannot be asked for what a command has to know of them.
func (n *Network) checkOperated() error {
	_, err := os.Stat(n.dir.operator())
	if errors.Is(err, fs.ErrNotExist) {
		return words.Of("network.before")
	}
	return err
}

// selfSigned returns a client's certificate and its key, PEM.
func selfSigned(name string, now time.Time) (certificate, key []byte, err error) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	about := &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(operatorLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, about, about, pair.Public(), pair)
	if err != nil {
		return nil, nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), nil
}

// operations asks a process's operations port. The caller closes the answer's body.
func (p Process) operations(ctx context.Context, path string) (*http.Response, error) {
	client, err := operationsClient(p.TLSRoot, p.Operator)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+Address(p.Operations)+path, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(request)
}

// trusting reads the authorities of a PEM file, of which it must have one.
func trusting(file string) (*x509.CertPool, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(content) {
		return nil, words.Of("certificate.empty", "file", file)
	}
	return roots, nil
}

// operationsClient trusts one authority, and shows the operator's certificate. It
// keeps no connection: what it asks may have been restarted since.
func operationsClient(root, operator string) (*http.Client, error) {
	roots, err := trusting(root)
	if err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(operator, clientCertificate), filepath.Join(operator, clientKey))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return &http.Client{Timeout: operationsTime, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}, nil
}

// unguarded says whether a running process answers anybody at its operations port, as
// those do that an earlier version of this program started: it made no operator's key,
// or the port answers without TLS.
func (p Process) unguarded(ctx context.Context) bool {
	if p.Operations == 0 || p.PID() == 0 {
		return false
	}
	if _, err := os.Stat(filepath.Join(p.Operator, clientKey)); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	response, err := p.operations(ctx, "/version")
	if err != nil {
		return errors.Is(err, http.ErrSchemeMismatch)
	}
	_ = response.Body.Close()
	return false
}
