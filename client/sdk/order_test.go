package sdk

import (
	"context"
	"errors"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"allianceregistry/client/adapter"
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
		want adapter.Knowledge
	}{
		"ok/no connection":   {status.New(status.OrdererClientStatus, status.ConnectionFailed.ToInt32(), "no connection", nil), adapter.NotSent},
		"ok/no stream":       {transport("NewAtomicBroadcastClient failed", codes.Unavailable), adapter.NotSent},
		"ok/no leader":       {answered(common.Status_SERVICE_UNAVAILABLE, "no Raft leader"), adapter.NotSent},
		"fail/broken":        {transport("broadcast recv failed", codes.Unavailable), adapter.MayHave},
		"fail/no answer":     {transport("broadcast recv failed", codes.DeadlineExceeded), adapter.MayHave},
		"fail/handed on":     {answered(common.Status_SERVICE_UNAVAILABLE, "stream is aborted"), adapter.MayHave},
		"fail/its own fault": {answered(common.Status_INTERNAL_SERVER_ERROR, "oops"), adapter.MayHave},
		"fail/unknown":       {context.DeadlineExceeded, adapter.MayHave},
		"fail/unknown text":  {errors.New("failed to send envelope to orderer"), adapter.MayHave},
		"fail/too large":     {answered(common.Status_BAD_REQUEST, "message payload is too large"), adapter.TurnedDown},
		"fail/no right":      {answered(common.Status_FORBIDDEN, "implicit policy evaluation failed"), adapter.TurnedDown},
		"ok/not its channel": {answered(common.Status_NOT_FOUND, "channel does not exist"), adapter.NotSent},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, judgeOrderer(c.err)) })
	}
}
