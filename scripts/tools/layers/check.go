package main

import (
	"fmt"
	"slices"
	"strings"
)

// node is one package as go list tells it; the same package comes a second
// time, compiled for its test, with what the test imports.
type node struct {
	ImportPath string
	Name       string
	ForTest    string
	Imports    []string
	Deps       []string
	Error      *fault
	DepsErrors []fault
}

// fault is why a package, or one that it needs, could not be loaded.
type fault struct{ Err string }

// unloadable is the package's own fault or else the first of what it needs, or nothing.
func (n node) unloadable() string {
	if n.Error != nil {
		return n.Error.Err
	}
	if len(n.DepsErrors) > 0 {
		return n.DepsErrors[0].Err
	}
	return ""
}

// violation is an import that a rule forbids.
type violation struct{ from, to, why string }

func (v violation) String() string {
	return fmt.Sprintf("%s → %s: %s", v.from, v.to, v.why)
}

// path is the package's own path, without the mark of the test it is compiled
// for; an external test package stands for the package that it tests.
func (n node) path() string {
	path := bare(n.ImportPath)
	if n.ForTest != "" && path == n.ForTest+"_test" {
		return n.ForTest
	}
	return path
}

func (n node) testBinary() bool { return n.Name == "main" && strings.HasSuffix(n.ImportPath, ".test") }

// broken returns which rules a package of the module breaks, one violation for
// each pattern: a whole library behind one import is one finding.
func broken(module string, n node, rules []rule) []violation {
	if n.testBinary() {
		return nil
	}
	from := own(module, n.path())
	var found []violation
	for _, r := range rules {
		governed := matches(from, r.from) && !matches(from, r.except)
		if !governed || (n.ForTest != "" && !r.tests) {
			continue
		}
		targets := n.Imports
		if r.through {
			targets = n.Deps
		}
		found = append(found, r.broken(module, from, targets)...)
	}
	return found
}

func (r rule) broken(module, from string, targets []string) []violation {
	var found []violation
	for _, pattern := range r.deny {
		for _, target := range targets {
			to := own(module, bare(target))
			if to == from || !matches(to, []string{pattern}) || matches(to, r.allow) {
				continue
			}
			found = append(found, violation{from, to, r.why})
			if r.through {
				break
			}
		}
	}
	return found
}

// mixed reports whether a binary holds both generations of Fabric's messages.
func mixed(module string, n node) []violation {
	if n.Name != "main" || (n.ForTest != "" && !n.testBinary()) {
		return nil
	}
	var held []string
	for _, generation := range generations {
		at := slices.IndexFunc(n.Deps, func(dep string) bool {
			return matches(bare(dep), []string{generation})
		})
		if at < 0 {
			return nil
		}
		held = append(held, bare(n.Deps[at]))
	}
	return []violation{{own(module, n.ImportPath), strings.Join(held, " and "), oneGeneration}}
}

// own writes a path of the module as "./path"; others stay.
func own(module, path string) string {
	if path == module {
		return "."
	}
	if rest, ok := strings.CutPrefix(path, module+"/"); ok {
		return "./" + rest
	}
	return path
}

// bare cuts go list's mark of a package compiled for a test: "p [p.test]".
func bare(path string) string {
	path, _, _ = strings.Cut(path, " ")
	return path
}

func matches(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return match(path, pattern) })
}

func match(path, pattern string) bool {
	switch pattern {
	case "...":
		return true
	case "std":
		first, _, _ := strings.Cut(path, "/")
		return !strings.Contains(first, ".")
	}
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == tree || strings.HasPrefix(path, tree+"/")
	}
	return path == pattern
}
