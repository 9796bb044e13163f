package membership_test

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// The parties that the tests speak of: three founders at three hosts, and some
// who are not members yet.
const (
	cisco  = "cisco@industry"
	cas    = "cas@academia"
	forum  = "forum@association"
	acme   = "acme@industry"
	lab    = "lab@academia"
	person = "person@association"
	zgc    = "zgc@industry"
)

func proposing(request string, action charter.Action, subject string) membership.Propose {
	return membership.Propose{Request: request, Alliance: zgc, Action: action, Subject: subject}
}

// propose files a proposal about a member and returns its id.
func (w *world) propose(by string, action charter.Action, subject string) string {
	w.t.Helper()
	w.seal()
	request := fmt.Sprintf("%s-%d", action, w.sent)
	return w.must(as(by), proposing(request, action, subject)).Proposal
}

// votedOn brings a proposal to its decision by votes for.
func (w *world) votedOn(proposal string, voters ...string) membership.Event {
	w.t.Helper()
	for _, voter := range voters {
		w.must(as(voter), endorsing(proposal, charter.For))
	}
	return w.must(as(lab), membership.Decide{Proposal: proposal})
}

// ofFour has an open alliance of four members, by a charter.
func ofFour(t tester, c charter.Charter) *world {
	t.Helper()
	w := populated(t)
	w.must(as(cisco), founding(c, cisco, cas, forum, acme))
	for _, founder := range []string{cas, forum, acme} {
		w.must(as(founder), consenting(t, c))
	}
	return w
}

func digestOf(t tester, c charter.Charter) string {
	digest, err := c.Digest()
	require.NoError(t, err)
	return digest
}

func registration(party string, kind charter.Kind) membership.RegisterParty {
	return membership.RegisterParty{Request: "register", Kind: kind, Names: chartertest.En("The " + party)}
}

func founding(c charter.Charter, founders ...string) membership.FoundAlliance {
	return membership.FoundAlliance{
		Request: "found", Slug: "zgc", Names: form.Names{"zh": "中关村", "en": "Zhongguancun"}, Sector: "computing",
		Scope: "national", Jurisdiction: "CN", Founders: founders, Charter: c,
	}
}

func consenting(t tester, c charter.Charter) membership.Consent {
	return membership.Consent{Request: "consent", Alliance: zgc, Charter: digestOf(t, c)}
}

func joining(request string) membership.Join {
	return membership.Join{Request: request, Alliance: zgc, Class: "full"}
}

func endorsing(proposal string, position charter.Position) membership.Endorse {
	return membership.Endorse{Request: "endorse-" + proposal, Proposal: proposal, Position: position}
}

// populated has the parties, and no alliance.
func populated(t tester) *world {
	t.Helper()
	w := newWorld(t)
	populate(w)
	return w
}

// populate registers the parties.
func populate(w *world) {
	for _, p := range []struct {
		id   string
		kind charter.Kind
	}{
		{cisco, charter.Enterprise},
		{cas, charter.Academic},
		{forum, charter.Association},
		{acme, charter.Enterprise},
		{lab, charter.Academic},
		{person, charter.Individual},
	} {
		w.must(as(p.id), registration(p.id, p.kind))
	}
}

// forming has an alliance of three founders, of which the first has consented.
func forming(t tester, c charter.Charter) *world {
	t.Helper()
	w := populated(t)
	w.must(as(cisco), founding(c, cisco, cas, forum))
	return w
}

// opened has an open alliance of three members; two votes admit within an hour.
func opened(t tester, early bool) *world {
	t.Helper()
	return openedBy(t, chartertest.Basic(2, "PT1H", early))
}

// openedBy has an open alliance of three members by a charter.
func openedBy(t tester, c charter.Charter) *world {
	t.Helper()
	w := forming(t, c)
	w.must(as(cas), consenting(t, c))
	w.must(as(forum), consenting(t, c))
	return w
}

// seal closes and seals what has changed: nobody votes by an old roster.
func (w *world) seal() {
	w.t.Helper()
	for {
		now := ask(w, membership.GetEpoch{Alliance: zgc})
		if next := now.Seal.Epoch + 1; next < now.Epoch.Number {
			w.must(as(acme), membership.SealEpoch{Alliance: zgc, Epoch: next})
			continue
		}
		_, err := w.apply(as(acme), membership.CloseEpoch{Alliance: zgc, Epoch: now.Epoch.Number})
		if err != nil {
			requireCode(w.t, refusal.EpochEmpty, err)
			return
		}
	}
}

// join files a join and returns its proposal.
func (w *world) join(party, request string) string {
	w.t.Helper()
	w.seal()
	event := w.must(as(party), joining(request))
	require.Equal(w.t, membership.ProposalID(party, request), event.Proposal)
	return event.Proposal
}

// admit brings a party through a whole join.
func (w *world) admit(party, request string) string {
	w.t.Helper()
	proposal := w.join(party, request)
	w.must(as(cisco), endorsing(proposal, charter.For))
	w.must(as(cas), endorsing(proposal, charter.For))
	w.wait(time.Hour)
	w.must(as(party), membership.Decide{Proposal: proposal})
	return proposal
}

// crowded has an open alliance of so many founders over three hosts.
func crowded(t tester, members, needed int, early bool) (*world, []string) {
	t.Helper()
	w := newWorld(t)
	hosts := []string{"industry", "academia", "association"}
	var founders []string
	for i := range members {
		founder := fmt.Sprintf("m%03d@%s", i, hosts[i%len(hosts)])
		w.must(as(founder), registration(founder, charter.Enterprise))
		founders = append(founders, founder)
	}
	w.must(as(acme), registration(acme, charter.Enterprise))
	c := chartertest.Basic(needed, "PT1H", early)
	c.RecordDate = "P1D" // so that joins do not wait for seals
	w.must(as(founders[0]), founding(c, founders...))
	for _, founder := range founders[1:] {
		w.must(as(founder), consenting(t, c))
	}
	return w, founders
}
