package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxSlowest is how many packages, and how many tests, are named.
const maxSlowest = 10

// event is a line of go test -json: see go doc test2json, and go help buildjson for
// what is said before a test is built.
type event struct {
	Action     string
	Package    string
	ImportPath string // of what does not build
	Test       string
	Elapsed    float64 // seconds
	Output     string
}

// printed is a piece of output, and the test that it belongs to, if any.
type printed struct{ test, text string }

// result is what has been said of a package so far.
type result struct {
	output []printed
	passed map[string]bool // tests that passed or were skipped
}

// took is how long a package or a test took.
type took struct {
	name    string
	seconds float64
}

// failure is a test that failed, and what it printed.
type failure struct {
	path, test string
	lines      []string
}

// summary reads events and prints what they mean.
type summary struct {
	out      io.Writer
	open     map[string]*result // by package, until it ends
	packages []took
	tests    []took
	failures []failure
	failed   bool
	broken   bool // something failed that is no test by itself
}

func newSummary(out io.Writer) *summary {
	return &summary{out: out, open: map[string]*result{}}
}

// add reads a line. What is no event is passed on: the go command says so what
// concerns no package.
func (s *summary) add(line string) {
	var e event
	if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
		io.WriteString(s.out, line)
		return
	}
	switch e.Action {
	case "build-output":
		io.WriteString(s.out, e.Output)
	case "build-fail":
		s.failed, s.broken = true, true
	case "output":
		s.of(e.Package).print(e)
		s.broken = s.broken || strings.HasPrefix(e.Output, "panic: ")
	case "pass", "skip", "fail":
		s.end(e)
	}
}

func (s *summary) of(path string) *result {
	if s.open[path] == nil {
		s.open[path] = &result{passed: map[string]bool{}}
	}
	return s.open[path]
}

// print keeps output, but for what go test says with -v only.
func (r *result) print(e event) {
	for _, verbose := range []string{"=== RUN ", "=== PAUSE ", "=== CONT ", "=== NAME "} {
		if strings.HasPrefix(e.Output, verbose) {
			return
		}
	}
	r.output = append(r.output, printed{e.Test, e.Output})
}

// end ends a test or a package.
func (s *summary) end(e event) {
	r := s.of(e.Package)
	if e.Test != "" {
		s.tests = append(s.tests, took{e.Package + " " + e.Test, e.Elapsed})
		r.passed[e.Test] = e.Action != "fail"
		if e.Action == "fail" {
			s.failures = append(s.failures, failure{e.Package, e.Test, r.lines(e.Test)})
		}
		return
	}
	s.packages = append(s.packages, took{e.Package, e.Elapsed})
	s.failed = s.failed || e.Action == "fail"
	r.show(s.out, e.Action == "fail")
	delete(s.open, e.Package)
}

// show prints the line that closes a package, and before it, if it failed, all but
// what passed.
func (r *result) show(out io.Writer, failed bool) {
	for _, p := range r.output {
		closing := p.test == "" && (strings.HasPrefix(p.text, "ok  \t") || strings.HasPrefix(p.text, "?   \t"))
		if closing || failed && !r.passed[p.test] {
			io.WriteString(out, p.text)
		}
	}
}

// lines returns what a test has printed.
func (r *result) lines(test string) []string {
	var text strings.Builder
	for _, p := range r.output {
		if p.test == test {
			text.WriteString(p.text)
		}
	}
	return strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
}

// close prints what never ended, what took longest, and once more where each test failed:
// what a test prints afterwards, such as the logs of its network, can be long.
func (s *summary) close() {
	for _, path := range slices.Sorted(maps.Keys(s.open)) {
		s.failed, s.broken = true, true
		s.open[path].show(s.out, true)
		fmt.Fprintf(s.out, "FAIL\t%s [did not end]\n", path)
	}
	slowest(s.out, "packages", s.packages)
	slowest(s.out, "tests", s.tests)
	for _, f := range s.failures {
		fmt.Fprintf(s.out, "\nfailed: %s %s\n", f.path, f.test)
		for _, line := range f.reason() {
			fmt.Fprintln(s.out, line)
		}
	}
}

// again names the tests that failed, a line each; none if something else failed too.
func (s *summary) again() string {
	var lines strings.Builder
	for _, f := range s.failures {
		if !s.broken && !strings.Contains(f.test, "/") {
			fmt.Fprintln(&lines, f.path, f.test)
		}
	}
	return lines.String()
}

// maxReason is how many lines are shown of a failure.
const maxReason = 20

// reason returns where a test failed: what testify writes ("Error Trace:"), else how the
// output begins.
func (f failure) reason() []string {
	from := max(0, slices.IndexFunc(f.lines, func(line string) bool { return strings.Contains(line, "Error Trace:") }))
	return f.lines[from:min(len(f.lines), from+maxReason)]
}

// slowest prints the slowest first. What took less than a tenth of a second, as what
// comes from the cache does, is not worth a line.
func slowest(out io.Writer, what string, all []took) {
	slices.SortStableFunc(all, func(a, b took) int { return cmp.Compare(b.seconds, a.seconds) })
	all = slices.DeleteFunc(all, func(t took) bool { return t.seconds < 0.1 })
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(out, "\nslowest %s, in seconds:\n", what)
	for _, t := range all[:min(maxSlowest, len(all))] {
		fmt.Fprintf(out, "%8.1f  %s\n", t.seconds, t.name)
	}
}
