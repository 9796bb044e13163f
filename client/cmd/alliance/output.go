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
	return v.Print(a.out, a.output, a.say)
}

// local reports whether times are told in this computer's zone: to people alone.
func (a *app) local() bool { return a.output == view.Table && a.zone == "local" }

// joined is a list as the language writes it.
func (a *app) joined(parts ...string) string { return strings.Join(parts, a.say("separator")) }

// days is a period of whole days, as charters have it.
var days = regexp.MustCompile(`^P(\d+)D$`)

// period says a period in words if it is one of days; others stay as ISO 8601 writes them.
func (a *app) period(p string) string {
	found := days.FindStringSubmatch(p)
	switch {
	case found == nil:
		return p
	case found[1] == "1":
		return a.say("period.day")
	default:
		return a.text.Say("period.days", catalogue.Params{"days": found[1]})
	}
}
