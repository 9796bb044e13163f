package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// port checks each promise of client.Ledger by itself.
func (s suite) port(t *testing.T) {
	one := s.connect(t, "port", 0)
	register := encode(t, registration(one.id))
	t.Run("ok/submit commits and tells where", func(t *testing.T) {
		commit, err := one.ledger.Submit(testContext(t), "RegisterParty", register)
		require.NoError(t, err)
		require.Equal(t, client.Valid, commit.Code)
		require.NotZero(t, commit.Block)
		place, err := one.ledger.Find(testContext(t), commit.Tx)
		require.NoError(t, err)
		require.Equal(t, commit.Place, place)
	})
	t.Run("ok/what was committed is seen", func(t *testing.T) {
		party, err := client.Ask(testContext(t), one.Client, membership.GetParty{ID: one.id})
		require.NoError(t, err)
		require.Equal(t, one.id, party.ID)
	})
	t.Run("ok/a request sent again answers with its first time", func(t *testing.T) {
		commit, err := one.ledger.Submit(testContext(t), "RegisterParty", register)
		require.NoError(t, err)
		var event membership.Event
		require.NoError(t, json.Unmarshal(commit.Answer, &event))
		require.NotEqual(t, commit.Tx, event.Tx)
	})
	t.Run("ok/evaluate writes nothing", func(t *testing.T) {
		two := s.connect(t, "port-evaluate", 1)
		_, err := two.Try(testContext(t), registration(two.id))
		require.NoError(t, err)
		_, err = client.Ask(testContext(t), two.Client, membership.GetParty{ID: two.id})
		requireCode(t, refusal.UnknownRecord, err)
	})
	t.Run("ok/several calls at once", func(t *testing.T) { s.portAtOnce(t, one) })
	t.Run("fail/a transaction that is nowhere", func(t *testing.T) {
		_, err := one.ledger.Find(testContext(t), strings.Repeat("0", 64))
		require.ErrorIs(t, err, client.ErrNotFound)
	})
	t.Run("fail/a call that was given up", func(t *testing.T) { testCanceled(t, one, register) })
	s.portRefusals(t, one)
}

// testCanceled wants a fault of who gave up before the call: nothing was sent, and nobody is
// in doubt about it.
func testCanceled(t *testing.T, one member, register []byte) {
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	for name, call := range map[string]func() error{
		"submit":   func() error { _, err := one.ledger.Submit(ctx, "RegisterParty", register); return err },
		"evaluate": func() error { _, err := one.ledger.Evaluate(ctx, "RegisterParty", register); return err },
		"find":     func() error { _, err := one.ledger.Find(ctx, strings.Repeat("0", 64)); return err },
		"locate":   func() error { _, err := one.ledger.Locate(ctx, strings.Repeat("0", 64)); return err },
	} {
		err := call()
		var fault *client.Fault
		require.ErrorAs(t, err, &fault, name)
		require.NotEqual(t, client.Unknown, fault.Kind, name)
		require.NotErrorIs(t, err, client.ErrNotFound, name)
		require.NotErrorAs(t, err, new(*refusal.Error), name)
	}
}

// portRefusals checks that the code of a refusal arrives on every way, with its
// parameters.
func (s suite) portRefusals(t *testing.T, one member) {
	again := registration(one.id)
	long := registration(one.id)
	long.Names = form.Names{"en": strings.Repeat("x", form.MaxName+1)}
	for name, refused := range map[string]struct {
		transaction string
		argument    []byte
		code        refusal.Code
	}{
		"fail/refused by the state":   {"RegisterParty", encode(t, again), refusal.IDTaken},
		"fail/refused by its form":    {"RegisterParty", encode(t, long), refusal.TooLong},
		"fail/unknown field":          {"RegisterParty", []byte(`{"colour":"red"}`), refusal.UnknownField},
		"fail/not JSON":               {"RegisterParty", []byte(`{`), refusal.Malformed},
		"fail/unknown transaction":    {"Abolish", []byte(`{}`), refusal.UnknownTransaction},
		"fail/an argument of 1 MB":    {"RegisterParty", []byte(`{"request":"` + strings.Repeat("x", 1<<20) + `"}`), refusal.TooLarge},
		"fail/a question about no id": {"GetParty", []byte(`{"id":"nobody"}`), refusal.BadID},
	} {
		t.Run(name, func(t *testing.T) {
			_, submitted := one.ledger.Submit(testContext(t), refused.transaction, refused.argument)
			requireCode(t, refused.code, submitted)
			_, evaluated := one.ledger.Evaluate(testContext(t), refused.transaction, refused.argument)
			requireCode(t, refused.code, evaluated)
		})
	}
	t.Run("ok/parameters of a refusal", func(t *testing.T) {
		_, err := one.Submit(testContext(t), again)
		var denied *refusal.Error
		require.ErrorAs(t, err, &denied)
		require.Equal(t, map[string]string{"id": one.id}, denied.Params)
	})
}

// portAtOnce adds one key twice at the same moment: one takes effect; the other
// is a conflict, or came so late that it is refused.
func (s suite) portAtOnce(t *testing.T, one member) {
	key := strings.Repeat("ab", 32)
	results := make(chan error, 2)
	for range 2 {
		go func() {
			argument, err := json.Marshal(membership.AddAuthority{
				Request: client.NewRequest(), Host: "elsewhere", Key: key, Role: membership.Delegate,
			})
			if err == nil {
				_, err = one.ledger.Submit(testContext(t), "AddAuthority", argument)
			}
			results <- err
		}()
	}
	first, second := <-results, <-results
	if first != nil {
		first, second = second, first
	}
	require.NoError(t, first)
	require.Error(t, second)
	var fault *client.Fault
	if errors.As(second, &fault) {
		require.Equal(t, client.Conflict, fault.Kind)
		return
	}
	requireCode(t, refusal.AuthorityExists, second)
}

func encode(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

func requireCode(t *testing.T, code refusal.Code, err error) {
	t.Helper()
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, code, denied.Code)
}
