package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
)

// Garbled is the code of a transaction whose block no peer gives in a form that can
// be read.
const Garbled = "GARBLED"

// RunFindings asks for a transaction, and wants the place where it stands, that it
// is not found, or a fault: nothing else.
func RunFindings(t *testing.T, open Stage) {
	tx := strings.Repeat("7", 64)
	for name, row := range map[string]struct {
		sight         Sight
		code          string
		find, located error // nil, ErrNotFound, or any fault
	}{
		"ok/both have it":              {Seen, client.Valid, nil, nil},
		"ok/without effect":            {Seen, "MVCC_READ_CONFLICT", nil, nil},
		"ok/only the other has it":     {OwnLags, client.Valid, client.ErrNotFound, nil},
		"fail/nobody has it":           {AllLag, client.Valid, client.ErrNotFound, client.ErrNotFound},
		"fail/it cannot be read":       {Seen, Garbled, &client.Fault{}, &client.Fault{}},
		"fail/not where it is looked":  {OwnLags, Garbled, client.ErrNotFound, client.ErrNotFound},
		"fail/by who gives up at once": {"", client.Valid, &client.Fault{}, &client.Fault{}},
	} {
		t.Run(name, func(t *testing.T) {
			network := &Network{Endorsing: []Trouble{Well, Well}, Sight: row.sight, Code: row.code, chain: map[string]bool{tx: true}}
			ledger, end := open(t, network)
			defer end()
			ctx, cancel := context.WithCancel(testContext(t))
			defer cancel()
			if row.sight == "" {
				cancel()
			}
			place, err := ledger.Find(ctx, tx)
			requireFinding(t, row.find, row.code, place, err)
			place, err = ledger.Locate(ctx, tx)
			requireFinding(t, row.located, row.code, place, err)
		})
	}
}

func requireFinding(t *testing.T, want error, code string, place client.Place, err error) {
	t.Helper()
	var fault *client.Fault
	switch {
	case want == nil:
		require.NoError(t, err)
		require.Equal(t, code, place.Code)
	case errors.Is(want, client.ErrNotFound):
		require.ErrorIs(t, err, client.ErrNotFound)
	default:
		require.ErrorAs(t, err, &fault)
		require.NotErrorIs(t, err, client.ErrNotFound)
		require.NotEqual(t, client.Unknown, fault.Kind)
	}
}
