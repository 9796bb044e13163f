//go:build live

package gateway_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/hyperledger/fabric-protos-go-apiv2/discovery" // its services are asked for by name
	"github.com/hyperledger/fabric-protos-go-apiv2/gossip"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/emptypb"

	"allianceregistry/client"
)

// fuzzCallers call at once, for as long as LIVE_FUZZ says, five seconds without it.
// LIVE_SEED chooses other messages.
const fuzzCallers = 4

// fuzzCall is a method of a peer or an orderer.
type fuzzCall struct {
	method string // with its service
	asked  protoreflect.MessageDescriptor
	conn   *grpc.ClientConn
	whose  string
}

// Whoever has a certificate of a host may call every method of every service of
// peers and orderers with messages that no program makes: random ones in which the
// parts that come first are right often enough, and such with some bytes changed.
// They end no process and stop none.
func TestLiveFuzz(t *testing.T) {
	seed, err := strconv.ParseUint(cmp.Or(os.Getenv("LIVE_SEED"), "1"), 10, 64)
	require.NoError(t, err)
	limit, err := time.ParseDuration(cmp.Or(os.Getenv("LIVE_FUZZ"), "5s"))
	require.NoError(t, err)
	h := newHostile(t)
	before := running(t)
	began, err := h.all[0].Height(within(t))
	require.NoError(t, err)

	calls := h.fuzzCalls()
	require.NotEmpty(t, calls)
	until, answers := time.Now().Add(limit), newTally()
	var group sync.WaitGroup
	for caller := range fuzzCallers {
		d := &dice{rand.New(rand.NewPCG(seed, uint64(caller))), h.forger}
		group.Go(func() {
			for i := caller; time.Now().Before(until); i++ {
				call := calls[i%len(calls)]
				answers.count(call.whose+call.method, call.pour(t.Context(), d))
			}
		})
	}
	group.Wait()
	t.Logf("seed %d:\n%s", seed, answers)
	requireServed(t, answers)
	h.survived(before, began)
}

// survived wants the same processes as before to work, and to say the same of the
// blocks since then.
func (h *hostile) survived(before map[string]int, began uint64) {
	h.t.Helper()
	h.goesOn()
	require.Equal(h.t, before, running(h.t), "processes")
	last := h.sameHeight()
	codes := map[string]int{}
	for number := began; number < last; number++ {
		for _, code := range h.codes(number) {
			codes[code]++
		}
	}
	h.t.Logf("blocks %d to %d: %v", began, last-1, codes)
	requireVerified(h.t, h.all)
	_, err := client.New(h.honest).Submit(within(h.t), newAuthority(int(count.Add(1))))
	require.NoError(h.t, err)
}

// fuzzCalls are all methods that the protocol's packages know of, at one peer and one
// orderer: who does not serve one says so.
func (h *hostile) fuzzCalls() []fuzzCall {
	var calls []fuzzCall
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			if !strings.HasPrefix(file.Path(), "grpc/") {
				for j := range service.Methods().Len() {
					method := service.Methods().Get(j)
					name := "/" + string(service.FullName()) + "/" + string(method.Name())
					calls = append(calls, fuzzCall{name, method.Input(), h.peers[0], "peer"},
						fuzzCall{name, method.Input(), h.orderers[0], "orderer"})
				}
			}
		}
		return true
	})
	slices.SortFunc(calls, func(a, b fuzzCall) int { return strings.Compare(a.whose+a.method, b.whose+b.method) })
	return calls
}

// requireServed wants what peers and orderers serve to have been reached: a name that
// no service has would test nothing.
func requireServed(t *testing.T, answers *tally) {
	t.Helper()
	for _, served := range []string{
		"peer/protos.Endorser/ProcessProposal", "peer/protos.Deliver/Deliver", "peer/protos.Deliver/DeliverFiltered",
		"peer/protos.Deliver/DeliverWithPrivateData", "peer/protos.Snapshot/Generate", "peer/protos.Snapshot/Cancel",
		"peer/protos.Snapshot/QueryPendings", "peer/discovery.Discovery/Discover", "peer/gossip.Gossip/GossipStream",
		"peer/gossip.Gossip/Ping", "peer/gateway.Gateway/Endorse", "peer/gateway.Gateway/Submit",
		"peer/gateway.Gateway/CommitStatus", "peer/gateway.Gateway/Evaluate", "peer/gateway.Gateway/ChaincodeEvents",
		"orderer/orderer.AtomicBroadcast/Broadcast", "orderer/orderer.AtomicBroadcast/Deliver",
	} {
		require.Positive(t, answers.of(served), served)
		require.Zero(t, answers.of(served, codes.Unimplemented), served)
	}
}

// pourLimit is how long one call may take: those that wait for blocks do not end.
const pourLimit = 150 * time.Millisecond

// pour calls the method with some messages, and returns how the call ended.
func (c fuzzCall) pour(ctx context.Context, d *dice) codes.Code {
	ctx, cancel := context.WithTimeout(ctx, pourLimit)
	defer cancel()
	stream, err := c.conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, c.method)
	if err != nil {
		return status.Code(err)
	}
	if c.method == gossip.Gossip_GossipStream_FullMethodName && d.likely() {
		_ = stream.SendMsg(d.f.introduction()) // why it failed comes with the answer
	}
	for range 1 + d.IntN(2) {
		if err := stream.SendMsg(written(d.spoilt(c.asked))); err != nil {
			break
		}
	}
	_ = stream.CloseSend()
	for {
		switch err := stream.RecvMsg(&emptypb.Empty{}); {
		case errors.Is(err, io.EOF):
			return codes.OK
		case err != nil:
			return status.Code(err)
		}
	}
}

// tally counts how calls ended.
type tally struct {
	mu    sync.Mutex
	ended map[string]map[codes.Code]int
}

func newTally() *tally { return &tally{ended: map[string]map[codes.Code]int{}} }

func (t *tally) count(call string, code codes.Code) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended[call] == nil {
		t.ended[call] = map[codes.Code]int{}
	}
	t.ended[call][code]++
}

// of is how often a call was made, or ended in one way.
func (t *tally) of(call string, ended ...codes.Code) int {
	count := 0
	for code, times := range t.ended[call] {
		if len(ended) == 0 || slices.Contains(ended, code) {
			count += times
		}
	}
	return count
}

func (t *tally) String() string {
	var out strings.Builder
	for _, call := range slices.Sorted(maps.Keys(t.ended)) {
		if t.of(call) == t.of(call, codes.Unimplemented) {
			continue
		}
		out.WriteString("  " + call)
		for _, code := range slices.Sorted(maps.Keys(t.ended[call])) {
			out.WriteString(" " + code.String() + ":" + strconv.Itoa(t.ended[call][code]))
		}
		out.WriteString("\n")
	}
	return out.String()
}
