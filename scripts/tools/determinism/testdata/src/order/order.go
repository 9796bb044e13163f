package order

import (
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
)

type party struct{ name string }

func (p *party) count() int { p.name += "x"; return 1 }

func put(string) bool { return true }

func found(m, other map[string]int, parties map[string]*party) (int, []string) {
	for k := range m { // want `range over a map: the order of a map differs`
		put(k)
	}
	var unsorted []string
	for k := range m { // want `range over a map`
		unsorted = append(unsorted, k)
	}
	var late []string
	for k := range m { // want `range over a map`
		late = append(late, k)
	}
	_ = late[0]
	slices.Sort(late)

	last := 0
	for _, v := range m { // want `range over a map`
		last = v
	}
	for k, v := range m { // want `range over a map`
		if v > 3 {
			return v, []string{k}
		}
	}
	for k := range m { // want `range over a map`
		other[strings.ToLower(k)] = m[k] // two keys may become one
	}
	for k := range m { // want `range over a map`
		other[k] = len(other)
	}
	for k := range parties { // want `range over a map`
		other[k] = parties[k].count()
	}
	for k := range m { // want `range over a map`
		m[k+"x"] = 1 // the loop may meet it
	}
	for k, v := range m { // want `range over a map`
		if v > 1 {
			break
		}
		other[k] = v
	}
	seen := map[int]bool{}
	for _, v := range m { // want `range over a map`
		seen[v] = true
		seen[v+1] = false
	}
	var left string
	for left = range m { // want `range over a map`
	}
	for k, v := range m { // want `range over a map`
		k := k[:v]
		other[k] = v
	}
	_ = left
	for k := range maps.Keys(m) { // want `maps.Keys: .*slices.Sorted`
		put(k)
	}
	values := slices.Collect(maps.Values(m)) // want `maps.Values`
	_ = values
	for range maps.All(m) { // want `maps.All`
	}
	_ = reflect.ValueOf(m).MapKeys()  // want `reflect.Value.MapKeys`
	_ = reflect.ValueOf(m).MapRange() // want `reflect.Value.MapRange`
	var s sync.Map
	s.Range(nil) // want `sync.Map.Range`
	return last, unsorted
}

func generic[M ~map[K]V, K comparable, V any](m M) {
	for k := range m { // want `range over a map`
		_ = k
	}
}

func allowed(m map[string]int, other map[string]int, list []string, parties map[string]*party) {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)

	filtered := make([]string, 0, len(m))
	for k, v := range m {
		if v == 0 || strings.HasPrefix(k, "x") {
			continue
		}
		filtered = append(filtered, strings.ToUpper(k))
	}
	n := len(m)
	sort.Strings(filtered)
	_ = n

	var all []*party
outer:
	for _, p := range parties {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *party) int { return strings.Compare(a.name, b.name) })
	if len(all) == 0 {
		goto outer
	}

	for k, v := range m {
		other[k] = v + 1
	}
	seen := map[int]struct{}{}
	for _, v := range m {
		seen[v] = struct{}{}
	}
	for k, v := range m {
		if v == 0 {
			delete(m, k)
		} else {
			double := 2 * v
			other[k] = double
		}
	}
	for range m {
		put("")
	}
	for _, one := range list {
		put(one)
	}
	_ = slices.Sorted(maps.Keys(m))
	_ = maps.Collect(maps.All(m))
	collected := slices.Collect(maps.Values(m))
	slices.Sort(collected)
}
