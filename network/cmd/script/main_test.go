package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script  string
		want    []string
		wantErr string
	}{
		"ok/a builder's":           {"#!/bin/sh\nexec '/a b/network' builder detect \"$@\"\n", []string{"/a b/network", "builder", "detect"}, ""},
		"ok/a quote in a folder":   {"#!/bin/sh\nexec '/it'\\''s/network' x \"$@\"\n", []string{"/it's/network", "x"}, ""},
		"ok/nothing in a word":     {"#!/bin/sh\nexec /x '' \"$@\"", []string{"/x", ""}, ""},
		"ok/quoted means itself":   {"#!/bin/sh\nexec /x '$(y) | \"z\"' \"$@\"\n", []string{"/x", `$(y) | "z"`}, ""},
		"fail/empty":               {"", nil, "#!"},
		"fail/no head":             {"exec /x \"$@\"\n", nil, "#!"},
		"fail/no exec":             {"#!/bin/sh\n/x \"$@\"\n", nil, "exec"},
		"fail/two lines":           {"#!/bin/sh\nexec /x \"$@\"\nrm -r /\n", nil, "ends with"},
		"fail/a line before":       {"#!/bin/sh\nset -e\nexec /x \"$@\"\n", nil, "begins with exec"},
		"fail/without arguments":   {"#!/bin/sh\nexec /x\n", nil, "ends with"},
		"fail/an open quote":       {"#!/bin/sh\nexec '/x \"$@\"\n", nil, "not closed"},
		"fail/a second command":    {"#!/bin/sh\nexec /x; /y \"$@\"\n", nil, "';'"},
		"fail/a variable":          {"#!/bin/sh\nexec $HOME/x \"$@\"\n", nil, "'$'"},
		"fail/a second program":    {"#!/bin/sh\nexec /x | /y \"$@\"\n", nil, "'|'"},
		"fail/no program":          {"#!/bin/sh\nexec  \"$@\"\n", nil, "no program"},
		"fail/a program by name":   {"#!/bin/sh\nexec x \"$@\"\n", nil, "path"},
		"fail/a line in the line":  {"#!/bin/sh\nexec /x a\nb \"$@\"\n", nil, "not understood"},
		"fail/longer than allowed": {"#!/bin/sh\nexec /x " + strings.Repeat("a", maxScript) + " \"$@\"\n", nil, "too long"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words, err := parse([]byte(test.script))
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.want, words)
		})
	}
}

// FuzzParse compares with a shell, for whatever is not refused.
func FuzzParse(f *testing.F) {
	f.Add(`'/a b/network' builder detect`)
	f.Add(`/x 'a'\''b' c''d ''`)
	f.Add(`/x a'b c'd`)
	f.Fuzz(func(t *testing.T, line string) {
		script := "#!/bin/sh\nexec " + line + " \"$@\"\n"
		words, err := parse([]byte(script))
		if err != nil || strings.ContainsAny(line, "\x00") {
			return
		}
		path := filepath.Join(t.TempDir(), "script")
		require.NoError(t, os.WriteFile(path, []byte("printf '%s\\0' "+line+"\n"), 0o600))
		out, err := exec.Command("/bin/sh", path).Output()
		require.NoError(t, err)
		require.Equal(t, strings.Join(words, "\x00")+"\x00", string(out))
	})
}

func TestRun(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "sh")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	script := filepath.Join(t.TempDir(), "detect")
	require.NoError(t, os.WriteFile(script, []byte("#!"+program+"\nexec /bin/echo builder 'detect it' \"$@\"\n"), 0o700))
	out, err = exec.Command(script, "a b", "c").CombinedOutput()
	require.NoError(t, err)
	require.Equal(t, "builder detect it a b c\n", string(out))
	require.NoError(t, os.WriteFile(script, []byte("#!"+program+"\nrm -r /x\n"), 0o700))
	out, err = exec.Command(script).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "exec")
}
