package signin_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/console"
	"allianceregistry/client/memory"
	"allianceregistry/client/profile"
	"allianceregistry/client/signin"
	"allianceregistry/client/signoff"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// host is the name by which the servers of these tests are called.
const host = "registry.example"

// authority issues certificates.
type authority struct {
	t           *testing.T
	certificate *x509.Certificate
	key         crypto.Signer
}

func newKey(t *testing.T) crypto.Signer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, key: newKey(t)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	require.NoError(t, err)
	a.certificate, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	return a
}

// issue is a pair for a subject, in force for an hour unless it is edited.
func (a *authority) issue(subject pkix.Name, edit ...func(*x509.Certificate)) tls.Certificate {
	key := newKey(a.t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: subject, DNSNames: []string{host, "localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, change := range edit {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	require.NoError(a.t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(a.t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// world is a server of two people, Li and Han, of one party, and the authority of all
// certificates.
type world struct {
	t      *testing.T
	folder string
	home   profile.Home
	ca     *authority
	keys   map[string]string // of profiles
	li     tls.Certificate
	log    safe
	chain  *memledger.Ledger
	at     string // the address, as URL
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, folder: t.TempDir(), ca: newAuthority(t), keys: map[string]string{}, chain: memledger.New()}
	w.home = profile.Home(w.folder)
	w.li = w.ca.issue(pkix.Name{CommonName: "Li Lei", Organization: []string{"Cisco"}})
	for _, name := range []string{"li", "han", "other"} {
		w.profile(name, "cisco@industry")
	}
	w.write("ca.pem", w.ca.pem())
	server := w.ca.issue(pkix.Name{CommonName: host})
	key, err := x509.MarshalPKCS8PrivateKey(server.PrivateKey)
	require.NoError(t, err)
	w.write("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate[0]}))
	w.write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	for _, made := range []membership.Transaction{
		membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: form.Names{"en": "Cisco"}},
		membership.AddAuthority{Request: "a", Key: w.keys["han"], Host: "industry", Role: membership.Officer},
	} {
		_, err := w.client("li").Submit(t.Context(), made)
		require.NoError(t, err)
	}
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.folder, name) }

func (w *world) write(name string, content []byte) string {
	require.NoError(w.t, os.WriteFile(w.path(name), content, 0o600))
	return w.path(name)
}

// profile makes one with a key of its own.
func (w *world) profile(name, party string) {
	pair := w.ca.issue(pkix.Name{CommonName: name})
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	require.NoError(w.t, err)
	w.keys[name] = hash(pair.Leaf.RawSubjectPublicKeyInfo)
	require.NoError(w.t, w.home.Save(profile.Profile{Name: name, Party: party, Host: "industry", Key: w.keys[name]}, client.Identity{
		MSP:         "industry",
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
	}))
}

// file is a file of people, in which @LI, @HAN and @OTHER are the keys.
func (w *world) file(text string) string {
	for name, key := range w.keys {
		text = strings.ReplaceAll(text, "@"+strings.ToUpper(name), key)
	}
	return w.write("people.yaml", []byte(text))
}

// people are Li, by certificate, and Han, by the more that is said.
func (w *world) people(han, more string) string {
	return w.file(`people:
- {id: li, name: 李雷, profile: li, party: cisco@industry, key: @LI, certificate: {sha256: ` + hash(w.li.Certificate[0]) + `}}
- {id: han, name: 韩梅梅, profile: han, party: cisco@industry, key: @HAN, ` + han + "}\n" + more)
}

// serve serves the people of a file.
func (w *world) serve(file string) {
	people, err := signin.Read(file)
	require.NoError(w.t, err)
	require.NoError(w.t, people.Match(w.home))
	encryption, err := signin.TLS(w.path("cert.pem"), w.path("key.pem"), w.path("ca.pem"))
	require.NoError(w.t, err)
	log := slog.New(slog.NewTextHandler(&w.log, nil))
	desk, err := signoff.Open(filepath.Join(w.folder, "waiting"), people.SignOff, log)
	require.NoError(w.t, err)
	gate, err := signin.New(people, signin.Options{
		Names: []string{host}, Log: log,
		Pages: func(person signin.Person, sessions *web.Sessions) (signin.Pages, error) {
			ledger := signin.Trail(memory.Open(w.chain, membership.Caller{MSP: "industry", Key: person.Key, Party: person.Party}), person, log)
			pages, err := console.New(console.Options{
				Client: desk.Client(person.ID, person.Party, ledger), Party: person.Party, Who: person.Name, Sessions: sessions, Desk: desk, Person: person.ID, People: people.Names(),
				Calendar: w.path(filepath.Join("calendars", person.Profile)),
			})
			if err != nil {
				return signin.Pages{}, err
			}
			return signin.Pages{Inside: pages.Inside(), Calendar: pages.Subscribed()}, nil
		},
	})
	require.NoError(w.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	server, err := web.Listen(ctx, web.Options{Address: "127.0.0.1:0", Names: []string{host}, TLS: encryption, Log: log}, gate.Handler())
	require.NoError(w.t, err)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx) }()
	w.at = server.URL()
	w.t.Cleanup(func() { cancel(); require.NoError(w.t, <-ended) })
}

// client is one with a person's key.
func (w *world) client(person string) *client.Client {
	return client.New(memory.Open(w.chain, membership.Caller{MSP: "industry", Key: w.keys[person], Party: "cisco@industry"}))
}

// browser is a person's, with a certificate or without.
type browser struct {
	w    *world
	http *http.Client
}

func (w *world) browser(certificates ...tls.Certificate) *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	roots := x509.NewCertPool()
	roots.AddCert(w.ca.certificate)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: certificates, ServerName: host},
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			if strings.HasPrefix(address, host+":") {
				address = strings.TrimPrefix(w.at, "https://")
			}
			return new(net.Dialer).DialContext(ctx, "tcp", address)
		},
	}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &browser{w, &http.Client{Jar: jar, Transport: transport}}
}

// page is an answer, read.
type page struct {
	*http.Response
	body string
}

func (b *browser) do(method, path string, fields url.Values, edit ...func(*http.Request)) page {
	at := path
	if strings.HasPrefix(path, "/") {
		at = "https://" + host + path
	}
	r, err := http.NewRequestWithContext(b.w.t.Context(), method, at, strings.NewReader(fields.Encode()))
	require.NoError(b.w.t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, change := range edit {
		change(r)
	}
	answer, err := b.http.Do(r)
	require.NoError(b.w.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.w.t, err)
	return page{answer, string(body)}
}

func (b *browser) open(path string) page { return b.do(http.MethodGet, path, nil) }

func (b *browser) send(path string, pairs ...string) page {
	fields := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		fields.Set(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, fields)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// hidden is a hidden field of a page; empty for none.
func (p page) hidden(name string) string {
	for _, found := range hidden.FindAllStringSubmatch(p.body, -1) {
		if found[1] == name {
			return found[2]
		}
	}
	return ""
}

// isIn reports whether the pages are somebody's, and not the question who it is.
func (b *browser) isIn() bool { return b.open("/calendar.ics").StatusCode == http.StatusOK }

// safe is a buffer for several writers.
type safe struct {
	lock sync.Mutex
	out  bytes.Buffer
}

func (s *safe) Write(content []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.out.Write(content)
}

func (s *safe) String() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.out.String()
}
