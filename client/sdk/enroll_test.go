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

// A host's certificate authority is found by its id, whatever its organization is called.
func TestEnrollAt(t *testing.T) {
	profile := deafProfile(t)
	var unreachable *client.Fault
	for name, row := range map[string]struct{ host, fault string }{
		"ok/a slug":                  {"industry", ""},
		"ok/a host that is named":    {"org1.msp", ""},
		"ok/by its other name":       {"org1-e485d4c6193084f8.msp", ""},
		"fail/as its MSP":            {"Org1MSP", "host Org1MSP: it names no organization"},
		"fail/as its organization":   {"org1", "host org1: it names no organization"},
		"fail/another's name":        {"org2.msp", "host org2.msp: it names no organization"},
		"fail/without its authority": {"academia", "no CAs configured"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Enroll(t.Context(), profile, row.host, "cisco@"+row.host, "its secret")
			if row.fault != "" {
				require.ErrorContains(t, err, row.fault)
				return
			}
			require.ErrorAs(t, err, &unreachable, "its authority was found, and does not answer")
		})
	}
}
