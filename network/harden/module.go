package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// module is one that is changed.
type module struct {
	path   string
	folder string // of its copy
}

var (
	fabric   = module{"github.com/hyperledger/fabric", "fabric"}
	smartBFT = module{"github.com/hyperledger-labs/SmartBFT", "smartbft"} // its consensus, where orderers do not trust each other
)

// added are the files that are put beside Fabric's own. The go command passes
// over the folder for its underscore: they belong to Fabric's packages.
//
//go:embed _added
var added embed.FS

// harden makes changed copies of the modules that pins/go.mod requires, in out,
// and a go.mod beside them by which Fabric is built.
func harden(ctx context.Context, pins, out string) error {
	// Finished under another name first: a copy that was interrupted is none.
	draft := out + ".draft"
	if err := errors.Join(os.RemoveAll(draft), os.RemoveAll(out)); err != nil {
		return err
	}
	for _, of := range []module{fabric, smartBFT} {
		source, err := of.source(ctx, pins)
		if err != nil {
			return err
		}
		copied := filepath.Join(draft, of.folder)
		if err := errors.Join(copySources(source, copied), changeAll(of, copied)); err != nil {
			return err
		}
	}
	if err := addAll(filepath.Join(draft, fabric.folder)); err != nil {
		return err
	}
	if err := writePins(pins, draft, out); err != nil {
		return err
	}
	return os.Rename(draft, out)
}

// source is where the go command keeps the module; it fetches it first.
func (m module) source(ctx context.Context, pins string) (string, error) {
	command := func(args ...string) *exec.Cmd {
		command := exec.CommandContext(ctx, "go", args...)
		command.Dir = pins
		command.Stderr = os.Stderr
		return command
	}
	if err := command("mod", "download", m.path).Run(); err != nil {
		return "", fmt.Errorf("fetch %s: %w", m.path, err)
	}
	folder, err := command("list", "-m", "-f", "{{.Dir}}", m.path).Output()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", m.path, err)
	}
	return strings.TrimSpace(string(folder)), nil
}

// copySources copies what is needed to build: go.mod and all sources but tests.
func copySources(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if name == "testdata" || name == "mocks" || name == "docs" {
				return fs.SkipDir
			}
			return nil
		}
		if name != "go.mod" && (!strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go")) {
			return nil
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return write(filepath.Join(to, relative), content)
	})
}

// changeAll makes every change of a module in its copy.
func changeAll(of module, copied string) error {
	byFile := map[string][]change{}
	for _, change := range changes {
		if change.in() == of {
			byFile[change.file] = append(byFile[change.file], change)
		}
	}
	for file, changes := range byFile {
		path := filepath.Join(copied, file)
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed, err := apply(source, changes)
		if err != nil {
			return err
		}
		if err := write(path, changed); err != nil {
			return err
		}
	}
	return nil
}

// addAll puts the added files into Fabric's copy.
func addAll(copied string) error {
	return fs.WalkDir(added, "_added", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := added.ReadFile(path)
		if err != nil {
			return err
		}
		to := filepath.Join(copied, strings.TrimPrefix(path, "_added/"))
		if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s has a file of that name already", to)
		}
		return write(to, content)
	})
}

// writePins writes the go.mod that takes the copies, as they will lie in out, and
// the go.sum that belongs to it.
func writePins(pins, draft, out string) error {
	pinned, err := os.ReadFile(filepath.Join(pins, "go.mod"))
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(pins, "go.sum"))
	if err != nil {
		return err
	}
	pinned = append(bytes.TrimSpace(pinned), '\n')
	for _, of := range []module{fabric, smartBFT} {
		copied, err := filepath.Abs(filepath.Join(out, of.folder))
		if err != nil {
			return err
		}
		pinned = fmt.Appendf(pinned, "\nreplace %s => %q\n", of.path, copied)
	}
	return errors.Join(write(filepath.Join(draft, "go.mod"), pinned), write(filepath.Join(draft, "go.sum"), sums))
}

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
