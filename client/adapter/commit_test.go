package adapter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/adapter"
)

func TestInvalid(t *testing.T) {
	for code, kind := range map[string]client.FaultKind{
		"MVCC_READ_CONFLICT": client.Conflict, "PHANTOM_READ_CONFLICT": client.Conflict,
		"DUPLICATE_TXID": client.Unknown, "ENDORSEMENT_POLICY_FAILURE": client.Failed, "99": client.Failed,
	} {
		t.Run("fail/"+code, func(t *testing.T) {
			var fault *client.Fault
			require.ErrorAs(t, adapter.Invalid(client.Place{Tx: "a", Block: 7, Code: code}), &fault)
			require.Equal(t, kind, fault.Kind)
			require.Equal(t, client.Wait, fault.Phase)
			require.Equal(t, kind != client.Unknown, fault.Code == code)
			require.Equal(t, "a", fault.Tx)
		})
	}
	t.Run("ok/valid", func(t *testing.T) { require.NoError(t, adapter.Invalid(client.Place{Code: client.Valid})) })
}
