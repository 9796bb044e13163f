package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"html"
	"io"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/profile"
	"allianceregistry/client/rest"
	"allianceregistry/internal/cli"
)

// Without a name of somebody's choice there are sessions by one alone that nobody guesses.
func TestServeNames(t *testing.T) {
	t.Parallel()
	own := (&serving{listen: "127.0.0.1:8650"}).names()
	require.Len(t, own, 1)
	require.Regexp(t, `^r-[0-9a-f]{32}\.localhost$`, own[0])
	require.NotEqual(t, own, (&serving{listen: "127.0.0.1:8650"}).names())
	require.Equal(t, []string{"registry.example"}, (&serving{listen: "0.0.0.0:8650", hosts: []string{"registry.example"}}).names())
	require.Empty(t, (&serving{listen: "unix:/run/s"}).names())
}

// With a token programs act at the address of the pages, without one they do not, and the
// pages are there as before.
func TestServeActs(t *testing.T) {
	w := newLiars(t)
	const token = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"
	require.NoError(t, os.WriteFile(w.file("api.token"), []byte(token+"\n"), 0o600))
	for _, acts := range []bool{true, false} {
		args := []string{"serve", "--listen", "127.0.0.1:0", "--keep=false", "--host", "localhost"}
		if acts {
			args = append(args, "--api-token-file", w.file("api.token"))
		}
		ctx, end := context.WithCancel(t.Context())
		talk, say := io.Pipe()
		ended := make(chan int, 1)
		go func() { ended <- run(ctx, args, cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: say}, w) }()
		said, address := bufio.NewScanner(talk), ""
		for address == "" && said.Scan() {
			if at, found := strings.CutPrefix(said.Text(), "http://localhost"); found {
				address, _, _ = strings.Cut(at, "/")
			}
		}
		go func() { _, _ = io.Copy(io.Discard, talk) }()
		ask := func(method, path, body, token string) (int, string) {
			r, err := http.NewRequestWithContext(ctx, method, "http://127.0.0.1"+address+path, strings.NewReader(body))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/json")
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			answer, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer answer.Body.Close()
			content, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			return answer.StatusCode, string(content)
		}
		status, answered := ask(http.MethodPost, rest.Prefix+"/Endorse?dryRun=true", `{"proposal":"`+w.proposal+`","position":"for"}`, token)
		if acts {
			require.Equal(t, http.StatusOK, status, answered)
			require.Contains(t, answered, "EndorsementGiven")
			status, answered = ask(http.MethodPost, rest.Prefix+"/Leave", "{}", "")
			require.Equal(t, http.StatusUnauthorized, status, answered)
		} else {
			require.Equal(t, http.StatusForbidden, status, answered)
		}
		status, answered = ask(http.MethodGet, "/", "", "")
		require.Equal(t, http.StatusForbidden, status)
		require.Contains(t, answered, "NO_SESSION")
		end()
		require.Zero(t, <-ended)
		require.NoError(t, talk.Close())
	}
}

// Whoever the file names signs in by certificate, at an address that speaks TLS alone, and is
// served the pages of the profile's party; its calendar is read without signing in.
func TestServePeople(t *testing.T) {
	w := newLiars(t)
	_, identity, err := profile.Home(w.file("home")).Load("a@industry")
	require.NoError(t, err)
	key, err := identity.KeyHash()
	require.NoError(t, err)
	pair, roots := ownCertificate(t, w)
	require.NoError(t, os.WriteFile(w.file("people.yaml"), []byte(
		"people:\n- {id: li, name: 李雷, profile: a@industry, party: a@industry, key: "+key+", certificate: {subject: CN=Li}}\n"), 0o600))
	ctx, end := context.WithCancel(t.Context())
	defer end()
	talk, say := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{
			"serve", "--listen", "127.0.0.1:0", "--host", "localhost", "--people", w.file("people.yaml"),
			"--tls-cert", w.file("cert.pem"), "--tls-key", w.file("key.pem"), "--client-ca", w.file("cert.pem"),
		}, cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: say}, w)
	}()
	said, at := bufio.NewScanner(talk), ""
	for at == "" && said.Scan() {
		at = regexp.MustCompile(`https://localhost:\d+`).FindString(said.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, talk) }()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}}}}
	program := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	ask := func(by *http.Client, method, address string) (int, string) {
		r, err := http.NewRequestWithContext(ctx, method, address, nil)
		require.NoError(t, err)
		answer, err := by.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		content, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, html.UnescapeString(string(content))
	}
	status, _ := ask(browser, http.MethodGet, at+"/")
	require.Equal(t, http.StatusForbidden, status)
	status, answered := ask(browser, http.MethodPost, at+"/sign-in/certificate")
	require.Equal(t, http.StatusOK, status, answered)
	_, home := ask(browser, http.MethodGet, at+"/")
	require.Contains(t, home, "You act as a@industry, by the key of 李雷.")
	calendar := regexp.MustCompile(regexp.QuoteMeta(at) + `/calendar/li\.ics\?key=[A-Z2-7]{26}`).FindString(home)
	status, answered = ask(program, http.MethodGet, calendar)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answered, "BEGIN:VCALENDAR")
	status, _ = ask(program, http.MethodGet, at+"/")
	require.Equal(t, http.StatusForbidden, status)
	browser.CloseIdleConnections()
	program.CloseIdleConnections()
	end()
	require.Zero(t, <-ended)
	require.NoError(t, talk.Close())
}

// ownCertificate is one that issued itself, for the server and for Li, with its files.
func ownCertificate(t *testing.T, w *liars) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Li"}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	require.NoError(t, os.WriteFile(w.file("cert.pem"), certificate, 0o600))
	require.NoError(t, os.WriteFile(w.file("key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}), 0o600))
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(certificate))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
