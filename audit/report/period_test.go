package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/audit/report"
	"allianceregistry/internal/text"
	"allianceregistry/membership/form"
)

// forms are a report in each of its forms, in both languages.
func forms(t *testing.T, r replay.Report) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, lang := range text.Languages {
		all["html "+lang] = []byte(html(t, r, lang))
		var table bytes.Buffer
		require.NoError(t, report.CSV(&table, r, in(t, lang)))
		all["csv "+lang] = table.Bytes()
	}
	var data bytes.Buffer
	require.NoError(t, report.JSON(&data, r))
	all["json"] = data.Bytes()
	return all
}

// TestARunningPeriodSaysSo: no form speaks of an end that nobody knows yet.
func TestARunningPeriodSaysSo(t *testing.T) {
	t.Parallel()
	r := sample()
	r.To, r.Running = to.AddDate(1, 0, 0), true
	for name, content := range forms(t, r) {
		said := map[string]string{"en": "still running", "zh": "期间尚未届满"}[name[max(0, len(name)-2):]]
		if name == "json" {
			said = `"running": true`
		}
		require.Contains(t, string(content), said, name)
		require.Contains(t, string(content), strings.ReplaceAll(known.Format(time.DateTime), " ", map[bool]string{true: "T", false: " "}[name == "json"]), name)
	}
	require.Contains(t, html(t, r, "en"), `<h3 id="end">As known at 2026-06-30 12:00:00Z, block 95</h3>`)
	require.NotContains(t, html(t, r, "en"), "At the end: ")
	require.Contains(t, html(t, r, "en"), "At the start: ")
	require.NotContains(t, html(t, sample(), "en"), "still running")
	r.From = to
	require.Contains(t, html(t, r, "en"), "The period had not begun")
	require.NotContains(t, html(t, r, "en"), "At the start: ")
}

// TestTheLimitsFollowThePolicies: who trusts a majority must not read that it takes
// one where it took less.
func TestTheLimitsFollowThePolicies(t *testing.T) {
	t.Parallel()
	holding := func(hosts, least int, alone ...string) replay.Holding {
		return replay.Holding{Known: true, Needed: chain.Needed{Hosts: hosts, Least: least, Alone: alone}}
	}
	unknown := holding(3, 2)
	unknown.Known = false
	for name, c := range map[string]struct {
		holdings []replay.Holding
		en, zh   string
	}{
		"majority":  {[]replay.Holding{holding(3, 2), holding(3, 3)}, "at least 2 of 3.", "3 家中至少 2 家。"},
		"few once":  {[]replay.Holding{holding(5, 3), holding(5, 2), holding(5, 4)}, "at one time 2 of 5 sufficed.", "曾经 5 家中只要 2 家即可。"},
		"one alone": {[]replay.Holding{holding(3, 2), holding(3, 1, "industry")}, "decide what is put in and what is left out: industry.", "录入什么、不录入什么：industry。"},
		"unknown":   {[]replay.Holding{unknown, holding(3, 1, "industry")}, "could not be worked out.", "无法得出。"},
		"nothing":   {nil, "could not be worked out.", "无法得出。"},
	} {
		r := sample()
		r.Verified.Holdings = c.holdings
		require.Contains(t, html(t, r, "en"), c.en, name)
		require.Contains(t, html(t, r, "zh"), c.zh, name)
		require.Equal(t, name == "majority", strings.Contains(html(t, r, "en"), "All along it took a majority"), name)
	}
}

// TestClassesAreNamed: a person reads the charter's name of a class, not its id.
func TestClassesAreNamed(t *testing.T) {
	t.Parallel()
	r := sample()
	r.Classes = map[string]form.Names{"council": {"en": "Council member", "zh": "理事单位"}}
	for lang, want := range map[string]string{"en": "Council member", "zh": "理事单位"} {
		page := html(t, r, lang)
		require.Contains(t, page, `<th scope="row">`+want+`</th>`)
		require.Contains(t, page, "<td>"+want+"<br />votes=3</td>")
		require.NotContains(t, page, "<td>council")
	}
}
