package network

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/keys"
)

// A secret is not on the command line of Fabric's client.
func TestEnrollHidesTheSecret(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	const secret = "s3cret/of@a:party%"
	client := n.home.program("fabric-ca-client")
	require.NoError(t, os.MkdirAll(filepath.Dir(client), 0o700))
	require.NoError(t, os.MkdirAll(string(n.dir), 0o700))
	require.NoError(t, os.WriteFile(client, []byte("#!/bin/sh\necho \"$@\" >arguments; echo \"$FABRIC_CA_CLIENT_URL\" >url\n"), 0o700))
	require.NoError(t, n.enroll(t.Context(), "industry", "cisco@industry", secret, n.registrar("industry")))
	arguments, err := os.ReadFile(n.dir.Path("arguments"))
	require.NoError(t, err)
	require.Contains(t, string(arguments), "enroll")
	require.NotContains(t, string(arguments), "s3cret")
	require.NotContains(t, string(arguments), "cisco")
	told, err := os.ReadFile(n.dir.Path("url"))
	require.NoError(t, err)
	require.Equal(t, "https://cisco%40industry:s3cret%2Fof%40a%3Aparty%25@"+n.caAddress("industry")+"\n", string(told))
}

// Of many concurrent commands, one enrolls the registrar and the others wait. What an
// interrupted enrollment left is not used.
func TestEnrollRegistrarOnce(t *testing.T) {
	t.Parallel()
	n := testNetwork(t)
	client := n.home.program("fabric-ca-client")
	folder, made := n.registrar("industry"), t.TempDir()
	enrolledRegistrar(t, made)
	require.NoError(t, os.MkdirAll(filepath.Dir(client), 0o700))
	require.NoError(t, os.WriteFile(client, []byte("#!/bin/sh\necho once >>"+Quote(n.dir.Path("calls"))+
		"\nsleep 0.05\nmkdir -p \"$FABRIC_CA_CLIENT_HOME\"; cp -r "+Quote(filepath.Join(made, "msp"))+" \"$FABRIC_CA_CLIENT_HOME\"\n"), 0o700))
	require.NoError(t, writeFile(filepath.Join(folder, "msp", "signcerts", "cert.pem"), nil))
	require.NoError(t, writeFile(filepath.Join(folder, "part", "msp", "signcerts", "cert.pem"), nil))
	_, err := n.registrarSecret("industry") // as it is since the CA was configured
	require.NoError(t, err)
	require.NoError(t, forEach(make([]int, 8), func(int) error { return n.enrollRegistrar(t.Context(), "industry") }))
	calls, err := os.ReadFile(n.dir.Path("calls"))
	require.NoError(t, err)
	require.Equal(t, "once\n", string(calls))
	require.True(t, enrolled(folder))
	require.NoDirExists(t, filepath.Join(folder, "part"))

	old := t.TempDir()
	require.NoError(t, keys.MakeClient(old, "registrar", time.Now().AddDate(-10, 0, 20)))
	for from, to := range map[string]string{keys.ClientCertificate: "signcerts/cert.pem", keys.ClientKey: "keystore/a_sk"} {
		content, err := os.ReadFile(filepath.Join(old, from))
		require.NoError(t, err)
		require.NoError(t, writeFile(filepath.Join(folder, "msp", to), content))
	}
	require.False(t, enrolled(folder), "it expires in 20 days")
	require.NoError(t, n.enrollRegistrar(t.Context(), "industry"))
	calls, err = os.ReadFile(n.dir.Path("calls"))
	require.NoError(t, err)
	require.Equal(t, "once\nonce\n", string(calls), "it is enrolled anew")
	require.True(t, enrolled(folder))
}

// The reset of an operator's secret also sets the attribute that makes it one.
func TestAttributes(t *testing.T) {
	t.Parallel()
	require.Equal(t, []caAttribute{{operatorAttribute, "true", true}}, caAttributes(map[string]string{operatorAttribute: "true"}))
}

