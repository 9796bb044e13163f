package tarball_test

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/internal/tarball"
)

// pack returns an archive of entries; a name that ends in / is a folder's.
func pack(t *testing.T, headers ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	writer := tar.NewWriter(&out)
	for _, header := range headers {
		if header.Typeflag == tar.TypeReg {
			header.Size = int64(len("content"))
		}
		require.NoError(t, writer.WriteHeader(&header))
		if header.Typeflag == tar.TypeReg {
			_, err := writer.Write([]byte("content"))
			require.NoError(t, err)
		}
	}
	require.NoError(t, writer.Close())
	return out.Bytes()
}

func file(name string) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o777}
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	folder := tar.Header{Typeflag: tar.TypeDir, Name: "./keys/", Mode: 0o777}
	tests := map[string]struct {
		content []byte
		wantErr string
	}{
		"ok/as tar makes it":     {pack(t, tar.Header{Typeflag: tar.TypeDir, Name: "./", Mode: 0o755}, folder, file("./keys/key")), ""},
		"ok/without folders":     {pack(t, file("keys/key")), ""},
		"fail/up and out":        {pack(t, file("../key")), "escapes"},
		"fail/up in the middle":  {pack(t, file("keys/../../key")), "escapes"},
		"fail/an absolute path":  {pack(t, file("/tmp/key")), "escapes"},
		"fail/a symbolic link":   {pack(t, tar.Header{Typeflag: tar.TypeSymlink, Name: "keys", Linkname: "/etc"}), "keys is neither"},
		"fail/a hard link":       {pack(t, tar.Header{Typeflag: tar.TypeLink, Name: "key", Linkname: "/etc/passwd"}), "neither"},
		"fail/a device":          {pack(t, tar.Header{Typeflag: tar.TypeChar, Name: "null"}), "neither"},
		"fail/twice":             {pack(t, file("key"), file("key")), "exists"},
		"fail/a file and folder": {pack(t, file("key"), file("key/key")), "key"},
		"fail/no archive":        {[]byte("not an archive, whatever its name says, and longer than nothing"), "EOF"},
		"fail/cut off":           {pack(t, file("keys/key"))[:512+3], "EOF"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			err := tarball.Unpack(folder, bytes.NewReader(test.content))
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			content, err := os.ReadFile(filepath.Join(folder, "keys", "key"))
			require.NoError(t, err)
			require.Equal(t, "content", string(content))
			for path, mode := range map[string]os.FileMode{"keys": 0o700, "keys/key": 0o600} {
				info, err := os.Stat(filepath.Join(folder, path))
				require.NoError(t, err)
				require.Equal(t, mode, info.Mode().Perm(), path)
			}
		})
	}
}

// FuzzUnpack: whatever an archive holds, nothing is written outside of the folder.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("x"))
	var out bytes.Buffer
	writer := tar.NewWriter(&out)
	_ = writer.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "../a", Size: 1, Mode: 0o600})
	_, _ = writer.Write([]byte("a"))
	_ = writer.Close()
	f.Add(out.Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		parent := t.TempDir()
		folder := filepath.Join(parent, "folder")
		require.NoError(t, os.Mkdir(folder, 0o700))
		_ = tarball.Unpack(folder, bytes.NewReader(content))
		entries, err := os.ReadDir(parent)
		require.NoError(t, err)
		require.Len(t, entries, 1)
	})
}
