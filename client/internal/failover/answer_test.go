package failover_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// What the peers' words mean is tested in the adapters, in the forms in which they get
// them.
func TestQueryError(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	absent := failover.JudgeChaincode("Failed to get block for txID 00, error no such transaction ID [00] in index")
	for name, row := range map[string]struct {
		answer failover.Answer
		ctx    context.Context //nolint:containedctx // of one case
		tx     string
		kind   client.FaultKind // of a fault
		is     error
	}{
		"ok/endorsed":            {failover.Answer{}, t.Context(), "", "", nil},
		"ok/endorsed in the end": {failover.Answer{}, ended, "", "", nil},
		"ok/not found":           {absent, t.Context(), "00", "", client.ErrNotFound},
		"fail/it was not asked":  {absent, t.Context(), "", client.Failed, nil},
		"fail/busy":              {failover.JudgeTransport(codes.ResourceExhausted, "calm"), t.Context(), "00", client.Busy, nil},
		"fail/down":              {failover.JudgeTransport(codes.Unavailable, "gone"), t.Context(), "00", client.Unavailable, nil},
		"fail/chaincode down":    {failover.JudgeChaincode("could not launch chaincode"), t.Context(), "00", client.Unavailable, nil},
		"fail/closed":            {failover.JudgeTransport(codes.Canceled, "grpc: "+failover.ClosedText), t.Context(), "00", client.Failed, nil},
		"fail/given up":          {failover.JudgeTransport(codes.Canceled, "context canceled"), ended, "00", client.Unavailable, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := row.answer.From("peer.a").QueryError(row.ctx, row.tx)
			if row.kind != "" {
				require.Equal(t, row.tx, requireFault(t, row.kind, err).Tx)
			}
			if row.is != nil || row.kind == "" {
				require.ErrorIs(t, err, row.is)
			}
		})
	}
	denied := &refusal.Error{Code: refusal.IDTaken}
	refused := failover.JudgeChaincode("chaincode response 500, " + denied.Error()).From("peer.a")
	require.ErrorAs(t, refused.QueryError(ended, ""), new(*refusal.Error))
	named := failover.Answer{Verdict: failover.Down, Err: errors.New("gone")}.From("peer.a")
	require.EqualError(t, named.Err, "peer.a: gone")
}

func TestFaultKind(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		verdicts []failover.Verdict
		want     client.FaultKind
	}{
		"nobody asked":     {nil, client.Unavailable},
		"down":             {[]failover.Verdict{failover.Down, failover.ChaincodeDown}, client.Unavailable},
		"busy":             {[]failover.Verdict{failover.Busy, failover.Down}, client.Busy},
		"rejected, at end": {[]failover.Verdict{failover.Down, failover.Busy, failover.Rejected}, client.Failed},
		"rejected, first":  {[]failover.Verdict{failover.Rejected, failover.Busy, failover.Down}, client.Failed},
		"an answer beside": {[]failover.Verdict{failover.Endorsed, failover.Refused, failover.Busy}, client.Busy},
	} {
		require.Equal(t, row.want, failover.FaultKind(row.verdicts...), name)
	}
}
