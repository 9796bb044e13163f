package gateway

import (
	"context"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

var (
	gone          = func() *fakePeer { return nil }
	well          = func() *fakePeer { return &fakePeer{} }
	chaincodeDown = func() *fakePeer { return &fakePeer{says: notLaunched} }
	refuses       = func() *fakePeer { return &fakePeer{says: taken.Error()} }
	rushed        = func() *fakePeer { return &fakePeer{gone: status.Error(codes.Unknown, crowded)} }
	rejects       = func() *fakePeer { return &fakePeer{gone: status.Error(codes.Unknown, late)} }
)

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// requireFault wants a fault of a kind, or no error for the empty kind.
func requireFault(t *testing.T, kind client.FaultKind, err error) *client.Fault {
	t.Helper()
	if kind == "" {
		require.NoError(t, err)
		return nil
	}
	var fault *client.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, kind, fault.Kind, "%v", err)
	return fault
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		own, other   func() *fakePeer
		kind         client.FaultKind // of the error, empty for none
		refused      bool
		others, owns int32 // questions that reach them
	}{
		"ok/own peer":           {own: well, other: well, owns: 1},
		"ok/own peer gone":      {own: gone, other: well, others: 1},
		"ok/own chaincode down": {own: chaincodeDown, other: well, owns: 1, others: 1},
		"ok/own peer too busy":  {own: rushed, other: well, others: 1},
		"ok/refused":            {own: refuses, other: well, owns: 1, refused: true},
		"fail/all gone":         {own: gone, other: gone, kind: client.Unavailable},
		"fail/one too busy":     {own: gone, other: rushed, kind: client.Busy},
		"fail/one rejects":      {own: rushed, other: rejects, kind: client.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own, other := row.own(), row.other()
			got, err := openFakes(t, own, other).Evaluate(within(t), "GetParty", []byte("{}"))
			if row.refused {
				require.ErrorIs(t, err, taken)
				require.NotErrorAs(t, err, new(*client.Fault))
			} else if requireFault(t, row.kind, err) == nil {
				require.Equal(t, "GetParty", string(got))
			}
			if own != nil {
				require.Equal(t, row.owns, own.asked.Load())
			}
			if other != nil {
				require.Equal(t, row.others, other.asked.Load())
			}
		})
	}
}

// A peer that failed is left alone, and the own host's is asked again when its
// time is over.
func TestEvaluateComesBack(t *testing.T) {
	t.Parallel()
	own, other := chaincodeDown(), well()
	ledger := openFakes(t, own, other)
	for range 3 {
		_, err := ledger.Evaluate(within(t), "GetParty", nil)
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, own.asked.Load())
	require.EqualValues(t, 3, other.asked.Load())
	ledger.peers.MarkHealthy(ledger.peers.Own()[0])
	_, err := ledger.Evaluate(within(t), "GetParty", nil)
	require.NoError(t, err)
	require.EqualValues(t, 2, own.asked.Load())
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	const first = "failed to endorse transaction, see attached details for more info"
	refusing := func() *fakePeer {
		return &fakePeer{says: taken.Error(), unendorsed: detailed(codes.Aborted, first, "chaincode response 500, "+taken.Error())}
	}
	unendorsed := func(code codes.Code, message string, details ...string) func() *fakePeer {
		return func() *fakePeer { return &fakePeer{unendorsed: detailed(code, message, details...)} }
	}
	unordered := func(code codes.Code, message string) func() *fakePeer {
		return func() *fakePeer { return &fakePeer{unordered: detailed(code, message)} }
	}
	committed := func(code peer.TxValidationCode) func() *fakePeer {
		return func() *fakePeer { return &fakePeer{code: code} }
	}
	for name, row := range map[string]struct {
		own, other func() *fakePeer
		kind       client.FaultKind // of the error, empty for none
		phase      client.Phase
		code       string
		refused    bool
	}{
		"ok/own peer":                 {own: well, other: well},
		"ok/own peer gone":            {own: gone, other: well},
		"ok/own chaincode down":       {own: unendorsed(codes.Aborted, first, notLaunched), other: well},
		"ok/own gateway too busy":     {own: unendorsed(codes.Unknown, crowded), other: well},
		"ok/own gateway cannot order": {own: unordered(codes.Unavailable, "no orderer nodes available"), other: well},
		"ok/refused by both":          {own: refusing, other: refuses, refused: true},
		"ok/refused, others gone":     {own: refusing, other: gone, refused: true},
		"fail/refused by one": {
			own: refusing, other: well, kind: client.Conflict, phase: client.Propose,
		},
		"fail/refused for another reason": {
			own:   refusing,
			other: func() *fakePeer { return &fakePeer{says: (&refusal.Error{Code: refusal.SealStale}).Error()} },
			kind:  client.Conflict, phase: client.Propose,
		},
		"fail/divided":  {own: unendorsed(codes.Aborted, "failed to collect", mismatch), other: well, kind: client.Conflict, phase: client.Propose},
		"fail/all gone": {own: gone, other: gone, kind: client.Unavailable, phase: client.Propose},
		"fail/too busy": {own: gone, other: unendorsed(codes.Unknown, crowded), kind: client.Busy, phase: client.Propose},
		"fail/rejected": {own: gone, other: unendorsed(codes.PermissionDenied, "access denied"), kind: client.Failed, phase: client.Propose},
		"fail/turned down": {
			own: unordered(codes.ResourceExhausted, "trying to send message larger than max"), other: gone,
			kind: client.Failed, phase: client.Order,
		},
		"fail/no orderers": {
			own: unordered(codes.Unavailable, "no orderer nodes available"), other: gone,
			kind: client.Unavailable, phase: client.Order,
		},
		"fail/conflict":       {own: committed(peer.TxValidationCode_MVCC_READ_CONFLICT), other: well, kind: client.Conflict, phase: client.Wait, code: "MVCC_READ_CONFLICT"},
		"fail/phantom":        {own: committed(peer.TxValidationCode_PHANTOM_READ_CONFLICT), other: well, kind: client.Conflict, phase: client.Wait, code: "PHANTOM_READ_CONFLICT"},
		"fail/policy":         {own: committed(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE), other: well, kind: client.Failed, phase: client.Wait, code: "ENDORSEMENT_POLICY_FAILURE"},
		"fail/nobody reports": {own: func() *fakePeer { return &fakePeer{silent: true} }, other: gone, kind: client.Unknown, phase: client.Wait},
		"fail/maybe, silent": {
			own: func() *fakePeer {
				return &fakePeer{silent: true, unordered: detailed(codes.Unavailable, "no orderers could successfully process transaction")}
			},
			other: gone, kind: client.Unknown, phase: client.Wait,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			commit, err := openFakes(t, row.own(), row.other()).Submit(within(t), "Decide", []byte("{}"))
			if row.refused {
				require.ErrorIs(t, err, taken)
				require.NotErrorAs(t, err, new(*client.Fault))
				return
			}
			fault := requireFault(t, row.kind, err)
			if fault == nil {
				require.Equal(t, "the answer", string(commit.Answer))
				require.Equal(t, client.Place{Tx: commit.Tx, Block: 7, Code: client.Valid}, commit.Place)
				require.Len(t, commit.Tx, 64)
				return
			}
			require.Equal(t, row.phase, fault.Phase)
			require.Equal(t, row.code, fault.Code)
			require.Equal(t, row.phase != client.Propose, fault.Tx != "")
			require.NotErrorAs(t, err, new(*refusal.Error))
		})
	}
}

