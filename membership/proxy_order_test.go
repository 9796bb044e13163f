package membership_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/memledger"
)

// drawnTerms are a charter by which members represent each other: four who vote on expelling
// acme, and are decided on at the close.
func drawnTerms(t *rapid.T) charter.Charter {
	return represented(func(c *charter.Charter) {
		c.Proxies.Most = rapid.IntRange(1, 2).Draw(t, "most")
		c.Proxies.Principal = rapid.SampledFrom([]string{"", charter.PrincipalOverrides}).Draw(t, "principal")
		c.Proxies.Holders = rapid.SampledFrom([]string{"", charter.HoldersClass, charter.HoldersMembers}).Draw(t, "holders")
		c.Rules[charter.Expel].Changing = rapid.Bool().Draw(t, "changing")
	})
}

// drawnMove is something that a member may try: it appoints, revokes, gives back, votes for
// itself or for another, leaves.
func drawnMove(t *rapid.T, number int, proposal string) (who string, move membership.Transaction) {
	parties := []string{cisco, cas, forum, acme}
	who, other := rapid.SampledFrom(parties).Draw(t, "who"), rapid.SampledFrom(parties).Draw(t, "other")
	request, one := fmt.Sprintf("move-%d", number), rapid.Bool().Draw(t, "for one proposal")
	about := ""
	if one {
		about = proposal
	}
	position := rapid.SampledFrom([]charter.Position{charter.For, charter.Against, charter.Abstain}).Draw(t, "position")
	switch rapid.SampledFrom([]string{"appoint", "appoint", "appoint", "revoke", "give back", "vote", "vote", "vote for", "vote for", "vote for", "leave"}).Draw(t, "move") {
	case "appoint":
		if one {
			return who, membership.AppointProxy{Request: request, Alliance: zgc, Holder: other, Proposal: proposal}
		}
		return who, appointing(request, other)
	case "revoke":
		return who, membership.RevokeProxy{Request: request, Alliance: zgc, Proposal: about}
	case "give back":
		return who, membership.RevokeProxy{Request: request, Alliance: zgc, Proposal: about, Principal: other}
	case "vote":
		return who, membership.Endorse{Request: request, Proposal: proposal, Position: position}
	case "vote for":
		return who, membership.Endorse{Request: request, Principal: other, Proposal: proposal, Position: position}
	}
	if number%5 > 0 { // rarely
		return who, membership.Endorse{Request: request, Proposal: proposal, Position: position}
	}
	return who, membership.Leave{Request: request, Alliance: zgc}
}

// Whatever is appointed, revoked and voted, in whatever order and blocks: each member's vote
// counts at most once, nobody casts the votes of more than it may represent, and every vote that
// a proxy casts was cast while it was one; a member's own vote stays.
func TestLivesOfProxies(t *testing.T) {
	t.Parallel()
	byProxy, conflicts, overridden := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawnTerms(t)
		w := ofFour(t, c)
		expelling(w)
		proposal := expulsion
		own := map[string]bool{} // who has voted itself, and whose vote nobody else changes
		for number := range rapid.IntRange(1, 25).Draw(t, "blocks") {
			var block []simulation
			for i := range rapid.IntRange(1, 3).Draw(t, "moves") {
				who, move := drawnMove(t, number*10+i, proposal)
				if s := w.simulate(as(who), move); s.err == nil {
					block = append(block, s)
				}
			}
			before := ask(w, membership.GetProposal{ID: proposal}).Endorsements
			proxies := inForceFor(w, proposal)
			for i, code := range w.commit(block...) {
				if code != memledger.Valid {
					conflicts++
					continue
				}
				e := block[i].event
				if e.Type != membership.EndorsementGiven {
					continue
				}
				if e.By == e.Party {
					own[e.Party] = true
					if slices.ContainsFunc(before, func(b membership.Endorsement) bool { return b.Party == e.Party && b.Proxy != "" }) {
						overridden++
					}
					continue
				}
				byProxy++
				require.False(t, own[e.Party], "a proxy changes what %s has said itself", e.Party)
				require.Equal(t, e.By, proxies[e.Party], "%s votes for %s", e.By, e.Party)
			}
		}
		w.wait(time.Hour)
		w.must(as(lab), membership.Decide{Proposal: proposal})
		d := ask(w, membership.GetProposal{ID: proposal})
		represents, parties := map[string]int{}, map[string]bool{}
		for _, e := range d.Endorsements {
			require.False(t, parties[e.Party], "%s counts twice", e.Party)
			require.NotEqual(t, acme, e.Party, "who has no say has none through others")
			require.NotEqual(t, acme, e.Proxy, "nor for others")
			parties[e.Party] = true
			if e.Proxy != "" {
				require.False(t, own[e.Party])
				represents[e.Proxy]++
			}
		}
		for holder, count := range represents {
			require.LessOrEqual(t, count, c.Proxies.Most, holder)
		}
		tally := d.Decision.Tally
		require.Equal(t, len(d.Endorsements), tally.For+tally.Against+tally.Abstain)
		require.LessOrEqual(t, len(d.Endorsements), tally.Electorate)
		decision, grounds := w.groundsOf(proposal)
		again, err := membership.Redecide(decision, grounds)
		require.NoError(t, err)
		require.Equal(t, decision, again)
	})
	require.Positive(t, byProxy)
	require.Positive(t, conflicts)
	t.Logf("votes by proxies %d, conflicts %d, overridden by the member itself %d", byProxy, conflicts, overridden)
}

