package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
