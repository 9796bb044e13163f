package main

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/audit/index/indextest"
	"allianceregistry/internal/cli"
)

// BenchmarkRoster writes a roster of 10,000 members to CSV and to JSON, from the
// opening of the index to the last byte.
func BenchmarkRoster(b *testing.B) {
	const members = 10_000
	b.Setenv("AUDITOR_HOME", b.TempDir())
	place := filepath.Join(b.TempDir(), "index.db")
	w := indextest.Crowd(members)
	x, err := index.Open(b.Context(), place)
	require.NoError(b, err)
	require.NoError(b, x.Add(b.Context(), w.Chain, w.Checkpoint(uint64(len(w.Chain)))))
	require.NoError(b, x.Close())
	for _, form := range []string{"csv", "json"} {
		b.Run(form, func(b *testing.B) {
			var out, talk bytes.Buffer
			for b.Loop() {
				out.Reset()
				code := run(context.Background(), []string{"roster", "crowd@industry", "--at", "2026-03-02", "--index", place, "-o", form}, cli.Streams{Out: &out, Err: &talk}, nil)
				require.Zero(b, code, talk.String())
				require.Equal(b, members, bytes.Count(out.Bytes(), []byte("@industry"))-extra(form), "members that are in it")
			}
		})
	}
}

// extra is how often a form names the alliance itself.
func extra(form string) int {
	if form == "json" {
		return 1
	}
	return 0
}
