//go:build !live

package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
)

// BenchmarkServe measures auditor serve as a process of its own: how soon it answers after a
// restart; on a registry of a million memberships, how long its pages take and how much memory,
// whether it answers while a thousand clients are slow, and what it loses when it is told to
// end. scripts/bench.sh audit prints the limits beside the figures.
func BenchmarkServe(b *testing.B) {
	b.Run("restart", benchmarkRestart)
	place := filepath.Join(b.TempDir(), "index.db")
	million(b, place)
	b.Run("page", func(b *testing.B) { benchmarkPage(b, place) })
	b.Run("memory", func(b *testing.B) { benchmarkMemory(b, place) })
	b.Run("slow", func(b *testing.B) { benchmarkSlow(b, place) })
	b.Run("stop", func(b *testing.B) { benchmarkStop(b, place) })
}

// server is auditor serve under way.
type server struct {
	address string
	command *exec.Cmd
	ended   chan error
	said    bytes.Buffer // what it wrote about itself, to be read when it has ended
}

// served starts auditor serve on an index, and waits until it says where it listens. The
// test's own program is started under that name: see TestMain.
func served(b *testing.B, place string, more ...string) *server {
	b.Helper()
	self, err := os.Executable()
	require.NoError(b, err)
	folder := b.TempDir()
	program := filepath.Join(folder, "auditor")
	require.NoError(b, os.Symlink(self, program))
	s := &server{ended: make(chan error, 1)}
	s.command = exec.Command(program, append([]string{"serve", "--no-follow", "--listen", "127.0.0.1:0", "--index", place, "-o", "csv"}, more...)...)
	s.command.Env = append(os.Environ(), "AUDITOR_HOME="+folder, "ALLIANCE_LANG=en")
	s.command.Stderr = &s.said
	out, err := s.command.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, s.command.Start())
	b.Cleanup(func() { _ = s.command.Process.Kill() })
	lines := bufio.NewScanner(out)
	for s.address == "" && lines.Scan() {
		s.address = strings.TrimPrefix(regexp.MustCompile(`http://\S+`).FindString(lines.Text()), "http://")
	}
	require.NotEmpty(b, s.address, "it says where it listens")
	go func() {
		_, _ = io.Copy(io.Discard, out)
		s.ended <- s.command.Wait()
	}()
	return s
}

// end ends it as an operator does.
func (s *server) end(b *testing.B) {
	b.Helper()
	require.NoError(b, s.command.Process.Signal(syscall.SIGTERM))
	require.NoError(b, <-s.ended, s.said.String())
}

// fetch asks for a page, and reads it to its end.
func (s *server) fetch(path string) (int64, error) {
	return s.fetchBy(&http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}, path)
}

func (s *server) fetchBy(client *http.Client, path string) (int64, error) {
	got, err := client.Get("http://" + s.address + path)
	if err != nil {
		return 0, err
	}
	defer got.Body.Close()
	size, err := io.Copy(io.Discard, got.Body)
	if err == nil && got.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, got.Status)
	}
	return size, err
}

// peak is the most memory that it has had, in MiB (VmHWM of proc(5)).
func (s *server) peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		b.Skip("this system does not say what memory a process has")
	}
	found := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(status)
	require.NotNil(b, found)
	kib, err := strconv.Atoi(string(found[1]))
	require.NoError(b, err)
	return float64(kib) / 1024
}

// benchmarkRestart: an index of 100,000 events, whose program was killed, five times over. It
// reports the longest.
func benchmarkRestart(b *testing.B) {
	place := filepath.Join(b.TempDir(), "index.db")
	filled(b, place, indextest.Repeated(100_000))
	for b.Loop() {
		var took []float64
		for range 5 {
			s := served(b, place)
			_, err := s.fetch("/history")
			require.NoError(b, err)
			require.NoError(b, s.command.Process.Kill())
			<-s.ended
			began := time.Now()
			s = served(b, place)
			_, err = s.fetch("/history")
			require.NoError(b, err)
			took = append(took, time.Since(began).Seconds())
			s.end(b)
		}
		b.ReportMetric(slices.Max(took), "s/restart")
	}
}