// A commit that no gateway reports is looked for; so is one that is reported as
// the duplicate of the same transaction sent before.
func TestSubmitFound(t *testing.T) {
	t.Parallel()
	for name, own := range map[string]*fakePeer{
		"ok/nobody reports": {silent: true, finds: true},
		"ok/a duplicate":    {code: peer.TxValidationCode_DUPLICATE_TXID, finds: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			commit, err := openFakes(t, own, well()).Submit(within(t), "Decide", nil)
			require.NoError(t, err)
			require.Equal(t, client.Place{Tx: commit.Tx, Block: 1, Code: client.Valid}, commit.Place)
		})
	}
}

func TestSubmitGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := openFakes(t, well(), well()).Submit(ctx, "Decide", nil)
	requireFault(t, client.Unavailable, err)
	require.ErrorIs(t, err, context.Canceled)
}

func TestFind(t *testing.T) {
	t.Parallel()
	ledger := openFakes(t, well(), well())
	_, err := ledger.Find(within(t), "00")
	require.ErrorIs(t, err, client.ErrNotFound)
	_, err = openFakes(t, gone(), gone()).Find(within(t), "00")
	requireFault(t, client.Unavailable, err)
}

func TestOpen(t *testing.T) {
	t.Parallel()
	settings, identity := fakes(t, well())
	certificate, _ := certified(t, "another")
	for name, change := range map[string]func(*Settings, *client.Identity){
		"fail/another's key":    func(_ *Settings, i *client.Identity) { i.Certificate = certificate },
		"fail/no certificate":   func(_ *Settings, i *client.Identity) { i.Certificate = nil },
		"fail/no such TLS root": func(s *Settings, _ *client.Identity) { s.Peers[0].TLSRoot = "nowhere.pem" },
		"fail/TLS root no certificate": func(s *Settings, _ *client.Identity) {
			s.Peers[0].TLSRoot = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
		},
		"fail/TLS root no PEM": func(s *Settings, _ *client.Identity) { s.Peers[0].TLSRoot = "ledger_test.go" },
	} {
		t.Run(name, func(t *testing.T) {
			changed, other := settings, identity
			changed.Peers = append([]Endpoint{}, settings.Peers...)
			change(&changed, &other)
			_, err := Open(changed, other)
			require.Error(t, err)
		})
	}
	t.Run("fail/another's name in its certificate", func(t *testing.T) {
		settings.Peers[0].ServerName = "peer.academia"
		peers, err := OpenPeers(settings, identity)
		require.NoError(t, err)
		defer func() { require.NoError(t, closeAll(peers)) }()
		_, err = peers[0].Ask(within(t), "GetParty", nil)
		requireFault(t, client.Unavailable, err)
		require.ErrorContains(t, err, "peer.academia")
	})
}

// A gateway that is late because it waits for another peer is not left alone for
// it; a peer that does not answer at all is.
func TestLate(t *testing.T) {
	t.Parallel()
	for name, hangs := range map[string]bool{"ok/waits for another": false, "fail/hangs": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ledger := openFakes(t, &fakePeer{late: true, hangs: hangs}, well())
			own := ledger.peers.Own()[0]
			own.limit = 500 * time.Millisecond // in which a busy machine answers
			_, err := ledger.Submit(within(t), "Decide", nil)
			require.NoError(t, err)
			require.Never(t, func() bool { return hangs && ledger.peers.Healthy(own) }, 300*time.Millisecond, 10*time.Millisecond)
			require.Eventually(t, func() bool { return hangs || ledger.peers.Healthy(own) }, 20*time.Second, 10*time.Millisecond)
		})
	}
}
