package membership_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// agree compares the ledger with the model.
func (l *life) agree(t *rapid.T) {
	l.t = t
	for id, p := range l.model.parties {
		l.agreeOnParty(t, id, p)
	}
	for id, a := range l.model.alliances {
		l.agreeOnAlliance(t, id, a)
	}
	for id, b := range l.model.proposals {
		l.agreeOn(t, id, b)
	}
	l.agreeOnClaims(t)
	l.agreeOnRoots(t)
}

// agreeOnParty compares what a party said of itself, its keys and its recovery.
func (l *life) agreeOnParty(t *rapid.T, id string, p *holder) {
	versions := ask(l.world, membership.GetPartyHistory{Party: id, Size: membership.MaxPage}).Versions
	require.Len(t, versions, len(p.said))
	for i, version := range versions {
		require.Equal(t, i+1, version.Version)
		require.Equal(t, p.said[i], said{name: version.Names["en"], lei: version.LEI})
	}
	require.Equal(t, ask(l.world, membership.GetParty{ID: id}), versions[len(versions)-1])

	authorities := ask(l.world, membership.ListAuthorities{Party: id}).Authorities
	require.Len(t, authorities, len(p.keys))
	officers := 0
	for _, y := range authorities {
		require.Equal(t, p.keys[keyID{y.Host, y.Key}], &authority{y.Role, y.State == membership.AuthorityActive})
		require.Equal(t, y.State == membership.AuthorityActive, y.Removed == nil)
		if y.State == membership.AuthorityActive && y.Role == membership.Officer {
			officers++
		}
	}
	require.True(t, officers > 0 || l.model.alliances[id] != nil, "%s has lost its last officer", id)

	recovery, err := membership.Ask(l.ledger.Begin("q"), l.now, membership.GetRecovery{Party: id})
	if p.recovery == nil {
		requireCode(t, refusal.UnknownRecord, err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, p.recovery, &rescue{keyID{recovery.Host, recovery.Key}, recovery.Status, recovery.Effective})
	require.Equal(t, p.recovery.waits(), recovery.Ended == nil)
}

func (l *life) agreeOnAlliance(t *rapid.T, id string, a *league) {
	require.Equal(t, a.isOpen(), ask(l.world, membership.GetAlliance{ID: id}).Status == membership.Open)
	require.Len(t, ask(l.world, membership.ListConsents{Alliance: id}).Given, len(a.consented))
	until := map[string]time.Time{}
	for _, mandate := range ask(l.world, membership.ListMandates{Alliance: id, Size: membership.MaxPage}).Mandates {
		until[mandate.Party] = mandate.Until
		require.Equal(t, !a.spoken[mandate.Party] || !l.now.Before(mandate.Until), mandate.Over)
	}
	require.Equal(t, a.mandates, until)
	for party, spans := range a.members {
		l.replay(t, id, a, party, spans)
	}
	if a.isOpen() {
		require.Equal(t, a.in(running), l.roster(id, ""))
		require.False(t, l.model.below(id, id), "%s is a member of itself", id)
		l.agreeOnEpochs(t, id, a)
		l.agreeOnTimes(t, id, a)
	}
}

// agreeOnClaims compares the claims, what others say of them, and the conflicts.
func (l *life) agreeOnClaims(t *rapid.T) {
	about := map[string]bool{}
	for _, c := range l.model.claims {
		about[c.about] = true
	}
	seen := 0
	for id := range about {
		for _, claim := range ask(l.world, membership.ListClaims{About: id, Size: membership.MaxPage}).Claims {
			seen++
			c := l.model.claims[claim.Claim.ID]
			require.Equal(t, []string{c.about, c.by, c.what, c.value}, []string{id, claim.Claim.By, claim.Claim.What, claim.Claim.Value})
			require.Equal(t, c.count(membership.Attests), claim.Attest)
			require.Equal(t, c.count(membership.Disputes), claim.Dispute)
			if c.what == "lei" {
				require.ElementsMatch(t, l.model.rivals(id, c.value), claim.Rivals)
			}
		}
	}
	require.Len(t, l.model.claims, seen)
	for _, lei := range leis[:3] {
		claimants := ask(l.world, membership.ListClaimants{Scheme: membership.LEIScheme, Value: lei, Size: membership.MaxPage}).Claimants
		require.Equal(t, l.model.rivals("", lei), membership.Rivals(claimants, ""))
	}
}

// roster lists who was a member of an alliance at some moment.
func (l *life) roster(alliance, at string) (parties []string) {
	for _, member := range ask(l.world, membership.GetRoster{Alliance: alliance, At: at}).Members {
		parties = append(parties, member.Membership.Party)
	}
	return parties
}

// agreeOnEpochs compares each seal with a recount: by the model, and by the
// memberships themselves.
func (l *life) agreeOnEpochs(t *rapid.T, id string, a *league) {
	now := ask(l.world, membership.GetEpoch{Alliance: id})
	require.Equal(t, a.epoch, now.Epoch.Number)
	seals := ask(l.world, membership.ListSeals{Alliance: id, Size: membership.MaxPage}).Seals
	require.Len(t, seals, len(a.seals))
	require.Equal(t, now.Seal, seals[len(seals)-1])
	for epoch, seal := range seals {
		require.Equal(t, epoch, seal.Epoch)
		require.Equal(t, a.seals[epoch], seal.Stamp.Time)
		require.Len(t, a.in(in(atEpoch(epoch), charter.Active)), seal.Active)
		require.Len(t, a.in(in(atEpoch(epoch), charter.Suspended)), seal.Suspended)
		recount := charter.Bloc{Class: "full"}
		for party := range a.members {
			switch period, _ := ask(l.world, membership.GetMembership{Alliance: id, Party: party}).AtEpoch(epoch); period.State {
			case charter.Active:
				recount.Active++
			case charter.Suspended:
				recount.Suspended++
			}
		}
		require.Equal(t, []charter.Bloc{recount}, seal.Blocs)
	}
	for epoch := range a.epoch {
		require.Equal(t, a.in(atEpoch(epoch)), l.roster(id, fmt.Sprint(epoch)))
	}
	for epoch, code := range map[int]refusal.Code{a.epoch: refusal.EpochOpen, a.epoch + 1: refusal.UnknownRecord} {
		_, err := membership.Ask(l.ledger.Begin("q"), l.now, membership.GetRoster{Alliance: id, At: fmt.Sprint(epoch)})
		requireCode(t, code, err)
	}
}

// agreeOnTimes asks for the roster at each beginning and end, a millisecond
// before and one after, and at the end of that day.
func (l *life) agreeOnTimes(t *rapid.T, id string, a *league) {
	times := map[time.Time]bool{}
	for _, spans := range a.members {
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
			require.Equal(t, a.in(atTime(moment)), l.roster(id, moment.Format(time.RFC3339Nano)), "%s", moment)
		}
		days[at.Format(time.DateOnly)] = at.Truncate(24 * time.Hour).Add(24*time.Hour - time.Millisecond)
	}
	for day, end := range days {
		require.Equal(t, a.in(atTime(end)), l.roster(id, day))
	}
}

