package membership_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

// TestCharterInForce: of three charters, adopted a year after each other.
func TestCharterInForce(t *testing.T) {
	t.Parallel()
	adopted := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	version := func(n int) (membership.CharterVersion, error) {
		if n == 0 {
			n = 3
		}
		return membership.CharterVersion{Version: n, Adopted: membership.Stamp{Time: adopted(2020 + n)}}, nil
	}
	for name, c := range map[string]struct {
		at   time.Time
		want int
	}{
		"now":            {time.Time{}, 3},
		"the last":       {adopted(2024), 3},
		"on the day":     {adopted(2023), 3},
		"just before":    {adopted(2023).Add(-1), 2},
		"the first":      {adopted(2021), 1},
		"before a first": {adopted(2000), 1},
	} {
		charter, err := membership.CharterInForce(c.at, version)
		require.NoError(t, err, name)
		require.Equal(t, c.want, charter.Version, name)
	}
	broken := errors.New("broken")
	_, err := membership.CharterInForce(adopted(2000), func(n int) (membership.CharterVersion, error) {
		charter, _ := version(n)
		if n == 2 {
			return charter, broken
		}
		return charter, nil
	})
	require.ErrorIs(t, err, broken)
}
