package refusal_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/refusal"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	seen := map[refusal.Code]bool{}
	for _, code := range refusal.Codes() {
		require.Regexp(t, regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`), string(code))
		require.False(t, seen[code], "%s stands twice", code)
		seen[code] = true
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		params []string
		want   map[string]string
	}{
		"ok/none":                 {nil, map[string]string{}},
		"ok/two":                  {[]string{"party", "a@b", "host", "b"}, map[string]string{"party": "a@b", "host": "b"}},
		"ok/empty value":          {[]string{"since", ""}, map[string]string{"since": ""}},
		"ok/name without a value": {[]string{"party", "a@b", "host"}, map[string]string{"party": "a@b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, &refusal.Error{Code: refusal.NotAMember, Params: row.want}, refusal.New(refusal.NotAMember, row.params...))
		})
	}
	require.Equal(t,
		&refusal.Error{Code: refusal.UnknownRecord, Params: map[string]string{"record": "party", "id": "a@b"}}, refusal.Unknown("party", "a@b"))
}

func TestClip(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ text, want string }{
		"ok/short":           {"中关村", "中关村"},
		"ok/80 characters":   {strings.Repeat("中", 80), strings.Repeat("中", 80)},
		"ok/81 characters":   {strings.Repeat("中", 81), strings.Repeat("中", 80) + "…"},
		"ok/not UTF-8":       {"a\xffb", "a\ufffdb"},
		"ok/long, not UTF-8": {strings.Repeat("\xff", 81), strings.Repeat("\ufffd", 80) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, refusal.Clip(row.text))
		})
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	first, second := refusal.New(refusal.BadID), errors.New("second")
	require.NoError(t, refusal.First())
	require.NoError(t, refusal.First(nil, nil))
	require.Equal(t, first, refusal.First(nil, first, second))
	require.Equal(t, second, refusal.First(second, first))
}

func TestFrom(t *testing.T) {
	t.Parallel()
	denied := refusal.New(refusal.BadID, "field", "party")
	require.Same(t, denied, refusal.From(denied))
	require.Same(t, denied, refusal.From(errors.Join(errors.New("join"), denied)))
	require.Equal(t, refusal.New(refusal.Malformed, "detail", "no number"), refusal.From(errors.New("no number")))
}
