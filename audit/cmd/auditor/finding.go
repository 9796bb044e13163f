package main

import (
	"fmt"
	"strings"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/words"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
)

// finding says one finding in a sentence, with where and whose it is.
func (a *app) finding(f chain.Finding) string {
	params := catalogue.Params{"code": f.Code, "block": view.Number(f.Block), "tx": "", "source": ""}
	if f.Tx != "" {
		params["tx"] = a.tell("finding.tx", catalogue.Params{"tx": f.Tx})
	}
	if f.Source != "" {
		params["source"] = a.tell("finding.source", catalogue.Params{"source": f.Source})
	}
	params["text"] = a.found(f)
	return a.tell("finding.line", params)
}

// found says what was found, without where.
func (a *app) found(f chain.Finding) string {
	return a.tell("finding."+f.Code, words.Params(a.text.Language(), f.Params))
}

// findings says several, each on a line of its own.
func (a *app) findings(list []chain.Finding) string {
	var lines []string
	for _, f := range list {
		lines = append(lines, a.finding(f))
	}
	return strings.Join(lines, "\n  ")
}

// listed are findings as an answer.
func (a *app) listed(list []chain.Finding, data any) view.View {
	v := view.View{
		Data: data, Columns: []string{"level", "code", "block", "tx", "source", "what"}, Optional: []string{"source", "tx"},
	}
	for _, f := range list {
		v.Rows = append(v.Rows, []string{
			a.label("level." + string(f.Level)), f.Code, view.Number(f.Block), f.Tx, f.Source, a.found(f),
		})
	}
	return v
}

// whole is a list that is never missing from an answer for programs.
func whole[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}

// faults tells whether something does not hold; warnings do hold.
func faults(list []chain.Finding) bool {
	for _, f := range list {
		if f.Level == chain.Fault {
			return true
		}
	}
	return false
}

// judged says findings below a table, and that something does not hold if it does
// not.
func (a *app) judged(list []chain.Finding) error {
	for _, f := range list {
		fmt.Fprintln(a.err, spaced(a.label("level."+string(f.Level)), a.finding(f)))
	}
	if len(list) == 0 {
		fmt.Fprintln(a.err, a.say("result.holds"))
	}
	return a.verdict(list)
}

// result says that everything holds, or as much as was checked.
func (a *app) result(list []chain.Finding) string {
	if names := replay.Unchecked(list); len(names) > 0 {
		return a.tell("result.partly", catalogue.Params{"sources": strings.Join(names, a.say("separator"))})
	}
	return a.say("result.holds")
}

// verdict is the error that findings amount to, once they were said: something does not
// hold, or else somebody was not checked.
func (a *app) verdict(list []chain.Finding) error {
	names := replay.Unchecked(list)
	switch {
	case faults(list) && len(names) > 0:
		fmt.Fprintln(a.err, a.tell("result.unchecked", catalogue.Params{"sources": strings.Join(names, a.say("separator"))}))
		return &found{findings: list}
	case faults(list):
		return &found{findings: list}
	case len(names) > 0:
		return &unchecked{names: names, findings: list}
	}
	return nil
}