// filled is an index of a world.
func filled(b *testing.B, place string, w *indextest.World) {
	b.Helper()
	x, err := index.Open(b.Context(), place)
	require.NoError(b, err)
	for at := 0; at < len(w.Chain); at += 500 {
		end := min(at+500, len(w.Chain))
		require.NoError(b, x.Add(b.Context(), w.Chain[at:end], w.Checkpoint(uint64(end))))
	}
	require.NoError(b, x.Close())
}

// million makes an index of a million members of one alliance, 19,000 of them guests: of a
// thousand, that were added as blocks are, it copies the rows that questions about members and
// parties read.
func million(b *testing.B, place string) {
	b.Helper()
	const copies = 1000
	filled(b, place, indextest.Crowd(1000))
	db, err := sql.Open("sqlite", "file:"+place+"?vfs=registry-checked&_pragma=synchronous(OFF)&_pragma=journal_mode(WAL)")
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	const clones, id = "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ?) ", "printf('q%%03d', k.n) || substr(t.%s, 2)"
	for _, statement := range []string{
		"INSERT INTO period SELECT alliance, " + fmt.Sprintf(id, "party") + ", began, since, until, over, sinceepoch, untilepoch, ended," +
			" CASE WHEN k.n < 20 THEN 'guest' ELSE class END, state," +
			" CASE WHEN k.n < 20 THEN replace(packed, char(31) || 'full' || char(31), char(31) || 'guest' || char(31)) ELSE packed END," +
			" label, ending, reason FROM k, period t",
		"INSERT INTO party SELECT " + fmt.Sprintf(id, "id") + ", place, label, replace(CAST(record AS TEXT), t.id, " + fmt.Sprintf(id, "id") + ") FROM k, party t",
		"INSERT INTO partyversion SELECT " + fmt.Sprintf(id, "id") + ", place, label, record FROM k, partyversion t",
	} {
		_, err = db.ExecContext(context.WithoutCancel(b.Context()), clones+statement, copies-1)
		require.NoError(b, err)
	}
}

// Where the alliance is, and its program's answers.
const (
	crowd = "/alliances/crowd@industry"
	v1    = "/v1/alliances/crowd@industry/roster"
)

// pages are what readers ask for.
var pages = []string{ //nolint:gochecknoglobals // fixed
	"/", crowd, crowd + "/roster", crowd + "/roster?date=2026-03-02", crowd + "/roster?class=guest", "/parties",
	"/parties/p000001@industry", crowd + "/movement", v1 + "?limit=1000", v1 + "?limit=10000", "/audit", "/history", "/search?q=company",
	crowd + "/roster.csv", crowd + "/roster.json", crowd + "/roster.xlsx?class=guest", crowd + "/roster?text=p000001", crowd + "/members.svg",
}

// atOnce are twelve of them that are asked for at the same time.
var atOnce = []string{ //nolint:gochecknoglobals // fixed
	crowd + "/roster", crowd + "/roster?date=2026-03-02", "/", crowd,
	crowd + "/roster.csv", crowd + "/roster.json", crowd + "/roster.xlsx?class=guest", crowd + "/roster.xlsx?class=guest",
	v1 + "?limit=10000", v1 + "?limit=10000", v1 + "?limit=10000", v1 + "?limit=1000",
}

// benchmarkPage asks for pages that count members, each of a program that has just begun.
func benchmarkPage(b *testing.B, place string) {
	for b.Loop() {
		for name, path := range map[string]string{"s/roster": crowd + "/roster", "s/day": crowd + "/roster?date=2026-03-02", "s/home": "/"} {
			s := served(b, place)
			began := time.Now()
			_, err := s.fetch(path)
			require.NoError(b, err)
			b.ReportMetric(time.Since(began).Seconds(), name)
			s.end(b)
		}
	}
}

