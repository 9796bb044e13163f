package keeper_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/keeper"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// late is how long after its deadline something is sent at the most.
const late = 15 * time.Second

// story has every kind of action become due.
type story struct {
	*scene
	admitted, ignored, adopted, lapsed string // proposals
	began                              time.Time
}

func tell(t testingT) *story {
	s := &story{scene: newScene(t)}
	s.began = s.clock.now()
	_, s.ignored = s.joins("cisco@industry")
	_, s.admitted = s.joins("intel@association")
	s.endorses(s.ibm, s.admitted, charter.For)
	s.adopted, s.lapsed = s.resolves(s.ibm, "adopted"), s.resolves(s.ibm, "lapsed")
	s.endorses(s.ibm, s.adopted, charter.Sponsor)
	go func() { // while it is voted on
		time.Sleep(5 * span / 2)
		s.endorses(s.ibm, s.adopted, charter.For)
	}()
	return s
}

// check asks that each thing happened once, when it was due.
func (s *story) check(began time.Time) {
	type one struct {
		what, about, as string
		after           time.Duration
	}
	expected := []one{
		{membership.ProposalDecidedAs, s.admitted, "accepted", 0},
		{membership.ProposalDecidedAs, s.ignored, "rejected", span},
		{membership.EpochClosed, "", "", 2 * span},
		{membership.EpochSealed, "", "", 2 * span},
		{membership.ProposalPutToVote, s.adopted, "voting", 2 * span},
		{membership.ProposalDecidedAs, s.adopted, "accepted", 3 * span},
		{membership.ProposalEnacted, s.adopted, "accepted", 6 * span},
		{membership.ProposalDecidedAs, s.lapsed, "expired", 8 * span},
		{membership.MembershipEnded, "", "expired", 12 * span},
		{membership.EpochClosed, "", "", 12 * span},
		{membership.EpochSealed, "", "", 12 * span},
	}
	happened := s.happened(membership.ProposalDecidedAs, membership.ProposalPutToVote, membership.ProposalEnacted,
		membership.MembershipEnded, membership.EpochClosed, membership.EpochSealed)
	for _, want := range expected {
		found := -1
		for i, e := range happened {
			if e.Type == want.what && e.Proposal == want.about && e.Status == want.as {
				found = i
				break
			}
		}
		require.GreaterOrEqual(s.t, found, 0, "%+v did not happen; %+v", want, happened)
		delay := happened[found].Time.Sub(began.Add(want.after))
		require.LessOrEqual(s.t, delay, late, "%+v", want)
		happened = append(happened[:found:found], happened[found+1:]...)
	}
	require.Empty(s.t, happened, "something happened that nobody expected")
}

func TestEveryKindIsSentWhenItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tell(t)
		s.register("keeper@academia")
		s.runs(15*span, s.keeper(s.ledger("keeper@academia")))
		s.check(s.began)
		require.Empty(t, s.failures())
		require.Len(t, s.reports, 9, "to put to the vote it had to seal")
	})
}

// What makes an outcome certain is decided seconds later.
func TestEventsWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		_, join := s.joins("intel@association")
		go func() {
			time.Sleep(100 * time.Second)
			s.endorses(s.ibm, join, charter.For)
		}()
		began := s.clock.now()
		s.runs(3*time.Minute, s.keeper(s.ledger("ibm@industry")))
		require.Len(t, s.reports, 1)
		require.Less(t, s.reports[0].Receipt.Event.Time.Sub(began), 100*time.Second+late)
	})
}

func TestTwoKeepersDoubleNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tell(t)
		s.register("keeper@academia")
		s.register("guard@association")
		s.runs(15*span, s.keeper(s.ledger("keeper@academia")), s.keeper(s.ledger("guard@association")))
		s.check(s.began)
		require.Empty(t, s.failures(), "a lost race is silence")
		require.Len(t, s.reports, 9, "each is said by the one that did it")
		require.Zero(t, s.empty(), "they keep out of each other's way")
	})
}

