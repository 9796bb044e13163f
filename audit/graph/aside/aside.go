// Package aside gives Graphviz a folder of the user's own for its compiled code.
//
// The library compiles its WebAssembly when a program starts, and keeps the machine
// code in go-graphviz below os.TempDir (go-graphviz v0.2.10: internal/wasm/bind.go).
// On a machine of several users that folder is whoever's made it first: the others'
// programs end there, or run code that somebody else put there. So while the library
// starts, the folder for temporary files is one that only this user can enter.
//
// That works because Go initializes packages that are ready in the order of their
// paths, and this one needs less than the library. Package graph, which is behind
// both, puts the environment back.
package aside

import (
	"errors"
	"os"
	"path/filepath"
)

const variable = "TMPDIR"

// former is what the environment said, if it did.
var former, was = os.LookupEnv(variable)

func init() {
	if about, err := os.Stat(os.TempDir()); err == nil && about.Mode().Perm()&0o022 == 0 {
		return // nobody else writes there: it is the user's own choice
	}
	folder, err := private()
	if err != nil {
		folder = os.DevNull // no folder: the code is compiled anew in memory
	}
	_ = os.Setenv(variable, folder) // the name is valid
}

// Restore puts the environment back.
func Restore() error {
	if was {
		return os.Setenv(variable, former)
	}
	return os.Unsetenv(variable)
}

// private makes a folder among the user's caches, and refuses one that others can
// enter. It makes no home for who has none.
func private() (string, error) {
	caches, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Dir(caches)); err != nil {
		return "", err
	}
	folder := filepath.Join(caches, "alliance-registry-auditor")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	about, err := os.Lstat(folder)
	if err != nil {
		return "", err
	}
	if !about.IsDir() || about.Mode().Perm()&0o077 != 0 {
		return "", errors.New("others can enter the folder")
	}
	return folder, nil
}