// inForceFor is who represents whom on a proposal now.
func inForceFor(w *world, proposal string) map[string]string {
	holders := map[string]string{}
	for _, scope := range []string{"", proposal} {
		for _, p := range ask(w, membership.ListProxies{Alliance: zgc}).Proxies {
			if p.Proposal == scope && p.Revoked == nil && !p.Over {
				holders[p.Principal] = p.Holder
			}
		}
	}
	return holders
}

// Where a member's own vote comes before its proxy's, the outcome is the same in whatever order
// and blocks the votes come: of the member and of its proxy, what the member says counts.
func TestOrderOfProxiesAndPrincipals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := represented(func(c *charter.Charter) {
			c.Proxies.Most, c.Proxies.Principal = 2, charter.PrincipalOverrides
			c.Rules[charter.Expel].Pass = chartertest.ForVotes(2)
		})
		type vote struct {
			by, of   string
			position charter.Position
		}
		var votes []vote
		for _, of := range []string{cisco, cas, forum} {
			for _, by := range []string{of, cisco} {
				says := rapid.SampledFrom([]charter.Position{"", charter.For, charter.Against, charter.Abstain}).Draw(t, "says")
				if says != "" && (by == of || of != cisco) && !slices.ContainsFunc(votes, func(v vote) bool { return v.by == by && v.of == of }) {
					votes = append(votes, vote{by, of, says})
				}
			}
		}
		run := func() charter.Tally {
			w := ofFour(t, c)
			appointed(cas, cisco)(w)
			appointed(forum, cisco)(w)
			expelling(w)
			waiting := rapid.Permutation(votes).Draw(t, "order")
			for len(waiting) > 0 {
				size := rapid.IntRange(1, len(waiting)).Draw(t, "block")
				var block []simulation
				var sent []vote
				for _, v := range waiting[:size] {
					transaction := endorsing(expulsion, v.position)
					if v.by != v.of {
						transaction = votingFor(expulsion, v.of, v.position)
					}
					if s := w.simulate(as(v.by), transaction); s.err == nil {
						block, sent = append(block, s), append(sent, v)
					}
				}
				waiting = waiting[size:]
				for i, code := range w.commit(block...) {
					if code != memledger.Valid {
						waiting = append(waiting, sent[i])
					}
				}
			}
			w.wait(time.Hour)
			w.must(as(lab), membership.Decide{Proposal: expulsion})
			tally := ask(w, membership.GetProposal{ID: expulsion}).Decision.Tally
			return tally
		}
		require.Equal(t, run(), run())
	})
}
