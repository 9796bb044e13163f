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

// A registrar gives an id its secret by a request of our own to the host's CA. Fabric's
// client takes the secret of an id that exists by its command line alone, where every
// user of the machine can read it. And a secret that is left to the CA is not secret
// enough: it counts them out from the time at which it started.

// errRegistered says that the id exists already.
var errRegistered = errors.New("already registered")

// caAttribute is an attribute of an identity, as a CA wants it.
type caAttribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	ECert bool   `json:"ecert"` // it stands in the certificates
}

func caAttributes(attributes map[string]string) []caAttribute {
	var all []caAttribute
	for name, value := range attributes {
		all = append(all, caAttribute{name, value, true})
	}
	return all
}

// registerIdentity makes an identity at a host's CA and returns the secret to enroll
// it with. Attributes stand in the certificates of those who enroll with it.
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
	err = n.askCA(ctx, host, http.MethodPost, "register", request)
	if err != nil && strings.Contains(err.Error(), "is already registered") {
		return "", errRegistered
	}
	return secret, err
}

// resetIdentity gives a registered identity a new secret and returns it. Attributes
// are added to those that it has.
func (n *Network) resetIdentity(ctx context.Context, host, id string, attributes map[string]string) (string, error) {
	secret, err := newSecret()
	if err != nil {
		return "", err
	}
	request := struct {
		Secret     string        `json:"secret"`
		Attributes []caAttribute `json:"attrs,omitempty"`
	}{secret, caAttributes(attributes)}
	return secret, n.askCA(ctx, host, http.MethodPut, "identities/"+url.PathEscape(id), request)
}

// newSecret returns a secret of 128 bits that no shell needs to quote.
func newSecret() (string, error) {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", random), nil
}

// caTime is how long a CA may take to answer.
const caTime = 15 * time.Second

// maxAnswer is more than a CA has to say.
const maxAnswer = 1 << 20

// askCA sends a registrar's request to its host's CA. What the CA refuses is an error
// in its own words.
func (n *Network) askCA(ctx context.Context, host, method, path string, body any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	pair, err := identityIn(n.registrar(host))
	if err != nil {
		return err
	}
	roots, err := trusting(n.dir.hostTLSRoot(host))
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
	return caAnswer(request, roots)
}

// caAnswer sends a request to a CA that roots vouch for, and returns what the CA has
// against it.
func caAnswer(request *http.Request, roots *x509.CertPool) error {
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	client := &http.Client{Timeout: caTime, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var said struct {
		Success bool
		Errors  []struct{ Message string }
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&said); err != nil {
		return words.Of("ca.answer", "status", response.Status, "cause", err)
	}
	if said.Success && response.StatusCode < http.StatusMultipleChoices {
		return nil
	}
	var faults []error
	for _, fault := range said.Errors {
		faults = append(faults, errors.New(fault.Message))
	}
	return words.Of("ca.refused", "status", response.Status, "cause", errors.Join(faults...))
}

// keyPair is an enrolled identity's key with its certificate, PEM.
type keyPair struct {
	certificate []byte
	key         *ecdsa.PrivateKey
}

// identityIn reads an enrolled identity's folder. Of several keys it is the one that
// belongs to the certificate.
func identityIn(folder string) (keyPair, error) {
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
			if private, is := pair.PrivateKey.(*ecdsa.PrivateKey); is {
				return keyPair{certificate, private}, nil
			}
		}
	}
	return keyPair{}, words.Of("ca.keyless", "folder", folder)
}

// token signs a request as Fabric CA wants it: the certificate, and a signature over
// method, address, content and certificate.
func (p keyPair) token(method, address string, content []byte) (string, error) {
	encode := base64.StdEncoding.EncodeToString
	certificate := encode(p.certificate)
	digest := sha256.Sum256([]byte(strings.Join([]string{method, encode([]byte(address)), encode(content), certificate}, ".")))
	r, s, err := ecdsa.Sign(rand.Reader, p.key, digest[:])
	if err != nil {
		return "", err
	}
	// Of the two values that s may have, Fabric takes the lower one only.
	order := p.key.Params().N
	if s.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		s.Sub(order, s)
	}
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	return certificate + "." + encode(signature), err
}
