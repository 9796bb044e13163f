package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// said runs a line in a folder with an environment of its own, and returns what it
// printed on standard output alone.
func said(t *testing.T, folder string, environment []string, line ...string) string {
	t.Helper()
	command := exec.Command(line[0], line[1:]...)
	command.Dir, command.Env = folder, environment
	var talk strings.Builder
	command.Stderr = &talk
	out, err := command.Output()
	require.NoError(t, err, "%v: %s", line, talk.String())
	return string(out)
}

func project(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	root, err = filepath.EvalSymlinks(root)
	require.NoError(t, err)
	return root
}

// hostile are the environments of machines that are not ours.
func hostile(t *testing.T) map[string][]string {
	t.Helper()
	elsewhere := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(elsewhere, "scripts"), 0o700))
	work := filepath.Join(elsewhere, "go.work")
	require.NoError(t, os.WriteFile(work, []byte("go 1.26\n"), 0o600))
	settings := filepath.Join(elsewhere, "env") // what `go env -w` writes
	require.NoError(t, os.WriteFile(settings, []byte("GOFLAGS=-mod=vendor\nGOOS=plan9\nCGO_ENABLED=1\nGOWORK="+work+"\n"), 0o600))
	return map[string][]string{
		"plain":        nil,
		"CDPATH":       {"CDPATH=" + elsewhere + ":."},
		"GOFLAGS":      {"GOFLAGS=-mod=vendor -tags=live"},
		"GOOS":         {"GOOS=windows", "GOARCH=arm"},
		"GOWORK":       {"GOWORK=" + work},
		"go env -w":    {"GOENV=" + settings},
		"cgo":          {"CGO_ENABLED=1"},
		"no modules":   {"GO111MODULE=off"},
		"no home":      {"HOME="},
		"git hook":     {"GIT_DIR=" + elsewhere, "GIT_WORK_TREE=" + elsewhere, "GIT_INDEX_FILE=" + elsewhere + "/index"},
		"no clobber":   {"SHELLOPTS=braceexpand:noclobber:noglob"},
		"other owner":  {"GIT_TEST_ASSUME_DIFFERENT_OWNER=1"},
		"other driver": {"GOPACKAGESDRIVER=/nowhere"},
	}
}

// Whatever the environment and wherever they are called from, the scripts work in
// the project's folder and build for this machine.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	root := project(t)
	link := filepath.Join(t.TempDir(), "linked.sh")
	require.NoError(t, os.Symlink(filepath.Join(root, "scripts", "demo.sh"), link))
	probe := `source scripts/common.sh; echo "$root"; go env GOOS GOARCH GOWORK CGO_ENABLED GOFLAGS; git ls-files scripts/common.sh go.mod`
	home := os.Getenv("HOME")
	for name, more := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "GOCACHE=" + t.TempDir()}, more...)
			lines := strings.Split(strings.TrimSpace(said(t, root, environment, "bash", "-c", probe)), "\n")
			require.Equal(t, []string{root, runtime.GOOS, runtime.GOARCH, "off", "0"}, lines[:5])
			require.True(t, strings.HasPrefix(lines[5], "-buildvcs=false -trimpath"), lines[5])
			if _, err := os.Stat(filepath.Join(root, ".git")); err == nil && name != "no clobber" {
				require.Subset(t, lines[6:], []string{"go.mod"})
			}

			first := strings.Split(said(t, root, environment, "bash", "scripts/demo.sh", "--help"), "\n")[0]
			require.Equal(t, "Runs the registry's main job on a real network: alliances are founded; parties", first)
			require.Equal(t, first, strings.Split(said(t, filepath.Dir(link), environment, "bash", "linked.sh", "--help"), "\n")[0])
			require.Equal(t, first, strings.Split(said(t, filepath.Join(root, "scripts"), environment, "bash", "demo.sh", "--help"), "\n")[0])
		})
	}
}

// Each script begins with the common one.
func TestEveryScriptIsTamed(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob("*.sh")
	require.NoError(t, err)
	require.Greater(t, len(found), 6)
	for _, script := range found {
		content, err := os.ReadFile(script)
		require.NoError(t, err)
		if script == "common.sh" {
			continue
		}
		var code []string
		for line := range strings.Lines(string(content)) {
			if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
				code = append(code, line)
			}
		}
		require.Contains(t, code[0], "/common.sh", script)
		require.NotContains(t, string(content), `cd "$(`, script)
	}
}

// stub is a go that writes down how it was called, and makes the programs.
const stub = `#!/bin/sh
case "$1 $2" in
"env "*) shift; for name; do case $name in CC) echo cc;; CGO_ENABLED) echo "$CGO_ENABLED";; *) echo stub;; esac; done; exit;;
"version -m") echo "	build	CGO_ENABLED=${STUB_CGO:-1}"; exit;;
"version "*) echo "go version stub"; exit;;
"list "*) echo "$STUB/module"; exit;;
esac
echo "$PWD | $GOFLAGS | $GOWORK | $CGO_ENABLED | $*" >>"$STUB/log"
while [ $# -gt 0 ]; do
	case $1 in -C) folder=$2;; -o) out=$2;; esac
	shift
done
case $folder in
*fabric-ca) programs="fabric-ca-server fabric-ca-client";;
*fabric) programs=$(sed -n 's#^.*/cmd/\([a-z-]*\)$#\1#p' "$folder/go.mod");;
esac
for program in $programs; do : >"$out$program"; chmod +x "$out$program"; done
`

