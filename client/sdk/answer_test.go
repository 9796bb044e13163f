package sdk

import (
	"errors"
	"testing"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/multi"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// wrapped is an error as the SDK wraps them: with Cause, without Unwrap.
type wrapped struct {
	text string
	err  error
}

func (w wrapped) Error() string { return w.text + ": " + w.err.Error() }
func (w wrapped) Cause() error  { return w.err }

func fromEndorser(err error) error {
	return wrapped{"Transaction processing for endorser [127.0.0.1:9530]", err}
}

func chaincodeSays(text string) error {
	return fromEndorser(status.New(status.ChaincodeStatus, 500, text, nil))
}

func transportSays(code codes.Code, text string) error {
	return fromEndorser(status.New(status.GRPCTransportStatus, int32(code), text, nil))
}

func TestJudge(t *testing.T) {
	denied := &refusal.Error{Code: refusal.IDTaken, Params: map[string]string{"id": "a@industry"}}
	for name, c := range map[string]struct {
		err  error
		want failover.Verdict
	}{
		"ok/endorsed":       {nil, failover.Endorsed},
		"ok/refused":        {chaincodeSays(denied.Error()), failover.Refused},
		"ok/refused inside": {chaincodeSays("chaincode response 500, " + denied.Error()), failover.Refused},
		"ok/refused in several": {multi.Errors{
			chaincodeSays(denied.Error()), transportSays(codes.Unavailable, "error reading from server: EOF"),
		}, failover.Refused},

		"fail/chaincode not launched": {chaincodeSays("error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: connection to registry:0a failed: error cannot create connection for registry:0a: error creating grpc connection to 127.0.0.1:9533: context deadline exceeded"), failover.ChaincodeDown},
		"fail/registration":           {chaincodeSays("error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: chaincode registration failed: container exited with 2"), failover.ChaincodeDown},
		"fail/stream terminated":      {chaincodeSays("error in simulation: failed to execute transaction 5f: error sending: chaincode stream terminated"), failover.ChaincodeDown},
		"fail/execution timeout":      {chaincodeSays("error in simulation: failed to execute transaction 5f: timeout expired while executing transaction"), failover.ChaincodeDown},
		"fail/no definition":          {chaincodeSays("make sure the chaincode registry has been successfully defined on channel registry and try again: chaincode registry not found"), failover.ChaincodeDown},
		"fail/no channel":             {chaincodeSays("channel 'registry' not found"), failover.ChaincodeDown},
		"fail/no chaincode":           {fromEndorser(status.New(status.EndorserClientStatus, status.ChaincodeNameNotFound.ToInt32(), "chaincode registry not found", nil)), failover.Down},
		"fail/no connection":          {fromEndorser(status.New(status.EndorserClientStatus, status.ConnectionFailed.ToInt32(), "no connection to 127.0.0.1:9530", nil)), failover.Down},
		"fail/connection reset":       {transportSays(codes.Unavailable, "error reading from server: read: connection reset by peer"), failover.Down},
		"fail/no answer in time":      {transportSays(codes.DeadlineExceeded, "context deadline exceeded"), failover.Down},
		"fail/not the SDK's":          {errors.New("something else"), failover.Down},

		"fail/closed":          {transportSays(codes.Canceled, "grpc: the client connection is closing"), failover.Rejected},
		"fail/back-pressure":   {transportSays(codes.Unknown, "too many requests for /protos.Endorser, exceeding concurrency limit (2500)"), failover.Busy},
		"fail/exhausted":       {transportSays(codes.ResourceExhausted, "stream terminated by RST_STREAM with error code: ENHANCE_YOUR_CALM"), failover.Busy},
		"fail/too large":       {transportSays(codes.ResourceExhausted, "trying to send message larger than max (104857601 vs. 104857600)"), failover.Rejected},
		"fail/time window":     {transportSays(codes.Unknown, "request unauthorized due to incorrect timestamp 2026-01-01T00:00:00Z, peer time 2026-01-02T00:00:00Z, peer.authentication.timewindow 2m0s"), failover.Rejected},
		"fail/access denied":   {transportSays(codes.Unknown, "error validating proposal: access denied: channel [registry] creator org [industry]"), failover.Rejected},
		"fail/chaincode's own": {chaincodeSays("read the transaction's time: invalid"), failover.Rejected},
		"fail/unknown tx":      {chaincodeSays("Failed to get block for txID 00, error no such transaction ID [00] in index"), failover.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(peerOf("industry"), nil, c.err)
			require.Equal(t, c.want, got.Verdict)
			switch c.want {
			case failover.Endorsed:
			case failover.Refused:
				require.Equal(t, denied, got.Refusal)
			default:
				require.ErrorContains(t, got.Err, "peer of industry: ")
			}
		})
	}
}
