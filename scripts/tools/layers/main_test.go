package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun breaks the arrows in a module of its own, through the go command.
func TestRun(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		code  int
		want  string // the whole output begins with it
	}{
		"ok/no package yet": {},
		"ok/down the arrows": {files: map[string]string{
			"membership/m.go":           "package membership",
			"membership/m_test.go":      "package membership_test\nimport _ \"m/membership/memledger\"",
			"membership/memledger/l.go": "package memledger\nimport _ \"m/membership\"",
			"client/c.go":               "package client\nimport _ \"m/membership\"",
		}},
		"fail/an import": {
			files: map[string]string{
				"membership/m.go": "package membership",
				"network/n.go":    "package network\nimport _ \"m/membership\"",
			},
			code: 1, want: "./network → ./membership: network runs programs",
		},
		"fail/an import behind the tag live": {
			files: map[string]string{
				"client/c.go":    "package client",
				"chaincode/c.go": "//go:build live\n\npackage main\nimport _ \"m/client\"\nfunc main() {}",
			},
			code: 1, want: "./chaincode → ./client: the chaincode knows none",
		},
		"fail/an import behind the tag gateway": {
			files: map[string]string{
				"client/c.go":    "package client",
				"chaincode/c.go": "//go:build gateway\n\npackage main\nimport _ \"m/client\"\nfunc main() {}",
			},
			code: 1, want: "./chaincode → ./client: the chaincode knows none",
		},
		"fail/an import of a test": {
			files: map[string]string{
				"client/c.go":          "package client",
				"chaincode/x/x.go":     "package x",
				"client/outer_test.go": "package client_test\nimport _ \"m/chaincode/x\"",
			},
			code: 1, want: "./client → ./chaincode/x: chaincode and client never",
		},
		"fail/a package that does not load": {
			files: map[string]string{"network/n.go": "package network\nimport _ \"m/missing\""},
			code:  1, want: "./network cannot be loaded",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, "go.mod", "module m\n\ngo 1.26.0\n")
			for file, content := range c.files {
				write(t, file, content+"\n")
			}
			var out, talk bytes.Buffer
			code := run(nil, &out, &talk)
			if code != c.code || !strings.HasPrefix(out.String(), c.want) || (code == 0 && out.Len() > 0) {
				t.Errorf("exit code %d, want %d, and output from %q:\n%s%s", code, c.code, c.want, &out, &talk)
			}
		})
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
