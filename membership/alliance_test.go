package membership_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

func TestFoundAndConsent(t *testing.T) {
	t.Parallel()
	c := chartertest.Basic(2, "P7D", true)
	w := populated(t)

	event := w.must(as(cisco), founding(c, cisco, cas, forum))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.AllianceFounded, Tx: w.stamp().Tx, Time: w.now, Request: "found",
		By: cisco, Party: cisco, Alliance: zgc, Status: "forming",
	}, event)
	alliance := membership.Alliance{
		Schema: 1, ID: zgc, Names: form.Names{"zh": "中关村", "en": "Zhongguancun"}, Sector: "computing", Scope: "national",
		Jurisdiction: "CN", Founders: []string{cisco, cas, forum}, Status: membership.Forming, Charter: 1,
		CharterDigest: digestOf(t, c), Founded: w.stamp(),
	}
	require.Equal(t, alliance, ask(w, membership.GetAlliance{ID: zgc}))
	version := membership.CharterVersion{
		Schema: 1, Alliance: zgc, Version: 1, Digest: digestOf(t, c), Charter: c, Adopted: w.stamp(),
	}
	require.Equal(t, version, ask(w, membership.GetCharter{Alliance: zgc}))
	require.Equal(t, version, ask(w, membership.GetCharter{Alliance: zgc, Version: 1}))
	consents := ask(w, membership.ListConsents{Alliance: zgc})
	require.Len(t, consents.Given, 1)
	require.Equal(t, []string{cas, forum}, consents.Missing)
	require.Empty(t, ask(w, membership.GetRoster{Alliance: zgc}).Members)

	event = w.must(as(cas), consenting(t, c))
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.ConsentGiven, Tx: w.stamp().Tx, Time: w.now, Request: "consent",
		By: cas, Party: cas, Alliance: zgc, Status: "forming",
	}, event)
	require.Equal(t, alliance, ask(w, membership.GetAlliance{ID: zgc}), "a consent that opens nothing leaves the alliance as it is")

	event = w.must(as(forum), consenting(t, c))
	require.Equal(t, membership.AllianceOpened, event.Type)
	require.Equal(t, "open", event.Status)
	stamp := w.stamp()
	alliance.Status, alliance.Opened = membership.Open, &stamp
	require.Equal(t, alliance, ask(w, membership.GetAlliance{ID: zgc}))
	require.Equal(t, []membership.Alliance{alliance}, ask(w, membership.ListAlliances{}).Alliances)

	roster := ask(w, membership.GetRoster{Alliance: zgc})
	require.Len(t, roster.Members, 3)
	for _, member := range roster.Members {
		require.Equal(t, membership.Membership{
			Schema: 1, Alliance: zgc, Party: member.Membership.Party, State: charter.Active, Class: "full", Version: 1,
			Periods: []membership.Period{{Class: "full", State: charter.Active, From: stamp}}, Written: stamp,
		}, member.Membership.Recorded())
		require.Equal(t, chartertest.En("The "+member.Membership.Party), member.Names)
	}
	require.Equal(t, membership.EpochAndSeal{
		Epoch: membership.Epoch{Schema: 1, Alliance: zgc, Number: 1, Began: stamp},
		Seal: membership.Seal{
			Schema: 1, Alliance: zgc, Active: 3, Blocs: []charter.Bloc{{Class: "full", Active: 3}}, By: forum, Stamp: stamp,
			Root: ask(w, membership.GetSeal{Alliance: zgc}).Root,
		},
	}, ask(w, membership.GetEpoch{Alliance: zgc}), "the founding is epoch 0, and sealed")
	consents = ask(w, membership.ListConsents{Alliance: zgc})
	require.Len(t, consents.Given, 3)
	require.Empty(t, consents.Missing)
	require.Equal(t, membership.Given{Schema: 1, Alliance: zgc, Party: forum, Charter: digestOf(t, c), Founding: alliance.Founded.Tx, Stamp: stamp}, consents.Given[2])
}

// Who founds alone needs nobody's consent: the alliance opens at once.
func TestFoundAlone(t *testing.T) {
	t.Parallel()
	w := populated(t)
	event := w.must(as(cisco), founding(chartertest.Basic(1, "PT1H", true), cisco))
	require.Equal(t, membership.AllianceOpened, event.Type)
	require.Len(t, ask(w, membership.GetRoster{Alliance: zgc}).Members, 1)
}

// The host of an alliance's id is the caller's, whatever the party's own is.
func TestAllianceBelongsToTheCallersHost(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.must(as(cisco), membership.AddAuthority{Request: "move", Host: "academia", Key: keyOf("moved"), Role: membership.Officer})
	event := w.must(at(with(as(cisco), "moved"), "academia"), founding(chartertest.Basic(1, "PT1H", true), cisco))
	require.Equal(t, "zgc@academia", event.Alliance)
}

// A founding that does not come to an end keeps its slug for ninety days. After that
// others may found an alliance under it, and no consent to the first counts for theirs.
func TestFoundAnew(t *testing.T) {
	t.Parallel()
	c := chartertest.Basic(2, "PT1H", false)
	w := forming(t, c)
	w.must(as(cas), consenting(t, c))
	again := founding(c, acme, cas)
	w.wait(90*24*time.Hour - 3*time.Second)
	w.refused(refusal.IDTaken, as(acme), again)
	w.must(as(acme), again)
	consents := ask(w, membership.ListConsents{Alliance: zgc})
	require.Len(t, consents.Given, 1)
	require.Equal(t, []string{cas}, consents.Missing)
	w.refused(refusal.NotAFounder, as(forum), consenting(t, c))
	w.refused(refusal.IDTaken, as(cisco), membership.FoundAlliance{
		Request: "third", Slug: "zgc", Names: chartertest.En("Third"), Founders: []string{cisco}, Charter: chartertest.Basic(1, "PT1H", false),
	})
	consent := consenting(t, c)
	consent.Request = "anew"
	require.Equal(t, membership.AllianceOpened, w.must(as(cas), consent).Type)
	require.Equal(t, []string{acme, cas}, w.members(""))
}
