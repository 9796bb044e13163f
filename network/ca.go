package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"allianceregistry/network/words"
)

// Fabric's own CA client talks to a host's CA. The registrar is enrolled once;
// its identity stays in hosts/HOST/registrar.

// attribute is the certificate attribute that says for which party a key is;
// operator is the one that lets a key act for its host.
const (
	attribute = "registry.party"
	operator  = "registry.operator"
)

func (n *Network) registrar(host string) string { return filepath.Join(n.dir.Host(host), "registrar") }

// caAddress is where a host's CA listens.
func (n *Network) caAddress(host string) string {
	for _, node := range n.topology.hostNodes(n.dir) {
		if node.Name == host {
			return Address(node.Ports.CA)
		}
	}
	return ""
}

// caClient runs fabric-ca-client with an identity folder of its own.
func (n *Network) caClient(ctx context.Context, host, identity string, args ...string) (string, error) {
	// Relative to the identity folder: the client takes a comma in a path for
	// the end of it.
	root, err := filepath.Rel(identity, n.dir.hostTLSRoot(host))
	if err != nil {
		return "", err
	}
	env := []string{"FABRIC_CA_CLIENT_HOME=" + identity}
	return n.run(ctx, env, "fabric-ca-client", append(args, "--tls.certfiles", root)...)
}

// enroll gets a certificate for a registered id; the key never leaves the folder.
func (n *Network) enroll(ctx context.Context, host, id, secret, folder string) error {
	url := fmt.Sprintf("https://%s:%s@%s", id, secret, n.caAddress(host))
	_, err := n.caClient(ctx, host, folder, "enroll", "--url", url, "--enrollment.type", "x509")
	return err
}

// enrollRegistrar enrolls the identity that may register others, once.
func (n *Network) enrollRegistrar(ctx context.Context, host string) error {
	folder := n.registrar(host)
	if enrolled(folder) {
		return nil
	}
	secret, err := n.registrarSecret(host)
	if err != nil {
		return err
	}
	if err := n.enroll(ctx, host, "registrar", secret, folder); err != nil {
		return words.Of("ca.registrar", "host", host, "cause", err)
	}
	return nil
}

func enrolled(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "msp", "signcerts", "cert.pem"))
	return err == nil
}

// errRegistered says that the id exists already.
var errRegistered = errors.New("already registered")

var printedSecret = regexp.MustCompile(`(?m)^Password: (\S+)$`)

// registerIdentity makes an identity at a host's CA and returns the secret to
// enroll it with.
func (n *Network) registerIdentity(ctx context.Context, host, id, attributes string) (string, error) {
	args := []string{"register", "--url", "https://" + n.caAddress(host), "--id.name", id, "--id.type", "client"}
	if attributes != "" {
		args = append(args, "--id.attrs", attributes)
	}
	out, err := n.caClient(ctx, host, n.registrar(host), args...)
	if err != nil && strings.Contains(err.Error(), "is already registered") {
		return "", errRegistered
	}
	if err != nil {
		return "", err
	}
	secret := printedSecret.FindStringSubmatch(out)
	if secret == nil {
		return "", words.Of("ca.noSecret", "id", id)
	}
	return secret[1], nil
}

// resetIdentity gives a registered identity a new secret.
func (n *Network) resetIdentity(ctx context.Context, host, id, secret string) error {
	_, err := n.caClient(ctx, host, n.registrar(host), "identity", "modify", id,
		"--url", "https://"+n.caAddress(host), "--secret", secret)
	return err
}
