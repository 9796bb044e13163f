package sdk

import (
	"context"
	"errors"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"allianceregistry/client/internal/failover"
)

func TestJudgeOrderer(t *testing.T) {
	answered := func(code common.Status, info string) error {
		return wrapped{"calling orderer '127.0.0.1:9500' failed", status.New(status.OrdererServerStatus, int32(code), info, nil)}
	}
	transport := func(step string, code codes.Code) error {
		return wrapped{step, status.New(status.GRPCTransportStatus, int32(code), "EOF", nil)}
	}
	for name, c := range map[string]struct {
		err  error
		want failover.Delivery
	}{
		"ok/no connection":         {status.New(status.OrdererClientStatus, status.ConnectionFailed.ToInt32(), "no connection", nil), failover.NotSent},
		"ok/no stream":             {transport("NewAtomicBroadcastClient failed", codes.Unavailable), failover.NotSent},
		"ok/no leader":             {answered(common.Status_SERVICE_UNAVAILABLE, "no Raft leader"), failover.NotSent},
		"fail/broken":              {transport("broadcast recv failed", codes.Unavailable), failover.Uncertain},
		"fail/no answer":           {transport("broadcast recv failed", codes.DeadlineExceeded), failover.Uncertain},
		"fail/handed on":           {answered(common.Status_SERVICE_UNAVAILABLE, "stream is aborted"), failover.Uncertain},
		"fail/its own fault":       {answered(common.Status_INTERNAL_SERVER_ERROR, "oops"), failover.Uncertain},
		"fail/unknown":             {context.DeadlineExceeded, failover.Uncertain},
		"fail/unknown text":        {errors.New("failed to send envelope to orderer"), failover.Uncertain},
		"fail/too large":           {answered(common.Status_BAD_REQUEST, "message payload is too large"), failover.Declined},
		"fail/no right":            {answered(common.Status_FORBIDDEN, "implicit policy evaluation failed"), failover.Declined},
		"ok/its channel no longer": {answered(common.Status_BAD_REQUEST, "channel does not exist"), failover.NotSent},
		"ok/not its channel":       {answered(common.Status_NOT_FOUND, "channel does not exist"), failover.NotSent},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, judgeOrderer(c.err)) })
	}
}
