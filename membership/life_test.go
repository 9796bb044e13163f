package membership_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// everybody may appear in a life; the first three found.
var everybody = []string{
	"a@industry", "b@academia", "c@association", "d@industry", "e@academia", "f@association", "g@industry",
}

// life drives a world and the model beside it.
type life struct {
	*world
	charter  membership.Charter
	model    *model
	statuses map[string]membership.ProposalStatus // as they were last seen
	sent     []sending                            // what took effect
	next     int
}

// newLife is by a charter that demands a sponsor of each expulsion.
func newLife(t *rapid.T) *life {
	charter := disciplined(charterOf(2, "PT1H", true))
	charter.RecordDate = rapid.SampledFrom([]membership.Duration{"", "PT30M", "P2D"}).Draw(t, "record date")
	expel := *charter.Rules[membership.Expel]
	expel.Sponsors, expel.Expiry = sponsorsOf(1), "PT2H"
	charter.Rules[membership.Expel] = &expel
	allowed, _ := charter.RecordDate.Parse()
	return &life{
		world: newWorld(t), charter: charter, model: newModel(allowed), statuses: map[string]membership.ProposalStatus{},
	}
}

// sending is one transaction on its way.
type sending struct {
	party       string
	at          time.Time
	transaction membership.Transaction
	simulation  simulation
}

func (l *life) request() string {
	l.next++
	return fmt.Sprintf("r%d", l.next)
}

// The doings to draw from, before the alliance is open and after.
var (
	beginnings = []string{"register", "register", "found", "consent", "consent", "join", "endorse", "decide", "leave", "close", "seal", "propose"}
	doings     = slices.Concat(
		slices.Repeat([]string{"endorse"}, 12), slices.Repeat([]string{"close", "seal", "decide", "join"}, 4),
		slices.Repeat([]string{"propose"}, 4), slices.Repeat([]string{"sponsor", "open"}, 4),
		[]string{"leave", "withdraw", "register", "found", "consent"},
	)
)

// draw makes up what some party does next: mostly what makes sense, sometimes not.
func (l *life) draw(t *rapid.T) (string, membership.Transaction) {
	party := rapid.SampledFrom(everybody).Draw(t, "party")
	what := beginnings
	if l.model.isOpen() {
		what = doings
	}
	switch rapid.SampledFrom(what).Draw(t, "what") {
	case "register":
		return party, membership.RegisterParty{Request: l.request(), Kind: membership.Enterprise, Names: en("The " + party)}
	case "found":
		founding := founding(l.charter, everybody[:3]...)
		founding.Request = l.request()
		return rapid.SampledFrom([]string{everybody[0], everybody[3]}).Draw(t, "founder"), founding
	case "consent":
		return party, membership.Consent{Request: l.request(), Alliance: zgc, Charter: digestOf(t, l.charter)}
	case "join":
		return party, membership.Join{Request: l.request(), Alliance: zgc, Class: "full"}
	case "propose":
		return l.member(t, party), l.proposed(t)
	case "sponsor":
		return l.member(t, party), membership.Endorse{Request: l.request(), Proposal: l.proposal(t, membership.Filed), Position: membership.Sponsor}
	case "endorse":
		position := rapid.SampledFrom([]membership.Position{
			membership.For, membership.For, membership.For, membership.For, membership.For, membership.Against, membership.Abstain,
		}).Draw(t, "position")
		return l.member(t, party), membership.Endorse{Request: l.request(), Proposal: l.proposal(t, membership.Voting), Position: position}
	case "open":
		return party, membership.PutToVote{Proposal: l.proposal(t, membership.Filed)}
	case "decide":
		return party, membership.Decide{Proposal: l.proposal(t, membership.Voting)}
	case "withdraw":
		id := l.proposal(t, membership.Voting)
		if b := l.model.proposals[id]; b != nil && rapid.Bool().Draw(t, "filer") {
			party = b.by
		}
		return party, membership.Withdraw{Request: l.request(), Proposal: id}
	case "close":
		return party, membership.CloseEpoch{Alliance: zgc, Epoch: max(0, l.model.epoch-rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "epoch"))}
	case "seal":
		return party, membership.SealEpoch{Alliance: zgc, Epoch: max(0, len(l.model.seals)-rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "epoch"))}
	default:
		return party, membership.Leave{Request: l.request(), Alliance: zgc, Reason: "enough"}
	}
}

// proposed is about somebody, mostly something that can be done.
func (l *life) proposed(t *rapid.T) membership.Propose {
	action := rapid.SampledFrom([]membership.Action{
		membership.Suspend, membership.Suspend, membership.Reinstate, membership.Reinstate, membership.Expel,
	}).Draw(t, "action")
	subject := rapid.SampledFrom(everybody).Draw(t, "subject")
	for _, party := range everybody {
		if slices.Contains(fits[action], l.model.state(party)) && rapid.Bool().Draw(t, "fits") {
			subject = party
		}
	}
	return membership.Propose{Request: l.request(), Alliance: zgc, Action: action, Subject: subject, Reason: "because"}
}

