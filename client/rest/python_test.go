package rest_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/rest"
	"allianceregistry/membership"
)

// clients are where the clients in Python lie.
var clients = filepath.Join("..", "..", "examples", "rest")

// generated is what scripts/tools/pyclient writes from a document.
func generated(t *testing.T, document string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "docs", document))
	require.NoError(t, err)
	var talk bytes.Buffer
	run := exec.CommandContext(t.Context(), "go", "run", "./pyclient", path)
	run.Dir, run.Stderr = filepath.Join("..", "..", "scripts", "tools"), &talk
	run.Env = append(os.Environ(), "CGO_ENABLED=0") // as scripts/check.sh builds the tools, also beside the race detector
	written, err := run.Output()
	require.NoError(t, err, "%s", talk.String())
	return string(written)
}

// The clients in Python are what is written from the documents.
func TestPythonIsKept(t *testing.T) {
	t.Parallel()
	for document, client := range map[string]string{"openapi-acting.json": "acting.py", "openapi.json": "reading.py"} {
		path, written := filepath.Join(clients, client), generated(t, document)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(written), 0o644))
		}
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(kept), written, "go test ./client/rest -run PythonIsKept -update")
	}
}

// python runs a program in Python beside the clients.
func python(t *testing.T, args ...string) (out, talk string, err error) {
	t.Helper()
	program, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 on the PATH")
	}
	var stdout, stderr bytes.Buffer
	run := exec.CommandContext(t.Context(), program, append([]string{"-B"}, args...)...)
	run.Dir, run.Stdout, run.Stderr = clients, &stdout, &stderr
	run.Env = append(os.Environ(), "PYTHONUTF8=1", "no_proxy=127.0.0.1")
	err = run.Run()
	return stdout.String(), stderr.String(), err
}

// A program in Python endorses, twice under one key; once is what the chain has.
func TestPythonEndorses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	proposal := as[rest.Receipt](t, send(t, serve(t, w.ledger("intel@association")), "Join", "j", `{"alliance":"`+league+`","class":"member"}`)).Event.Proposal
	server := httptest.NewServer(serve(t, w.ledger("ibm@industry")))
	defer server.Close()
	token := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(token, []byte(secret+"\n"), 0o600))
	var first string
	for range 2 {
		out, talk, err := python(t, "endorse.py", server.URL, token, proposal, "for", "--reason", "如约支持")
		require.NoError(t, err, talk)
		require.Contains(t, out, "VALID\tEndorsementGiven")
		require.Contains(t, talk, "intel@association", "what is signed was shown")
		if first == "" {
			first = out
		}
		require.Equal(t, first, out)
	}
	require.Equal(t, 1, w.count(membership.EndorsementGiven))
	_, talk, err := python(t, "endorse.py", server.URL, token, proposal, "against")
	require.Error(t, err)
	require.Contains(t, talk, "ENDORSEMENT_EXISTS")
	require.NoError(t, os.WriteFile(token, []byte(strings.Repeat("0", 64)), 0o600))
	_, talk, err = python(t, "endorse.py", server.URL, token, proposal, "for")
	require.Error(t, err)
	require.Contains(t, talk, "TOKEN_REFUSED")
}

// wrong calls what the types do not permit, and prints the codes with which it is refused.
const wrong = `
import sys
import acting
client = acting.Client(sys.argv[1], sys.argv[2])
digest = "0" * 24
for call in (
    lambda: client.join({"alliance": 1, "class": "member"}, idempotency_key="a"),
    lambda: client.join({"alliance": "a@b", "class": "member", "when": "now"}, idempotency_key="b"),
    lambda: client.join(["a@b"], idempotency_key="c"),
    lambda: client.join({"alliance": "a@b", "class": "member", "request": "d"}, idempotency_key="d"),
    lambda: client.join({"alliance": "a@b", "class": "member"}),
    lambda: client.join({"alliance": "a@b", "class": "member"}, idempotency_key="e e"),
    lambda: client.endorse({"proposal": digest, "position": "yes"}, idempotency_key="f"),
    lambda: client.endorse({"proposal": digest, "position": "for"}, dry_run="maybe"),
    lambda: client.find_transaction("f" * 64),
):
    try:
        print("ANSWERED", call())
    except acting.Refused as refused:
        print(refused.code, end=" ")
`

// Wrong kinds are rejected by the server, whatever a program in Python sends; and by a type
// checker before that, where there is one.
func TestPythonWrongKinds(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(serve(t, newWorld(t).ledger("ibm@industry")))
	defer server.Close()
	out, talk, err := python(t, "-c", wrong, server.URL, secret)
	require.NoError(t, err, talk)
	require.Equal(t, "MALFORMED UNKNOWN_FIELD MALFORMED REQUEST_IN_BODY IDEMPOTENCY_KEY_MISSING IDEMPOTENCY_KEY_INVALID BAD_CHOICE BAD_CHOICE UNKNOWN_RECORD ", out)
	checker, err := exec.LookPath("mypy")
	if err != nil {
		t.Skip("there is no mypy on the PATH: that types refuse wrong kinds is not tried")
	}
	cache := t.TempDir()
	check := func(args ...string) string {
		run := exec.CommandContext(t.Context(), checker, append([]string{"--strict", "--cache-dir", cache}, args...)...)
		run.Dir = clients
		found, _ := run.CombinedOutput() // it fails where it finds something
		return string(found)
	}
	require.Contains(t, check("acting.py", "reading.py", "endorse.py"), "Success")
	found := check("-c", strings.TrimSpace(wrong))
	for _, want := range []string{`item "alliance" has type "str"`, `Extra key "when"`, `"List[str]"; expected "Join"`, `Extra key "request"`, `Literal['yes']`, `Literal['maybe']`} {
		require.Contains(t, found, want)
	}
}
