package network

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"allianceregistry/network/words"
)

// A registrar sets the secret of an id by a request of our own to the host's CA. Fabric's
// client takes the secret of an existing id on its command line alone, where every user
// of the machine can read it. And a secret that the CA generates is not secret enough: it
// is drawn from a generator that is seeded with the time at which the CA started.

// errRegistered means that the id exists already.
var errRegistered = errors.New("already registered")

// caAttribute is an attribute of an identity, as Fabric CA expects it.
type caAttribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	ECert bool   `json:"ecert"` // put it into the certificates
}

func caAttributes(attributes map[string]string) []caAttribute {
	var all []caAttribute
	for name, value := range attributes {
		all = append(all, caAttribute{name, value, true})
	}
	return all
}

// registerIdentity registers an identity at a host's CA and returns its enrollment secret.
// The attributes become part of its certificates.
func (n *Network) registerIdentity(ctx context.Context, host, id string, attributes map[string]string) (string, error) {
	secret, err := newSecret()
	if err != nil {
		return "", err
	}
	request := struct {
		ID         string        `json:"id"`
		Type       string        `json:"type"`
		Secret     string        `json:"secret"`
		Attributes []caAttribute `json:"attrs,omitempty"`
	}{id, "client", secret, caAttributes(attributes)}
	err = n.caRequest(ctx, host, http.MethodPost, "register", request)
	if err != nil && strings.Contains(err.Error(), "is already registered") {
		return "", errRegistered
	}
	return secret, err
}

// resetIdentity gives a registered identity a new secret and returns it. The attributes
// are added to those that the identity has.
func (n *Network) resetIdentity(ctx context.Context, host, id string, attributes map[string]string) (string, error) {
	secret, err := newSecret()
	if err != nil {
		return "", err
	}
	request := struct {
		Secret     string        `json:"secret"`
		Attributes []caAttribute `json:"attrs,omitempty"`
	}{secret, caAttributes(attributes)}
	return secret, n.caRequest(ctx, host, http.MethodPut, "identities/"+url.PathEscape(id), request)
}

// newSecret returns a secret of 128 random bits, in hexadecimal: no shell has to quote it.
func newSecret() (string, error) {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", random), nil
}

// caTimeout bounds a request to a CA.
const caTimeout = 15 * time.Second

// maxAnswer bounds the size of a CA's answer, in bytes.
const maxAnswer = 1 << 20

// caRequest sends a registrar's request to its host's CA. If the CA refuses it, the error
// quotes the CA.
func (n *Network) caRequest(ctx context.Context, host, method, path string, body any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	pair, err := loadIdentity(n.registrar(host))
	if err != nil {
		return err
	}
	roots, err := CertPool(n.dir.hostTLSRoot(host))
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, "https://"+n.caAddress(host)+"/api/v1/"+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	token, err := pair.token(method, request.URL.RequestURI(), content)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", token)
	request.Header.Set("Content-Type", "application/json")
	return sendCARequest(request, roots)
}

// sendCARequest sends a request to a CA whose certificate the roots must vouch for.
func sendCARequest(request *http.Request, roots *x509.CertPool) error {
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	client := &http.Client{Timeout: caTimeout, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct {
		Success bool
		Errors  []struct{ Message string }
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&answer); err != nil {
		return words.Of("ca.answer", "status", response.Status, "cause", err)
	}
	if answer.Success && response.StatusCode < http.StatusMultipleChoices {
		return nil
	}
	var reasons []error
	for _, reason := range answer.Errors {
		reasons = append(reasons, errors.New(reason.Message))
	}
	return words.Of("ca.refused", "status", response.Status, "cause", errors.Join(reasons...))
}

// keyPair is an enrolled identity's key with its certificate in PEM.
type keyPair struct {
	certificate []byte
	key         *ecdsa.PrivateKey
}

// loadIdentity reads an enrolled identity's folder. Of several keys it takes the one that
// belongs to the certificate.
func loadIdentity(folder string) (keyPair, error) {
	certificate, err := os.ReadFile(filepath.Join(folder, "msp", "signcerts", "cert.pem"))
	if err != nil {
		return keyPair{}, err
	}
	files, err := filepath.Glob(filepath.Join(folder, "msp", "keystore", "*_sk"))
	if err != nil {
		return keyPair{}, err
	}
	for _, file := range files {
		key, err := os.ReadFile(file)
		if err != nil {
			return keyPair{}, err
		}
		if pair, err := tls.X509KeyPair(certificate, key); err == nil {
			if private, ok := pair.PrivateKey.(*ecdsa.PrivateKey); ok {
				return keyPair{certificate, private}, nil
			}
		}
	}
	return keyPair{}, words.Of("ca.keyless", "folder", folder)
}

// token authorizes a request as Fabric CA expects it: the certificate, and a signature
// over method, URI, body and certificate.
func (p keyPair) token(method, uri string, body []byte) (string, error) {
	encode := base64.StdEncoding.EncodeToString
	certificate := encode(p.certificate)
	digest := sha256.Sum256([]byte(strings.Join([]string{method, encode([]byte(uri)), encode(body), certificate}, ".")))
	r, s, err := ecdsa.Sign(rand.Reader, p.key, digest[:])
	if err != nil {
		return "", err
	}
	// Of the two valid values of s, Fabric accepts the lower one only.
	order := p.key.Params().N
	if s.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		s.Sub(order, s)
	}
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	return certificate + "." + encode(signature), err
}
