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

// Each of Fabric's programs has an operations port: health, metrics, and the log level.
// Whoever can reach it may set a level at which the process drowns in its log, or logs
// what no log should hold. The loopback interface keeps other machines out, but not this
// machine's other users. So the port uses TLS and accepts one key alone, that of the
// network's operator, which is kept in the network's folder. Its certificate is
// self-signed: a CA could issue others that would be accepted too.

// The files of a client's key pair, as cryptogen names them.
const (
	clientCertificate = "client.crt"
	clientKey         = "client.key"
)

func (d Dir) operatorCertificate() string { return filepath.Join(d.Operator(), clientCertificate) }

// operatorValidity is that of the certificates that cryptogen makes.
const operatorValidity = 10 * 365 * 24 * time.Hour

// operationsTimeout bounds a request. A process that hangs is not healthy.
const operationsTimeout = 2 * time.Second

// makeOperator makes the operator's key and its self-signed certificate. Their folder gets
// its final name only when both are in it.
func (n *Network) makeOperator(context.Context) error {
	part := n.dir.Operator() + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := writeKeyPair(part, "operator of "+n.topology.Name); err != nil {
		return err
	}
	if _, err := os.Stat(n.dir.ready()); err == nil { // made by an earlier version, whose CAs made the secrets
		n.progress(words.Of("network.former"))
	}
	return os.Rename(part, n.dir.Operator())
}

// writeKeyPair makes a key and its self-signed certificate, in a folder.
func writeKeyPair(folder, name string) error {
	certificate, key, err := selfSigned(name, time.Now())
	if err != nil {
		return err
	}
	return errors.Join(writeFile(filepath.Join(folder, clientCertificate), certificate), writeFile(filepath.Join(folder, clientKey), key))
}

// checkOperatorKey refuses a network from before there was an operator's key: its
// processes do not answer what a command has to know of them.
func (n *Network) checkOperatorKey() error {
	_, err := os.Stat(n.dir.Operator())
	if errors.Is(err, fs.ErrNotExist) {
		return words.Of("network.before")
	}
	return err
}

// selfSigned returns a client's self-signed certificate and its key, PEM.
func selfSigned(name string, now time.Time) (certificate, key []byte, err error) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(operatorValidity),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, pair.Public(), pair)
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

// operations sends a GET request to a process's operations port. The caller closes the
// body.
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

// CertPool reads the CA certificates in a PEM file. It fails if there is none.
func CertPool(file string) (*x509.CertPool, error) {
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

// operationsClient returns a client that trusts one CA and shows the operator's
// certificate. It keeps no connections: a process may have been restarted since.
func operationsClient(root, operator string) (*http.Client, error) {
	roots, err := CertPool(root)
	if err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(operator, clientCertificate), filepath.Join(operator, clientKey))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return &http.Client{Timeout: operationsTimeout, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}, nil
}

// Exposed reports whether the operations port of a running process answers anybody. That
// of a process started by an earlier version of this program does: there was no
// operator's key then, or the port answers without TLS.
func (p Process) Exposed(ctx context.Context) bool {
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
