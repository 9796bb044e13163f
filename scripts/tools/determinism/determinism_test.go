package main

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

// Each package under testdata holds what must be found, marked by a comment
// that begins with "want", and beside it what must not.
func TestDeterminism(t *testing.T) {
	for name, packages := range map[string][]string{
		"clock and time zone":            {"clock"},
		"chance, machine, memory layout": {"machine"},
		"order of maps":                  {"order"},
		"goroutines and channels":        {"concurrency"},
		"floating point":                 {"float"},
		"package variables":              {"memory"},
		"escapes, and test files":        {"escape"},
		"an excluded package":            {"rules/memledger"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAnalyzer()
			if err := a.Flags.Set("exclude", "memledger"); err != nil {
				t.Fatal(err)
			}
			analysistest.Run(t, analysistest.TestData(), a, packages...)
		})
	}
}
