package input_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
)

// keyOf is the key of an error's text.
func keyOf(err error) string {
	var message *catalogue.Message
	if !errors.As(err, &message) {
		return ""
	}
	return message.Key
}

// Whatever stands where a file is read is read at once, or refused at once.
func TestOnlyFilesAreRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	require.NoError(t, os.WriteFile(in("file"), []byte("content"), 0o600))
	require.NoError(t, os.Symlink(in("file"), in("link")))
	require.NoError(t, syscall.Mkfifo(in("pipe"), 0o600))
	require.NoError(t, os.Symlink(in("pipe"), in("linked pipe")))
	socket, err := net.Listen("unix", in("socket"))
	require.NoError(t, err)
	defer socket.Close()
	for _, name := range []string{"file", "link"} {
		content, err := input.ReadFile(in(name), 7)
		require.NoError(t, err)
		require.Equal(t, "content", string(content))
	}
	for path, is := range map[string]string{
		in("pipe"): "pipe", in("linked pipe"): "pipe", in("socket"): "socket", "/dev/zero": "device", "/dev/null": "device",
	} {
		_, err := input.ReadFile(path, 7)
		require.Equal(t, "file.irregular", keyOf(err), path)
		require.ErrorContains(t, err, is)
		require.ErrorContains(t, err, path)
	}
	_, err = input.ReadFile(folder, 7)
	require.ErrorIs(t, err, syscall.EISDIR)
	_, err = input.ReadFile(in("none"), 7)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = input.ReadFile(in("file"), 6)
	require.Equal(t, "file.large", keyOf(err))
	_, err = input.ReadAll(endless{}, 1000)
	require.Equal(t, "file.large", keyOf(err))
	require.ErrorContains(t, err, "standard input has more than 1000 bytes")
}

// endless is a stream without an end.
type endless struct{}

func (endless) Read(into []byte) (int, error) { return len(into), nil }

// What a file names lies beside it or below, whatever the way there looks like.
func TestBelow(t *testing.T) {
	t.Parallel()
	above := t.TempDir()
	folder := filepath.Join(above, "steps")
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "inner"), 0o700))
	for path, content := range map[string]string{"secret": "no", "steps/beside": "yes", "steps/inner/deep": "yes"} {
		require.NoError(t, os.WriteFile(filepath.Join(above, path), []byte(content), 0o600))
	}
	require.NoError(t, os.Symlink("../secret", filepath.Join(folder, "out")))
	require.NoError(t, os.Symlink(above, filepath.Join(folder, "up")))
	require.NoError(t, os.Symlink("beside", filepath.Join(folder, "in")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600))
	for _, path := range []string{"beside", "inner/deep", "inner/../beside", "in", filepath.Join(folder, "beside")} {
		file, err := input.Below(folder, path)
		require.NoError(t, err, path)
		require.NoError(t, file.Close())
	}
	for path, key := range map[string]string{
		"../secret": "file.outside", "../../etc/hostname": "file.outside", "inner/../../secret": "file.outside", "out": "file.outside",
		"up/secret": "file.outside", filepath.Join(above, "secret"): "file.outside", "/etc/hostname": "file.outside", "pipe": "file.irregular",
	} {
		_, err := input.Below(folder, path)
		require.Equal(t, key, keyOf(err), path)
	}
	_, err := input.Below(folder, "none")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = input.Below(folder, "inner")
	require.ErrorIs(t, err, syscall.EISDIR)
}

// branch has room for names of any length, in depth.
type branch struct {
	Text  string            `json:"text"`
	Names map[string]branch `json:"names"`
	List  []branch          `json:"list"`
}

// An alias costs what it stands for, and so does a long name that stands in the path
// of all that is below it: some kilobytes never become gigabytes.
func TestFilesCostWhatTheyAre(t *testing.T) {
	long := strings.Repeat("k", 900)
	for name, content := range map[string]string{
		"an alias of aliases": "text: x\nlist:\n" + leafs("a") + refer("b", "a") + refer("c", "b") + refer("d", "c") + refer("e", "d") + refer("f", "e"),
		"an alias of a text":  "list:\n  - &a {text: " + strings.Repeat("x", 200_000) + "}\n" + strings.Repeat("  - *a\n", 50_000),
		"names within names": "names: {" + strings.Repeat(long+": {names: {", 20) + "x: {list: &a [" + strings.Repeat("{},", 9000) + "{}]}, y: {list: *a}, z: {list: *a}" +
			strings.Repeat("}}", 20) + "}",
		"a name of a megabyte": `{"names": {"` + strings.Repeat("k", 1<<20) + `": {"list": [` + strings.Repeat("{},", 20_000) + `{}]}}}`,
		"nothing but signs":    "list: [" + strings.Repeat("{},", 3_000_000) + "{}]",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := input.Format{MaxSize: 16 << 20}.Decode([]byte(content), &branch{})
			runtime.ReadMemStats(&after)
			var invalid *input.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Equal(t, input.TooLarge, invalid.Defects[0].Problem)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(600<<20))
		})
	}
	for name, content := range map[string]string{
		"many steps": "list:\n" + strings.Repeat("  - {text: a step as there are many, names: {a: {text: b}, c: {text: d}}}\n", 20_000),
		"one alias":  "list:\n  - &a {text: x, names: {a: {text: b}}}\n" + strings.Repeat("  - *a\n", 5000),
	} {
		var read branch
		_, err := input.Format{MaxSize: 16 << 20}.Decode([]byte(content), &read)
		require.NoError(t, err, name)
		require.GreaterOrEqual(t, len(read.List), 5000)
	}
}

// leafs is an item of ten leaves, refer one of ten references, each with an anchor.
func leafs(anchor string) string {
	return "  - &" + anchor + " {list: [" + strings.TrimSuffix(strings.Repeat("{text: x}, ", 10), ", ") + "]}\n"
}

func refer(anchor, to string) string {
	return "  - &" + anchor + " {list: [" + strings.TrimSuffix(strings.Repeat("*"+to+", ", 10), ", ") + "]}\n"
}
