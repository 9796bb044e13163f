package client_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// faulty is a ledger in memory on a bad day: each Submit takes the next of its
// moods, and when there are none left it is well.
type faulty struct {
	client.Ledger
	moods     []mood
	submitted int
	// forgets makes Find unable to answer.
	forgets bool
	// crowded is how many more questions find the peers too busy.
	crowded int
}

// mood is what goes wrong in one Submit. A lost one is committed before its
// acknowledgement is lost.
type mood struct {
	fault client.Fault
	lost  bool
}

func (f *faulty) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	f.submitted++
	if len(f.moods) == 0 {
		return f.Ledger.Submit(ctx, name, argument)
	}
	next := f.moods[0]
	f.moods = f.moods[1:]
	if next.lost {
		commit, err := f.Ledger.Submit(ctx, name, argument)
		if err != nil {
			return commit, err
		}
		next.fault.Tx = commit.Tx
	}
	return client.Commit{}, &next.fault
}

func (f *faulty) Find(ctx context.Context, tx string) (client.Place, error) {
	if f.forgets {
		return client.Place{}, &client.Fault{Phase: client.Query, Kind: client.Unavailable}
	}
	return f.Ledger.Find(ctx, tx)
}

func (f *faulty) Locate(ctx context.Context, tx string) (client.Place, error) { return f.Find(ctx, tx) }

func (f *faulty) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	if f.crowded > 0 {
		f.crowded--
		return nil, &busy.fault
	}
	return f.Ledger.Evaluate(ctx, name, argument)
}

func (f *faulty) Height(ctx context.Context) (uint64, error) {
	if f.crowded > 0 {
		f.crowded--
		return 0, &busy.fault
	}
	return f.Ledger.Height(ctx)
}

const party = "cisco@industry"

func newFaulty(moods ...mood) *faulty {
	caller := membership.Caller{MSP: "industry", Key: strings.Repeat("a", 64), Party: party}
	return &faulty{Ledger: memory.Open(memledger.New(), caller), moods: moods}
}

func registration() membership.RegisterParty {
	return membership.RegisterParty{Request: "r-1", Kind: charter.Enterprise, Names: form.Names{"en": "Cisco"}}
}

var (
	conflict    = mood{fault: client.Fault{Phase: client.Wait, Kind: client.Conflict, Code: "MVCC_READ_CONFLICT"}}
	unavailable = mood{fault: client.Fault{Phase: client.Propose, Kind: client.Unavailable}}
	failed      = mood{fault: client.Fault{Phase: client.Propose, Kind: client.Failed}}
	outdated    = mood{fault: client.Fault{Phase: client.Wait, Kind: client.Failed, Code: "ENDORSEMENT_POLICY_FAILURE"}}
	busy        = mood{fault: client.Fault{Phase: client.Propose, Kind: client.Busy}}
	nowhere     = mood{fault: client.Fault{Phase: client.Order, Kind: client.Unknown, Tx: strings.Repeat("0", 64)}}
	lost        = mood{fault: client.Fault{Phase: client.Wait, Kind: client.Unknown}, lost: true}
)

func TestSubmit(t *testing.T) {
	for name, row := range map[string]struct {
		moods     []mood
		forgets   bool
		submitted int
		kind      client.FaultKind // of the error, empty for none
	}{
		"ok/at once":                                 {submitted: 1},
		"ok/conflicts are sent again":                {moods: []mood{conflict, conflict}, submitted: 3},
		"ok/unavailable is sent again":               {moods: []mood{unavailable}, submitted: 2},
		"ok/a lost acknowledgement is looked up":     {moods: []mood{lost}, submitted: 1},
		"ok/what never arrived is sent again":        {moods: []mood{nowhere}, submitted: 2},
		"fail/lost, and nobody says where it stands": {moods: []mood{lost}, forgets: true, submitted: 2, kind: client.Unknown},
		"ok/the busy are not counted": {
			moods: []mood{busy, busy, conflict, busy, busy, busy, conflict, busy, conflict}, submitted: 10,
		},
		"ok/hosts came while it was on its way": {moods: []mood{outdated, outdated}, submitted: 3},
		"fail/too few hosts endorse":            {moods: []mood{outdated, outdated, outdated, outdated}, submitted: 4, kind: client.Failed},
		"fail/failed is not sent again":         {moods: []mood{failed}, submitted: 1, kind: client.Failed},
		"fail/too often": {
			moods: []mood{conflict, conflict, conflict, conflict}, submitted: 4, kind: client.Conflict,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ledger := newFaulty(row.moods...)
			ledger.forgets = row.forgets
			c := client.New(ledger, client.WithAttempts(4), client.WithPause(time.Millisecond))
			receipt, err := c.Submit(t.Context(), registration())
			require.Equal(t, row.submitted, ledger.submitted)
			if row.kind != "" {
				var fault *client.Fault
				require.ErrorAs(t, err, &fault)
				require.Equal(t, row.kind, fault.Kind)
				return
			}
			require.NoError(t, err)
			require.Equal(t, client.Valid, receipt.Code)
			require.Equal(t, receipt.Tx, receipt.Event.Tx)
			require.Equal(t, party, receipt.Event.Party)
			require.Equal(t, row.submitted, receipt.Attempts)
			again, err := c.Submit(t.Context(), registration())
			require.NoError(t, err)
			require.True(t, again.Repeated)
			require.Equal(t, receipt.Place, again.Place)
		})
	}
}

