package gateway

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership"
)

const (
	// enrollLimit is how long a certificate authority may take.
	enrollLimit = 15 * time.Second
	// maxAnswer bounds the bytes of its answer.
	maxAnswer = 1 << 20
	// notAuthenticated is its code for a wrong id or secret (Fabric CA: lib/caerrors).
	notAuthenticated = 20
)

// Enroll gets a certificate for a new key from the own host's certificate
// authority, for an id that was registered there, with the attribute that names
// the party. The key is made here, leaves the process only in the Identity
// returned, and is on no disk.
//
// The error is a *client.Fault if the authority cannot be reached, or
// client.ErrNotAuthenticated or client.ErrNoParty.
func Enroll(ctx context.Context, settings Settings, id, secret string) (client.Identity, error) {
	if settings.CertificateAuthority == nil {
		return client.Identity{}, fmt.Errorf("the gateway settings of %s name no certificate authority", settings.Host)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return client.Identity{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return client.Identity{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, enrollLimit)
	defer cancel()
	certificate, err := certify(ctx, *settings.CertificateAuthority, id, secret, key)
	if err != nil {
		return client.Identity{}, enrollFault(settings.Host, err)
	}
	identity := client.Identity{
		MSP: settings.MSPID, Certificate: certificate,
		Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
	if _, err := newSigner(identity); err != nil {
		return client.Identity{}, fmt.Errorf("the answer of the certificate authority of %s: %w", settings.Host, err)
	}
	return identity, nil
}

// wanted is an attribute that a certificate is to have (Fabric CA:
// api.AttributeRequest).
type wanted struct {
	Name     string `json:"name"`
	Optional bool   `json:"optional"`
}

// enrollment is what the authority is asked (Fabric CA: api.EnrollmentRequestNet).
type enrollment struct {
	Request    string   `json:"certificate_request"`
	Attributes []wanted `json:"attr_reqs"`
}

// certify has the authority certify the key, and returns the certificate in PEM.
func certify(ctx context.Context, authority Endpoint, id, secret string, key *ecdsa.PrivateKey) ([]byte, error) {
	asked, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: id}}, key)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(enrollment{
		Request:    string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: asked})),
		Attributes: []wanted{{Name: membership.PartyAttribute}, {Name: membership.OperatorAttribute, Optional: true}},
	})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+authority.Address+"/api/v1/enroll", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(id, secret)
	request.Header.Set("Content-Type", "application/json")
	trust, err := authority.trust()
	if err != nil {
		return nil, err
	}
	return post(request, trust)
}

// post sends a request and reads the certificate out of the answer.
func post(request *http.Request, trust *tls.Config) ([]byte, error) {
	transport := &http.Transport{TLSClientConfig: trust, DisableKeepAlives: true}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, &url.Error{Op: "Post", URL: request.URL.String(), Err: err}
	}
	return certificateIn(response.StatusCode, content)
}

// caError is one of the errors that an authority reports.
type caError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e caError) meaning() error {
	switch {
	case e.Code == notAuthenticated:
		return client.ErrNotAuthenticated
	case strings.Contains(e.Message, "attributes are missing"):
		return client.ErrNoParty
	}
	return fmt.Errorf("the certificate authority says: %s (code %d)", e.Message, e.Code)
}

// certificateIn reads an authority's answer (Fabric CA: cfssl's api.Response with
// api.EnrollmentResponseNet in it).
func certificateIn(code int, content []byte) ([]byte, error) {
	var answer struct {
		Result json.RawMessage `json:"result"` // "" if it failed
		Errors []caError       `json:"errors"`
	}
	if err := json.Unmarshal(content, &answer); err != nil {
		return nil, fmt.Errorf("the certificate authority answered %d, which cannot be read: %w", code, err)
	}
	if len(answer.Errors) > 0 {
		return nil, answer.Errors[0].meaning()
	}
	var result struct{ Cert []byte } // base64 of PEM
	if err := json.Unmarshal(answer.Result, &result); err != nil || len(result.Cert) == 0 {
		return nil, fmt.Errorf("the certificate authority answered %d without a certificate", code)
	}
	return result.Cert, nil
}

// enrollFault distinguishes an authority that does not answer from one that does not want.
func enrollFault(host string, err error) error {
	var unreached *url.Error
	switch {
	case errors.As(err, &unreached):
		return failover.NewFault(client.Connect, client.Unavailable, "", fmt.Errorf("certificate authority of %s: %w", host, unreached.Err))
	case errors.Is(err, client.ErrNotAuthenticated), errors.Is(err, client.ErrNoParty):
		return err
	}
	return fmt.Errorf("enroll at %s: %w", host, err)
}
