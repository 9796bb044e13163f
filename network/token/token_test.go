package token

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pretended names the variable by which this test program, run again, is network-token: it
// holds the answer, or "sign" for a token with one key, which the variable keyed holds, or
// "held", or "slow" for one that takes its time.
const (
	pretended = "TOKEN_TEST_ANSWER"
	keyed     = "TOKEN_TEST_KEY"
)

func TestMain(m *testing.M) {
	if said := os.Getenv(pretended); said != "" {
		os.Exit(pretend(said))
	}
	os.Exit(m.Run())
}

// pretend answers as network-token does, and writes down what it was asked.
func pretend(said string) int {
	var request Request
	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil {
		return 2
	}
	if request.PIN != "1234 5678" || len(os.Args) != 1 {
		said = `{"fault":"pin"}`
	}
	switch said {
	case "sign":
		said = sign(request)
	case "held":
		said = held()
	case "slow":
		time.Sleep(slow)
		said = "{}"
	}
	fmt.Println(said)
	return 0
}

// held answers well if nobody else can ask the token meanwhile, even if whoever asked has
// ended, and no signal to the other's group reaches this process.
func held() string {
	path, err := os.Readlink("/proc/self/fd/3")
	if err != nil {
		return err.Error()
	}
	file, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != syscall.EWOULDBLOCK || syscall.Getpgrp() != os.Getpid() {
		return fmt.Sprintf(`{"fault":"other","detail":"%v"}`, err)
	}
	return "{}"
}

func sign(request Request) string {
	if request.Do == Open {
		return "{}"
	}
	key, err := x509.ParseECPrivateKey([]byte(fromHex(os.Getenv(keyed))))
	if err != nil {
		return err.Error()
	}
	point, _ := key.PublicKey.Bytes()
	if id := sha256.Sum256(point); request.Do == Sign && string(id[:]) != string(request.ID) {
		return `{"fault":"key"}`
	}
	answer := Answer{Point: point}
	if request.Do == Sign {
		r, s, _ := ecdsa.Sign(rand.Reader, key, request.Digest)
		answer = Answer{Signature: append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)}
	}
	content, _ := json.Marshal(answer)
	return string(content)
}

func fromHex(text string) string {
	var content []byte
	_, _ = fmt.Sscanf(text, "%x", &content)
	return string(content)
}

// pretendedToken is a token for which this program answers.
func pretendedToken(t *testing.T, answer string, env ...string) Token {
	t.Helper()
	pin := filepath.Join(t.TempDir(), "pin")
	require.NoError(t, os.WriteFile(pin, []byte("1234 5678\n"), 0o600))
	return Token{
		Settings: Settings{Library: "/usr/lib/library.so", Label: "keys of industry", PINFile: pin, Env: append(env, pretended+"="+answer)},
		Program:  os.Args[0],
	}
}

// What a token refuses is said in words that name it and say what to do, and never the PIN.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ answer, want string }{
		"fail/library":   {`{"fault":"library","detail":"no such file"}`, "/usr/lib/library.so cannot be opened (no such file)"},
		"fail/no token":  {`{"fault":"token"}`, "has no token here, and “keys of industry” is asked for"},
		"fail/another":   {`{"fault":"token","tokens":["a","b"]}`, "has no token “keys of industry” here (it has: a, b)"},
		"fail/PIN":       {`{"fault":"pin"}`, "Correct it before you try again"},
		"fail/locked":    {`{"fault":"locked"}`, "is locked"},
		"fail/no key":    {`{"fault":"key"}`, "no private key for the certificate of ca.industry"},
		"fail/other":     {`{"fault":"other","detail":"CKR_DEVICE_ERROR"}`, "CKR_DEVICE_ERROR"},
		"fail/a new one": {`{"fault":"moon","detail":"?"}`, "the token “keys of industry”: ?"},
		"fail/no answer": {`nothing`, "did not answer"},
		"fail/no point":  {`{"point":"AAAA"}`, "the token “keys of industry”"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := pretendedToken(t, test.answer).NewKey("ca.industry")
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "1234 5678")
		})
	}
	missing := pretendedToken(t, "{}")
	missing.Program = "/nowhere/network-token"
	require.ErrorContains(t, missing.Check(), "did not answer")
}

// A key in the token signs, and Check finds out whether it is there.
func TestKey(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	private, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	token := pretendedToken(t, "sign", fmt.Sprintf("%s=%x", keyed, private))
	signer, err := token.NewKey("ca.industry")
	require.NoError(t, err)
	require.True(t, key.PublicKey.Equal(signer.Public()))
	digest := sha256.Sum256([]byte("a certificate"))
	signature, err := signer.Sign(nil, digest[:], nil)
	require.NoError(t, err)
	require.True(t, ecdsa.VerifyASN1(&key.PublicKey, digest[:], signature))

	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	large, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	certificate := func(key *ecdsa.PrivateKey) *x509.Certificate {
		return &x509.Certificate{Subject: pkix.Name{CommonName: "peer.industry"}, PublicKey: &key.PublicKey}
	}
	require.NoError(t, token.Check(certificate(key)))
	require.ErrorContains(t, token.Check(certificate(key), certificate(other)), "no private key for the certificate of peer.industry")
	require.ErrorContains(t, token.Check(certificate(large)), "no private key")
}

// A request that is under way is alone with the token, and is finished whatever happens to
// the command that sent it.
func TestRequestIsFinished(t *testing.T) {
	t.Parallel()
	require.NoError(t, pretendedToken(t, "held").Check())
}

// slow is how long some requests take.
const slow = 3 * time.Second