// clientPair returns a self-signed certificate and its key, PEM.
func clientPair(t *testing.T, name string) (certificate, key []byte) {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, keys.MakeClient(folder, name, time.Now()))
	certificate, err := os.ReadFile(filepath.Join(folder, keys.ClientCertificate))
	require.NoError(t, err)
	key, err = os.ReadFile(filepath.Join(folder, keys.ClientKey))
	require.NoError(t, err)
	return certificate, key
}

// enrolledRegistrar gives a host's registrar a key, beside the key of another certificate.
func enrolledRegistrar(t *testing.T, folder string) (certificate []byte) {
	t.Helper()
	_, other := clientPair(t, "another")
	certificate, key := clientPair(t, "registrar")
	for name, content := range map[string][]byte{
		"signcerts/cert.pem": certificate, "keystore/a_sk": other, "keystore/b_sk": key,
	} {
		require.NoError(t, writeFile(filepath.Join(folder, "msp", name), content))
	}
	return certificate
}

func TestToken(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	certificate := enrolledRegistrar(t, folder)
	pair, err := loadIdentity(folder)
	require.NoError(t, err)
	block, _ := pem.Decode(certificate)
	parsed, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	key := parsed.PublicKey.(*ecdsa.PublicKey)
	encode := base64.StdEncoding.EncodeToString
	for range 40 { // a signature is high in half of all cases
		token, err := pair.token("PUT", "/api/v1/identities/a@b", []byte(`{"secret":"x"}`))
		require.NoError(t, err)
		said, signature, found := strings.Cut(token, ".")
		require.True(t, found)
		require.Equal(t, encode(certificate), said)
		raw, err := base64.StdEncoding.DecodeString(signature)
		require.NoError(t, err)
		digest := sha256.Sum256([]byte("PUT." + encode([]byte("/api/v1/identities/a@b")) + "." + encode([]byte(`{"secret":"x"}`)) + "." + said))
		require.True(t, ecdsa.VerifyASN1(key, digest[:], raw))
		var values struct{ R, S *big.Int }
		_, err = asn1.Unmarshal(raw, &values)
		require.NoError(t, err)
		require.LessOrEqual(t, values.S.Cmp(new(big.Int).Rsh(key.Params().N, 1)), 0, "Fabric takes the lower value only")
	}

	require.NoError(t, os.Remove(filepath.Join(folder, "msp", "keystore", "b_sk")))
	_, err = loadIdentity(folder)
	require.ErrorContains(t, err, "no key for its certificate")
	_, err = loadIdentity(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestAnswerOfTheCA(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		says    string
		wantErr string
	}{
		"ok/made":           {201, `{"result":{},"errors":[],"messages":[],"success":true}`, ""},
		"fail/refused":      {409, `{"result":null,"errors":[{"code":74,"message":"Identity 'a' is already registered"}],"success":false}`, "is already registered"},
		"fail/its status":   {500, `{"success":true}`, "500"},
		"fail/no success":   {200, `{}`, "refused"},
		"fail/no answer":    {502, "bad gateway", "cannot be read"},
		"fail/goes on long": {200, `{"errors":[{"message":"` + strings.Repeat("x", maxAnswer) + `"}]}`, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.says))
			}))
			defer server.Close()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, nil)
			require.NoError(t, err)
			roots := x509.NewCertPool()
			roots.AddCert(server.Certificate())
			err = sendCARequest(request, roots)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
}

// Only the host's own CA is sent a secret.
func TestSecretForTheHostsOwnCAOnly(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	certificate, _ := clientPair(t, "the host's own")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("secret"))
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(file, certificate, 0o600))
	roots, err := CertPool(file)
	require.NoError(t, err)
	require.Error(t, sendCARequest(request, roots))
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = CertPool(file)
	require.ErrorContains(t, err, "there is no certificate in")
}
