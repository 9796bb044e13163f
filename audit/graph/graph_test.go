package graph_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/graph"
)

// texts are what an SVG writes; it must be well-formed and hold no script.
func texts(t *testing.T, svg []byte) []string {
	t.Helper()
	var found []string
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	decoder.Strict = true
	inside := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		require.NoError(t, err)
		switch x := token.(type) {
		case xml.StartElement:
			require.NotContains(t, []string{"script", "image", "foreignObject", "use"}, x.Name.Local)
			inside = x.Name.Local == "text" || inside && x.Name.Local == "tspan"
		case xml.CharData:
			if text := strings.TrimSpace(string(x)); inside && text != "" {
				found = append(found, text)
			}
		case xml.EndElement:
			inside = false
		}
	}
}

// keep leaves a picture for who wants to look at it: GRAPH_OUT names a folder.
func keep(t *testing.T, name string, svg []byte) {
	if folder := os.Getenv("GRAPH_OUT"); folder != "" {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), svg, 0o600))
	}
}

func TestEndorsements(t *testing.T) {
	t.Parallel()
	nodes := []graph.Node{
		{ID: "huawei@academia", Label: "华为 huawei@academia"},
		{ID: "zgc@association", Label: "中关村区块链产业联盟", Marked: true},
		{ID: "x@y", Label: `<script>\N & "quoted"`},
	}
	arrows := []graph.Arrow{
		{From: "ibm@industry", To: "huawei@academia", Count: 3},
		{From: "x@y", To: "huawei@academia", Count: 1, Against: true},
		{From: "zgc@association", To: "ibm@industry", Count: 1},
	}
	var first, again bytes.Buffer
	require.NoError(t, graph.Endorsements(context.Background(), &first, "谁为谁背书", nodes, arrows))
	require.NoError(t, graph.Endorsements(context.Background(), &again, "谁为谁背书", nodes, arrows))
	require.Equal(t, first.String(), again.String())
	keep(t, "endorsements.svg", first.Bytes())
	require.ElementsMatch(t,
		[]string{"谁为谁背书", "华为 huawei@academia", "中关村区块链产业联盟", `<script>\N & "quoted"`, "ibm@industry", "3"},
		texts(t, first.Bytes()))
	require.Equal(t, 1, strings.Count(first.String(), "stroke-dasharray"), "one arrow is broken")
}

func TestRoster(t *testing.T) {
	t.Parallel()
	day := func(n, count int) graph.Point {
		return graph.Point{Time: time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC), Count: count}
	}
	series := []graph.Series{
		{Label: "正式会员", Points: []graph.Point{day(0, 5), day(40, 7), day(100, 6), day(200, 9)}},
		{Label: "Observer <b>", Points: []graph.Point{day(0, 0), day(40, 1), day(100, 4), day(200, 4)}},
	}
	var first, again bytes.Buffer
	require.NoError(t, graph.Roster(&first, "成员", "数量", series))
	require.NoError(t, graph.Roster(&again, "成员", "数量", series))
	require.Equal(t, first.String(), again.String())
	keep(t, "roster.svg", first.Bytes())
	written := texts(t, first.Bytes())
	for _, text := range []string{"成员", "数量", "正式会员", "Observer <b>", "2026-01-01"} {
		require.Contains(t, written, text)
	}
	require.ErrorIs(t, graph.Roster(io.Discard, "", "", nil), graph.ErrNothing)
	require.Error(t, graph.Roster(io.Discard, "", "", append(series, graph.Series{Label: "short"})))
}
