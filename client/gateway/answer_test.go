package gateway

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"allianceregistry/client/adapter"
	"allianceregistry/membership/refusal"
)

var taken = &refusal.Error{Code: refusal.IDTaken, Params: map[string]string{"id": "a@industry"}}

// What peers of Fabric 3.1.1 say.
const (
	notLaunched = "error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: connection to registry:0a failed: error cannot create connection for registry:0a: error creating grpc connection to 127.0.0.1:9533: context deadline exceeded"
	crowded     = "too many requests for /protos.Endorser, exceeding concurrency limit (2500)"
	late        = "request unauthorized due to incorrect timestamp 2026-01-01T00:00:00Z, peer time 2026-01-02T00:00:00Z, peer.authentication.timewindow 2m0s"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	said := func(text string) answer { return judge(answered(500, text, nil), nil) }
	failed := func(code codes.Code, text string) answer { return judge(nil, status.Error(code, text)) }
	for name, row := range map[string]struct {
		got  answer
		want verdict
	}{
		"ok/endorsed": {judge(answered(200, "", []byte("yes")), nil), endorsed},
		"ok/refused":  {said(taken.Error()), refused},

		"fail/chaincode not launched": {said(notLaunched), down},
		"fail/registration":           {said("error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: chaincode registration failed: container exited with 2"), down},
		"fail/stream terminated":      {said("error in simulation: failed to execute transaction 5f: error sending: chaincode stream terminated"), down},
		"fail/execution timeout":      {said("error in simulation: failed to execute transaction 5f: timeout expired while executing transaction"), down},
		"fail/no definition":          {said("make sure the chaincode registry has been successfully defined on channel registry and try again: chaincode registry not found"), down},
		"fail/no channel":             {said("channel 'registry' not found"), down},
		"fail/no connection":          {failed(codes.Unavailable, "connection error: desc = \"transport: Error while dialing\""), down},
		"fail/no answer in time":      {failed(codes.DeadlineExceeded, "context deadline exceeded"), down},
		"fail/not gRPC's":             {judge(nil, errors.New("something else")), rejected},

		"fail/closed":          {failed(codes.Canceled, "grpc: the client connection is closing"), rejected},
		"fail/back-pressure":   {failed(codes.Unknown, crowded), busy},
		"fail/exhausted":       {failed(codes.ResourceExhausted, "stream terminated by RST_STREAM with error code: ENHANCE_YOUR_CALM"), busy},
		"fail/too large":       {failed(codes.ResourceExhausted, "trying to send message larger than max (104857601 vs. 104857600)"), rejected},
		"fail/time window":     {failed(codes.Unknown, late), rejected},
		"fail/access denied":   {failed(codes.Unknown, "error validating proposal: access denied: channel [registry] creator org [industry]"), rejected},
		"fail/chaincode's own": {said("read the transaction's time: invalid"), rejected},
		"fail/unknown tx":      {said("Failed to get block for txID 00, error no such transaction ID [00] in index"), rejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, row.got.verdict, "%v", row.got.err)
			require.Equal(t, row.want == refused, row.got.refusal != nil)
			require.Equal(t, row.want > endorsed && row.want != refused, row.got.err != nil)
		})
	}
}

func TestJudgeEndorse(t *testing.T) {
	t.Parallel()
	const first = "failed to endorse transaction, see attached details for more info"
	const enough = "failed to collect enough transaction endorsements, see attached details for more info"
	denied := "chaincode response 500, " + taken.Error()
	for name, row := range map[string]struct {
		err  error
		want verdict
	}{
		"ok/refused by the first": {detailed(codes.Aborted, first, denied), refused},

		"fail/refused by another":        {detailed(codes.Aborted, enough, denied), divided},
		"fail/different results":         {detailed(codes.Aborted, enough, mismatch), divided},
		"fail/a result and a dead peer":  {detailed(codes.Aborted, enough, mismatch, "rpc error: code = Unavailable desc = connection error"), divided},
		"fail/own chaincode down":        {detailed(codes.Aborted, first, notLaunched), down},
		"fail/another peer gone":         {detailed(codes.Aborted, enough, "rpc error: code = Unavailable desc = connection error"), down},
		"fail/another peer too busy":     {detailed(codes.Aborted, enough, "rpc error: code = Unknown desc = "+crowded), busy},
		"fail/another peer's clock":      {detailed(codes.Aborted, enough, "rpc error: code = Unknown desc = "+late), rejected},
		"fail/one is gone, one rejects":  {detailed(codes.Aborted, enough, notLaunched, late), rejected},
		"fail/nobody to ask":             {detailed(codes.FailedPrecondition, "no combination of peers can be derived which satisfy the endorsement policy"), down},
		"fail/the gateway is too busy":   {detailed(codes.Unknown, "too many requests for /gateway.Gateway, exceeding concurrency limit (500)"), busy},
		"fail/the gateway does not want": {detailed(codes.PermissionDenied, "access denied"), rejected},
		"fail/the gateway is gone":       {detailed(codes.Unavailable, "connection error"), down},
		"fail/out of time":               {detailed(codes.DeadlineExceeded, "endorsement timeout expired while collecting endorsements"), down},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judgeEndorse(row.err)
			require.Equal(t, row.want, got.verdict, "%v", got.err)
			require.Equal(t, row.want != refused, got.err != nil)
			require.Equal(t, row.want == divided, errors.Is(got.err, errBehind))
			require.NotErrorAs(t, got.err, new(*refusal.Error))
		})
	}
}

func TestJudgeOrder(t *testing.T) {
	t.Parallel()
	const noOrderer = "no orderers could successfully process transaction"
	for name, row := range map[string]struct {
		err  error
		want adapter.Knowledge
	}{
		"ok/no orderers known":         {status.Error(codes.Unavailable, "no orderer nodes available"), adapter.NotSent},
		"ok/channel not known":         {status.Error(codes.FailedPrecondition, "channel not found"), adapter.NotSent},
		"ok/gateway too busy":          {status.Error(codes.Unknown, "too many requests for /gateway.Gateway, exceeding concurrency limit (500)"), adapter.NotSent},
		"fail/no leader, or worse":     {detailed(codes.Unavailable, noOrderer, "EOF"), adapter.MayHave},
		"fail/too few BFT orderers":    {detailed(codes.Unavailable, "insufficient number of orderers could successfully process transaction to satisfy quorum requirement"), adapter.MayHave},
		"fail/connection broke":        {status.Error(codes.Unavailable, "error reading from server: EOF"), adapter.MayHave},
		"fail/out of time":             {status.Error(codes.DeadlineExceeded, "submit timeout expired while broadcasting to ordering service"), adapter.MayHave},
		"fail/went down":               {status.Error(codes.Unavailable, "closing transport due to: connection error: desc = \"error reading from server: EOF\", received prior goaway: code: NO_ERROR"), adapter.MayHave},
		"fail/broke off":               {status.Error(codes.Unavailable, "connection error: desc = \"error reading from server: EOF\""), adapter.MayHave},
		"fail/the last turned it down": {status.Error(codes.Aborted, "received unsuccessful response from orderer: status=FORBIDDEN, info="), adapter.MayHave},
		"fail/too large":               {status.Error(codes.ResourceExhausted, "trying to send message larger than max (104857601 vs. 104857600)"), adapter.TurnedDown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, judgeOrder(row.err))
		})
	}
}
