//go:build live

package sdk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// again enrolls another key for an id that is registered, as the host's
// certificate authority lets whoever has the secret, and as a dishonest
// authority could do without.
func again(t *testing.T, id string) client.Identity {
	t.Helper()
	_, host, _ := strings.Cut(id, "@")
	out, err := network("register", id, "--reset")
	require.NoError(t, err, "%s", out)
	identity, err := sdk.Enroll(t.Context(), settings(host).Connection, host, id, strings.TrimSpace(string(out)))
	require.NoError(t, err)
	return identity
}

// A certificate that names a party is not enough: the ledger knows its key.
func TestLiveMintedCertificate(t *testing.T) {
	t.Parallel()
	id := newID("industry")
	owner := client.New(open(t, enrolled(t, id)))
	_, err := owner.Submit(t.Context(), newParty(""))
	require.NoError(t, err)
	thief := client.New(open(t, again(t, id)))
	for name, forged := range map[string]membership.Transaction{
		"another key":         membership.AddAuthority{Request: newRequest(), Host: "industry", Key: strings.Repeat("1", 64), Role: membership.Officer},
		"the party once more": newParty(""),
		"recovery unasked":    membership.CompleteRecovery{Request: newRequest()},
	} {
		_, err := thief.Submit(t.Context(), forged)
		var denied *refusal.Error
		require.ErrorAs(t, err, &denied, name)
		require.Contains(t, []refusal.Code{refusal.UnknownKey, refusal.IDTaken, refusal.NoRecovery}, denied.Code, name)
	}
	_, err = owner.Submit(t.Context(), membership.AskRecovery{Request: newRequest(), Party: id, Key: strings.Repeat("2", 64)})
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, refusal.NoOperatorAttribute, denied.Code)
}

func newParty(recovery form.Duration) membership.RegisterParty {
	return membership.RegisterParty{
		Request: newRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "A Party of the Tests"}, Recovery: recovery,
	}
}

// A party that has lost its key gets a new one through its host's operator, after
// the delay that it chose, and not before.
func TestLiveRecovery(t *testing.T) {
	t.Parallel()
	id := newID("academia")
	_, err := client.New(open(t, enrolled(t, id))).Submit(t.Context(), newParty("PT10S"))
	require.NoError(t, err)
	found := again(t, id)
	hash, err := found.KeyHash()
	require.NoError(t, err)

	operatorID := newID("academia")
	out, err := network("register", operatorID, "--operator")
	require.NoError(t, err, "%s", out)
	identity, err := sdk.Enroll(t.Context(), settings("academia").Connection, "academia", operatorID, strings.TrimSpace(string(out)))
	require.NoError(t, err)
	asked, err := client.New(open(t, identity)).Submit(t.Context(), membership.AskRecovery{Request: newRequest(), Party: id, Key: hash})
	require.NoError(t, err)

	recovered := client.New(open(t, found))
	require.NoError(t, recovered.Await(t.Context(), asked.Tx))
	confirmed, err := recovered.Submit(t.Context(), membership.CompleteRecovery{Request: newRequest()})
	require.NoError(t, err)
	require.Equal(t, membership.RecoveryBegun, confirmed.Event.Type)
	require.NoError(t, recovered.Await(t.Context(), confirmed.Tx))
	_, err = recovered.Submit(t.Context(), membership.CompleteRecovery{Request: newRequest()})
	var denied *refusal.Error
	require.ErrorAs(t, err, &denied)
	require.Equal(t, refusal.RecoveryPending, denied.Code)
	time.Sleep(20 * time.Second) // the delay itself, twice: there is nothing to wait for but the clock
	_, err = recovered.Submit(t.Context(), membership.CompleteRecovery{Request: newRequest()})
	require.NoError(t, err)
	_, err = recovered.Submit(t.Context(), membership.AddAuthority{Request: newRequest(), Host: "academia", Key: strings.Repeat("3", 64), Role: membership.Officer})
	require.NoError(t, err)
}
