//go:build live

package sdk_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/examples/charters"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// The forum of the bylaws: 25 issuers and 4 consumers over three hosts.
const (
	issuers   = 25
	consumers = 4
)

// Nine of twenty-three issuers' votes cast would not be two thirds; eighteen are,
// and three of four consumers are more than half.
const (
	issuersFor, issuersAgainst     = 18, 5
	consumersFor, consumersAgainst = 3, 1
	attended                       = 20
)

// The CA/Browser Forum's bylaws decide ballots of 29 members, days being seconds.
// An amendment by their own rule changes nothing that was filed or decided before:
// a ballot that is open stays with its version, and an old decision worked out
// again gives the same figures.
func TestLiveBylaws(t *testing.T) {
	t.Parallel()
	f := newForum(t)
	f.record(t)

	before, open := f.resolution("before"), f.resolution("open")
	stricter := f.bylaws
	stricter.Rules = charter.Rules{}
	for action, rule := range f.bylaws.Rules {
		own := *rule
		stricter.Rules[action] = &own
	}
	resolve := stricter.Rules[charter.Resolve]
	resolve.Pass.All = append([]charter.Expression{}, resolve.Pass.All...)
	resolve.Pass.All[0].AtLeast = "9/10"
	amendment := membership.Propose{Request: newRequest(), Alliance: f.alliance, Action: charter.Amend, Charter: &stricter}
	first, second, amending := f.file(t, before), f.file(t, open), f.file(t, amendment)
	f.sponsor(t, first, second, amending)
	f.vote(t, first, second)
	f.unanimous(t, amending)
	time.Sleep(time.Until(f.closes(t, amending)))

	f.decided(t, first, membership.Accepted)
	old := f.dossier(t, first)
	requireForum(t, old)
	f.decided(t, amending, membership.Accepted)
	require.Equal(t, 2, f.charter(t, 0).Version, "the amendment is in force")

	f.decided(t, second, membership.Accepted)
	requireForum(t, f.dossier(t, second))
	require.Equal(t, old, f.dossier(t, first), "the amendment touched an old decision")
	for _, proposal := range []string{first, second} {
		dossier := f.dossier(t, proposal)
		require.Equal(t, 1, dossier.Decision.Charter)
		again, err := membership.Redecide(*dossier.Decision, f.grounds(t, dossier))
		require.NoError(t, err)
		require.Equal(t, *dossier.Decision, again)
	}
	later := f.file(t, f.resolution("later"))
	require.Equal(t, 2, f.dossier(t, later).Proposal.Charter)
}

// requireForum wants the figures of the vote.
func requireForum(t *testing.T, d membership.Dossier) {
	t.Helper()
	require.Equal(t, issuersFor+consumersFor, d.Decision.Tally.For)
	require.Equal(t, issuersAgainst+consumersAgainst, d.Decision.Tally.Against)
	require.Equal(t, issuers-issuersFor-issuersAgainst, d.Decision.Tally.Abstain)
	var figures [][2]int
	for _, part := range d.Decision.Explanation.Parts {
		figures = append(figures, [2]int{part.Figure.Actual, part.Figure.Needed})
	}
	require.Equal(t, [][2]int{
		{issuersFor, 16}, {issuersFor, 1}, {consumersFor, 3}, {consumersFor, 1}, {issuers + consumers, attended/2 + 1},
	}, figures, "two thirds of 23, one; more than half of 4, one; more than half of the attendance")
}

// forum is the alliance by these bylaws.
type forum struct {
	alliance string
	bylaws   charter.Charter
	members  []actor // issuers, then consumers
}

func newForum(t *testing.T) *forum {
	t.Helper()
	content, err := charters.Files.ReadFile("cabforum.yaml")
	require.NoError(t, err)
	file, err := charterfile.Read(content)
	require.NoError(t, err)
	f := &forum{bylaws: file.Charter, members: crowdOf(t, issuers+consumers)}
	for _, rule := range f.bylaws.Rules {
		rule.Voting = "PT10S"
		if rule.Expiry != "" {
			rule.Discussion, rule.Voting, rule.Expiry = "PT10S", "PT40S", "PT5M"
		}
	}
	founding := membership.FoundAlliance{
		Request: newRequest(), Slug: "forum-" + newRequest(), Names: form.Names{"en": "Trial forum"}, Charter: f.bylaws,
		Places: map[string]charter.Place{},
	}
	for i, member := range f.members {
		founding.Founders = append(founding.Founders, member.id)
		if i >= issuers {
			founding.Places[member.id] = charter.Place{Class: "consumer"}
		}
	}
	digest, err := f.bylaws.Digest()
	require.NoError(t, err)
	f.alliance = f.members[0].does(t, founding).Alliance
	f.each(t, f.members[1:], func(member actor) membership.Transaction {
		return membership.Consent{Request: newRequest(), Alliance: f.alliance, Charter: digest}
	})
	return f
}

