package main

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// answers is a chaincode that answers whatever it is asked.
type answers struct{}

func (answers) Init(shim.ChaincodeStubInterface) *peer.Response   { return shim.Success(nil) }
func (answers) Invoke(shim.ChaincodeStubInterface) *peer.Response { return shim.Success(nil) }

// sent is a transaction of which nothing is known but its time.
type sent struct {
	shim.ChaincodeStubInterface
	at  *timestamppb.Timestamp
	err error
}

func (s sent) GetTxTimestamp() (*timestamppb.Timestamp, error) { return s.at, s.err }

func TestWindow(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	w := windowed{answers{}, 2 * time.Minute, func() time.Time { return now }}
	for name, row := range map[string]struct {
		sent
		want string // of the refusal, if it is one
	}{
		"ok/now":            {sent: sent{at: timestamppb.New(now)}},
		"ok/just behind":    {sent: sent{at: timestamppb.New(now.Add(-2 * time.Minute))}},
		"ok/just ahead":     {sent: sent{at: timestamppb.New(now.Add(2 * time.Minute))}},
		"fail/behind":       {sent{at: timestamppb.New(now.Add(-2*time.Minute - 1))}, "incorrect timestamp 2026-03-01T07:57:59Z, peer time 2026-03-01T08:00:00Z, CHAINCODE_TIME_WINDOW 2m0s"},
		"fail/ahead":        {sent{at: timestamppb.New(now.Add(time.Hour))}, "incorrect timestamp 2026-03-01T09:00:00Z"},
		"fail/year 1":       {sent{at: &timestamppb.Timestamp{Seconds: -62135596800}}, "incorrect timestamp 0001-01-01"},
		"fail/year 9999":    {sent{at: &timestamppb.Timestamp{Seconds: 253402300799}}, "incorrect timestamp 9999-12-31"},
		"fail/out of range": {sent{at: &timestamppb.Timestamp{Seconds: math.MaxInt64}}, "cannot be read"},
		"fail/none":         {sent{}, "cannot be read"},
		"fail/unreadable":   {sent{err: errors.New("no header")}, "cannot be read: no header"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, response := range []*peer.Response{w.Invoke(row.sent), w.Init(row.sent)} {
				if row.want == "" {
					require.EqualValues(t, shim.OK, response.GetStatus(), response.GetMessage())
					continue
				}
				require.EqualValues(t, shim.ERROR, response.GetStatus())
				require.Contains(t, response.GetMessage(), row.want)
			}
		})
	}
}

func TestWindowFromEnvironment(t *testing.T) {
	for name, row := range map[string]struct {
		value string
		want  time.Duration
	}{
		"ok/unset: the peers compare": {"", 0},
		"ok/two minutes":              {"2m", 2 * time.Minute},
		"ok/the shortest":             {"10s", 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(windowName, row.value)
			chaincode, err := windowFromEnvironment(answers{})
			require.NoError(t, err)
			w, laid := chaincode.(windowed)
			require.Equal(t, row.want != 0, laid)
			require.Equal(t, row.want, w.window)
		})
	}
	for name, value := range map[string]string{"fail/no unit": "120", "fail/too short": "9s", "fail/negative": "-2m", "fail/words": "two minutes"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(windowName, value)
			_, err := windowFromEnvironment(answers{})
			require.ErrorContains(t, err, "CHAINCODE_TIME_WINDOW: \""+value+"\" is no duration of at least 10s")
		})
	}
}