// benchmarkMemory asks for every page, one after the other and then twelve at once.
func benchmarkMemory(b *testing.B, place string) {
	for b.Loop() {
		s := served(b, place)
		for _, path := range pages {
			began := time.Now()
			size, err := s.fetch(path)
			require.NoError(b, err)
			b.Logf("%-75s %10d bytes %8.2f s %6.0f MiB at most so far", path, size, time.Since(began).Seconds(), s.peak(b))
		}
		alone := s.peak(b)
		s.end(b)
		s = served(b, place)
		began := time.Now()
		var asked sync.WaitGroup
		failed := make(chan error, len(atOnce))
		for _, path := range atOnce {
			asked.Go(func() {
				_, err := s.fetch(path)
				failed <- err
			})
		}
		asked.Wait()
		for range atOnce {
			require.NoError(b, <-failed)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/twelve")
		b.ReportMetric(alone, "MiB/alone")
		b.ReportMetric(s.peak(b), "MiB")
		s.end(b)
	}
}

// benchmarkSlow has a thousand clients that send, or take, a few bytes a second, and asks for
// pages beside them.
func benchmarkSlow(b *testing.B, place string) {
	const clients, asked = 1000, 12
	took := func(s *server) float64 {
		var all []float64
		for range asked {
			began := time.Now()
			_, err := s.fetch(crowd + "/roster")
			require.NoError(b, err)
			all = append(all, time.Since(began).Seconds())
		}
		slices.Sort(all)
		return all[asked/2]
	}
	for b.Loop() {
		s := served(b, place)
		alone := took(s)
		ctx, stop := context.WithTimeout(b.Context(), 5*time.Minute)
		var slow, begun sync.WaitGroup
		begun.Add(clients)
		for i := range clients {
			slow.Go(func() { s.beSlow(ctx, i, begun.Done) })
		}
		begun.Wait()
		beside := took(s)
		b.ReportMetric(beside, "s/page")
		b.ReportMetric(beside/alone, "of-alone")
		b.ReportMetric(s.peak(b), "MiB")
		stop()
		slow.Wait()
		s.end(b)
	}
}

// beSlow sends a request byte by byte, or asks for a long file or for ten thousand rows and takes
// them byte by byte, until the context ends or the server has enough of it. It says when it has
// begun.
func (s *server) beSlow(ctx context.Context, which int, begun func()) {
	sends, path := which%2 == 0, crowd+"/roster.csv"
	if which%4 == 1 {
		path = v1 + "?limit=10000"
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		begun()
		return
	}
	defer conn.Close()
	request := "GET " + path + " HTTP/1.1\r\nHost: " + s.address + "\r\nX-Slow: "
	if !sends {
		request += "no\r\n\r\n"
	}
	_, _ = io.WriteString(conn, request)
	begun()
	for one := make([]byte, 1); ctx.Err() == nil && err == nil; {
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
		if sends {
			_, err = conn.Write([]byte{'x'})
		} else {
			_, err = conn.Read(one)
		}
	}
}

// benchmarkStop tells it to end while sixty clients ask, one request after the other, half of
// them over a connection each. An answer is lost if it was asked for before, and the client has
// not the whole of it; or if the program's log has more requests than there were whole answers.
// What is asked for later may be refused.
func benchmarkStop(b *testing.B, place string) {
	const clients = 60
	asked := []string{"/parties/p000001@industry", v1 + "?limit=1000", "/history", v1, crowd + "/roster"}
	for b.Loop() {
		s := served(b, place, "--log", "json")
		var asking sync.WaitGroup
		var told atomic.Bool
		var whole, refused, lost, underway atomic.Int64
		early := make(chan error, clients)
		for i := range clients {
			client := &http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{DisableKeepAlives: i%2 == 0}}
			asking.Go(func() {
				defer client.CloseIdleConnections()
				for n := i; ; n++ {
					before := !told.Load()
					underway.Add(1)
					_, err := s.fetchBy(client, asked[n%len(asked)])
					underway.Add(-1)
					switch {
					case err != nil && !told.Load():
						early <- err
						return
					case err != nil && before:
						lost.Add(1)
						return
					case err != nil:
						refused.Add(1)
						return
					}
					whole.Add(1)
				}
			})
		}
		for whole.Load() < 4*clients && len(early) == 0 {
			time.Sleep(time.Millisecond)
		}
		told.Store(true)
		_, err := s.fetch("/history") // connections are taken in their order: those before it have been
		require.NoError(b, err)
		whole.Add(1)
		b.ReportMetric(float64(underway.Load()), "underway")
		began := time.Now()
		s.end(b)
		b.ReportMetric(time.Since(began).Seconds(), "s/stop")
		asking.Wait()
		require.Empty(b, early, "no answer is lost before it is told to end")
		taken := strings.Count(s.said.String(), `"msg":"request"`)
		b.ReportMetric(float64(whole.Load()), "answered")
		b.ReportMetric(float64(refused.Load()), "refused")
		b.ReportMetric(float64(lost.Load()+max(0, int64(taken)-whole.Load())), "lost")
	}
}
