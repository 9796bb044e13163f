package membership_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
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

func en(name string) membership.Names { return membership.Names{"en": name} }

// forVotes demands so many votes for.
func forVotes(needed int) membership.Expression {
	return membership.Expression{Votes: membership.CountFor, AtLeast: membership.Amount(fmt.Sprint(needed))}
}

// charterOf has a class that votes, one that does not, and a rule for joins.
func charterOf(needed int, voting membership.Duration, early bool) membership.Charter {
	return membership.Charter{
		Schema: 1, Founders: "full",
		Classes: []membership.Class{
			{
				ID: "full", Names: membership.Names{"en": "Full member", "zh": "正式会员"},
				Kinds:  []membership.Kind{membership.Enterprise, membership.Academic, membership.Association},
				Rights: []membership.Right{membership.Voice, membership.Vote},
			},
			{
				ID: "observer", Names: en("Observer"),
				Kinds:  []membership.Kind{membership.Enterprise, membership.Academic},
				Rights: []membership.Right{membership.Voice, membership.ReadRight},
			},
		},
		Rules: membership.Rules{membership.Admit: {
			LockOut: membership.LockOutAccepted,
			Voting:  voting, Early: early, Pass: forVotes(needed),
		}},
	}
}

// disciplined adds rules about members to a charter: two votes suspend,
// reinstate and expel, and full members propose and sponsor.
func disciplined(charter membership.Charter) membership.Charter {
	charter = copied(charter)
	for _, action := range []membership.Action{membership.Suspend, membership.Reinstate, membership.Expel} {
		rule := *charter.Rules[membership.Admit]
		rule.Pass = forVotes(2)
		charter.Rules[action] = &rule
	}
	charter.Classes[0].Rights = append(charter.Classes[0].Rights, membership.ProposeRight, membership.SponsorRight)
	return charter
}

// sponsored demands two sponsors of each proposal, within a day.
func sponsored(charter membership.Charter) membership.Charter {
	charter = disciplined(charter)
	for _, action := range []membership.Action{membership.Admit, membership.Suspend, membership.Reinstate, membership.Expel} {
		charter.Rules[action].Sponsors, charter.Rules[action].Expiry = sponsorsOf(2), "P1D"
	}
	return charter
}

// sponsorsOf demands so many sponsors.
func sponsorsOf(needed int) *membership.Expression {
	return &membership.Expression{Votes: membership.CountSponsors, AtLeast: membership.Amount(fmt.Sprint(needed))}
}

// copied is a charter that shares no rule with another.
func copied(charter membership.Charter) membership.Charter {
	rules := membership.Rules{}
	for action, rule := range charter.Rules {
		own := *rule
		rules[action] = &own
	}
	charter.Rules, charter.Classes = rules, slices.Clone(charter.Classes)
	return charter
}

func proposing(request string, action membership.Action, subject string) membership.Propose {
	return membership.Propose{Request: request, Alliance: zgc, Action: action, Subject: subject}
}

// propose files a proposal about a member and returns its id.
func (w *world) propose(by string, action membership.Action, subject string) string {
	w.t.Helper()
	w.seal()
	request := fmt.Sprintf("%s-%d", action, w.sent)
	return w.must(as(by), proposing(request, action, subject)).Proposal
}

// votedOn brings a proposal to its decision by votes for.
func (w *world) votedOn(proposal string, voters ...string) membership.Event {
	w.t.Helper()
	for _, voter := range voters {
		w.must(as(voter), endorsing(proposal, membership.For))
	}
	return w.must(as(lab), membership.Decide{Proposal: proposal})
}

// ofFour has an open alliance of four members, by a charter.
func ofFour(t tester, charter membership.Charter) *world {
	t.Helper()
	w := populated(t)
	w.must(as(cisco), founding(charter, cisco, cas, forum, acme))
	for _, founder := range []string{cas, forum, acme} {
		w.must(as(founder), consenting(t, charter))
	}
	return w
}

func digestOf(t tester, charter membership.Charter) string {
	digest, err := charter.Digest()
	require.NoError(t, err)
	return digest
}

func registration(party string, kind membership.Kind) membership.RegisterParty {
	return membership.RegisterParty{Request: "register", Kind: kind, Names: en("The " + party)}
}

func founding(charter membership.Charter, founders ...string) membership.FoundAlliance {
	return membership.FoundAlliance{
		Request: "found", Slug: "zgc", Names: membership.Names{"zh": "中关村", "en": "Zhongguancun"}, Sector: "computing",
		Scope: "national", Jurisdiction: "CN", Founders: founders, Charter: charter,
	}
}

func consenting(t tester, charter membership.Charter) membership.Consent {
	return membership.Consent{Request: "consent", Alliance: zgc, Charter: digestOf(t, charter)}
}

func joining(request string) membership.Join {
	return membership.Join{Request: request, Alliance: zgc, Class: "full"}
}

func endorsing(proposal string, position membership.Position) membership.Endorse {
	return membership.Endorse{Request: "endorse-" + proposal, Proposal: proposal, Position: position}
}

// populated has the parties, and no alliance.
func populated(t tester) *world {
	t.Helper()
	w := newWorld(t)
	for _, p := range []struct {
		id   string
		kind membership.Kind
	}{
		{cisco, membership.Enterprise},
		{cas, membership.Academic},
		{forum, membership.Association},
		{acme, membership.Enterprise},
		{lab, membership.Academic},
		{person, membership.Individual},
	} {
		w.must(as(p.id), registration(p.id, p.kind))
	}
	return w
}

// forming has an alliance of three founders, of which the first has consented.
func forming(t tester, charter membership.Charter) *world {
	t.Helper()
	w := populated(t)
	w.must(as(cisco), founding(charter, cisco, cas, forum))
	return w
}

// opened has an open alliance of three members; two votes admit within an hour.
func opened(t tester, early bool) *world {
	t.Helper()
	return openedBy(t, charterOf(2, "PT1H", early))
}

// openedBy has an open alliance of three members by a charter.
func openedBy(t tester, charter membership.Charter) *world {
	t.Helper()
	w := forming(t, charter)
	w.must(as(cas), consenting(t, charter))
	w.must(as(forum), consenting(t, charter))
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
			requireCode(w.t, membership.EpochEmpty, err)
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
	w.must(as(cisco), endorsing(proposal, membership.For))
	w.must(as(cas), endorsing(proposal, membership.For))
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
		w.must(as(founder), registration(founder, membership.Enterprise))
		founders = append(founders, founder)
	}
	w.must(as(acme), registration(acme, membership.Enterprise))
	charter := charterOf(needed, "PT1H", early)
	charter.RecordDate = "P1D" // so that joins do not wait for seals
	w.must(as(founders[0]), founding(charter, founders...))
	for _, founder := range founders[1:] {
		w.must(as(founder), consenting(t, charter))
	}
	return w, founders
}
