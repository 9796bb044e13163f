package ccaas

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content string
		wantErr string
	}{
		"ok/ours":             {`{"type": "ccaas", "label": "x"}`, ""},
		"ok/of other tools":   {`{"type": "external", "label": "x"}`, ""},
		"fail/another type":   {`{"type": "golang"}`, "neither type: ccaas, external"},
		"fail/not json":       {`type`, "metadata.json"},
		"fail/empty":          {``, "metadata.json"},
		"fail/without a type": {`{}`, "neither type"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "metadata.json"), []byte(test.content), 0o600))
			err := Detect(folder)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
	require.ErrorIs(t, Detect(t.TempDir()), os.ErrNotExist)
}

func TestBuildAndRelease(t *testing.T) {
	t.Parallel()
	source, output, release, tls := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	require.ErrorIs(t, Build(source, output), os.ErrNotExist)
	require.NoError(t, os.WriteFile(filepath.Join(source, "connection.json"),
		[]byte(`{"address": "127.0.0.1:1", "dial_timeout": "3s", "tls_required": true, "client_auth_required": true}`), 0o600))
	require.NoError(t, Build(source, output))

	keys := Keys{filepath.Join(tls, "cert"), filepath.Join(tls, "key"), filepath.Join(tls, "root")}
	require.ErrorIs(t, Release(output, release, keys), os.ErrNotExist)
	for file, content := range map[string]string{keys.Key: "KEY", keys.Certificate: "CERT", keys.Root: "ROOT"} {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	}
	require.NoError(t, Release(output, release, keys))
	content, err := os.ReadFile(filepath.Join(release, "chaincode", "server", "connection.json"))
	require.NoError(t, err)
	require.JSONEq(t, `{"address": "127.0.0.1:1", "dial_timeout": "3s", "tls_required": true, "client_auth_required": true,
		"client_key": "KEY", "client_cert": "CERT", "root_cert": "ROOT"}`, string(content))
}

// Other chaincode brings its own keys, or does without TLS, and indexes for CouchDB.
func TestReleaseKeepsWhatAPackageBrings(t *testing.T) {
	t.Parallel()
	tls := t.TempDir()
	keys := Keys{filepath.Join(tls, "cert"), filepath.Join(tls, "key"), filepath.Join(tls, "root")}
	for file, content := range map[string]string{keys.Key: "KEY", keys.Certificate: "CERT", keys.Root: "ROOT"} {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	}
	for name, row := range map[string]struct{ packed, released string }{
		"ok/its own keys":     {`{"address":"a:1","tls_required":true,"root_cert":"OWN","client_key":"MINE","client_cert":"MINE","client_auth_required":true}`, ""},
		"ok/its own root":     {`{"address":"a:1","tls_required":true,"root_cert":"OWN"}`, ""},
		"ok/without TLS":      {`{"address":"a:1","dial_timeout":"10s","tls_required":false}`, ""},
		"ok/what we know not": {`{"address":"a:1","further":1}`, ""},
		"ok/none of its own":  {`{"address":"a:1","dial_timeout":"3s","tls_required":true,"client_auth_required":false}`, `{"address":"a:1","dial_timeout":"3s","tls_required":true,"client_auth_required":false,"client_key":"KEY","client_cert":"CERT","root_cert":"ROOT"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, output, release := t.TempDir(), t.TempDir(), t.TempDir()
			index := filepath.Join("statedb", "couchdb", "indexes", "owner.json")
			require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(source, "META-INF", index)), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(source, "META-INF", index), []byte(name), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(source, "connection.json"), []byte(row.packed), 0o600))
			require.NoError(t, Build(source, output))
			require.NoError(t, Release(output, release, keys))
			if row.released == "" {
				row.released = row.packed
			}
			content, err := os.ReadFile(filepath.Join(release, "chaincode", "server", "connection.json"))
			require.NoError(t, err)
			require.JSONEq(t, row.released, string(content))
			content, err = os.ReadFile(filepath.Join(release, index))
			require.NoError(t, err)
			require.Equal(t, name, string(content))
		})
	}
}
