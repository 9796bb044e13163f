package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/internal/catalogue"
)

// short is a period of less than a day. At a meeting that is nothing odd, where those present vote
// within the hour: there only minutes and seconds are too short.
var (
	short      = regexp.MustCompile(`:\s*PT\d`)
	tooShort   = regexp.MustCompile(`:\s*PT\d+[MS]`)
	hasMeeting = regexp.MustCompile(`(?m)^meetings:`)
)

// A template is for real life, or is marked as one for trials: it can be amended, an
// alliance can be founded under it by as many as it says, its periods are of days,
// and the list says in each language what it is for.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		a := appIn(t, lang)
		templates, err := a.charterTemplates()
		require.NoError(t, err)
		require.Greater(t, len(templates), 16)
		listed, err := a.templates(templates)
		require.NoError(t, err)
		require.Len(t, listed.Rows, len(templates))
		for i, one := range listed.Data.([]template) {
			require.NotContains(t, one.About, "template.", "%s has no text in %s", one.Name, lang)
			require.True(t, slices.ContainsFunc(one.Actions, amends), "what is wrong in %s could never be mended: %q", one.Name, one.Actions)
			unlived := short
			if hasMeeting.Match(one.content) {
				unlived = tooShort
			}
			require.Equal(t, one.Trial, unlived.Match(one.content), one.Name)
			require.Equal(t, one.Trial, i == len(templates)-1, "those for trials are the last")
			for _, action := range one.Actions {
				require.NotEmpty(t, a.text.Template(action), action)
			}
		}
	}
}

// amends reports whether amendments are decided by a rule: it stands under the action alone, or with
// the meeting that decides. One of a kind alone would leave the rest of the charter as it is.
func amends(rule string) bool {
	action, _, _ := strings.Cut(rule, "@")
	return action == "amend"
}

// The number that is said founds an alliance, on a ledger.
func TestTemplatesAreFounded(t *testing.T) {
	t.Parallel()
	a := appIn(t, "en")
	templates, err := a.charterTemplates()
	require.NoError(t, err)
	for _, one := range templates {
		one, err := one.examine()
		require.NoError(t, err)
		file, err := charterfile.Read(one.content)
		require.NoError(t, err)
		cases, err := charterfile.ReadCases(one.tests)
		require.NoError(t, err)
		founders := charterfile.SmallestFounding(file, cases)
		require.Len(t, founders, one.Founders, one.Name)
		require.True(t, charterfile.CanFound(file, founders), one.Name)
		for i := range founders {
			fewer := slices.Delete(slices.Clone(founders), i, i+1)
			require.False(t, charterfile.CanFound(file, fewer), "%s is founded by fewer than %d", one.Name, one.Founders)
		}
	}
	require.Equal(t, 3, founderCount(t, templates, "three-members"))
	require.Equal(t, 2, founderCount(t, templates, "two-members"))
	require.Equal(t, 1, founderCount(t, templates, "one-member"))
}

func founderCount(t *testing.T, templates []template, name string) int {
	t.Helper()
	i := slices.IndexFunc(templates, func(one template) bool { return one.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	one, err := templates[i].examine()
	require.NoError(t, err)
	return one.Founders
}
