package sdk

import (
	"errors"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

func TestEnrollFault(t *testing.T) {
	refused := errors.New("dial tcp 127.0.0.1:9544: connect: connection refused")
	var unreachable *client.Fault
	for name, c := range map[string]struct {
		err   error
		check func(*testing.T, error)
	}{
		"fail/unreachable": {
			wrapped{"enroll failed", wrapped{"POST failure of request: …", &url.Error{Op: "Post", URL: "https://127.0.0.1:9544/enroll", Err: refused}}},
			func(t *testing.T, err error) {
				require.ErrorAs(t, err, &unreachable)
				require.Equal(t, client.Connect, unreachable.Phase)
				require.Equal(t, client.Unavailable, unreachable.Kind)
				require.ErrorIs(t, err, refused)
			},
		},
		"fail/wrong secret": {
			wrapped{"enroll failed", errors.New("Response from server: Error Code: 20 - Authentication failure\n")},
			func(t *testing.T, err error) { require.ErrorIs(t, err, client.ErrNotAuthenticated) },
		},
		"fail/no party": {
			wrapped{"enroll failed", errors.New("Response from server: Error Code: 0 - The following required attributes are missing: [registry.party]")},
			func(t *testing.T, err error) { require.ErrorIs(t, err, client.ErrNoParty) },
		},
		"fail/else": {
			wrapped{"enroll failed", errors.New("Response from server: Error Code: 0 - database is locked")},
			func(t *testing.T, err error) {
				require.EqualError(t, err, "enroll at industry: Response from server: Error Code: 0 - database is locked")
			},
		},
	} {
		t.Run(name, func(t *testing.T) { c.check(t, enrollFault("industry", c.err)) })
	}
}
