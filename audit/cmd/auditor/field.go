package main

import (
	"strings"

	"allianceregistry/internal/view"
)

// label is a column's name as it stands beside a value.
func (a *app) label(key string) string {
	if a.Output == view.CSV {
		return a.text.Words(key)
	}
	return strings.ToLower(a.text.Words(key))
}

// fields are rows of a name and a value, without those that are empty.
func (a *app) fields(pairs ...string) [][]string {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{a.label(pairs[i]), pairs[i+1]})
		}
	}
	return rows
}