func (l *life) agreeOn(t *rapid.T, id string, b *ballot) {
	dossier := ask(l.world, membership.GetProposal{ID: id})
	proposal := dossier.Proposal
	require.Equal(t, b.status, proposal.Recorded().Status)
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
		require.Equal(t, b.votes[endorsement.Party], cast{endorsement.Position, endorsement.Host})
		require.True(t, b.voters[endorsement.Party])
		require.False(t, endorsement.Stamp.Time.Before(proposal.Opened.Time))
		require.True(t, endorsement.Stamp.Time.Before(proposal.Closes))
		require.True(t, dossier.Decision == nil || !dossier.Decision.Stamp.Time.Before(endorsement.Stamp.Time))
	}
}

// memberSteps are the ways from each state of a membership.
var memberSteps = map[charter.MembershipState][]charter.MembershipState{
	"":                {charter.Active},
	charter.Active:    {charter.Suspended, charter.Ended},
	charter.Suspended: {charter.Active, charter.Ended},
	charter.Ended:     {charter.Active},
}

// replay makes a membership from its versions: each ends the period that runs
// and begins another, unless it is an ending. What comes out is the current
// record, and what the model has.
func (l *life) replay(t *rapid.T, alliance string, a *league, party string, spans []span) {
	var replayed membership.Membership
	for i, version := range ask(l.world, membership.GetHistory{Alliance: alliance, Party: party, Size: membership.MaxPage}).Versions {
		require.Equal(t, i+1, version.Version)
		require.Contains(t, memberSteps[replayed.State], version.State)
		require.False(t, version.Written.Time.Before(replayed.Written.Time))
		require.GreaterOrEqual(t, version.Epoch, replayed.Epoch)
		periods := slices.Clone(replayed.Periods)
		if count := len(periods); count > 0 && periods[count-1].Until == nil {
			last := &periods[count-1]
			last.Until, last.UntilEpoch, last.Reason = &version.Written, version.Epoch, version.Periods[0].Reason
		}
		if version.State != charter.Ended {
			periods = append(periods, membership.Period{
				Class: version.Class, State: version.State, From: version.Written, FromEpoch: version.Epoch,
				Proposal: version.Periods[len(version.Periods)-1].Proposal,
			})
		}
		changed := len(periods) - len(version.Periods)
		require.GreaterOrEqual(t, changed, 0)
		require.Equal(t, periods[changed:], version.Periods, "a version has the periods that it ended or began")
		replayed = version
		replayed.Periods = periods // what is past does not change
	}
	current := ask(l.world, membership.GetMembership{Alliance: alliance, Party: party})
	require.Equal(t, replayed, current.Recorded())
	require.Equal(t, a.state(party), current.State)
	require.Len(t, current.Periods, len(spans))
	for i, period := range current.Periods {
		got := span{state: period.State, from: period.From.Time, fromEpoch: period.FromEpoch, untilEpoch: period.UntilEpoch}
		if period.Until != nil {
			got.until = period.Until.Time
		}
		require.Equal(t, spans[i], got)
	}
}
