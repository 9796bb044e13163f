package membership_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/merkle"
	"allianceregistry/membership/refusal"
)

// requireRoots works out the root of each sealed epoch of an alliance from the memberships as they
// are recorded now, all at once, and wants that the seals say the same; and that each party
// has a proof that agrees with the roster.
func requireRoots(w *world, alliance string, parties ...string) {
	w.t.Helper()
	var members []membership.Membership
	for key, value := range w.ledger.State() {
		if strings.HasPrefix(key, "membership\x00"+alliance+"\x00") {
			var member membership.Membership
			require.NoError(w.t, json.Unmarshal([]byte(value), &member))
			members = append(members, member)
		}
	}
	for _, seal := range ask(w, membership.ListSeals{Alliance: alliance, Size: membership.MaxPage}).Seals {
		var changes []merkle.Change
		for _, member := range members {
			entry, is := member.EntryAt(seal.Epoch)
			if !is {
				continue
			}
			text, err := json.Marshal(entry)
			require.NoError(w.t, err)
			value := merkle.Of(text)
			changes = append(changes, merkle.Change{Key: merkle.Of([]byte(member.Party)), Value: &value})
		}
		root, err := merkle.Update(merkle.Branch{}, 0, changes, nil, func(merkle.Place, merkle.Node) {})
		require.NoError(w.t, err)
		require.Equal(w.t, root.Hash.String(), seal.Root, "epoch %d", seal.Epoch)
		there := map[string]bool{}
		for _, m := range ask(w, membership.GetRoster{Alliance: alliance, At: fmt.Sprint(seal.Epoch), Size: membership.MaxPage}).Members {
			there[m.Membership.Party] = true
		}
		for _, party := range parties {
			proof := ask(w, membership.GetRosterProof{Alliance: alliance, Epoch: seal.Epoch, Party: party})
			require.Equal(w.t, seal, proof.Seal)
			shown, err := proof.Shows(party)
			require.NoError(w.t, err)
			require.Equal(w.t, there[party], shown, "%s in epoch %d", party, seal.Epoch)
		}
	}
}

// agreeOnRoots seals what a life left open, and looks at the roots of all its seals.
func (l *life) agreeOnRoots(t *rapid.T) {
	for id, a := range l.model.alliances {
		if ask(l.world, membership.GetAlliance{ID: id}).Status == membership.Forming {
			continue
		}
		require.NotNil(t, a)
		requireRoots(l.world, id, everybody...)
	}
}

// A seal proves who was a member at the end of its epoch and who was not, whatever came after; a
// renewal, a suspension and an end each change it, and an epoch that comes to what was there gives
// the same root.
func TestRoots(t *testing.T) {
	t.Parallel()
	w := ofFour(t, chartertest.WithRecordDate(withRules))
	first := ask(w, membership.GetSeal{Alliance: zgc}).Root
	w.must(as(forum), leaving("l"))
	w.seal()
	expelled := w.must(as(cisco), proposing("out", charter.Suspend, acme)).Proposal
	require.Equal(t, "accepted", w.votedOn(expelled, cisco, cas).Status)
	w.seal()
	requireRoots(w, zgc, cisco, cas, forum, acme, lab)
	roots := map[string]bool{first: true}
	for _, number := range []int{1, 2} {
		roots[ask(w, membership.GetSeal{Alliance: zgc, Epoch: number}).Root] = true
	}
	require.Len(t, roots, 3)

	proof := ask(w, membership.GetRosterProof{Alliance: zgc, Epoch: 2, Party: acme})
	var entry membership.RosterEntry
	require.NoError(t, json.Unmarshal([]byte(proof.Entry), &entry))
	require.Equal(t, charter.Suspended, entry.State)
	require.Equal(t, expelled, entry.Proposal)
	require.Equal(t, acme, entry.Party)
	requireCanonical(t, proof.Entry)

	_, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetRosterProof{Alliance: zgc, Epoch: 3, Party: acme})
	requireCode(t, refusal.UnknownRecord, err)
}

// requireCanonical wants a text as RFC 8785 has it: fields in order, no spaces, nothing beyond ASCII.
func requireCanonical(t *testing.T, text string) {
	t.Helper()
	var fields map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &fields))
	sorted, err := json.Marshal(fields)
	require.NoError(t, err)
	require.Equal(t, string(sorted), text)
	require.NotContains(t, text, "\\")
	for _, r := range text {
		require.Less(t, r, rune(0x7f))
	}
}

