package auditor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/console"
	"allianceregistry/examples/ledgers"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/web"
)

// playing is the variable by which this test program plays another.
const playing = "AUDITOR_TEST_PLAYS"

func TestMain(m *testing.M) {
	switch os.Getenv(playing) {
	case "":
		os.Exit(m.Run())
	case "weak": // answers once, and dies
		serveOnce(strings.TrimPrefix(os.Args[4], "unix:"))
	case "starter": // starts a program, and says which
		must(os.Setenv(playing, "steady"))
		own, err := os.Executable()
		must(err)
		_, err = start(context.Background(), Options{Program: own}, func(p *os.Process) { fmt.Println(p.Pid) })
		must(err)
		select {}
	case "steady":
		listener, err := net.Listen("unix", strings.TrimPrefix(os.Args[4], "unix:")) //nolint:noctx // a test's
		must(err)
		must(http.Serve(listener, http.NotFoundHandler())) // #nosec G114 -- a test's
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func serveOnce(socket string) {
	listener, err := net.Listen("unix", socket) //nolint:noctx // a test's
	must(err)
	connection, err := listener.Accept()
	must(err)
	_, err = connection.Read(make([]byte, 4096))
	must(err)
	_, err = connection.Write([]byte("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"))
	must(err)
	_, err = connection.Read(make([]byte, 1)) // until whoever asked has read the answer
	if !errors.Is(err, io.EOF) {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, "auditor: too weak")
	os.Exit(1)
}

// deaths are what was told of them.
type deaths struct {
	mu   sync.Mutex
	keys []string
}

func (d *deaths) died(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keys = append(d.keys, err.Error())
}

func (d *deaths) all() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.keys, "\n")
}

// built is the auditor's program with an index of a recorded ledger.
func built(t *testing.T) (program string) {
	folder := t.TempDir()
	program = filepath.Join(folder, name)
	run := func(command string, args ...string) {
		cmd := exec.Command(command, args...)           // #nosec G204 -- a test's
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as scripts/build.sh builds it, also beside the race detector, which needs cgo
		said, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", said)
	}
	run("go", "build", "-o", program, "allianceregistry/audit/cmd/auditor")
	ledger := filepath.Join(folder, "raft")
	require.NoError(t, ledgers.Unpack("raft", ledger))
	t.Setenv("AUDITOR_HOME", filepath.Join(folder, "home"))
	t.Setenv("AUDITOR_INDEX", filepath.Join(folder, "index.db"))
	run(program, "trust", filepath.Join(ledger, "genesis.block"))
	run(program, "index", "--from", filepath.Join(ledger, "blocks"))
	return program
}

// page is what is answered by way of the pages that hand reading on.
func page(reading http.Handler, path string) (int, string) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set(web.InsideHeader, "1") // as whoever has the sessions says
	reading.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// The auditor's own program, as it is: it answers when Start returns, leads to the forms and
// to where the session ends, comes again when it is killed, and ends with its folder.
func TestAuditor(t *testing.T) {
	program := built(t)
	var told deaths
	var processes []*os.Process
	p, err := start(t.Context(), Options{Program: program, Args: []string{"--no-follow", "--lang", "en"}, Died: told.died, pause: time.Millisecond}, func(one *os.Process) {
		processes = append(processes, one)
	})
	require.NoError(t, err)
	reading, err := console.Reading(p.Address())
	require.NoError(t, err)
	for range 2 {
		status, body := page(reading, "/alliances/zhongguancun@association")
		require.Equal(t, http.StatusOK, status, body)
		require.Contains(t, body, `href="/do/join?alliance=zhongguancun%40association"`)
		require.Contains(t, body, "up to block 95")
		require.Contains(t, body, `href="/sessions">Sign out</a>`)
		if told.all() != "" {
			break
		}
		require.NoError(t, processes[0].Kill())
		require.Eventually(t, func() bool {
			status, _ := page(reading, "/")
			return status == http.StatusOK && told.all() != ""
		}, time.Minute, 20*time.Millisecond)
	}
	require.Contains(t, told.all(), "auditor.died")
	folder, err := os.Stat(p.folder)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), folder.Mode().Perm(), "nobody else reads there")
	require.NoError(t, p.End())
	require.Len(t, processes, 2)
	require.False(t, runs(processes[1].Pid))
	require.NoDirExists(t, p.folder)
	status, _ := page(reading, "/")
	require.Equal(t, http.StatusBadGateway, status)
}

