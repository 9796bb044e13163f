package network

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"allianceregistry/network/keys"
	"allianceregistry/network/words"
)

// Each of Fabric's programs has an operations port: health, metrics, and the log level.
// Whoever can reach it may set a level at which the process drowns in its log, or logs
// what no log should hold. The loopback interface keeps other machines out, but not this
// machine's other users. So the port uses TLS and accepts one key alone, that of the
// network's operator, which is kept in the network's folder. Its certificate is
// self-signed: a CA could issue others that would be accepted too.

func (d Dir) operatorCertificate() string { return filepath.Join(d.Operator(), keys.ClientCertificate) }

// operationsTimeout bounds a request. A process that hangs is not healthy.
const operationsTimeout = 2 * time.Second

// makeOperator makes the operator's key and its self-signed certificate. Their folder gets
// its final name only when both are in it.
func (d Dir) makeOperator(name string) error {
	part := d.Operator() + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := keys.MakeClient(part, "operator of "+name, time.Now()); err != nil {
		return err
	}
	return os.Rename(part, d.Operator())
}

// makeOperator makes the network's operator.
func (n *Network) makeOperator(context.Context) error {
	if _, err := os.Stat(n.dir.ready()); err == nil { // made by an earlier version, whose CAs made the secrets
		n.progress(words.Of("network.former"))
	}
	return n.dir.makeOperator(n.topology.Name)
}

// checkOperatorKey refuses a network from before there was an operator's key: its
// processes do not answer what a command has to know of them.
func (n *Network) checkOperatorKey() error {
	_, err := os.Stat(n.dir.Operator())
	if errors.Is(err, fs.ErrNotExist) {
		if lines := n.advice(); lines.IsOwn() {
			return words.Of("host.operatorless", "folder", n.dir.Operator(), "line", lines.Self()+" host init "+lines.Host)
		}
		return words.Of("network.before")
	}
	return err
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
	pair, err := tls.LoadX509KeyPair(filepath.Join(operator, keys.ClientCertificate), filepath.Join(operator, keys.ClientKey))
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
	if p.Operations == 0 || !p.Running() {
		return false
	}
	if _, err := os.Stat(filepath.Join(p.Operator, keys.ClientKey)); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	response, err := p.operations(ctx, "/version")
	if err != nil {
		return errors.Is(err, http.ErrSchemeMismatch)
	}
	_ = response.Body.Close()
	return false
}

// metric reads a channel's metric from a process's operations endpoint. That takes a few
// milliseconds; a run of Fabric's `peer` program takes 150.
func metric(ctx context.Context, process Process, name, channel string) (float64, error) {
	response, err := process.operations(ctx, "/metrics")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	prefix := fmt.Sprintf("%s{channel=%q} ", name, channel)
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), prefix); found {
			return strconv.ParseFloat(value, 64)
		}
	}
	if err := lines.Err(); err != nil {
		return 0, err
	}
	return 0, fmt.Errorf("%s does not report %s for channel %s", process.Name, name, channel)
}

// peerHeight returns the number of blocks at a peer. It fails if the peer is down
// or has not joined the channel.
func (n *Network) peerHeight(ctx context.Context, peer peerNode) (uint64, error) {
	height, err := metric(ctx, n.peerProcess(peer), "ledger_blockchain_height", n.topology.Channel)
	return uint64(height), err
}
