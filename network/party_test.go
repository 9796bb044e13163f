package network

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		id      string
		wantErr string
	}{
		"ok/plain":            {"cisco@industry", ""},
		"ok/digits, hyphens":  {"3com-2@academia", ""},
		"ok/longest":          {strings.Repeat("a", maxSlug) + "@industry", ""},
		"fail/too long":       {strings.Repeat("a", maxSlug+1) + "@industry", "not a party's id"},
		"fail/empty":          {"", "not a party's id"},
		"fail/no host":        {"cisco", "not a party's id"},
		"fail/no slug":        {"@industry", "not a party's id"},
		"fail/capital":        {"Cisco@industry", "not a party's id"},
		"fail/chinese":        {"中关村@industry", "not a party's id"},
		"fail/hyphen first":   {"-cisco@industry", "not a party's id"},
		"fail/hyphen last":    {"cisco-@industry", "not a party's id"},
		"fail/two hyphens":    {"a--b@industry", "not a party's id"},
		"fail/space":          {"a b@industry", "not a party's id"},
		"fail/line":           {"a\n@industry", "not a party's id"},
		"fail/unknown host":   {"cisco@nowhere", "the hosts are association, industry, academia"},
		"fail/orderers":       {"cisco@orderers", "no host"},
		"fail/two at signs":   {"cisco@industry@academia", "no host"},
		"fail/attribute trap": {"cisco:ecert@industry", "not a party's id"},
	}
	n := testNetwork(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slug, host, err := n.ParseID(test.id)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.id, slug+"@"+host)
		})
	}
}

func TestRegisterRefusesBeforeItBegins(t *testing.T) {
	t.Parallel()
	made, err := testNetwork(t).Register(t.Context(), []string{"good@industry", "bad@nowhere"}, false)
	require.ErrorContains(t, err, "bad@nowhere")
	require.Empty(t, made)
}

func TestNewSecret(t *testing.T) {
	t.Parallel()
	first, err := newSecret()
	require.NoError(t, err)
	second, err := newSecret()
	require.NoError(t, err)
	require.Regexp(t, `^[0-9a-f]{32}$`, first)
	require.NotEqual(t, first, second)
}
