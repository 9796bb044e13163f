package index_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// server is the tests' own PostgreSQL server, started when it is first wanted.
var server struct {
	once   sync.Once
	path   string // of the socket
	why    string // it is not there
	stop   func()
	number int
	mu     sync.Mutex
}

func TestMain(m *testing.M) {
	code := m.Run()
	if server.stop != nil {
		server.stop()
	}
	os.Exit(code)
}

// nobody is the user under whom a server runs that root may not run.
const nobody = 65534

func startServer() {
	postgres, err := exec.LookPath("postgres")
	initdb, err2 := exec.LookPath("initdb")
	if err != nil || err2 != nil {
		server.why = "there is no PostgreSQL server (postgres, initdb) on the PATH"
		return
	}
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		server.why = err.Error()
		return
	}
	run := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		run.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			server.why = err.Error()
			return
		}
	}
	data := filepath.Join(dir, "data")
	initialize := exec.Command(initdb, "-D", data, "-U", "index", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
	initialize.SysProcAttr, initialize.Dir = run, dir
	if out, err := initialize.CombinedOutput(); err != nil {
		server.why = string(out)
		return
	}
	serve := exec.Command(postgres, "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=200")
	serve.SysProcAttr, serve.Dir = run, dir
	if err := serve.Start(); err != nil {
		server.why = err.Error()
		return
	}
	server.path = dir
	server.stop = func() {
		_ = serve.Process.Signal(syscall.SIGQUIT)
		_ = serve.Wait()
		_ = os.RemoveAll(dir)
	}
}

// database is an empty one.
type database struct {
	name  string
	where func(t testing.TB) string
}

var databases = []database{
	{"SQLite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "index.db") }},
	{"PostgreSQL", postgres},
}

func postgres(t testing.TB) string {
	t.Helper()
	server.once.Do(startServer)
	if server.why != "" {
		t.Skip(server.why)
	}
	server.mu.Lock()
	server.number++
	name := "index" + strconv.Itoa(server.number)
	server.mu.Unlock()
	admin := "postgres:///postgres?user=index&host=" + server.path
	require.Eventually(t, func() bool { return index.Exec(admin, "CREATE DATABASE "+name) == nil }, waitLimit, waitStep)
	return "postgres:///" + name + "?user=index&host=" + server.path
}

// on runs a test on each database.
func on(t *testing.T, do func(t *testing.T, where string)) {
	t.Helper()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			do(t, d.where(t))
		})
	}
}

func open(t testing.TB, where string) *index.Index {
	t.Helper()
	x, err := index.Open(t.Context(), where)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, x.Close()) })
	return x
}

// fill adds a world's blocks in steps of a size.
func fill(t testing.TB, x *index.Index, w *indextest.World, size int) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	at, err := x.Checkpoint(ctx)
	require.NoError(t, err)
	for from := int(at.Next); from < len(w.Chain); from += size {
		to := min(from+size, len(w.Chain))
		require.NoError(t, x.Add(ctx, w.Chain[from:to], w.Checkpoint(uint64(to))))
	}
}

func hash(t testing.TB, x *index.Index) string {
	t.Helper()
	sum, err := x.Hash(context.WithoutCancel(t.Context()))
	require.NoError(t, err)
	return sum
}

// requireSame compares the content of two indexes, and names what differs.
func requireSame(t testing.TB, want, got *index.Index) {
	t.Helper()
	compared, err := index.Compare(context.WithoutCancel(t.Context()), got, want)
	require.NoError(t, err)
	require.Empty(t, compared.Differences)
	require.Equal(t, compared.Want, compared.Have)
}
