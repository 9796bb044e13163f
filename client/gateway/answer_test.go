package gateway

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"allianceregistry/client/internal/failover"
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
		want failover.Verdict
	}{
		"ok/endorsed": {judge(answered(200, "", []byte("yes")), nil), failover.Endorsed},
		"ok/refused":  {said(taken.Error()), failover.Refused},

		"fail/chaincode not launched": {said(notLaunched), failover.ChaincodeDown},
		"fail/registration":           {said("error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: chaincode registration failed: container exited with 2"), failover.ChaincodeDown},
		"fail/stream terminated":      {said("error in simulation: failed to execute transaction 5f: error sending: chaincode stream terminated"), failover.ChaincodeDown},
		"fail/execution timeout":      {said("error in simulation: failed to execute transaction 5f: timeout expired while executing transaction"), failover.ChaincodeDown},
		"fail/no definition":          {said("make sure the chaincode registry has been successfully defined on channel registry and try again: chaincode registry not found"), failover.ChaincodeDown},
		"fail/no channel":             {said("channel 'registry' not found"), failover.ChaincodeDown},
		"fail/no connection":          {failed(codes.Unavailable, "connection error: desc = \"transport: Error while dialing\""), failover.Down},
		"fail/no answer in time":      {failed(codes.DeadlineExceeded, "context deadline exceeded"), failover.Down},
		"fail/not gRPC's":             {judge(nil, errors.New("something else")), failover.Rejected},

		"fail/closed":          {failed(codes.Canceled, "grpc: the client connection is closing"), failover.Rejected},
		"fail/back-pressure":   {failed(codes.Unknown, crowded), failover.Busy},
		"fail/exhausted":       {failed(codes.ResourceExhausted, "stream terminated by RST_STREAM with error code: ENHANCE_YOUR_CALM"), failover.Busy},
		"fail/too large":       {failed(codes.ResourceExhausted, "trying to send message larger than max (104857601 vs. 104857600)"), failover.Rejected},
		"fail/time window":     {failed(codes.Unknown, late), failover.Rejected},
		"fail/access denied":   {failed(codes.Unknown, "error validating proposal: access denied: channel [registry] creator org [industry]"), failover.Rejected},
		"fail/chaincode's own": {said("read the transaction's time: invalid"), failover.Rejected},
		"fail/unknown tx":      {said("Failed to get block for txID 00, error no such transaction ID [00] in index"), failover.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, row.got.Verdict, "%v", row.got.Err)
			require.Equal(t, row.want == failover.Refused, row.got.Refusal != nil)
			require.Equal(t, row.want > failover.Endorsed && row.want != failover.Refused, row.got.Err != nil)
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
		want failover.Verdict
	}{
		"ok/refused by the first": {detailed(codes.Aborted, first, denied), failover.Refused},

		"fail/refused by another":        {detailed(codes.Aborted, enough, denied), failover.Divided},
		"fail/different results":         {detailed(codes.Aborted, enough, mismatch), failover.Divided},
		"fail/a result and a dead peer":  {detailed(codes.Aborted, enough, mismatch, "rpc error: code = Unavailable desc = connection error"), failover.Divided},
		"fail/own chaincode down":        {detailed(codes.Aborted, first, notLaunched), failover.ChaincodeDown},
		"fail/another peer gone":         {detailed(codes.Aborted, enough, "rpc error: code = Unavailable desc = connection error"), failover.Down},
		"fail/another peer too busy":     {detailed(codes.Aborted, enough, "rpc error: code = Unknown desc = "+crowded), failover.Busy},
		"fail/another peer's clock":      {detailed(codes.Aborted, enough, "rpc error: code = Unknown desc = "+late), failover.Rejected},
		"fail/one is gone, one rejects":  {detailed(codes.Aborted, enough, notLaunched, late), failover.Rejected},
		"fail/nobody to ask":             {detailed(codes.FailedPrecondition, "no combination of peers can be derived which satisfy the endorsement policy"), failover.Down},
		"fail/the gateway is too busy":   {detailed(codes.Unknown, "too many requests for /gateway.Gateway, exceeding concurrency limit (500)"), failover.Busy},
		"fail/the gateway does not want": {detailed(codes.PermissionDenied, "access denied"), failover.Rejected},
		"fail/the gateway is gone":       {detailed(codes.Unavailable, "connection error"), failover.Down},
		"fail/out of time":               {detailed(codes.DeadlineExceeded, "endorsement timeout expired while collecting endorsements"), failover.Down},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judgeEndorse(row.err)
			require.Equal(t, row.want, got.Verdict, "%v", got.Err)
			require.Equal(t, row.want != failover.Refused, got.Err != nil)
			require.Equal(t, row.want == failover.Divided, errors.Is(got.Err, failover.ErrDisagree))
			require.NotErrorAs(t, got.Err, new(*refusal.Error))
		})
	}
}

func TestJudgeOrder(t *testing.T) {
	t.Parallel()
	const noOrderer = "no orderers could successfully process transaction"
	for name, row := range map[string]struct {
		err  error
		want failover.Delivery
	}{
		"ok/no orderers known":         {status.Error(codes.Unavailable, "no orderer nodes available"), failover.NotSent},
		"ok/channel not known":         {status.Error(codes.FailedPrecondition, "channel not found"), failover.NotSent},
		"ok/gateway too busy":          {status.Error(codes.Unknown, "too many requests for /gateway.Gateway, exceeding concurrency limit (500)"), failover.NotSent},
		"fail/no leader, or worse":     {detailed(codes.Unavailable, noOrderer, "EOF"), failover.Uncertain},
		"fail/too few BFT orderers":    {detailed(codes.Unavailable, "insufficient number of orderers could successfully process transaction to satisfy quorum requirement"), failover.Uncertain},
		"fail/connection broke":        {status.Error(codes.Unavailable, "error reading from server: EOF"), failover.Uncertain},
		"fail/out of time":             {status.Error(codes.DeadlineExceeded, "submit timeout expired while broadcasting to ordering service"), failover.Uncertain},
		"fail/went down":               {status.Error(codes.Unavailable, "closing transport due to: connection error: desc = \"error reading from server: EOF\", received prior goaway: code: NO_ERROR"), failover.Uncertain},
		"fail/broke off":               {status.Error(codes.Unavailable, "connection error: desc = \"error reading from server: EOF\""), failover.Uncertain},
		"fail/the last turned it down": {status.Error(codes.Aborted, "received unsuccessful response from orderer: status=FORBIDDEN, info="), failover.Uncertain},
		"fail/too large":               {status.Error(codes.ResourceExhausted, "trying to send message larger than max (104857601 vs. 104857600)"), failover.Declined},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, judgeOrder(row.err))
		})
	}
}
