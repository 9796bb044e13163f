//go:build !live

package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/console"
	"allianceregistry/audit/health"
	"allianceregistry/audit/index"
	"allianceregistry/audit/replay"
	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/internal/cli"
)

// looking is a watch while pages are served of what an auditor verified.
type looking struct {
	*watch
	t     *testing.T
	index *index.Index
	stop  context.CancelFunc
	said  *bytes.Buffer
}

// look has a watch look on as serving wants it, in a language, and calls do with it.
func look(t *testing.T, on network, lang string, s serving, do func(looking)) {
	t.Helper()
	said := &bytes.Buffer{}
	a, err := newApp(cli.New("auditor", []string{"--lang", lang}, cli.Streams{Out: &bytes.Buffer{}, Err: said}), on)
	require.NoError(t, err)
	a.Root()
	if s.from == nil {
		s.from = &[]string{}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	require.NoError(t, a.onIndex(ctx, func(x *index.Index) error {
		do(looking{a.newWatch(ctx, s), t, x, stop, said})
		return nil
	}))
}

// once runs the watch until it has looked once, or failed, and ends it.
func (l looking) once() health.Report {
	go l.run(l.index)
	require.Eventually(l.t, func() bool {
		now := l.board.Report()
		return !now.Looked.IsZero() || now.Failed
	}, time.Minute, time.Millisecond)
	l.stop()
	l.end()
	return l.board.Report()
}

// page is a page of the console that the watch is on.
func (l looking) page(path string) string {
	shown, err := console.New(l.index)
	require.NoError(l.t, err)
	l.on(shown)
	w := httptest.NewRecorder()
	shown.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	require.Equal(l.t, http.StatusOK, w.Code, w.Body.String())
	return w.Body.String()
}

// Each host is asked how it is, one that does not answer too; that nobody can be asked is said
// on the page.
func TestWatchLooks(t *testing.T) {
	on, odd := auditing(t)
	code, said := auditorOn(t, on, "index")
	require.Zero(t, code, said)
	odd.before = func(context.Context) error { return gone("connection refused") }
	look(t, on, "en", serving{}, func(l looking) {
		report := l.once()
		require.False(t, report.Failed)
		require.Len(t, report.Hosts, 3)
		for _, host := range report.Hosts {
			require.Equal(t, host.Host == "academia", host.State == health.Silent, host.Source)
			require.Equal(t, host.Host != "academia", host.State == health.Level, host.Source)
		}
		require.Contains(t, l.page("/network"), "peer.academia has not answered since")
	})
	look(t, on, "en", serving{from: &[]string{filepath.Join(t.TempDir(), "none")}}, func(l looking) {
		require.True(t, l.once().Failed)
		require.Contains(t, l.page("/network"), "could not be asked just now")
	})
	look(t, on, "en", serving{noFollow: true}, func(l looking) {
		l.run(l.index) // it is over at once
		l.end()
		require.Zero(t, l.board.Report().Looked)
		require.Contains(t, l.page("/network"), "This program reads no host")
	})
	t.Setenv("AUDITOR_HOME", filepath.Join(t.TempDir(), "another"))
	t.Setenv("AUDITOR_INDEX", filepath.Join(t.TempDir(), "index.db"))
	look(t, on, "en", serving{}, func(l looking) { require.True(t, l.once().Failed, "nothing is trusted") })
}

// Readers have the hosts compared if they may; while one comparison runs, and soon after, no
// other begins.
func TestWatchCompares(t *testing.T) {
	on, _ := auditing(t)
	code, said := auditorOn(t, on, "index")
	require.Zero(t, code, said)
	look(t, on, "en", serving{compare: true}, func(l looking) {
		require.Contains(t, l.page("/audit"), `action="/audit/comparison"`)
		require.True(t, l.begin())
		require.False(t, l.begin())
		l.board.Wait()
		last := l.board.Report().Last
		require.NoError(t, last.Err)
		require.EqualValues(t, len(on[0].(*recordedPeer).blocks), last.Result.Common)
		require.Len(t, last.Result.Sides, 3)
		require.Empty(t, last.Result.Findings)
		require.False(t, l.begin(), "hosts have to answer")
		require.Empty(t, l.said.String())
	})
	look(t, on, "en", serving{}, func(l looking) {
		require.NotContains(t, l.page("/audit"), `action="/audit/comparison"`)
	})
}

// unreachable is a network of which no peer can be got ready.
type unreachable struct{ hosts }

func (unreachable) Peers(profile.Profile, client.Identity, trust) ([]replay.Peer, func() error, error) {
	return nil, nil, errors.New("no route")
}

// A comparison that comes to no result is said where the program was started, in its language;
// one that ends with the program is not.
func TestWatchDoesNotCompare(t *testing.T) {
	on, odd := auditing(t)
	code, said := auditorOn(t, on, "index")
	require.Zero(t, code, said)
	for lang, says := range map[string]string{"en": "the hosts were not compared: ", "zh": "未能比对各承载机构："} {
		look(t, unreachable{}, lang, serving{compare: true}, func(l looking) {
			require.True(t, l.begin())
			l.board.Wait()
			require.Error(t, l.board.Report().Last.Err)
			require.True(t, strings.HasPrefix(l.said.String(), says), l.said.String())
			require.Contains(t, l.said.String(), "no route")
		})
	}
	asked := make(chan struct{}, 1)
	odd.before = func(ctx context.Context) error {
		select {
		case asked <- struct{}{}:
		default:
		}
		<-ctx.Done()
		return ctx.Err()
	}
	look(t, on, "en", serving{compare: true, noFollow: true}, func(l looking) {
		go l.run(l.index)
		require.True(t, l.begin())
		<-asked
		l.stop()
		l.end()
		require.Nil(t, l.board.Report().Running, "it was waited for")
		require.Empty(t, l.said.String())
	})
}
