//go:build !live

package main

import (
	"errors"
	"strconv"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
)

// TestEvery: a program's answer is whole or an error; a page is what was asked for.
func TestEvery(t *testing.T) {
	t.Parallel()
	const rows = 408
	for name, c := range map[string]struct {
		form  string
		flags []string
		want  int
	}{
		"ok/table is a page":     {"table", nil, index.DefaultPage},
		"ok/csv is whole":        {"csv", nil, rows},
		"ok/json is whole":       {"json", nil, rows},
		"ok/yaml is whole":       {"yaml", nil, rows},
		"ok/a page was asked":    {"csv", []string{"--size", "7"}, 7},
		"ok/the rest was asked":  {"csv", []string{"--bookmark", "400"}, 8},
		"ok/another flag is not": {"csv", []string{"--oldest"}, rows},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page index.Page
			cmd := &cobra.Command{}
			ordered(cmd, &page)
			require.NoError(t, cmd.ParseFlags(c.flags))
			ask := func() (index.Hits, error) {
				from, _ := strconv.Atoi(page.Bookmark)
				until := min(from+min(page.Size, index.DefaultPage), rows)
				next := strconv.Itoa(until)
				if until == rows {
					next = ""
				}
				return index.Hits{Hits: make([]index.Hit, until-from), Next: next}, nil
			}
			join := func(whole *index.Hits, page index.Hits) string {
				whole.Hits = append(whole.Hits, page.Hits...)
				return page.Next
			}
			got, err := allPages(&app{App: &cli.App{Output: c.form}}, cmd, &page, index.Hits{}, ask, join)
			require.NoError(t, err)
			require.Len(t, got.Hits, c.want)
			broken := errors.New("broken")
			_, err = allPages(&app{App: &cli.App{Output: c.form}}, cmd, &page, index.Hits{}, func() (index.Hits, error) { return index.Hits{}, broken }, join)
			require.ErrorIs(t, err, broken)
		})
	}
}
