package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRun(t *testing.T) {
	for name, c := range map[string]struct {
		events, want []string
		again        string
		code         int
	}{
		"ok/package": {
			events: []string{
				`{"Action":"start","Package":"m/a"}`,
				`{"Action":"output","Package":"m/a","Test":"TestGood","Output":"=== RUN   TestGood\n"}`,
				`{"Action":"output","Package":"m/a","Test":"TestGood","Output":"chatter\n"}`,
				`{"Action":"pass","Package":"m/a","Test":"TestGood","Elapsed":0.2}`,
				`{"Action":"output","Package":"m/a","Output":"PASS\n"}`,
				`{"Action":"output","Package":"m/a","Output":"ok  \tm/a\t0.203s\n"}`,
				`{"Action":"pass","Package":"m/a","Elapsed":0.3}`,
			},
			want: []string{
				"ok  \tm/a\t0.203s", "",
				"slowest packages, in seconds:", "     0.3  m/a", "",
				"slowest tests, in seconds:", "     0.2  m/a TestGood",
			},
		},
		"ok/from the cache, and without tests": {
			events: []string{
				`{"Action":"output","Package":"m/a","Output":"ok  \tm/a\t(cached)\n"}`,
				`{"Action":"pass","Package":"m/a","Elapsed":0}`,
				`{"Action":"output","Package":"m/c","Output":"?   \tm/c\t[no test files]\n"}`,
				`{"Action":"skip","Package":"m/c","Elapsed":0}`,
			},
			want: []string{"ok  \tm/a\t(cached)", "?   \tm/c\t[no test files]"},
		},
		"ok/what is no event": {
			events: []string{"go: downloading example.org/m v1.0.0"},
			want:   []string{"go: downloading example.org/m v1.0.0"},
		},
		"fail/test": {
			events: []string{
				`{"Action":"output","Package":"m/a","Test":"TestGood","Output":"chatter\n"}`,
				`{"Action":"pass","Package":"m/a","Test":"TestGood","Elapsed":0}`,
				`{"Action":"output","Package":"m/a","Test":"TestBad/fine","Output":"chatter\n"}`,
				`{"Action":"pass","Package":"m/a","Test":"TestBad/fine","Elapsed":0}`,
				`{"Action":"output","Package":"m/a","Test":"TestBad","Output":"    a_test.go:4: broken\n"}`,
				`{"Action":"output","Package":"m/a","Test":"TestBad","Output":"--- FAIL: TestBad (0.00s)\n"}`,
				`{"Action":"fail","Package":"m/a","Test":"TestBad","Elapsed":0}`,
				`{"Action":"output","Package":"m/a","Output":"FAIL\n"}`,
				`{"Action":"output","Package":"m/a","Output":"FAIL\tm/a\t0.014s\n"}`,
				`{"Action":"fail","Package":"m/a","Elapsed":0.014}`,
			},
			want: []string{
				"    a_test.go:4: broken", "--- FAIL: TestBad (0.00s)", "FAIL", "FAIL\tm/a\t0.014s", "",
				"failed: m/a TestBad", "    a_test.go:4: broken", "--- FAIL: TestBad (0.00s)",
			},
			again: "m/a TestBad\n",
			code:  1,
		},
		"fail/part of a test": {
			events: []string{
				`{"Action":"fail","Package":"m/a","Test":"TestBad/part","Elapsed":0}`,
				`{"Action":"fail","Package":"m/a","Test":"TestBad","Elapsed":0}`,
				`{"Action":"fail","Package":"m/a","Elapsed":0}`,
			},
			want:  []string{"", "failed: m/a TestBad/part", "", "", "failed: m/a TestBad", ""},
			again: "m/a TestBad\n",
			code:  1,
		},
		"fail/panic": {
			events: []string{
				`{"Action":"output","Package":"m/a","Test":"TestBad","Output":"panic: test timed out after 30m0s\n"}`,
				`{"Action":"fail","Package":"m/a","Test":"TestBad","Elapsed":0}`,
				`{"Action":"fail","Package":"m/a","Elapsed":0}`,
			},
			want: []string{"panic: test timed out after 30m0s", "", "failed: m/a TestBad", "panic: test timed out after 30m0s"},
			code: 1,
		},
		"fail/build": {
			events: []string{
				`{"ImportPath":"m/b","Action":"build-output","Output":"b/b.go:2:23: cannot use\n"}`,
				`{"ImportPath":"m/b","Action":"build-fail"}`,
				`{"Action":"output","Package":"m/b","Output":"FAIL\tm/b [build failed]\n"}`,
				`{"Action":"fail","Package":"m/b","Elapsed":0,"FailedBuild":"m/b"}`,
			},
			want: []string{"b/b.go:2:23: cannot use", "FAIL\tm/b [build failed]"},
			code: 1,
		},
		"fail/cut off": {
			events: []string{
				`{"Action":"output","Package":"m/a","Test":"TestLong","Output":"working\n"}`,
			},
			want: []string{"working", "FAIL\tm/a [did not end]"},
			code: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out, talk strings.Builder
			failed := filepath.Join(t.TempDir(), "failed")
			code := run(strings.NewReader(strings.Join(c.events, "\n")+"\n"), &out, &talk, failed)
			if code != c.code || talk.String() != "" {
				t.Errorf("exit code %d, want %d; %s", code, c.code, talk.String())
			}
			if want := strings.Join(c.want, "\n") + "\n"; out.String() != want {
				t.Errorf("got\n%s\nwant\n%s", out.String(), want)
			}
			if again, err := os.ReadFile(failed); err != nil || string(again) != c.again {
				t.Errorf("to run again: %q, want %q; %v", again, c.again, err)
			}
		})
	}
}

// The slowest come first, and no more of them than one reads.
func TestSlowest(t *testing.T) {
	var all []took
	for i := range maxSlowest + 5 {
		all = append(all, took{string(rune('a' + i)), float64(i)})
	}
	var out strings.Builder
	slowest(&out, "tests", all)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != maxSlowest+1 || !strings.HasSuffix(lines[1], "14.0  o") {
		t.Errorf("got %q", lines)
	}
}

func TestUnreadable(t *testing.T) {
	var talk strings.Builder
	if code := run(iotest.ErrReader(errors.New("gone")), io.Discard, &talk, ""); code != 2 || !strings.Contains(talk.String(), "gone") {
		t.Errorf("exit code %d, %q", code, talk.String())
	}
}

// Of a long output the place and the reason are shown, not what was printed before.
func TestReason(t *testing.T) {
	lines := []string{"    progress", "    \tError Trace:\ta_test.go:4", "    \tError:\tbroken"}
	for range 2 * maxReason {
		lines = append(lines, "    log")
	}
	got := failure{"m/a", "TestBad", lines}.reason()
	if len(got) != maxReason || got[0] != lines[1] {
		t.Errorf("got %q", got)
	}
}
