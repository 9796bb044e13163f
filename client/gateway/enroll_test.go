package gateway

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// authority answers as Fabric CA 1.5.21 does.
type authority struct {
	t      *testing.T
	code   int
	says   string // instead of a certificate
	cheats bool   // certifies another key
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	if r.Method != http.MethodPost || r.URL.Path != "/api/v1/enroll" || id != "cisco@industry" || secret != "its secret" {
		a.t.Errorf("%s %s by %s", r.Method, r.URL, id)
	}
	if a.says != "" {
		w.WriteHeader(a.code)
		_, _ = w.Write([]byte(a.says))
		return
	}
	var asked enrollment
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		a.t.Error(err)
		return
	}
	wants := []wanted{{Name: membership.PartyAttribute}, {Name: membership.OperatorAttribute, Optional: true}}
	if len(asked.Attributes) != 2 || asked.Attributes[0] != wants[0] || asked.Attributes[1] != wants[1] {
		a.t.Errorf("attributes %v", asked.Attributes)
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]any{"success": true, "result": map[string]any{"Cert": a.certify(asked.Request)}})
}

func (a *authority) certify(request string) []byte {
	block, _ := pem.Decode([]byte(request))
	asked, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil || asked.CheckSignature() != nil || asked.Subject.CommonName != "cisco@industry" {
		a.t.Errorf("request for %v: %v", asked, err)
		return nil
	}
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Error(err)
		return nil
	}
	key := asked.PublicKey
	if a.cheats {
		key = own.Public()
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: asked.Subject, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key, own)
	if err != nil {
		a.t.Error(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// listen has the authority listen until the test ends.
func (a *authority) listen(t *testing.T) Settings {
	t.Helper()
	server := httptest.NewTLSServer(a)
	t.Cleanup(server.Close)
	root := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	return Settings{Host: "industry", MSPID: "industry", CertificateAuthority: &Endpoint{
		Name: "ca.industry", Address: server.Listener.Addr().String(), ServerName: "example.com", TLSRoot: root,
	}}
}

const (
	wrongSecret = `{"result":"","errors":[{"code":20,"message":"Authentication failure"}],"messages":[],"success":false}`
	noParty     = `{"result":"","errors":[{"code":0,"message":"The following required attributes are missing: [registry.party]"}],"messages":[],"success":false}`
	locked      = `{"result":"","errors":[{"code":0,"message":"database is locked"}],"messages":[],"success":false}`
)

func TestEnroll(t *testing.T) {
	t.Parallel()
	settings := (&authority{t: t}).listen(t)
	identity, err := Enroll(within(t), settings, "cisco@industry", "its secret")
	require.NoError(t, err)
	require.Equal(t, "industry", identity.MSP)
	require.NoError(t, errOf(newSigner(identity)))

	for name, row := range map[string]struct {
		authority *authority
		want      error
		text      string
	}{
		"fail/wrong secret":      {&authority{code: 401, says: wrongSecret}, client.ErrNotAuthenticated, ""},
		"fail/no party":          {&authority{code: 500, says: noParty}, client.ErrNoParty, ""},
		"fail/else":              {&authority{code: 500, says: locked}, nil, "enroll at industry: the certificate authority says: database is locked (code 0)"},
		"fail/not JSON":          {&authority{code: 502, says: "bad gateway"}, nil, "answered 502"},
		"fail/empty":             {&authority{code: 200, says: `{"success":true}`}, nil, "without a certificate"},
		"fail/not a certificate": {&authority{code: 200, says: `{"success":true,"result":{"Cert":"eHh4"}}`}, nil, "certificate and key"},
		"fail/another key":       {&authority{cheats: true}, nil, "certificate and key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.authority.t = t
			_, err := Enroll(within(t), row.authority.listen(t), "cisco@industry", "its secret")
			require.Error(t, err)
			require.NotErrorAs(t, err, new(*client.Fault))
			if row.want != nil {
				require.ErrorIs(t, err, row.want)
			}
			require.ErrorContains(t, err, row.text)
		})
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestEnrollUnreachable(t *testing.T) {
	t.Parallel()
	_, err := Enroll(within(t), Settings{Host: "industry"}, "cisco@industry", "its secret")
	require.ErrorContains(t, err, "name no certificate authority")

	for name, change := range map[string]func(*Endpoint){
		"fail/nobody listens":        func(e *Endpoint) { e.Address = "127.0.0.1:1" },
		"fail/another server's name": func(e *Endpoint) { e.ServerName = "ca.academia" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := (&authority{t: t}).listen(t)
			change(settings.CertificateAuthority)
			_, err := Enroll(within(t), settings, "cisco@industry", "its secret")
			fault := requireFault(t, client.Unavailable, err)
			require.Equal(t, client.Connect, fault.Phase)
			require.NotContains(t, err.Error(), "its secret")
		})
	}
}

func FuzzCertificateIn(f *testing.F) {
	for _, says := range []string{wrongSecret, noParty, locked, `{"result":{"Cert":"eHh4"}}`, `{"result":null}`, `[]`} {
		f.Add([]byte(says))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		certificate, err := certificateIn(200, content)
		require.Equal(t, err == nil, len(certificate) > 0)
	})
}
