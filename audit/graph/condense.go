package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxNodes is how many boxes can still be read beside one another.
const maxNodes = 60

// condense makes a picture of many parties one that can be read. Parties that gave and got the
// same, from and to the same, become one box; if there are still too many, those with the fewest
// endorsements are left out. It returns how many were: nothing is left out unsaid. Of too many
// arrows those of the most endorsements stay.
func condense(nodes []Node, arrows []Arrow, c choices) ([]Node, []Arrow, int) {
	arrows = slices.DeleteFunc(slices.Clone(arrows), func(a Arrow) bool { return a.From == a.To })
	nodes = withEnds(nodes, arrows)
	if len(nodes) > c.nodes {
		nodes, arrows = joinAlike(nodes, arrows, c.words)
	}
	left := max(0, len(nodes)-c.nodes)
	if left > 0 {
		nodes, arrows = busiest(nodes, arrows, c.nodes)
	}
	return nodes, strongest(arrows, c.arrows), left
}

// strongest keeps so many arrows, those of the most endorsements, in their order.
func strongest(arrows []Arrow, most int) []Arrow {
	if len(arrows) <= most {
		return arrows
	}
	ranked := slices.Clone(arrows)
	slices.SortStableFunc(ranked, func(a, b Arrow) int { return cmp.Compare(b.Count, a.Count) })
	kept := map[Arrow]bool{}
	for _, a := range ranked[:most] {
		kept[a] = true
	}
	return slices.DeleteFunc(arrows, func(a Arrow) bool { return !kept[a] })
}

// withEnds adds the ends of arrows that are no node yet.
func withEnds(nodes []Node, arrows []Arrow) []Node {
	there := map[string]bool{}
	for _, n := range nodes {
		there[n.ID] = true
	}
	nodes = slices.Clone(nodes)
	for _, a := range arrows {
		for _, id := range []string{a.From, a.To} {
			if !there[id] {
				there[id] = true
				nodes = append(nodes, Node{ID: id, Label: id})
			}
		}
	}
	return nodes
}

// joinAlike makes one box of those that have the same neighbours.
func joinAlike(nodes []Node, arrows []Arrow, words Words) ([]Node, []Arrow) {
	neighbours := map[string][]string{}
	for _, a := range arrows {
		neighbours[a.From] = append(neighbours[a.From], fmt.Sprintf("> %t %s", a.Against, a.To))
		neighbours[a.To] = append(neighbours[a.To], fmt.Sprintf("< %t %s", a.Against, a.From))
	}
	groups, in := map[string][]Node{}, map[string]string{}
	for _, n := range nodes {
		slices.Sort(neighbours[n.ID])
		key := fmt.Sprint(n.Marked, "\n", strings.Join(neighbours[n.ID], "\n"))
		groups[key], in[n.ID] = append(groups[key], n), key
	}
	var joined []Node
	to := map[string]string{}
	for _, n := range nodes {
		group := groups[in[n.ID]]
		to[n.ID] = group[0].ID
		if group[0].ID != n.ID {
			continue
		}
		if len(group) > 1 {
			n.Label = alike(len(group), words)
		}
		joined = append(joined, n)
	}
	return joined, sumArrows(arrows, to)
}

func alike(count int, words Words) string {
	if words.Alike == nil {
		return fmt.Sprintf("%d ×", count)
	}
	return words.Alike(count)
}

// sumArrows adds up the arrows between boxes.
func sumArrows(arrows []Arrow, to map[string]string) []Arrow {
	var sums []Arrow
	at := map[Arrow]int{}
	for _, a := range arrows {
		key := Arrow{From: to[a.From], To: to[a.To], Against: a.Against}
		if i, there := at[key]; there {
			sums[i].Count += a.Count
			continue
		}
		at[key] = len(sums)
		sums = append(sums, Arrow{key.From, key.To, a.Count, key.Against})
	}
	return sums
}

// busiest keeps so many nodes, those with the most endorsements, and the arrows between them.
func busiest(nodes []Node, arrows []Arrow, most int) ([]Node, []Arrow) {
	counts := map[string]int{}
	for _, a := range arrows {
		counts[a.From] += a.Count
		counts[a.To] += a.Count
	}
	ranked := slices.Clone(nodes)
	slices.SortStableFunc(ranked, func(x, y Node) int { return cmp.Compare(counts[y.ID], counts[x.ID]) })
	kept := map[string]bool{}
	for _, n := range ranked[:most] {
		kept[n.ID] = true
	}
	nodes = slices.DeleteFunc(slices.Clone(nodes), func(n Node) bool { return !kept[n.ID] })
	arrows = slices.DeleteFunc(arrows, func(a Arrow) bool { return !kept[a.From] || !kept[a.To] })
	return nodes, arrows
}