func TestSubmitRefused(t *testing.T) {
	ledger := newFaulty(conflict)
	c := client.New(ledger, client.WithPause(time.Millisecond))
	_, err := c.Submit(t.Context(), membership.Leave{Request: "r-1", Alliance: "none@industry"})
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, refusal.UnknownKey, denied.Code)
	require.Equal(t, 2, ledger.submitted, "a refusal is not sent again")
}

func TestSubmitGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ledger := newFaulty(conflict)
	c := client.New(ledger, client.WithPause(time.Hour))
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := c.Submit(ctx, registration())
	require.ErrorIs(t, err, context.Canceled)
	var fault *client.Fault
	require.ErrorAs(t, err, &fault, "what went wrong is not lost")
	require.Equal(t, 1, ledger.submitted)
}

// Questions wait too, while the caller does.
func TestBusy(t *testing.T) {
	ledger := newFaulty()
	c := client.New(ledger, client.WithAttempts(1), client.WithPause(time.Millisecond))
	_, err := c.Submit(t.Context(), registration())
	require.NoError(t, err)

	ledger.crowded = 7
	known, err := client.Ask(t.Context(), c, membership.GetParty{ID: party})
	require.NoError(t, err)
	require.Equal(t, party, known.ID)
	ledger.crowded = 7
	height, err := c.Height(t.Context())
	require.NoError(t, err)
	require.Positive(t, height)

	ledger.crowded = 1 << 30
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = client.Ask(ctx, c, membership.GetParty{ID: party})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var fault *client.Fault
	require.ErrorAs(t, err, &fault, "what it waited for is not lost")
	require.Equal(t, client.Busy, fault.Kind)
}

func TestFault(t *testing.T) {
	cause := errors.New("connection refused")
	fault := &client.Fault{Phase: client.Wait, Kind: client.Conflict, Tx: "12ab", Code: "MVCC_READ_CONFLICT", Err: cause}
	require.EqualError(t, fault, "commit: conflict (MVCC_READ_CONFLICT), transaction 12ab: connection refused")
	require.ErrorIs(t, fault, cause)
	require.True(t, fault.Retryable())
	require.False(t, (&client.Fault{Kind: client.Failed}).Retryable())
}

func TestKeyHashOfWhatIsNoCertificate(t *testing.T) {
	_, err := client.Identity{Certificate: []byte("no")}.KeyHash()
	require.Error(t, err)
	_, err = client.Identity{Certificate: []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}.KeyHash()
	require.Error(t, err)
}

func TestInvalid(t *testing.T) {
	for code, kind := range map[string]client.FaultKind{
		"MVCC_READ_CONFLICT": client.Conflict, "PHANTOM_READ_CONFLICT": client.Conflict,
		"DUPLICATE_TXID": client.Unknown, "ENDORSEMENT_POLICY_FAILURE": client.Failed, "99": client.Failed,
	} {
		t.Run("fail/"+code, func(t *testing.T) {
			var fault *client.Fault
			require.ErrorAs(t, client.Invalid(client.Place{Tx: "a", Block: 7, Code: code}), &fault)
			require.Equal(t, kind, fault.Kind)
			require.Equal(t, client.Wait, fault.Phase)
			require.Equal(t, code, fault.Code)
			require.Equal(t, "a", fault.Tx)
		})
	}
	t.Run("ok/valid", func(t *testing.T) { require.NoError(t, client.Invalid(client.Place{Code: client.Valid})) })
}