// crowdOf registers parties, over three hosts, with one connection each.
func crowdOf(t *testing.T, count int) []actor {
	t.Helper()
	var members []actor
	for i := range count {
		host := world{}.Hosts()[i%3]
		if i < 3 {
			members = append(members, entered(t, host))
			continue
		}
		id := newID(host)
		identity := minted(t, host, newPrivateKey(t), map[string]string{membership.PartyAttribute: id})
		ledger, err := members[i%3].ledger.As(identity)
		require.NoError(t, err)
		members = append(members, actor{id: id, Identity: identity, Client: client.New(ledger, client.WithAttempts(40)), ledger: ledger})
	}
	(&forum{}).each(t, members[3:], func(actor) membership.Transaction { return newParty("") })
	return members
}

// each has members send at once, and waits until all hosts have it.
func (f *forum) each(t *testing.T, members []actor, what func(actor) membership.Transaction) {
	t.Helper()
	var group sync.WaitGroup
	errs := make([]error, len(members))
	for i, member := range members {
		group.Go(func() { _, errs[i] = member.Submit(t.Context(), what(member)) })
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	settled(t, members[0].ledger)
}

// record elects an officer, who records the attendance.
func (f *forum) record(t *testing.T) {
	t.Helper()
	officer := f.members[0]
	election := f.file(t, membership.Propose{
		Request: newRequest(), Alliance: f.alliance, Action: charter.SeatAction, Subject: officer.id, Organ: "officers",
	})
	f.each(t, f.members[1:4], func(actor) membership.Transaction { return voting(election, charter.For) })
	time.Sleep(time.Until(f.closes(t, election)))
	f.decided(t, election, membership.Accepted)
	f.members[1].refused(t, refusal.NotNamed, membership.RecordFigure{
		Request: newRequest(), Alliance: f.alliance, Figure: "attendance", Value: 1,
	})
	officer.does(t, membership.RecordFigure{Request: newRequest(), Alliance: f.alliance, Figure: "attendance", Value: attended})
}

func (f *forum) resolution(title string) membership.Propose {
	return membership.Propose{
		Request: newRequest(), Alliance: f.alliance, Action: charter.Resolve, Title: "Ballot " + title,
		Document: fmt.Sprintf("%064x", len(title)),
	}
}

func (f *forum) file(t *testing.T, proposal membership.Propose) string {
	t.Helper()
	return f.members[1].does(t, proposal).Proposal
}

// sponsor gives proposals their sponsors, lets them be discussed and puts them to
// the vote: not before the time.
func (f *forum) sponsor(t *testing.T, proposals ...string) {
	t.Helper()
	for _, proposal := range proposals {
		f.each(t, f.members[1:4], func(actor) membership.Transaction { return voting(proposal, charter.Sponsor) })
	}
	last := proposals[len(proposals)-1]
	f.members[1].refused(t, refusal.DiscussionOpen, membership.PutToVote{Proposal: last})
	time.Sleep(time.Until(f.dossier(t, last).VoteFrom))
	for _, proposal := range proposals {
		f.members[2].does(t, membership.PutToVote{Proposal: proposal})
	}
}

// vote has all members vote on each proposal as the figures say.
func (f *forum) vote(t *testing.T, proposals ...string) {
	t.Helper()
	for _, proposal := range proposals {
		positions := map[string]charter.Position{}
		for i, member := range f.members {
			switch {
			case i < issuersFor, i >= issuers && i < issuers+consumersFor:
				positions[member.id] = charter.For
			case i < issuersFor+issuersAgainst, i >= issuers:
				positions[member.id] = charter.Against
			default:
				positions[member.id] = charter.Abstain
			}
		}
		f.each(t, f.members, func(member actor) membership.Transaction { return voting(proposal, positions[member.id]) })
	}
}

func (f *forum) unanimous(t *testing.T, proposal string) {
	t.Helper()
	f.each(t, f.members, func(actor) membership.Transaction { return voting(proposal, charter.For) })
}

func (f *forum) decided(t *testing.T, proposal string, outcome membership.ProposalStatus) {
	t.Helper()
	event := f.members[5].does(t, membership.Decide{Proposal: proposal})
	require.Equal(t, string(outcome), event.Status)
}

func (f *forum) dossier(t *testing.T, proposal string) membership.Dossier {
	t.Helper()
	dossier, err := client.Ask(t.Context(), f.members[0].Client, membership.GetProposal{ID: proposal})
	require.NoError(t, err)
	return dossier
}

func (f *forum) closes(t *testing.T, proposal string) time.Time {
	t.Helper()
	return f.dossier(t, proposal).Proposal.Closes
}

func (f *forum) charter(t *testing.T, version int) membership.CharterVersion {
	t.Helper()
	kept, err := client.Ask(t.Context(), f.members[0].Client, membership.GetCharter{Alliance: f.alliance, Version: version})
	require.NoError(t, err)
	return kept
}

// grounds are what a decision rests on, as anybody can ask for it.
func (f *forum) grounds(t *testing.T, d membership.Dossier) membership.Grounds {
	t.Helper()
	seal, err := client.Ask(t.Context(), f.members[0].Client, membership.GetSeal{Alliance: f.alliance, Epoch: d.Proposal.Seal})
	require.NoError(t, err)
	return membership.Grounds{
		Proposal: d.Proposal.Recorded(), Charter: f.charter(t, d.Proposal.Charter).Charter, Seal: seal, Endorsements: d.Endorsements,
	}
}