// proposal is mostly one in a state, sometimes any, or none at all.
func (l *life) proposal(t *rapid.T, status membership.ProposalStatus) string {
	all := slices.Sorted(maps.Keys(l.model.proposals))
	those := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return l.model.proposals[id].status != status })
	if len(those) > 0 && rapid.IntRange(0, 9).Draw(t, "any") > 0 {
		return rapid.SampledFrom(those).Draw(t, "those")
	}
	return rapid.SampledFrom(append(all, "000000000000000000000000")).Draw(t, "proposal")
}

// member is mostly an active member, sometimes whoever it was.
func (l *life) member(t *rapid.T, anybody string) string {
	members := l.model.in(in(running, membership.Active))
	if len(members) == 0 || rapid.IntRange(0, 9).Draw(t, "anybody") == 0 {
		return anybody
	}
	return rapid.SampledFrom(members).Draw(t, "member")
}

// block simulates some transactions on one snapshot and commits them together.
// The rules and the model must agree on each when it is simulated, and again
// where it takes effect: a block comes to the same as its valid transactions
// one after the other.
func (l *life) block(t *rapid.T) {
	l.wait(rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute, time.Minute, 5 * time.Minute, 40 * time.Minute}).Draw(t, "wait"))
	var pending []sending
	for range rapid.IntRange(1, 6).Draw(t, "size") {
		party, transaction := l.draw(t)
		s := l.simulate(as(party), transaction)
		want := l.model.allows(party, l.now, transaction)
		if want != "" {
			requireCode(t, want, s.err)
			continue
		}
		require.NoError(t, s.err, "%s %+v", party, transaction)
		pending = append(pending, sending{party, l.now, transaction, s})
	}
	l.settle(t, pending)
	l.steps(t)
}

// steps checks that no proposal went a way that there is not. Of two steps in
// one block the second would have met the first.
func (l *life) steps(t *rapid.T) {
	if !l.model.founded {
		return
	}
	for _, proposal := range ask(l.world, membership.ListProposals{Alliance: zgc, Size: membership.MaxPage}).Proposals {
		last, found := l.statuses[proposal.ID]
		require.True(t, !found || last == proposal.Status || last.CanBecome(proposal.Status), "%s became %s", last, proposal.Status)
		l.statuses[proposal.ID] = proposal.Status
	}
}

func (l *life) settle(t *rapid.T, pending []sending) {
	simulations := make([]simulation, len(pending))
	for i, s := range pending {
		simulations[i] = s.simulation
	}
	for i, code := range l.commit(simulations...) {
		s := pending[i]
		if code != memledger.Valid {
			require.Contains(t, []memledger.Code{memledger.MVCCConflict, memledger.PhantomConflict}, code)
			require.Positive(t, i, "the first of a block meets nobody")
			continue
		}
		require.Empty(t, l.model.allows(s.party, s.at, s.transaction), "took effect after what forbids it: %+v", s.transaction)
		l.model.take(s.party, s.at, s.transaction)
		l.sent = append(l.sent, s)
	}
}

// again sends something again that took effect: nothing changes.
func (l *life) again(t *rapid.T) {
	if len(l.sent) == 0 {
		return
	}
	before := l.ledger.State()
	s := rapid.SampledFrom(l.sent).Draw(t, "again")
	repeated := l.simulate(as(s.party), s.transaction)
	require.NoError(t, repeated.err)
	require.Equal(t, s.simulation.event, repeated.event)
	l.commit(repeated)
	l.requireState(before)
}

// agree compares the ledger with the model.
func (l *life) agree(t *rapid.T) {
	l.t = t
	for party, registered := range l.model.parties {
		require.True(t, registered)
		require.Equal(t, party, ask(l.world, membership.GetParty{ID: party}).ID)
	}
	if !l.model.founded {
		return
	}
	alliance := ask(l.world, membership.GetAlliance{ID: zgc})
	require.Equal(t, l.model.isOpen(), alliance.Status == membership.Open)
	for id, b := range l.model.proposals {
		l.agreeOn(t, id, b)
	}
	for party, spans := range l.model.members {
		l.replay(t, party, spans)
	}
	if l.model.isOpen() {
		require.Equal(t, l.model.in(running), l.roster(""))
		l.agreeOnEpochs(t)
		l.agreeOnTimes(t)
	}
}

// roster lists who was a member at some moment.
func (l *life) roster(at string) (parties []string) {
	for _, member := range ask(l.world, membership.GetRoster{Alliance: zgc, At: at}).Members {
		parties = append(parties, member.Membership.Party)
	}
	return parties
}

