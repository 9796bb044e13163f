package network

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"allianceregistry/network/words"
)

// Fabric's own CA client talks to a host's CA, except where an id gets its secret
// (registrar.go). The registrar is enrolled once; its identity is kept in
// hosts/HOST/registrar.

// Certificate attributes: which party a key belongs to, and whether it may act for its
// host.
const (
	partyAttribute    = "registry.party"
	operatorAttribute = "registry.operator"
)

// registrar is the folder of a host's registrar identity.
func (n *Network) registrar(host string) string { return filepath.Join(n.dir.Host(host), "registrar") }

// caAddress is the address of a host's CA.
func (n *Network) caAddress(host string) string {
	for _, node := range n.hosts {
		if node.Name == host {
			return node.CA
		}
	}
	return ""
}

// caClient runs fabric-ca-client with an identity folder of its own.
func (n *Network) caClient(ctx context.Context, host, identity string, env []string, args ...string) (string, error) {
	// Relative to the identity folder: the client splits paths at commas.
	root, err := filepath.Rel(identity, n.dir.hostTLSRoot(host))
	if err != nil {
		return "", err
	}
	env = append([]string{"FABRIC_CA_CLIENT_HOME=" + identity}, env...)
	return n.run(ctx, env, "fabric-ca-client", append(args, "--tls.certfiles", root)...)
}

// enroll gets a certificate for a registered id; the key never leaves the folder. The
// client gets the secret through its environment, which only its owner can read: every
// user of the machine can read a command line.
func (n *Network) enroll(ctx context.Context, host, id, secret, folder string) error {
	authority := url.URL{Scheme: "https", User: url.UserPassword(id, secret), Host: n.caAddress(host)}
	env := []string{"FABRIC_CA_CLIENT_URL=" + authority.String()}
	_, err := n.caClient(ctx, host, folder, env, "enroll", "--enrollment.type", "x509")
	return err
}

// enrollRegistrar enrolls the identity that may register others, once. Of two concurrent
// commands, the later one waits until the first has done it.
func (n *Network) enrollRegistrar(ctx context.Context, host string) error {
	folder := n.registrar(host)
	if enrolled(folder) {
		return nil
	}
	secret, err := n.registrarSecret(host)
	if err != nil {
		return err
	}
	var unlock func()
	err = waitUntil(ctx, startTimeout, words.Of("ca.busy", "host", host), func(context.Context) (err error) {
		unlock, err = Dir(folder).lock()
		return err
	})
	if err != nil {
		return err
	}
	defer unlock()
	if enrolled(folder) {
		return nil
	}
	part := filepath.Join(folder, "part") // renamed when it is complete
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := n.enroll(ctx, host, "registrar", secret, part); err != nil {
		return words.Of("ca.registrar", "host", host, "cause", err)
	}
	if err := os.RemoveAll(filepath.Join(folder, "msp")); err != nil { // left by an interrupted enrollment
		return err
	}
	return errors.Join(os.Rename(filepath.Join(part, "msp"), filepath.Join(folder, "msp")), os.RemoveAll(part))
}

// renewal is how long before a certificate expires it is renewed. The doctor warns no earlier.
const renewal = 30 * 24 * time.Hour

// enrolled reports whether a folder holds a certificate that does not expire soon, and its key.
func enrolled(folder string) bool {
	pair, err := loadIdentity(folder)
	return err == nil && lasts(pair.certificate)
}

// lasts reports whether a certificate in PEM does not expire soon.
func lasts(content []byte) bool {
	certificate, err := ParseCertificate(content)
	return err == nil && certificate != nil && time.Until(certificate.NotAfter) > renewal
}
