//go:build !live

package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"allianceregistry/examples/ledgers"
)

// TestMain makes "auditor" a command of the scripts: this program as it is. It has
// no network there, only the recorded ledgers. "getpage" reads what is served.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"auditor": main, "getpage": getpage,
	})
}

// Scripts that read much of a ledger run on each of them: the same was done on both
// networks.
func TestScripts(t *testing.T) {
	for name, scripts := range map[string][]string{"raft": {"*"}, "bft": {"answers", "check"}} {
		var files []string
		for _, script := range scripts {
			found, err := filepath.Glob(filepath.Join("testdata", "script", script+".txt"))
			if err != nil || len(found) == 0 {
				t.Fatal(script, err)
			}
			files = append(files, found...)
		}
		t.Run(name, func(t *testing.T) {
			testscript.Run(t, testscript.Params{
				Files: files, RequireExplicitExec: true, RequireUniqueNames: true,
				Cmds:  map[string]func(*testscript.TestScript, bool, []string){"tamper": tamper, "selfsign": selfsign, "hostsign": hostsign, "fork": fork},
				Setup: func(e *testscript.Env) error { return unpacked(e, name) },
			})
		})
	}
}

// unpacked unpacks a ledger for a script, and the others beside it.
func unpacked(e *testscript.Env, name string) error {
	e.Setenv("LEDGER", filepath.Join(e.WorkDir, name))
	for _, other := range ledgers.Names() {
		if other != name {
			e.Setenv("OTHER", filepath.Join(e.WorkDir, other))
		}
		if err := ledgers.Unpack(other, filepath.Join(e.WorkDir, other)); err != nil {
			return err
		}
	}
	e.Setenv("AUDITOR_HOME", filepath.Join(e.WorkDir, "home"))
	e.Setenv("ALLIANCE_NETWORK", filepath.Join(e.WorkDir, "network"))
	e.Setenv("FORK", filepath.Join(e.WorkDir, "fork"))
	e.Setenv("OLD", filepath.Join(e.WorkDir, "old"))
	e.Setenv("ALLIANCE_LANG", "en")
	proofs, err := filepath.Abs(filepath.Join("..", "..", "proof", "testdata"))
	if err != nil {
		return err
	}
	e.Setenv("PROOFS", proofs)
	e.Setenv("ZGC", "zhongguancun@association")
	e.Setenv("HYPERLEDGER", "hyperledger@industry")
	e.Setenv("GORACE", "atexit_sleep_ms=0") // else each process waits a second before it ends
	e.Setenv("GOGC", "400")                 // a third of what a short process does is collecting garbage
	return nil
}

// fork makes $FORK and $OLD of $LEDGER.
func fork(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) > 0 {
		ts.Fatalf("usage: fork")
	}
	ts.Check(forkedFrom(ts.Getenv("LEDGER"), ts.Getenv("FORK"), ts.Getenv("OLD")))
}

// tamper FILE TEXT writes over the first letter of a text in a file.
func tamper(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 2 {
		ts.Fatalf("usage: tamper FILE TEXT")
	}
	ts.Check(forge(ts.MkAbs(args[0]), args[1]))
}
