package adapter_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/adapter"
)

// The places of one round say so; later rounds repeat the last of them.
func TestOrder(t *testing.T) {
	t.Parallel()
	const notSent, down, may, taken = adapter.NotSent, adapter.TurnedDown, adapter.MayHave, adapter.Taken
	for name, row := range map[string]struct {
		said []adapter.Knowledge
		want adapter.Knowledge
	}{
		"ok/at once":                       {[]adapter.Knowledge{taken}, taken},
		"ok/the second":                    {[]adapter.Knowledge{notSent, taken}, taken},
		"ok/in doubt, and taken":           {[]adapter.Knowledge{may, taken}, taken},
		"fail/nobody":                      {[]adapter.Knowledge{notSent, notSent}, notSent},
		"fail/turned down":                 {[]adapter.Knowledge{notSent, down}, down},
		"fail/in doubt":                    {[]adapter.Knowledge{may, notSent}, may},
		"fail/in doubt, then turned down":  {[]adapter.Knowledge{may, down}, may},
		"fail/in doubt long before":        {[]adapter.Knowledge{may, notSent, notSent, down}, may},
		"fail/turned down, and not asked":  {[]adapter.Knowledge{down, taken}, down},
		"fail/in doubt at the last moment": {[]adapter.Knowledge{notSent, may}, may},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			place := func(context.Context) (adapter.Knowledge, error) {
				said := row.said[min(asked, len(row.said)-1)]
				asked++
				return said, errors.New("said")
			}
			got, err := adapter.Order(t.Context(), 250*time.Millisecond, func() []adapter.Send { return []adapter.Send{place, place} })
			require.Equal(t, row.want, got)
			require.Equal(t, row.want != taken, err != nil)
		})
	}
}