// agreeOnEpochs compares each seal with a recount: by the model, and by the
// memberships themselves.
func (l *life) agreeOnEpochs(t *rapid.T) {
	now := ask(l.world, membership.GetEpoch{Alliance: zgc})
	require.Equal(t, l.model.epoch, now.Epoch.Number)
	seals := ask(l.world, membership.ListSeals{Alliance: zgc, Size: membership.MaxPage}).Seals
	require.Len(t, seals, len(l.model.seals))
	require.Equal(t, now.Seal, seals[len(seals)-1])
	for epoch, seal := range seals {
		require.Equal(t, epoch, seal.Epoch)
		require.Equal(t, l.model.seals[epoch], seal.Stamp.Time)
		require.Len(t, l.model.in(in(atEpoch(epoch), membership.Active)), seal.Active)
		require.Len(t, l.model.in(in(atEpoch(epoch), membership.Suspended)), seal.Suspended)
		recount := membership.Bloc{Class: "full"}
		for party := range l.model.members {
			switch period, _ := ask(l.world, membership.GetMembership{Alliance: zgc, Party: party}).AtEpoch(epoch); period.State {
			case membership.Active:
				recount.Active++
			case membership.Suspended:
				recount.Suspended++
			}
		}
		require.Equal(t, []membership.Bloc{recount}, seal.Blocs)
	}
	for epoch := range l.model.epoch {
		require.Equal(t, l.model.in(atEpoch(epoch)), l.roster(fmt.Sprint(epoch)))
	}
	for _, epoch := range []int{l.model.epoch, l.model.epoch + 1} {
		_, err := membership.Ask(l.ledger.Begin("q"), membership.GetRoster{Alliance: zgc, At: fmt.Sprint(epoch)})
		requireCode(t, membership.EpochOpen, err)
	}
}

// agreeOnTimes asks for the roster at each beginning and end, a millisecond
// before and one after, and at the end of that day.
func (l *life) agreeOnTimes(t *rapid.T) {
	times := map[time.Time]bool{}
	for _, spans := range l.model.members {
		for _, s := range spans {
			times[s.from] = true
			times[s.until] = !s.until.IsZero()
		}
	}
	days := map[string]time.Time{}
	for at, is := range times {
		if !is {
			continue
		}
		for _, moment := range []time.Time{at.Add(-time.Millisecond), at, at.Add(time.Millisecond)} {
			require.Equal(t, l.model.in(atTime(moment)), l.roster(moment.Format(time.RFC3339Nano)), "%s", moment)
		}
		days[at.Format(time.DateOnly)] = at.Truncate(24 * time.Hour).Add(24*time.Hour - time.Millisecond)
	}
	for day, end := range days {
		require.Equal(t, l.model.in(atTime(end)), l.roster(day))
	}
}

func (l *life) agreeOn(t *rapid.T, id string, b *ballot) {
	dossier := ask(l.world, membership.GetProposal{ID: id})
	proposal := dossier.Proposal
	require.Equal(t, b.status, proposal.Status)
	require.Equal(t, b.subject, proposal.Subject)
	require.Equal(t, b.by, proposal.By)
	require.Equal(t, b.seal, proposal.Seal)
	require.Equal(t, len(b.voters), proposal.Electorate)
	require.Equal(t, b.tally(), dossier.Tally)
	require.Len(t, dossier.Sponsorships, len(b.sponsors))
	require.Equal(t, b.opened, proposal.Opened != nil)
	require.Equal(t, slices.Contains([]membership.ProposalStatus{membership.Filed, membership.Voting, membership.Withdrawn}, b.status), dossier.Decision == nil)
	if dossier.Decision != nil {
		require.Equal(t, b.status, dossier.Decision.Outcome)
		require.Equal(t, b.tally(), dossier.Decision.Tally, "a vote came after the decision")
		require.False(t, dossier.Decision.Stamp.Time.Before(proposal.Filed.Time))
	}
	for _, endorsement := range dossier.Endorsements {
		require.Equal(t, b.votes[endorsement.Party], endorsement.Position)
		require.True(t, b.voters[endorsement.Party])
		require.False(t, endorsement.Stamp.Time.Before(proposal.Opened.Time))
		require.True(t, endorsement.Stamp.Time.Before(proposal.Closes))
		require.True(t, dossier.Decision == nil || !dossier.Decision.Stamp.Time.Before(endorsement.Stamp.Time))
	}
}

// memberSteps are the ways from each state of a membership.
var memberSteps = map[membership.MembershipState][]membership.MembershipState{
	"":                   {membership.Active},
	membership.Active:    {membership.Suspended, membership.Ended},
	membership.Suspended: {membership.Active, membership.Ended},
	membership.Ended:     {membership.Active},
}

