// Command testsummary prints what go test -json says as go test does without that
// flag, and then what took longest.
//
//	go test -json ./... | testsummary [-failed FILE]
//
// A package that passes is one line, as soon as it has; one that fails is preceded by
// what its tests printed, without those that passed. The ten slowest packages and
// tests follow, and the place and reason of each failure. A subtest counts as its own test and in the one that it is part of.
//
// FILE gets a line for each test that failed, without subtests: its package and its name. It
// stays empty if something else failed too (what does not build, panics or does not end): then
// these tests are not all that has to run again.
//
// The exit code is 1 if something failed, and 2 if the input cannot be read.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	failed := flag.String("failed", "", "the `file` that names the tests that failed")
	flag.Parse()
	os.Exit(run(os.Stdin, os.Stdout, os.Stderr, *failed))
}

func run(in io.Reader, out, talk io.Writer, failed string) int {
	s := newSummary(out)
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			s.add(line)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Fprintln(talk, "testsummary:", err)
			return 2
		}
	}
	s.close()
	if failed != "" {
		if err := os.WriteFile(failed, []byte(s.again()), 0o600); err != nil {
			fmt.Fprintln(talk, "testsummary:", err)
			return 2
		}
	}
	if s.failed {
		return 1
	}
	return 0
}
