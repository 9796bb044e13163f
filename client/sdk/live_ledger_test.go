//go:build live

package sdk_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

func TestLiveSubmitAndEvaluate(t *testing.T) {
	t.Parallel()
	id := newID("industry")
	began := time.Now()
	identity := enrolled(t, id)
	t.Logf("enrolled in %v", time.Since(began))
	began = time.Now()
	ledger := open(t, identity)
	t.Logf("opened in %v", time.Since(began))

	began = time.Now()
	raw, err := ledger.Evaluate(context.Background(), "Version", nil)
	require.NoError(t, err)
	t.Logf("first evaluation in %v", time.Since(began))
	var version struct{ Host, Party, Key string }
	require.NoError(t, json.Unmarshal(raw, &version))
	key, err := identity.KeyHash()
	require.NoError(t, err)
	require.Equal(t, "industry", version.Host)
	require.Equal(t, id, version.Party)
	require.Equal(t, key, version.Key)

	began = time.Now()
	request := newRequest()
	commit, err := ledger.Submit(context.Background(), "RegisterParty", registration(request))
	require.NoError(t, err)
	t.Logf("first transaction in %v", time.Since(began))
	require.Equal(t, client.Valid, commit.Code)
	require.NotZero(t, commit.Block)
	require.Contains(t, string(commit.Answer), id)

	place, err := ledger.Find(context.Background(), commit.Tx)
	require.NoError(t, err)
	require.Equal(t, commit.Place, place)

	_, err = ledger.Evaluate(context.Background(), "GetParty", encoded(membership.GetParty{ID: id}))
	require.NoError(t, err)
}

func TestLiveRefusalArrives(t *testing.T) {
	t.Parallel()
	ledger := member(t, "academia")
	_, err := ledger.Submit(context.Background(), "RegisterParty", registration(newRequest()))
	require.ErrorIs(t, err, &refusal.Error{Code: refusal.IDTaken})

	_, err = ledger.Evaluate(context.Background(), "GetParty", encoded(membership.GetParty{ID: "nobody@academia"}))
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, refusal.UnknownRecord, denied.Code)
	require.Equal(t, "nobody@academia", denied.Params["id"])
}

func TestLiveFindUnknown(t *testing.T) {
	t.Parallel()
	ledger := member(t, "association")
	_, err := ledger.Find(context.Background(), strings.Repeat("0", 64))
	require.ErrorIs(t, err, client.ErrNotFound)
}

// Two transactions that write what both have read: one takes effect.
func TestLiveConflict(t *testing.T) {
	t.Parallel()
	ledger := member(t, "industry")
	results := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := ledger.Submit(context.Background(), "AddAuthority", newAuthority(newRequest(), 1))
			results <- err
		}()
	}
	var lost error
	for range 2 {
		if err := <-results; err != nil {
			require.NoError(t, lost, "both failed")
			lost = err
		}
	}
	require.Error(t, lost)
	var fault *client.Fault
	var denied *refusal.Error
	switch {
	case isFault(lost, &fault):
		require.Equal(t, client.Conflict, fault.Kind, "%v", fault)
		require.NotEmpty(t, fault.Tx)
	default:
		require.ErrorAs(t, lost, &denied)
		require.Equal(t, refusal.AuthorityExists, denied.Code)
	}
	t.Log(lost)
}

func TestLiveContextEnds(t *testing.T) {
	ledger := member(t, "industry")
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(60*time.Millisecond, cancel)
	began := time.Now()
	_, err := ledger.Submit(ctx, "AddAuthority", newAuthority(newRequest(), 1))
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(began), time.Second)
}

func TestLiveEnrollLeavesNothing(t *testing.T) {
	id, folder := newID("industry"), t.TempDir()
	secret := registered(t, id)
	t.Setenv("TMPDIR", folder)
	began := time.Now()
	identity, err := sdk.Enroll(context.Background(), settings("industry").Connection, "industry", id, secret)
	require.NoError(t, err)
	t.Logf("enrolled in %v", time.Since(began))
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left)
	_, err = tls.X509KeyPair(identity.Certificate, identity.Key)
	require.NoError(t, err)
}

func TestLiveEnrollRefused(t *testing.T) {
	t.Parallel()
	id := newID("industry")
	registered(t, id)
	for name, c := range map[string]struct{ id, secret string }{
		"fail/wrong secret": {id, "wrong"},
		"fail/unknown id":   {newID("industry"), "whatever"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sdk.Enroll(context.Background(), settings("industry").Connection, "industry", c.id, c.secret)
			require.ErrorIs(t, err, client.ErrNotAuthenticated)
		})
	}
	t.Run("fail/no such authority", func(t *testing.T) {
		_, err := sdk.Enroll(context.Background(), profileElsewhere(t), "industry", id, "whatever")
		var fault *client.Fault
		require.ErrorAs(t, err, &fault)
		require.Equal(t, client.Connect, fault.Phase)
	})
}

// profileElsewhere is a connection profile whose addresses nobody listens on.
func profileElsewhere(t *testing.T) string {
	raw, err := os.ReadFile(settings("industry").Connection)
	require.NoError(t, err)
	path := t.TempDir() + "/connection.yaml"
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(raw), "127.0.0.1:"+basePort[:2], "127.0.0.1:1")), 0o600))
	return path
}

// A certificate that no host's authority issued: everything is refused for good.
func TestLiveStranger(t *testing.T) {
	t.Parallel()
	identity := enrolled(t, newID("industry"))
	identity.MSP = "academia" // which did not issue it
	ledger := open(t, identity)
	var fault *client.Fault
	_, err := ledger.Submit(context.Background(), "RegisterParty", registration(newRequest()))
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Failed, fault.Kind, "%v", err)
	_, err = ledger.Evaluate(context.Background(), "Version", nil)
	require.ErrorAs(t, err, &fault)
	require.Equal(t, client.Failed, fault.Kind, "%v", err)
	t.Log(err)
}

func TestLiveLatency(t *testing.T) {
	ledger := member(t, "industry")
	const rounds = 20
	var total time.Duration
	behind := 0
	for i := 0; i < rounds; {
		began := time.Now()
		_, err := ledger.Submit(context.Background(), "AddAuthority", newAuthority(newRequest(), 100+i))
		var fault *client.Fault
		if isFault(err, &fault) && fault.Kind == client.Conflict {
			behind++ // the other peer had not committed the last one yet
			continue
		}
		require.NoError(t, err)
		total += time.Since(began)
		i++
	}
	t.Logf("Submit: %v each, a peer was behind %d times", total/rounds, behind)
	began := time.Now()
	for range rounds * 10 {
		_, err := ledger.Evaluate(context.Background(), "Version", nil)
		require.NoError(t, err)
	}
	t.Logf("Evaluate: %v each", time.Since(began)/(rounds*10))
}