// replay makes a membership from its versions: each ends the period that runs
// and begins another, unless it is an ending. What comes out is the current
// record, and what the model has.
func (l *life) replay(t *rapid.T, party string, spans []span) {
	var replayed membership.Membership
	for i, version := range ask(l.world, membership.GetHistory{Alliance: zgc, Party: party, Size: membership.MaxPage}).Versions {
		require.Equal(t, i+1, version.Version)
		require.Contains(t, memberSteps[replayed.State], version.State)
		require.False(t, version.Written.Time.Before(replayed.Written.Time))
		require.GreaterOrEqual(t, version.Epoch, replayed.Epoch)
		periods := slices.Clone(replayed.Periods)
		if count := len(periods); count > 0 && periods[count-1].Until == nil {
			last := &periods[count-1]
			last.Until, last.UntilEpoch, last.Reason = &version.Written, version.Epoch, version.Periods[count-1].Reason
		}
		if version.State != membership.Ended {
			periods = append(periods, membership.Period{
				Class: version.Class, State: version.State, From: version.Written, FromEpoch: version.Epoch,
				Proposal: version.Periods[len(version.Periods)-1].Proposal,
			})
		}
		require.Equal(t, periods, version.Periods, "what is past does not change")
		replayed = version
	}
	current := ask(l.world, membership.GetMembership{Alliance: zgc, Party: party})
	require.Equal(t, replayed, current)
	require.Equal(t, l.model.state(party), current.State)
	require.Len(t, current.Periods, len(spans))
	for i, period := range current.Periods {
		got := span{state: period.State, from: period.From.Time, fromEpoch: period.FromEpoch, untilEpoch: period.UntilEpoch}
		if period.Until != nil {
			got.until = period.Until.Time
		}
		require.Equal(t, spans[i], got)
	}
}

func TestLives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		l.open(t)
		t.Repeat(map[string]func(*rapid.T){
			"blocks": func(t *rapid.T) {
				l.t = t
				for range 3 {
					l.block(t)
				}
			},
			"again": func(t *rapid.T) { l.t = t; l.again(t) },
		})
		l.agree(t)
	})
}

// open brings most lives to an open alliance, and lets the others begin earlier.
func (l *life) open(t *rapid.T) {
	charter := l.charter
	stage := rapid.SampledFrom([]int{0, 1, 2, 3, 3, 3, 3, 3}).Draw(t, "stage")
	if stage >= 1 {
		for _, party := range everybody {
			l.send(t, party, registration(party, membership.Enterprise))
		}
	}
	if stage >= 2 {
		l.send(t, everybody[0], founding(charter, everybody[:3]...))
	}
	if stage >= 3 {
		l.send(t, everybody[1], consenting(t, charter))
		l.send(t, everybody[2], consenting(t, charter))
	}
}

func (l *life) send(t *rapid.T, party string, transaction membership.Transaction) {
	s := l.simulate(as(party), transaction)
	l.settle(t, []sending{{party, l.now, transaction, s}})
}

// The order in which votes come changes nothing: neither the tally, nor the
// outcome, nor when it is certain.
func TestOrderOfVotes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		charter := charterOf(2, "PT1H", true)
		charter.Rules[membership.Admit].Pass = drawnExpression(t, 2)
		if charter.ValidateFor(4) != nil {
			charter.Rules[membership.Admit].Pass = forVotes(2)
		}
		voters := []string{cisco, cas, forum, acme}[:rapid.IntRange(0, 4).Draw(t, "voters")]
		positions := rapid.SliceOfN(rapid.SampledFrom([]membership.Position{membership.For, membership.Against, membership.Abstain}), len(voters), len(voters)).Draw(t, "positions")
		orders := [][]int{}
		for range 2 {
			order := []int{}
			for i := range voters {
				order = append(order, i)
			}
			orders = append(orders, rapid.Permutation(order).Draw(t, "order"))
		}
		var outcomes []membership.Dossier
		for _, order := range orders {
			w := ofFour(t, charter)
			proposal := w.join(lab, "join")
			for _, i := range order {
				w.must(as(voters[i]), endorsing(proposal, positions[i]))
			}
			before := ask(w, membership.GetProposal{ID: proposal})
			_, err := w.apply(as(lab), membership.Decide{Proposal: proposal})
			require.Equal(t, before.Explanation.Certain, err == nil)
			w.wait(time.Hour)
			w.apply(as(lab), membership.Decide{Proposal: proposal})
			outcomes = append(outcomes, ask(w, membership.GetProposal{ID: proposal}))
		}
		require.Equal(t, outcomes[0].Decision.Outcome, outcomes[1].Decision.Outcome)
		require.Equal(t, outcomes[0].Tally, outcomes[1].Tally)
		require.Equal(t, outcomes[0].Explanation, outcomes[1].Explanation)
	})
}
