package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/rest"
	"allianceregistry/audit/trqp"
	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/guide"
)

const root = "../.."

// recorded answers from the ledger that a real network wrote, as auditor serve does.
func recorded(t *testing.T) http.Handler {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, ledgers.Unpack("raft", folder))
	raw, err := os.ReadFile(filepath.Join(folder, "genesis.block"))
	require.NoError(t, err)
	genesis, err := block.Parse(raw)
	require.NoError(t, err)
	files, err := block.OpenFiles(filepath.Join(folder, "blocks"))
	require.NoError(t, err)
	x, err := index.Open(t.Context(), filepath.Join(folder, "index.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	ctx := context.WithoutCancel(t.Context())
	require.NoError(t, index.Follow(ctx, x, chain.New(genesis.Hash, "registry"), []chain.Source{files}, index.Options{}))
	mux := http.NewServeMux()
	mux.Handle("/v1/", rest.New(x, rest.Options{Version: "1", Describe: trqp.Describe}))
	mux.Handle(trqp.Prefix+"/", http.StripPrefix(trqp.Prefix, trqp.New(x, trqp.Options{})))
	return mux
}

// request is what a command with curl asks for. The guide needs no more of curl than -d, -H
// and -i.
func request(t *testing.T, c guide.Command) *http.Request {
	t.Helper()
	method, body, target := http.MethodGet, "", ""
	headers := http.Header{}
	for words := c.Words[1:]; len(words) > 0; words = words[1:] {
		switch words[0] {
		case "-i":
		case "-d":
			method, body, words = http.MethodPost, words[1], words[1:]
		case "-H":
			name, value, found := strings.Cut(words[1], ": ")
			require.True(t, found, "%s:%d", c.File, c.Line)
			headers.Set(name, value)
			words = words[1:]
		default:
			target = words[0]
		}
	}
	at, err := url.Parse(target)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8640", at.Host, "%s:%d", c.File, c.Line)
	r := httptest.NewRequestWithContext(t.Context(), method, at.RequestURI(), strings.NewReader(body))
	r.Header = headers
	return r
}

// Every command with curl of the guide is answered, but for the one that shows a problem.
func TestGuide(t *testing.T) {
	t.Parallel()
	h := recorded(t)
	for _, page := range []string{"docs/api.md", "docs/api.zh-CN.md"} {
		content, err := os.ReadFile(filepath.Join(root, page))
		require.NoError(t, err)
		commands, err := guide.Read(string(content))
		require.NoError(t, err)
		refused, answered := 0, 0
		for _, c := range commands {
			if c.Words[0] != "curl" || !c.Whole || strings.Contains(c.String(), "127.0.0.1:8650") { // those are of client/rest
				continue
			}
			got, body := ask(t, h, request(t, c))
			if got.StatusCode == http.StatusBadRequest {
				refused++
				continue
			}
			require.Equal(t, http.StatusOK, got.StatusCode, "%s: %s: %s", page, c, body)
			require.NotContains(t, string(body), `"answer":[]`, "%s: %s", page, c)
			answered++
		}
		require.Equal(t, 1, refused, page)
		require.Greater(t, answered, 8, page)
	}
}

// A client in another language reads a roster to its end.
func TestPythonReadsARoster(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 on the PATH")
	}
	server := httptest.NewServer(recorded(t))
	defer server.Close()
	const alliance = "zhongguancun@association"
	rows := all[index.Row](t, server.Config.Handler, "/v1/alliances/"+alliance+"/roster")
	require.Greater(t, len(rows), 2)
	run := func(args ...string) (out, talk string, err error) {
		var stdout, stderr bytes.Buffer
		script := exec.CommandContext(t.Context(), python, append([]string{filepath.Join(root, "examples", "rest", "roster.py"), server.URL}, args...)...)
		script.Stdout, script.Stderr = &stdout, &stderr
		script.Env = append(os.Environ(), "PYTHONUTF8=1", "no_proxy=127.0.0.1")
		err = script.Run()
		return stdout.String(), stderr.String(), err
	}
	for _, limit := range []string{"1", "2", "100"} {
		out, talk, err := run(alliance, "--limit", limit)
		require.NoError(t, err, talk)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		require.Len(t, lines, len(rows))
		for i, line := range lines {
			since, err := json.Marshal(rows[i].Since)
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(line, strings.Join([]string{rows[i].Party, rows[i].Class, string(rows[i].State), strings.Trim(string(since), `"`)}, "\t")), line)
		}
	}
	_, talk, err := run(alliance, "--at", "yesterday")
	require.Error(t, err)
	require.Contains(t, talk, "BAD_TIME")
}

// reads asks by the client that is written from the document, and then what its types do not
// permit.
const reads = `
import sys
import reading
client = reading.Client(sys.argv[1])
alliance = client.list_alliances()["answer"][0]["alliance"]
roster = client.get_roster(alliance["id"], limit=2)
print(len(roster["answer"]), roster["verified"]["height"] > 0, end=" ")
query: reading.TrqpQuery = {"authority_id": alliance["id"], "entity_id": roster["answer"][0]["party"], "action": "hold", "resource": "membership"}
print(client.authorization_query(query)["authorized"], end=" ")
for call in (
    lambda: client.get_roster(alliance["id"], limit="all"),
    lambda: client.list_decisions(outcome="won"),
    lambda: client.get_roster("nobody"),
    lambda: client.authorization_query({**query, "action": 1}),
    lambda: client.authorization_query({**query, "action": "fly"}),
):
    try:
        print("ANSWERED", call())
    except reading.Refused as refused:
        print(refused.code, end=" ")
`

// A client that is written from the document asks, and what its types do not permit is refused.
func TestPythonReads(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 on the PATH")
	}
	server := httptest.NewServer(recorded(t))
	defer server.Close()
	var stdout, stderr bytes.Buffer
	script := exec.CommandContext(t.Context(), python, "-B", "-c", reads, server.URL)
	script.Dir, script.Stdout, script.Stderr = filepath.Join(root, "examples", "rest"), &stdout, &stderr
	script.Env = append(os.Environ(), "PYTHONUTF8=1", "no_proxy=127.0.0.1")
	require.NoError(t, script.Run(), "%s", stderr.String())
	require.Equal(t, "2 True True BAD_NUMBER BAD_CHOICE BAD_ID BAD_BODY UNKNOWN_ACTION ", stdout.String())
}
