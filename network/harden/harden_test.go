package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const source = `package p

// Comments count for nothing.
type t struct {
	a int // first
}

func (x *t) f() error {
	if x.a == 0 {
		return nil
	}
	g(x.a)
	return nil
}

func g(int) {}
`

// sums are the digests of what is declared in source.
var sums = map[string]string{"type t": "8bd50f9ff53f6d70", "(*t).f": "445f8377b7c0b8ef"}

func TestApply(t *testing.T) {
	t.Parallel()
	one := func(declaration string, edits ...edit) []change {
		return []change{{file: "p.go", declaration: declaration, sum: sums[declaration], edits: edits}}
	}
	tests := map[string]struct {
		changes []change
		want    string // in what comes out
		fault   string
	}{
		"ok/before":         {one("(*t).f", edit{"g(", before, "x.a++"}), "\tx.a++\n\tg(x.a)\n", ""},
		"ok/after":          {one("(*t).f", edit{"g(", after, "x.a++"}), "\tg(x.a)\n\tx.a++\n", ""},
		"ok/instead":        {one("(*t).f", edit{"if x.a == 0", instead, "if x == nil"}), "\tif x == nil {\n", ""},
		"ok/field":          {one("type t", edit{"a int", before, "b bool"}), "\tb bool\n\ta int", ""},
		"ok/both":           {one("(*t).f", edit{"g(", before, "x.a++"}, edit{"g(", after, "x.a--"}), "x.a++\n\tg(x.a)\n\tx.a--", ""},
		"fail/none":         {one("(*t).f", edit{"h(", before, "x.a++"}), "", `0 places begin with "h("`},
		"fail/twice":        {one("(*t).f", edit{"return nil", before, "x.a++"}), "", "2 places begin"},
		"fail/no function":  {one("f"), "", "there is no f"},
		"fail/other":        {[]change{{file: "p.go", declaration: "(*t).f", sum: sums["type t"]}}, "", "(*t).f is not what the change was written for"},
		"fail/other type":   {[]change{{file: "p.go", declaration: "type t", sum: "0"}}, "", "not 0"},
		"fail/unreadable":   {one("(*t).f", edit{"g(", before, "if {"}), "", "missing condition"},
		"fail/out of place": {one("type t", edit{"g(", before, "x.a++"}), "", "0 places begin"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := apply([]byte(source), test.changes)
			if test.fault != "" {
				require.ErrorContains(t, err, test.fault)
				return
			}
			require.NoError(t, err)
			require.Contains(t, string(out), test.want)
		})
	}
}

// The changes fit the Fabric that is pinned, each where it was written for, and
// nothing else is changed.
func TestHarden(t *testing.T) {
	t.Parallel()
	pins := filepath.Join("..", "fabric")
	out := filepath.Join(t.TempDir(), "out")
	require.NoError(t, harden(t.Context(), pins, out))
	for _, of := range []module{fabric, smartBFT} {
		requireChanged(t, of, pins, filepath.Join(out, of.folder))
	}
	pinned, err := os.ReadFile(filepath.Join(out, "go.mod"))
	require.NoError(t, err)
	require.Contains(t, string(pinned), "\nreplace "+fabric.path+" => ")
	require.Contains(t, string(pinned), "\nreplace "+smartBFT.path+" => ")
	require.FileExists(t, filepath.Join(out, "go.sum"))
}

// What is changed in SmartBFT does what it is for, tried on the changed copy itself.
func TestConsensus(t *testing.T) {
	t.Parallel()
	pins, err := filepath.Abs(filepath.Join("..", "fabric"))
	require.NoError(t, err)
	out := filepath.Join(t.TempDir(), "out")
	require.NoError(t, harden(t.Context(), pins, out))
	for _, name := range []string{"decide_test.go", "controller_test.go", "complaint_test.go"} {
		test, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(out, smartBFT.folder, "internal", "bft", name), test, 0o600))
	}
	command := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-modfile", filepath.Join(out, "go.mod"), smartBFT.path+"/internal/bft")
	command.Dir = pins
	said, err := command.CombinedOutput()
	require.NoError(t, err, "%s", said)
	require.Contains(t, string(said), "ok ")
}

// What is changed where orderers connect to each other does what it is for, likewise. Fabric's
// own tests of that package take modules that no program needs, and are left out. It is built
// as the orderer is, whose compiled packages it takes: without them that is minutes.
func TestCluster(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join("..", "..", ".build", "bin", "orderer")); err != nil {
		t.Skip("Fabric has not been built: run scripts/build.sh")
	}
	pins, err := filepath.Abs(filepath.Join("..", "fabric"))
	require.NoError(t, err)
	out := filepath.Join(t.TempDir(), "out")
	require.NoError(t, harden(t.Context(), pins, out))
	folder := filepath.Join(out, fabric.folder, "orderer", "common", "cluster")
	theirs, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	require.NoError(t, err)
	for _, test := range theirs {
		require.NoError(t, os.Remove(test))
	}
	test, err := os.ReadFile(filepath.Join("testdata", "connected_test.go"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "connected_test.go"), test, 0o600))
	command := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-timeout=2m", "-trimpath", "-modfile", filepath.Join(out, "go.mod"), fabric.path+"/orderer/common/cluster")
	command.Dir, command.Env = pins, append(os.Environ(), "CGO_ENABLED=0")
	said, err := command.CombinedOutput()
	require.NoError(t, err, "%s", said)
	require.Contains(t, string(said), "ok ")
}

// requireChanged finds in a module's copy all changes of it and no other.
func requireChanged(t *testing.T, of module, pins, copied string) {
	t.Helper()
	source, err := of.source(t.Context(), pins)
	require.NoError(t, err)
	wanted := map[string]bool{}
	for _, change := range changes {
		if change.in() == of {
			wanted[change.file] = true
		}
	}
	compared, err := exec.Command("diff", "-rq", source, copied).Output()
	require.Error(t, err, "nothing was changed")
	for line := range strings.Lines(string(compared)) {
		if changed, is := strings.CutPrefix(line, "Files "+source+"/"); is {
			name, _, _ := strings.Cut(changed, " ")
			require.True(t, wanted[name], name)
			delete(wanted, name)
		} else if found, is := strings.CutPrefix(line, "Only in "+copied); is {
			folder, name, _ := strings.Cut(strings.TrimSpace(found), ": ")
			_, err := added.ReadFile("_added" + folder + "/" + name)
			require.NoError(t, err, line)
		}
	}
	require.Empty(t, wanted)
}

// releaseSum is the digest of what is changed in Release. Another one needs another
// Release, or nobody could tell a running process from one with other changes.
const releaseSum = "3c68ab73e15a0067"

func TestReleaseSum(t *testing.T) {
	t.Parallel()
	hash := sha256.New()
	fmt.Fprint(hash, Release, changes)
	require.NoError(t, fs.WalkDir(added, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := added.ReadFile(path)
		fmt.Fprint(hash, path, string(content))
		return err
	}))
	require.Equal(t, releaseSum, hex.EncodeToString(hash.Sum(nil)[:8]), "raise Release, here, in scripts/build.sh and network/program.go")
}

// Who runs the programs can see which changes are in them: what is built carries
// Release, and network doctor asks for it.
func TestRelease(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"../../scripts/build.sh": "metadata.Version=v3.1.1+" + Release + " ",
		"../program.go":          `"v3.1.1+` + Release + `"`,
	} {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(content), want, file)
	}
}
