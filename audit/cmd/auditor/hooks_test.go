//go:build !live

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/cli"
)

// auditor runs the program, and returns what it prints and its exit code.
func auditor(ctx context.Context, args ...string) (out, errors string, code int) {
	var printed, told bytes.Buffer
	code = run(ctx, args, cli.Streams{In: strings.NewReader(""), Out: &printed, Err: &told}, hosts{})
	return printed.String(), told.String(), code
}

// What is sent to a hook, from the first block to the last, is what the program's own
// list of events has, in its order.
func TestServeSendsToHooks(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("AUDITOR_HOME", filepath.Join(folder, "home"))
	t.Setenv("ALLIANCE_LANG", "en")
	require.NoError(t, ledgers.Unpack("raft", folder))
	for _, args := range [][]string{{"trust", filepath.Join(folder, "genesis.block")}, {"index", "--from", filepath.Join(folder, "blocks")}} {
		_, told, code := auditor(t.Context(), args...)
		require.Zero(t, code, told)
	}
	out, told, code := auditor(t.Context(), "events", "-o", "json")
	require.Zero(t, code, told)
	var listed struct {
		Answer struct {
			Entries []struct {
				Tx    string
				Event *struct{ Type string }
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &listed))
	var want []string
	for _, entry := range listed.Answer.Entries {
		if entry.Event != nil {
			want = append(want, entry.Tx+" allianceregistry."+entry.Event.Type)
		}
	}
	require.Greater(t, len(want), 50)

	var mu sync.Mutex
	var got []string
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	to := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var event struct {
			Type string
			Data struct{ Tx string }
		}
		mu.Lock()
		defer mu.Unlock()
		if json.Unmarshal(body, &event) == nil && r.Header.Get("Webhook-Signature") != "" {
			got = append(got, event.Data.Tx+" "+event.Type)
		}
		if len(got) == len(want) {
			w.WriteHeader(http.StatusNoContent)
			stop()
		}
	}))
	defer to.Close()
	file := filepath.Join(folder, "hooks.yaml")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secret"), []byte("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n"), 0o600))
	require.NoError(t, os.WriteFile(file, []byte("hooks:\n- name: crm\n  url: "+to.URL+"\n  secretFile: secret\n  from: start\n"), 0o600))

	out, _, code = auditor(t.Context(), "hooks", "status", file)
	require.Zero(t, code)
	require.Contains(t, out, "not begun")
	_, told, code = auditor(ctx, "serve", "--no-follow", "--listen", "127.0.0.1:0", "--hooks", file)
	require.Zero(t, code, told)
	require.Equal(t, want, got)

	out, _, code = auditor(t.Context(), "hooks", "status", file, "-o", "json")
	require.Zero(t, code)
	require.Contains(t, out, `"begun": true`)
	require.Contains(t, out, `"deadLetters": 0`)
	_, told, code = auditor(t.Context(), "hooks", "resend", file, "other")
	require.NotZero(t, code)
	require.Contains(t, told, "There is no hook other")
	require.NoError(t, os.Chmod(filepath.Join(folder, "secret"), 0o644))
	_, told, code = auditor(t.Context(), "serve", "--no-follow", "--listen", "127.0.0.1:0", "--hooks", file)
	require.NotZero(t, code)
	require.Contains(t, told, "chmod 600")
}