// Building needs no git, covers what the programs depend on by its stamp, and
// refuses a CA that would end when it opens its database.
func TestBuild(t *testing.T) {
	t.Parallel()
	root, copied, aside := project(t), filepath.Join(t.TempDir(), "a checkout"), t.TempDir()
	for _, part := range []string{"scripts/common.sh", "scripts/build.sh", "network/fabric", "network/fabric-ca", "network/harden"} {
		to := filepath.Join(copied, filepath.Dir(part))
		require.NoError(t, os.MkdirAll(to, 0o700))
		said(t, root, os.Environ(), "cp", "-R", part, to)
	}
	require.NoError(t, os.MkdirAll(filepath.Join(aside, "bin"), 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(aside, "module", "sampleconfig"), 0o700))
	for _, sample := range []string{"core.yaml", "orderer.yaml"} {
		require.NoError(t, os.WriteFile(filepath.Join(aside, "module", "sampleconfig", sample), nil, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(aside, "bin", "go"), []byte(stub), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(aside, "bin", "git"), []byte("#!/bin/sh\nexit 128\n"), 0o700))
	var args []string
	build := func(more ...string) (string, error) {
		log := filepath.Join(aside, "log")
		_ = os.Remove(log)
		command := exec.Command("bash", append([]string{filepath.Join(copied, "scripts", "build.sh")}, args...)...)
		command.Dir = aside
		command.Env = append([]string{"PATH=" + filepath.Join(aside, "bin") + ":" + os.Getenv("PATH"), "HOME=" + aside, "STUB=" + aside, "CDPATH=" + root}, more...)
		out, err := command.CombinedOutput()
		calls, _ := os.ReadFile(log)
		return string(calls) + string(out), err
	}
	calls, err := build("CGO_ENABLED=1", "GOFLAGS=-mod=vendor")
	require.NoError(t, err, calls)
	require.Equal(t, 3, strings.Count(calls, " | build "), "Fabric, the CA and the project's own:\n%s", calls)
	for line := range strings.Lines(calls) {
		if strings.HasPrefix(line, "/") {
			cgo := "0" // but for the CA, whose database is in C, all programs are the same with every C library
			if strings.Contains(line, "-C network/fabric-ca") {
				cgo = "1"
			}
			require.Contains(t, line, copied+" | -buildvcs=false -trimpath | off | "+cgo+" | ")
		}
	}

	calls, err = build()
	require.NoError(t, err)
	require.NotContains(t, calls, "tool", "what was built is there:\n%s", calls)
	require.NoError(t, os.Remove(filepath.Join(copied, ".build", "bin", "peer")))
	calls, err = build()
	require.NoError(t, err)
	require.Contains(t, calls, "network/fabric ", "a program was missing")
	require.NotContains(t, calls, "network/fabric-ca")

	args = []string{"--pkcs11"}
	calls, err = build()
	require.NoError(t, err)
	for program, flags := range map[string]string{
		"peer-pkcs11": "-tags pkcs11 ", "orderer-pkcs11": "-tags pkcs11 ", "fabric-ca-server-pkcs11": "sqlite_omit_load_extension pkcs11 ", "network-token": "-tags pkcs11 ",
	} {
		require.Regexp(t, `\| 1 \| .*`+regexp.QuoteMeta(flags)+`.*/?`+program+` `, calls, "with cgo, and the tag")
	}
	require.Equal(t, 2, strings.Count(calls, ".build/harden/go.mod -tags pkcs11 "), "from the changed sources:\n%s", calls)
	require.NotContains(t, calls, "-static")
	args = []string{"--hsm"}
	calls, err = build()
	require.Error(t, err)
	require.Contains(t, calls, "usage: ")
	args = nil

	require.NoError(t, os.Remove(filepath.Join(copied, ".build", "fabric-ca.stamp")))
	calls, err = build("STUB_CGO=0")
	require.Error(t, err)
	require.Contains(t, calls, "built without cgo")
	require.NoFileExists(t, filepath.Join(copied, ".build", "fabric-ca.stamp"), "it would be kept for ever")
}

// A second build, elsewhere, makes the same program.
func TestSecondBuildIsTheSame(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short leaves out what links a program twice")
	}
	root, copied, made := project(t), filepath.Join(t.TempDir(), "elsewhere"), t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(copied, "scripts"), 0o700))
	for _, part := range []string{"go.mod", "go.sum", "internal", "network", "scripts/common.sh"} {
		said(t, root, os.Environ(), "cp", "-R", part, filepath.Join(copied, part))
	}
	for i, folder := range []string{root, copied} {
		program := filepath.Join(made, []string{"first", "second"}[i])
		said(t, folder, os.Environ(), "bash", "-c", `source scripts/common.sh; cd -- "$root"; go build -o "$0" ./network/cmd/network`, program)
	}
	first, err := os.ReadFile(filepath.Join(made, "first"))
	require.NoError(t, err)
	second, err := os.ReadFile(filepath.Join(made, "second"))
	require.NoError(t, err)
	require.True(t, string(first) == string(second), "two builds differ")
	require.NotContains(t, string(first), root)
}