// runs reports whether a process does anything; one that nobody has buried does not.
func runs(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestRefused(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder) // what others leave in that of all is not looked at
	for name, row := range map[string]struct{ script, why string }{
		"fail/says why":        {"echo 'auditor: nothing is trusted' >&2; exit 1", "nothing is trusted"},
		"fail/an older one":    {"echo 'auditor: there is no flag --acting' >&2; exit 2", "no flag --acting"},
		"fail/says nothing":    {"exit 3", "exit status 3"},
		"fail/ends as if well": {"exit 0", "<nil>"},
		"fail/hostile":         {`printf 'auditor: \033[2Jall is well\n' >&2; exit 1`, `\u001b[2Jall is well`},
	} {
		program := filepath.Join(folder, strings.ReplaceAll(strings.TrimPrefix(name, "fail/"), " ", "-"))
		require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\n"+row.script+"\n"), 0o700)) // #nosec G306 -- a program
		_, err := Start(t.Context(), Options{Program: program})
		var refused *catalogue.Message
		require.ErrorAs(t, err, &refused, name)
		require.Equal(t, "auditor.refused", refused.Key, name)
		require.Contains(t, fmt.Sprint(refused.Params["why"]), row.why, name)
	}
	_, err := Start(t.Context(), Options{Program: filepath.Join(folder, "none")})
	require.ErrorContains(t, err, "auditor.refused")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	program := filepath.Join(folder, "silent")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nexec sleep 600\n"), 0o700)) // #nosec G306 -- a program
	_, err = Start(ended, Options{Program: program})
	require.ErrorIs(t, err, context.Canceled)
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "alliance-auditor-*", "pages"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// One that dies again and again is left alone in the end.
func TestDiesAgainAndAgain(t *testing.T) {
	t.Setenv(playing, "weak")
	own, err := os.Executable()
	require.NoError(t, err)
	var told deaths
	started := 0
	p, err := start(t.Context(), Options{Program: own, Died: told.died, pause: time.Microsecond}, func(*os.Process) { started++ })
	require.NoError(t, err)
	<-p.ended
	require.Equal(t, maxDeaths, started)
	require.Equal(t, maxDeaths-1, strings.Count(told.all(), "auditor.died map[why:too weak]"))
	require.Contains(t, told.all(), "auditor.left")
	require.NoError(t, p.End())
}

// It does not outlive a program that was killed, and could not end it.
func TestEndsWithItsStarter(t *testing.T) {
	own, err := os.Executable()
	require.NoError(t, err)
	starter := exec.Command(own) // #nosec G204 -- this program
	starter.Env = append(os.Environ(), playing+"=starter", "TMPDIR="+t.TempDir())
	out, err := starter.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, starter.Start())
	var pid int
	_, err = fmt.Fscan(out, &pid)
	require.NoError(t, err)
	require.True(t, runs(pid))
	require.NoError(t, syscall.Kill(starter.Process.Pid, syscall.SIGKILL))
	_ = starter.Wait()
	require.Eventually(t, func() bool { return !runs(pid) }, time.Minute, 10*time.Millisecond)
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Find()
	require.ErrorContains(t, err, "auditor.missing")
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"), 0o700)) // #nosec G306 -- a program
	found, err := Find()
	require.NoError(t, err)
	require.Equal(t, filepath.Join(folder, name), found)
}
