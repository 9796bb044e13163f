package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseStartTime(t *testing.T) {
	t.Parallel()
	const (
		rest = " 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 4711 99 100"
		more = " 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 2 0 4711 99 100"
	)
	for name, test := range map[string]struct{ stat, want string }{
		"ok/plain":            {"7 (sleep) S" + rest, "4711"},
		"ok/name":             {"7 (a) Z (b) S" + rest, "4711"},
		"ok/first ended":      {"7 (sleep) Z" + more, "4711"},
		"fail/ended":          {"7 (sleep) Z" + rest, ""},
		"fail/collected":      {"7 (sleep) X" + more, ""},
		"fail/cut off":        {"7 (sleep) S 1 2", ""},
		"fail/empty":          {"", ""},
		"fail/no name at all": {"7", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseStartTime(test.stat)
			require.Equal(t, test.want == "", err != nil)
			require.Equal(t, test.want, got)
		})
	}
}
