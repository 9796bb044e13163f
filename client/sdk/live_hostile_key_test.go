//go:build live

package sdk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Who has a host's certificate authority makes any certificate, and still cannot
// act for a party that registered its own key, nor in another host's name space.
func TestLiveHostileKeys(t *testing.T) {
	victim, other := entered(t, "industry"), entered(t, "industry")
	alliance := foundedBy(t, victim, other, entered(t, "academia"))
	_, proposal := joining(t, alliance)
	as := func(host, party string) actor {
		return acting(t, party, minted(t, host, newPrivateKey(t), map[string]string{membership.PartyAttribute: party}))
	}
	newcomer := newID("industry")
	lent := minted(t, "industry", privateKey(t, other.Identity), map[string]string{membership.PartyAttribute: victim.id})
	abroad := minted(t, "academia", privateKey(t, victim.Identity), map[string]string{membership.PartyAttribute: victim.id})
	operator := map[string]string{membership.OperatorAttribute: "true"}
	stranger := entered(t, "academia")

	vote, officer := voting(proposal, charter.For), membership.AddAuthority{
		Request: newRequest(), Host: "industry", Key: keyHash(t, minted(t, "industry", newPrivateKey(t), nil)), Role: membership.Officer,
	}
	leave := membership.Leave{Request: newRequest(), Alliance: alliance}
	recovery := membership.AskRecovery{Request: newRequest(), Party: victim.id, Key: officer.Key}
	tests := map[string]struct {
		caller      actor
		transaction membership.Transaction
		code        refusal.Code
	}{
		"fail/another party's key votes":            {acting(t, victim.id, lent), vote, refusal.UnknownKey},
		"fail/another party's key leaves":           {acting(t, victim.id, lent), leave, refusal.UnknownKey},
		"fail/a key nobody registered votes":        {as("industry", victim.id), vote, refusal.UnknownKey},
		"fail/a key nobody registered adds another": {as("industry", victim.id), officer, refusal.UnknownKey},
		"fail/a key nobody registered rotates": {
			as("industry", victim.id), membership.RotateAuthority{Request: newRequest(), Host: "industry", Key: officer.Key}, refusal.UnknownKey,
		},
		"fail/a minted officer registers again":         {as("industry", victim.id), newParty(""), refusal.IDTaken},
		"fail/a minted officer completes a recovery":    {as("industry", victim.id), membership.CompleteRecovery{Request: newRequest()}, refusal.NoRecovery},
		"fail/a minted officer vetoes":                  {as("industry", victim.id), membership.VetoRecovery{Request: newRequest()}, refusal.UnknownKey},
		"fail/a minted officer of an alliance":          {as("industry", alliance), leave, refusal.UnknownKey},
		"fail/a party acts for an alliance unasked":     {victim, membership.Leave{Request: newRequest(), As: alliance, Alliance: alliance}, refusal.NoMandate},
		"fail/the same key, certified by another host":  {acting(t, victim.id, abroad), vote, refusal.UnknownKey},
		"fail/another host's authority":                 {as("academia", victim.id), vote, refusal.UnknownKey},
		"fail/a new party in another host's name space": {as("academia", newcomer), newParty(""), refusal.ForeignHost},
		"fail/no attribute":                             {acting(t, "", minted(t, "industry", newPrivateKey(t), nil)), newParty(""), refusal.NoPartyAttribute},
		"fail/an attribute with U+0000":                 {as("industry", "a\x00b@industry"), newParty(""), refusal.BadID},
		"fail/an attribute like a host's sender":        {as("industry", "host:industry"), newParty(""), refusal.BadID},
		"fail/a party asks for a recovery":              {victim, recovery, refusal.NoOperatorAttribute},
		"fail/another host's operator": {
			acting(t, "", minted(t, "academia", newPrivateKey(t), operator)), recovery, refusal.NotHosted,
		},
		"fail/an operator acts for a party": {
			acting(t, "", minted(t, "industry", newPrivateKey(t), operator)), vote, refusal.NoPartyAttribute,
		},
		"fail/a party that is no member votes": {stranger, vote, refusal.NotAMember},
	}
	unchanged(t, victim.ledger, func() {
		for name, c := range tests {
			t.Run(name, func(t *testing.T) { c.caller.refused(t, c.code, c.transaction) })
		}
	})
	t.Run("ok/the victim itself", func(t *testing.T) { victim.does(t, vote) })
}

func keyHash(t *testing.T, identity client.Identity) string {
	t.Helper()
	hash, err := identity.KeyHash()
	require.NoError(t, err)
	return hash
}
