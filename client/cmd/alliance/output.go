package main

import (
	"regexp"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
)

// print writes an answer to standard output in the chosen form.
func (a *app) print(v view.View) error {
	if a.local() {
		v = v.In(time.Local)
	}
	return v.Print(a.Out, a.Output, a.Say)
}

// local reports whether times are shown in this computer's zone: to people alone.
func (a *app) local() bool { return a.Output == view.Table && a.zone == "local" }

// joined is a list as the language writes it.
func (a *app) joined(parts ...string) string { return strings.Join(parts, a.Say("separator")) }

// days is a period of whole days, as charters have it.
var days = regexp.MustCompile(`^P(\d+)D$`)

// period says a period in words if it is one of days; others stay as ISO 8601 writes them.
func (a *app) period(p string) string {
	found := days.FindStringSubmatch(p)
	switch {
	case found == nil:
		return p
	case found[1] == "1":
		return a.Say("period.day")
	default:
		return a.text.Say("period.days", catalogue.Params{"days": found[1]})
	}
}

// fields makes rows of keys and values in turn, and leaves out what is empty.
func (a *app) fields(pairs ...string) [][]string {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{a.label(pairs[i]), pairs[i+1]})
		}
	}
	return rows
}

// label is a column's word as it stands before a value.
func (a *app) label(key string) string {
	if a.Output == view.CSV {
		return a.text.Words(key)
	}
	return strings.ToLower(a.text.Words(key))
}
