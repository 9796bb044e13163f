package failover_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/internal/failover"
)

// The places of one round say so; later rounds repeat the last of them.
func TestOrder(t *testing.T) {
	t.Parallel()
	const notSent, declined, uncertain, accepted = failover.NotSent, failover.Declined, failover.Uncertain, failover.Accepted
	for name, row := range map[string]struct {
		said []failover.Delivery
		want failover.Delivery
	}{
		"ok/at once":                        {[]failover.Delivery{accepted}, accepted},
		"ok/the second":                     {[]failover.Delivery{notSent, accepted}, accepted},
		"ok/uncertain, and accepted":        {[]failover.Delivery{uncertain, accepted}, accepted},
		"fail/nobody":                       {[]failover.Delivery{notSent, notSent}, notSent},
		"fail/declined":                     {[]failover.Delivery{notSent, declined}, declined},
		"fail/uncertain":                    {[]failover.Delivery{uncertain, notSent}, uncertain},
		"fail/uncertain, then declined":     {[]failover.Delivery{uncertain, declined}, uncertain},
		"fail/uncertain long before":        {[]failover.Delivery{uncertain, notSent, notSent, declined}, uncertain},
		"fail/declined, and not asked":      {[]failover.Delivery{declined, accepted}, declined},
		"fail/uncertain at the last moment": {[]failover.Delivery{notSent, uncertain}, uncertain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				send := func(context.Context, string) (failover.Delivery, error) {
					said := row.said[min(asked, len(row.said)-1)]
					asked++
					return said, errors.New("said")
				}
				got, err := failover.Order(t.Context(), 250*time.Millisecond, func() []string { return []string{"a", "b"} }, send)
				require.Equal(t, row.want, got)
				require.Equal(t, row.want != accepted, err != nil)
			})
		})
	}
}

// What one place said long ago counts, and its reason is in the error; after the limit nobody
// else is asked, and who is being asked is not cut off.
func TestOrderLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		errBroke := errors.New("broke off")
		asked := []string{}
		got, err := failover.Order(t.Context(), time.Second, func() []string { return []string{"a", "b"} },
			func(ctx context.Context, place string) (failover.Delivery, error) {
				asked = append(asked, place)
				if len(asked) == 1 {
					return failover.Uncertain, errBroke
				}
				failover.Pause(ctx, 2*time.Second)
				return failover.NotSent, ctx.Err()
			})
		require.Equal(t, failover.Uncertain, got)
		require.ErrorIs(t, err, errBroke)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, []string{"a", "b"}, asked)
	})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := failover.Order(ended, time.Second, func() []string { return []string{"a"} },
		func(context.Context, string) (failover.Delivery, error) { return failover.Accepted, nil })
	require.Equal(t, failover.NotSent, got)
	require.ErrorIs(t, err, context.Canceled)
}
