package sdk

import (
	"errors"
	"testing"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/multi"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

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
		want verdict
	}{
		"ok/endorsed":       {nil, endorsed},
		"ok/refused":        {chaincodeSays(denied.Error()), refused},
		"ok/refused inside": {chaincodeSays("chaincode response 500, " + denied.Error()), refused},
		"ok/refused in several": {multi.Errors{
			chaincodeSays(denied.Error()), transportSays(codes.Unavailable, "error reading from server: EOF"),
		}, refused},

		"fail/chaincode not launched": {chaincodeSays("error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: connection to registry:0a failed: error cannot create connection for registry:0a: error creating grpc connection to 127.0.0.1:9533: context deadline exceeded"), down},
		"fail/registration":           {chaincodeSays("error in simulation: failed to execute transaction 5f: could not launch chaincode registry:0a: chaincode registration failed: container exited with 2"), down},
		"fail/stream terminated":      {chaincodeSays("error in simulation: failed to execute transaction 5f: error sending: chaincode stream terminated"), down},
		"fail/execution timeout":      {chaincodeSays("error in simulation: failed to execute transaction 5f: timeout expired while executing transaction"), down},
		"fail/no definition":          {chaincodeSays("make sure the chaincode registry has been successfully defined on channel registry and try again: chaincode registry not found"), down},
		"fail/no channel":             {chaincodeSays("channel 'registry' not found"), down},
		"fail/no chaincode":           {fromEndorser(status.New(status.EndorserClientStatus, status.ChaincodeNameNotFound.ToInt32(), "chaincode registry not found", nil)), down},
		"fail/no connection":          {fromEndorser(status.New(status.EndorserClientStatus, status.ConnectionFailed.ToInt32(), "no connection to 127.0.0.1:9530", nil)), down},
		"fail/connection reset":       {transportSays(codes.Unavailable, "error reading from server: read: connection reset by peer"), down},
		"fail/no answer in time":      {transportSays(codes.DeadlineExceeded, "context deadline exceeded"), down},
		"fail/not the SDK's":          {errors.New("something else"), down},

		"fail/back-pressure":   {transportSays(codes.Unknown, "too many requests for /protos.Endorser, exceeding concurrency limit (2500)"), busy},
		"fail/exhausted":       {transportSays(codes.ResourceExhausted, "stream terminated by RST_STREAM with error code: ENHANCE_YOUR_CALM"), busy},
		"fail/too large":       {transportSays(codes.ResourceExhausted, "trying to send message larger than max (104857601 vs. 104857600)"), rejected},
		"fail/time window":     {transportSays(codes.Unknown, "request unauthorized due to incorrect timestamp 2026-01-01T00:00:00Z, peer time 2026-01-02T00:00:00Z, peer.authentication.timewindow 2m0s"), rejected},
		"fail/access denied":   {transportSays(codes.Unknown, "error validating proposal: access denied: channel [registry] creator org [industry]"), rejected},
		"fail/chaincode's own": {chaincodeSays("read the transaction's time: invalid"), rejected},
		"fail/unknown tx":      {chaincodeSays("Failed to get block for txID 00, error no such transaction ID [00] in index"), rejected},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(fakePeer("industry"), nil, c.err)
			require.Equal(t, c.want, got.verdict)
			switch c.want {
			case endorsed:
			case refused:
				require.Equal(t, denied, got.refusal)
			default:
				require.ErrorContains(t, got.err, "peer of industry: ")
			}
		})
	}
}