// A proof in which anything is changed shows nothing, and nobody else's.
func TestRosterProofAltered(t *testing.T) {
	t.Parallel()
	w := ofFour(t, withRules)
	was := ask(w, membership.GetRosterProof{Alliance: zgc, Party: acme})
	none := ask(w, membership.GetRosterProof{Alliance: zgc, Party: lab})
	for name, row := range map[string]struct {
		from  membership.RosterProof
		alter func(*membership.RosterProof)
		party string
	}{
		"fail/another's entry": {was, func(p *membership.RosterProof) {
			p.Entry = ask(w, membership.GetRosterProof{Alliance: zgc, Party: cas}).Entry
		}, acme},
		"fail/another class":       {was, func(p *membership.RosterProof) { p.Entry = strings.Replace(p.Entry, "full", "king", 1) }, acme},
		"fail/without its entry":   {was, func(p *membership.RosterProof) { p.Entry = "" }, acme},
		"fail/of another":          {was, func(*membership.RosterProof) {}, lab},
		"fail/an entry for nobody": {none, func(p *membership.RosterProof) { p.Entry = was.Entry }, lab},
		"fail/no leaf":             {was, func(p *membership.RosterProof) { p.LeafKey, p.LeafValue, p.Entry = "", "", "" }, acme},
		"fail/half a leaf":         {was, func(p *membership.RosterProof) { p.LeafKey = "" }, acme},
		"fail/another root":        {was, func(p *membership.RosterProof) { p.Seal.Root = keyOf("root") }, acme},
		"fail/no root":             {was, func(p *membership.RosterProof) { p.Seal.Root = "" }, acme},
		"fail/a sibling more":      {was, func(p *membership.RosterProof) { p.Siblings = append([]string{keyOf("s")}, p.Siblings...) }, acme},
		"fail/a sibling less":      {was, func(p *membership.RosterProof) { p.Siblings = p.Siblings[1:] }, acme},
		"fail/no sibling":          {was, func(p *membership.RosterProof) { p.Siblings = []string{"x"} }, acme},
	} {
		altered := row.from
		row.alter(&altered)
		_, err := altered.Shows(row.party)
		require.Error(t, err, name)
		require.Error(t, membership.CheckAnswer(membership.GetRosterProof{Alliance: zgc, Party: row.party}, altered), name)
	}
	require.NoError(t, membership.CheckAnswer(membership.GetRosterProof{Alliance: zgc, Party: acme}, was))
	shown, err := none.Shows(lab)
	require.NoError(t, err)
	require.False(t, shown)
}

// An alliance whose seals have no root yet gets one at its next seal, of all its members; and again
// where what changed was entered by older rules.
func TestRootAfterOlderRules(t *testing.T) {
	t.Parallel()
	w := populated(t)
	w.engine = charter.EngineFive
	w.found(chartertest.WithRecordDate(withRules), nil)
	require.Empty(t, ask(w, membership.GetSeal{Alliance: zgc}).Root)
	w.must(as(forum), leaving("l"))
	w.must(as(lab), closing(1))
	w.must(as(acme), leaving("l")) // into an epoch that the newer rules close
	w.engine = charter.EngineSix
	w.must(as(lab), sealing(1))
	w.must(as(lab), closing(2))
	w.must(as(lab), sealing(2))
	for epoch := 1; epoch <= 2; epoch++ {
		require.NotEmpty(t, ask(w, membership.GetSeal{Alliance: zgc, Epoch: epoch}).Root)
	}
	_, err := membership.Ask(w.ledger.Begin("q"), w.now, membership.GetRosterProof{Alliance: zgc, Party: acme})
	requireCode(t, refusal.UnknownRecord, err)
	w.wait(time.Hour)
	proof := ask(w, membership.GetRosterProof{Alliance: zgc, Epoch: 1, Party: acme})
	shown, err := proof.Shows(acme)
	require.NoError(t, err)
	require.True(t, shown, "it left in the second epoch")
	proof = ask(w, membership.GetRosterProof{Alliance: zgc, Epoch: 2, Party: acme})
	shown, err = proof.Shows(acme)
	require.NoError(t, err)
	require.False(t, shown)
}
