// Command layers checks which package may import which.
//
//	layers [packages]    (default ./...)
//
// It asks go list for the packages of the module in the current directory and
// for their tests, without build tags, with the tag live and with the tag gateway,
// and compares the answer with the table in rules.go. Each violation is one line,
// "from → to: the rule", and makes the exit code 1; so does a package that
// cannot be loaded, since nobody knows what it would bring. A fault of the go
// command is exit code 2.
//
// It is a program and not a Go test: go test would keep a test's good result
// after an import has broken a rule, since it does not see what go list reads.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(patterns []string, out, talk io.Writer) int {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	found, err := check(patterns)
	if err != nil {
		fmt.Fprintln(talk, "layers:", err)
		return 2
	}
	for _, line := range found {
		fmt.Fprintln(out, line)
	}
	if len(found) > 0 {
		return 1
	}
	return 0
}

// check returns the violations as sorted lines, each once.
func check(patterns []string) ([]string, error) {
	module, err := goCommand("list", "-m")
	if err != nil {
		return nil, err
	}
	name := strings.TrimSpace(string(module))
	var lines []string
	for _, tags := range []string{"-tags=", "-tags=live", "-tags=gateway"} {
		nodes, err := list(tags, patterns)
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			if fault := n.unloadable(); fault != "" {
				lines = append(lines, fmt.Sprintf("%s cannot be loaded: %s", own(name, n.path()), fault))
			}
			for _, v := range append(broken(name, n, rules), mixed(name, n)...) {
				lines = append(lines, v.String())
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

func list(tags string, patterns []string) ([]node, error) {
	fields := "-json=ImportPath,Name,ForTest,Imports,Deps,Error,DepsErrors"
	answer, err := goCommand(append([]string{"list", "-e", "-test", tags, fields}, patterns...)...)
	if err != nil {
		return nil, err
	}
	var nodes []node
	for decoder := json.NewDecoder(bytes.NewReader(answer)); ; {
		var n node
		switch err := decoder.Decode(&n); {
		case errors.Is(err, io.EOF):
			return nodes, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		nodes = append(nodes, n)
	}
}

func goCommand(arguments ...string) ([]byte, error) {
	var problem bytes.Buffer
	command := exec.Command("go", arguments...)
	command.Stderr = &problem
	answer, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", arguments[0], err, problem.Bytes())
	}
	return answer, nil
}
