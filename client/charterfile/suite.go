package charterfile

import (
	"fmt"
	"strings"

	"allianceregistry/internal/input"
)

// Suite is a charter and its tests.
type Suite struct {
	// Charter and Cases are read from the files of these names.
	CharterPath string
	CasesPath   string
	Charter     File
	Cases       Cases
}

// maxSuite bounds the bytes of a charter's file, and of its tests'.
const maxSuite = 16 << 20

const testSuffix = ".test"

// Load reads a charter and its tests, given the path of either: NAME.yaml and
// NAME.test.yaml, or .yml or .json. An error names the file; what is wrong in it is
// an *Invalid, also if the tests speak of what the charter does not have.
func Load(path string) (Suite, error) {
	s := Suite{}
	s.CharterPath, s.CasesPath = Paths(path)
	content, err := input.ReadFile(s.CharterPath, maxSuite)
	if err != nil {
		return s, err
	}
	if s.Charter, err = Read(content); err != nil {
		return s, fmt.Errorf("%s: %w", s.CharterPath, err)
	}
	if content, err = input.ReadFile(s.CasesPath, maxSuite); err != nil {
		return s, err
	}
	s.Cases, err = ReadCases(content)
	if err == nil {
		err = invalid(s.Cases.Defects(s.Charter.Charter))
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", s.CasesPath, err)
	}
	return s, nil
}

// Run runs the suite's cases.
func (s Suite) Run() []Result { return s.Cases.Run(s.Charter.Charter) }

// Paths returns the paths of a charter and of its tests, given either.
func Paths(path string) (charter, cases string) {
	dot := strings.LastIndex(path, ".")
	if dot <= strings.LastIndexAny(path, `/\`) {
		return path, path + testSuffix
	}
	stem, kind := strings.TrimSuffix(path[:dot], testSuffix), path[dot:]
	return stem + kind, stem + testSuffix + kind
}
