package failover

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChooseLayout(t *testing.T) {
	t.Parallel()
	groups := map[string][]string{"1": {"one", "further"}, "2": {"two"}, "3": {"three"}, "any": {"one", "two", "three"}, "none": nil}
	for name, row := range map[string]struct {
		own     string
		layouts []Layout
		want    []string
	}{
		"ok/or, the own":            {"two", []Layout{{"1": 1}, {"2": 1}, {"3": 1}}, []string{"two"}},
		"ok/or, the first":          {"elsewhere", []Layout{{"3": 1}, {"2": 1}}, []string{"three"}},
		"ok/and":                    {"three", []Layout{{"2": 1, "3": 1}}, []string{"two", "three"}},
		"ok/out of, with the own":   {"three", []Layout{{"1": 1, "2": 1}, {"2": 1, "3": 1}}, []string{"two", "three"}},
		"ok/two of a group":         {"two", []Layout{{"1": 2}}, []string{"one", "further"}},
		"ok/two of any":             {"one", []Layout{{"any": 2}}, []string{"one", "two"}},
		"ok/the least choice first": {"one", []Layout{{"any": 2, "2": 1}}, []string{"two", "one", "three"}},
		"ok/none of a group":        {"two", []Layout{{"none": 0, "2": 1}}, []string{"two"}},
		"ok/the first cannot be":    {"two", []Layout{{"2": 2}, {"3": 1}}, []string{"three"}},
		"fail/one is missing":       {"two", []Layout{{"none": 1, "2": 1}}, nil},
		"fail/each counts once":     {"two", []Layout{{"2": 2}}, nil},
		"fail/once in two groups":   {"two", []Layout{{"any": 3, "2": 1}}, nil},
		"fail/unknown group":        {"two", []Layout{{"z": 1}}, nil},
		"fail/no layout":            {"two", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ChooseLayout(row.layouts, func(group string) []string { return groups[group] }, func(one string) bool { return one == row.own })
			require.Equal(t, row.want, got)
		})
	}
}