// Whoever comes second by a hair finds it done.
func TestLostRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		for _, party := range []string{"intel@association", "nokia@association", "cisco@industry"} {
			_, join := s.joins(party)
			s.endorses(s.ibm, join, charter.For)
		}
		first, second := s.keeper(s.ledger("ibm@industry")), s.keeper(s.ledger("intel@association"))
		lost, err := second.Plan(t.Context())
		require.NoError(t, err)
		require.Len(t, lost, 3)
		require.NoError(t, first.Once(t.Context()))
		require.Len(t, s.reports, 3)
		for _, action := range lost {
			s.submit(s.ibm, action.Transaction())
		}
		require.NoError(t, second.Once(t.Context()))
		require.Len(t, s.reports, 3, "who is second is silent")
	})
}

func TestClock(t *testing.T) {
	for name, row := range map[string]struct {
		by   time.Duration
		when time.Duration
	}{
		"ok/set forward":                  {by: 5 * span, when: span / 2},
		"ok/set back":                     {by: -3 * span, when: 4 * span},
		"ok/set back before it all began": {by: -30 * span, when: 4 * span},
		"ok/far forward":                  {by: 24 * span, when: 4 * span},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t)
				_, admitted := s.joins("intel@association")
				s.endorses(s.ibm, admitted, charter.For)
				resolution := s.resolves(s.ibm, "nobody sponsors it")
				go func() {
					time.Sleep(row.when)
					s.clock.set(row.by)
				}()
				k := s.keeper(s.ledger("ibm@industry"))
				s.runs(row.when+late, k)
				left, err := s.keeper(s.ledger("ibm@industry")).Plan(t.Context())
				require.NoError(t, err)
				for _, action := range left {
					require.True(t, action.Due.After(s.clock.now().Add(-late)), "%+v is late at %s", action, s.clock.now())
				}
				s.runs(50*span, k)
				for what, count := range map[string]int{
					membership.ProposalDecidedAs: 2, membership.MembershipEnded: 1, membership.EpochSealed: 2,
				} {
					require.Len(t, s.happened(what), count, what)
				}
				require.Equal(t, resolution, s.happened(membership.ProposalDecidedAs)[1].Proposal)
			})
		})
	}
}

func TestPlanSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		_, join := s.joins("intel@association")
		s.endorses(s.ibm, join, charter.For)
		resolution := s.resolves(s.ibm, "later")
		height := s.chain.Height()
		actions, err := s.keeper(s.ledger("ibm@industry")).Plan(t.Context())
		require.NoError(t, err)
		require.Equal(t, height, s.chain.Height())
		require.Len(t, actions, 2)
		require.Equal(t, join, actions[0].Proposal)
		require.Equal(t, resolution, actions[1].Proposal)
		require.Equal(t, s.clock.now().Add(8*span).UTC(), actions[1].Due.UTC())
		require.NoError(t, s.keeper(s.ledger("ibm@industry"), keeper.WithAlliances("other@industry")).Once(t.Context()))
		require.Equal(t, height, s.chain.Height(), "it keeps another alliance")
	})
}

// By a key that nobody knows nothing would be possible: there is no use in trying again.
func TestUnknownKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		_, join := s.joins("intel@association")
		s.endorses(s.ibm, join, charter.For)
		require.Error(t, s.keeper(s.ledger("stranger@academia")).Run(t.Context()))
	})
}

// In an alliance that is dissolved nothing is due; where it was a member, its end is.
func TestDissolved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		dissolve := s.submit(s.ibm, membership.Propose{Request: "d", Alliance: league, Action: charter.Dissolve, Reason: "done"}).Proposal
		s.resolves(s.ibm, "never")
		s.endorses(s.ibm, dissolve, charter.For)
		s.runs(24*span, s.keeper(s.ledger("ibm@industry")))
		require.Len(t, s.reports, 1)
		require.Equal(t, dissolve, s.reports[0].Proposal)
		actions, err := s.keeper(s.ledger("ibm@industry")).Plan(context.Background())
		require.NoError(t, err)
		require.Empty(t, actions)
	})
}