// A request that waited long for another one has all the time that any has: ended in the middle,
// it might leave a token in software empty.
func TestRequestThatWaitedIsFinished(t *testing.T) {
	t.Parallel()
	token := pretendedToken(t, "slow")
	file, err := token.openPIN()
	require.NoError(t, err)
	require.NoError(t, lockPIN(file, slow))
	go func() {
		time.Sleep(slow)
		_ = file.Close()
	}()
	_, err = token.send(Request{Do: Open}, 2*slow-time.Second) // for each alone it is enough
	require.NoError(t, err)
}

// A request that waits for one that does not end says so, and sends nothing.
func TestRequestDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	token := pretendedToken(t, "{}")
	file, err := token.openPIN()
	require.NoError(t, err)
	defer file.Close()
	require.NoError(t, lockPIN(file, time.Second))
	_, err = token.send(Request{Do: Open}, 50*time.Millisecond)
	require.ErrorContains(t, err, "timed out")
}

func TestPIN(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		mode    os.FileMode
		want    string
	}{
		"ok/a line":         {"1234 5678\n", 0o600, ""},
		"ok/without an end": {"1234 5678", 0o400, ""},
		"ok/from Windows":   {"1234 5678\r\n", 0o600, ""},
		"fail/group":        {"1234 5678", 0o640, "chmod 600"},
		"fail/others":       {"1234 5678", 0o604, "chmod 600"},
		"fail/empty":        {"\n", 0o600, "one line"},
		"fail/two lines":    {"1234 5678\n1\n", 0o600, "one line"},
		"fail/long":         {strings.Repeat("1", maxPIN+1), 0o600, "one line"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := pretendedToken(t, "{}")
			require.NoError(t, os.WriteFile(token.PINFile, []byte(test.content), 0o600))
			require.NoError(t, os.Chmod(token.PINFile, test.mode))
			err := token.Check()
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "1234 5678")
		})
	}
	absent := pretendedToken(t, "{}")
	absent.PINFile += ".away"
	require.ErrorContains(t, absent.Check(), "cannot be read")
	absent.PINFile = filepath.Dir(absent.PINFile)
	require.ErrorContains(t, absent.Check(), "one line")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	good := Settings{Library: "/usr/lib/library.so", Label: "keys of industry", PINFile: "/etc/pin", Env: []string{"SOFTHSM2_CONF=/etc/softhsm2.conf"}}
	for name, test := range map[string]struct {
		change func(*Settings)
		want   string
	}{
		"ok/all":               {func(*Settings) {}, ""},
		"ok/none":              {func(s *Settings) { *s = Settings{} }, ""},
		"ok/Chinese":           {func(s *Settings) { s.Label = "协会的密钥" }, ""},
		"fail/no label":        {func(s *Settings) { s.Label = "" }, "all three"},
		"fail/no PIN":          {func(s *Settings) { s.PINFile = "" }, "all three"},
		"fail/variables alone": {func(s *Settings) { *s = Settings{Env: s.Env} }, "all three"},
		"fail/relative":        {func(s *Settings) { s.Library = "library.so" }, "absolute"},
		"fail/relative PIN":    {func(s *Settings) { s.PINFile = "pin" }, "absolute"},
		"fail/long":            {func(s *Settings) { s.Label = strings.Repeat("键", 11) }, "at most 32 bytes"},
		"fail/two lines":       {func(s *Settings) { s.Label = "a\nb" }, "control characters"},
		"fail/no value":        {func(s *Settings) { s.Env = []string{"SOFTHSM2_CONF"} }, "NAME=VALUE"},
		"fail/no variable":     {func(s *Settings) { s.Env = []string{"SOFT HSM=1"} }, "NAME=VALUE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := good
			test.change(&settings)
			err := settings.Validate()
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

// Fabric's programs get the PIN in their environment, under the names that they read, and are
// kept from logging it, whatever was asked for.
func TestFabricEnviron(t *testing.T) {
	token := pretendedToken(t, "{}")
	for _, variable := range token.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	t.Setenv("FABRIC_LOGGING_SPEC", "debug")
	t.Setenv("FABRIC_CA_SERVER_LOGLEVEL", "debug")
	t.Setenv("FABRIC_CA_SERVER_DEBUG", "true")
	settings, isSet := FromEnviron()
	require.True(t, isSet)
	require.Equal(t, token.Library, settings.Library)
	env, err := settings.FabricEnviron()
	require.NoError(t, err)
	require.Contains(t, env, "FABRIC_LOGGING_SPEC=debug:"+quiet)
	require.Contains(t, env, "FABRIC_CA_SERVER_LOGLEVEL=warning")
	for _, variable := range env {
		require.NotContains(t, []string{"FABRIC_LOGGING_SPEC=debug", "FABRIC_CA_SERVER_LOGLEVEL=debug", "FABRIC_CA_SERVER_DEBUG=true"}, variable)
		require.False(t, strings.HasPrefix(variable, "CORE_PEER_BCCSP_PKCS11_PIN="), "a peer logs it")
	}
	for _, prefix := range []string{"CORE_PEER_BCCSP_PEER_BCCSP_", "ORDERER_GENERAL_BCCSP_", "FABRIC_CA_SERVER_BCCSP_"} {
		require.Contains(t, env, prefix+"DEFAULT=PKCS11")
		require.Contains(t, env, prefix+"PKCS11_LABEL=keys of industry")
		require.Contains(t, env, prefix+"PKCS11_PIN=1234 5678")
	}
	require.NotContains(t, strings.Join(token.Environ(), " "), "1234 5678", "what units hold")
}

func TestNoToken(t *testing.T) {
	_, isSet := FromEnviron()
	require.False(t, isSet)
}
