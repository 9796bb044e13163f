package graph_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/graph"
)

var saying = graph.Saying(graph.Words{
	Description: "箭头由背书者指向被背书者", For: "for", Against: "against",
	Alike:   func(n int) string { return fmt.Sprintf("%d alike", n) },
	Omitted: func(n int) string { return fmt.Sprintf("%d left out", n) },
})

// alliance is so many members: five founders endorsed all others, who endorsed their next.
func alliance(members int, chained bool) (nodes []graph.Node, arrows []graph.Arrow) {
	id := func(i int) string { return fmt.Sprintf("member-%d@industry", i) }
	for i := range members {
		nodes = append(nodes, graph.Node{ID: id(i), Label: fmt.Sprintf("会员单位 %d", i), Marked: i < 5})
		if chained && i > 5 {
			arrows = append(arrows, graph.Arrow{From: id(i - 1), To: id(i), Count: 1 + i%3, Against: i%7 == 0})
		}
		if i >= 5 {
			arrows = append(arrows, graph.Arrow{From: id(i % 5), To: id(i), Count: 1})
		}
	}
	return nodes, append(arrows, graph.Arrow{From: id(0), To: id(0), Count: 9})
}

// Pictures stand on a page of any width, and say what they leave out.
func TestPicturesStand(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		members int
		chained bool
		boxes   int
		says    string
	}{
		"3": {3, false, 3, ""}, "30": {30, true, 30, ""}, "200 alike": {200, false, 10, "39 alike"}, "200": {200, true, 60, "140 left out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nodes, arrows := alliance(row.members, row.chained)
			var drawn bytes.Buffer
			require.NoError(t, graph.Endorsements(context.Background(), &drawn, "谁为谁背书", nodes, arrows, saying))
			keep(t, "stand-"+strings.ReplaceAll(name, " ", "-")+".svg", drawn.Bytes())
			svg := drawn.String()
			require.Equal(t, row.boxes, strings.Count(svg, `class="node"`))
			for _, part := range []string{`width="100%"`, `viewBox="`, `role="img"`, "<title>谁为谁背书</title>", "<desc>箭头由背书者指向被背书者</desc>", `fill="white"`} {
				require.Contains(t, svg, part)
			}
			width := regexp.MustCompile(`viewBox="\S+ \S+ (\d+)`).FindStringSubmatch(svg)
			points, err := strconv.Atoi(width[1])
			require.NoError(t, err)
			require.Less(t, points, 1500, "as wide as can be read")
			require.NotContains(t, svg, "member-0@industry&#45;&gt;member-0@industry")
			written := texts(t, drawn.Bytes())
			require.NotContains(t, written, "9", "nobody vouches for itself")
			if row.says != "" {
				require.Contains(t, written, row.says)
			}
			require.Equal(t, row.members > 5, strings.Contains(svg, ">against<"), "a legend of what is there")
		})
	}
}

// A picture that is bounded has no more boxes and arrows, the busiest of them.
func TestAtMost(t *testing.T) {
	t.Parallel()
	nodes, arrows := alliance(200, true)
	var drawn bytes.Buffer
	require.NoError(t, graph.Endorsements(t.Context(), &drawn, "", nodes, arrows, saying, graph.AtMost(40, 20)))
	require.Equal(t, 40, strings.Count(drawn.String(), `class="node"`))
	require.Equal(t, 20, strings.Count(drawn.String(), `class="edge"`))
	require.Contains(t, texts(t, drawn.Bytes()), "160 left out")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, graph.Endorsements(gone, io.Discard, "", nodes, arrows), context.Canceled)
}

// Times at the axis are ones that people name, and few enough to be read.
func TestTimesOfTheRoster(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 2, 27, 22, 13, 5, 0, time.UTC)
	for name, row := range map[string]struct {
		length time.Duration
		first  string
	}{
		"hours": {7 * time.Hour, "02-28 00:00"}, "days": {5 * 24 * time.Hour, "2026-02-28"}, "weeks": {50 * 24 * time.Hour, ""},
		"months": {200 * 24 * time.Hour, "2026-03-01"}, "years": {12 * 365 * 24 * time.Hour, "2028-01-01"}, "minutes": {5 * time.Minute, "2026-02-27 22:13:05"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			points := []graph.Point{{Time: begin, Count: 3}, {Time: begin.Add(row.length), Count: 5}}
			var drawn bytes.Buffer
			require.NoError(t, graph.Roster(&drawn, "成员", "数量", []graph.Series{{Label: "member", Points: points}}, saying))
			keep(t, "roster-"+name+".svg", drawn.Bytes())
			written, ticks := texts(t, drawn.Bytes()), 0
			for _, text := range written {
				if strings.Contains(text, "-") {
					ticks++
				}
			}
			require.LessOrEqual(t, ticks, 7)
			require.GreaterOrEqual(t, ticks, 1)
			if row.first != "" {
				require.Contains(t, written, row.first)
			}
		})
	}
}
