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

// findingLine says one finding in a sentence, with where and whose it is.
func (a *app) findingLine(f chain.Finding) string {
	params := catalogue.Params{"code": f.Code, "block": view.Number(f.Block), "tx": "", "source": ""}
	if f.Tx != "" {
		params["tx"] = a.text.Say("finding.tx", catalogue.Params{"tx": f.Tx})
	}
	if f.Source != "" {
		params["source"] = a.text.Say("finding.source", catalogue.Params{"source": f.Source})
	}
	params["text"] = a.findingText(f)
	return a.text.Say("finding.line", params)
}

// findingText says what was found, without where.
func (a *app) findingText(f chain.Finding) string {
	return a.text.Say("finding."+f.Code, words.Params(a.text.Language(), f.Params))
}

// findingLines says several, each on a line of its own.
func (a *app) findingLines(list []chain.Finding) string {
	var lines []string
	for _, f := range list {
		lines = append(lines, a.findingLine(f))
	}
	return strings.Join(lines, "\n  ")
}

// findingsView are findings as an answer.
func (a *app) findingsView(list []chain.Finding, data any) view.View {
	v := view.View{
		Data: data, Columns: []string{"level", "code", "block", "tx", "source", "what"}, Optional: []string{"source", "tx"},
	}
	for _, f := range list {
		v.Rows = append(v.Rows, []string{
			a.Label("level." + string(f.Severity)), f.Code, view.Number(f.Block), f.Tx, f.Source, a.findingText(f),
		})
	}
	return v
}

// orEmpty is a list that is never missing from an answer for programs.
func orEmpty[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}

// hasFaults reports whether something does not hold; warnings do hold.
func hasFaults(list []chain.Finding) bool {
	for _, f := range list {
		if f.Severity == chain.Fault {
			return true
		}
	}
	return false
}

// printJudged says findings below a table, and that something does not hold if it does
// not.
func (a *app) printJudged(list []chain.Finding) error {
	for _, f := range list {
		fmt.Fprintln(a.Err, joinNonEmpty(a.Label("level."+string(f.Severity)), a.findingLine(f)))
	}
	if len(list) == 0 {
		fmt.Fprintln(a.Err, a.Say("result.holds"))
	}
	return a.verdict(list)
}

// result says that everything holds, or as much as was checked.
func (a *app) result(list []chain.Finding) string {
	if names := replay.Unchecked(list); len(names) > 0 {
		return a.text.Say("result.partly", catalogue.Params{"sources": strings.Join(names, a.Say("separator"))})
	}
	return a.Say("result.holds")
}

// verdict is the error that findings amount to, once they were said: something does not
// hold, or else somebody was not checked.
func (a *app) verdict(list []chain.Finding) error {
	names := replay.Unchecked(list)
	switch {
	case hasFaults(list) && len(names) > 0:
		fmt.Fprintln(a.Err, a.text.Say("result.unchecked", catalogue.Params{"sources": strings.Join(names, a.Say("separator"))}))
		return &foundError{findings: list}
	case hasFaults(list):
		return &foundError{findings: list}
	case len(names) > 0:
		return &uncheckedError{names: names, findings: list}
	}
	return nil
}
