package membership_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// aboutOf is what a word on a proposal is about.
func aboutOf(w *world, proposal string) membership.About {
	w.t.Helper()
	about, err := ask(w, membership.GetProposal{ID: proposal}).Proposal.About()
	require.NoError(w.t, err)
	return about
}

// A member's word counts for what it says that it is about, and for nothing else: the
// votes on one proposal are not carried over to another by whoever shows them.
func TestVoteSaysWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		bend  func(w *world, about *membership.About)
		field string // that differs, empty for none
	}{
		"ok/as it is":           {func(*world, *membership.About) {}, ""},
		"fail/another alliance": {func(_ *world, a *membership.About) { a.Alliance = "other@industry" }, "alliance"},
		"fail/another action":   {func(_ *world, a *membership.About) { a.Action = charter.Suspend }, "action"},
		"fail/another subject":  {func(_ *world, a *membership.About) { a.Subject = forum }, "subject"},
		"fail/another content":  {func(_ *world, a *membership.About) { a.Content = keyOf("other") }, "content"},
		"fail/of another proposal": {func(w *world, a *membership.About) {
			*a = aboutOf(w, w.propose(forum, charter.Expel, cas))
		}, "content"}, // the same alliance, action and subject
	} {
		for _, kind := range []struct {
			what    string
			charter charter.Charter
			word    func(proposal string, about *membership.About) membership.Transaction
		}{
			{"vote", chartertest.Disciplined(chartertest.Basic(2, "PT1H", true)), func(proposal string, about *membership.About) membership.Transaction {
				return membership.Endorse{Request: "e", Proposal: proposal, About: about, Position: charter.For}
			}},
			{"sponsorship", chartertest.Sponsored(chartertest.Basic(2, "PT1H", true)), func(proposal string, about *membership.About) membership.Transaction {
				return membership.Endorse{Request: "e", Proposal: proposal, About: about, Position: charter.Sponsor}
			}},
			{"withdrawal", chartertest.Disciplined(chartertest.Basic(2, "PT1H", true)), func(proposal string, about *membership.About) membership.Transaction {
				return membership.Withdraw{Request: "e", Proposal: proposal, About: about}
			}},
		} {
			t.Run(name+", "+kind.what, func(t *testing.T) {
				t.Parallel()
				w := openedBy(t, kind.charter)
				proposal := w.propose(cisco, charter.Expel, cas)
				about := aboutOf(w, proposal)
				row.bend(w, &about)
				word := kind.word(proposal, &about)
				if row.field == "" {
					w.must(as(cisco), word)
					return
				}
				denied := w.refused(refusal.AboutDiffers, as(cisco), word)
				require.Equal(t, row.field, denied.Params["field"])
				require.Equal(t, "proposal", denied.Params["record"])
				require.Equal(t, proposal, denied.Params["id"])
			})
		}
	}
}

// What must say what it is about says it, and by the rules of version 2 nothing does.
func TestSayingNothing(t *testing.T) {
	t.Parallel()
	w := openedBy(t, chartertest.Disciplined(chartertest.Basic(2, "PT1H", true)))
	proposal := w.propose(cisco, charter.Expel, cas)
	about := aboutOf(w, proposal)
	for name, row := range map[string]struct {
		word membership.Transaction
		two  bool
		code refusal.Code // empty for none
	}{
		"ok/by version 2":         {membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For}, true, ""},
		"ok/by version 3":         {membership.Endorse{Request: "e", Proposal: proposal, About: &about, Position: charter.For}, false, ""},
		"fail/nothing":            {membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For}, false, refusal.Required},
		"fail/withdraw":           {membership.Withdraw{Request: "e", Proposal: proposal}, false, refusal.Required},
		"fail/by version 2":       {membership.Endorse{Request: "e", Proposal: proposal, About: &about, Position: charter.For}, true, refusal.UnknownField},
		"fail/withdraw, 2":        {membership.Withdraw{Request: "e", Proposal: proposal, About: &about}, true, refusal.UnknownField},
		"fail/of no form":         {membership.Endorse{Request: "e", Proposal: proposal, About: &membership.About{Alliance: zgc, Content: "x"}, Position: charter.For}, false, refusal.BadDigest},
		"fail/of no alliance":     {membership.Endorse{Request: "e", Proposal: proposal, About: &membership.About{Content: about.Content}, Position: charter.For}, false, refusal.BadID},
		"fail/correct, version 2": {membership.CorrectParty{Request: "c", Names: chartertest.En("C"), Reason: "r", Content: keyOf("c")}, true, refusal.UnknownField},
	} {
		t.Run(name, func(t *testing.T) {
			tx, err := membership.NewTx("try", w.now.Add(time.Second), as(cisco))
			require.NoError(t, err)
			if row.two {
				tx.Engine = "2"
			}
			_, err = membership.Apply(w.ledger.Begin(tx.ID), tx, row.word)
			if row.code == "" {
				require.NoError(t, err)
				return
			}
			requireCode(t, row.code, err)
		})
	}
}

// What a transaction says already of what it is about stays, whatever the record is.
func TestWhatIsSaidStays(t *testing.T) {
	t.Parallel()
	about := membership.About{Alliance: zgc, Action: charter.Expel, Subject: cas, Content: keyOf("read")}
	for _, said := range []membership.Transaction{
		membership.Endorse{Request: "e", Proposal: pending, About: &about, Position: charter.For},
		membership.Withdraw{Request: "w", Proposal: pending, About: &about},
		membership.Consent{Request: "c", Alliance: zgc, Charter: keyOf("charter"), Content: keyOf("read")},
		membership.Attest{Request: "a", About: cas, Claim: pending, Content: keyOf("read"), Position: membership.Attests},
	} {
		completed, err := membership.Complete(said, []byte("{}"))
		require.NoError(t, err)
		require.Equal(t, said, completed)
	}
}

// The content of a proposal is all that its filing asks for, and nothing that later
// steps add.
func TestContentOfAProposal(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	whole := membership.Proposal{
		ID: strings.Repeat("ab", 12), Alliance: zgc, Action: charter.Reclassify, Subject: cas, By: cisco, Class: "full",
		Group: forum, Weights: charter.Weights{"dues": 2}, Organ: "board", Resolution: "special", Amendment: "entrenched", Title: "T", Document: keyOf("d"),
		CharterDigest: keyOf("c"), Until: at, Reason: "r", Evidence: keyOf("e"), Charter: 3,
	}
	first, err := whole.About()
	require.NoError(t, err)
	for name, change := range map[string]func(*membership.Proposal){
		"id": func(p *membership.Proposal) { p.ID = strings.Repeat("ac", 12) }, "alliance": func(p *membership.Proposal) { p.Alliance = "x@industry" },
		"action": func(p *membership.Proposal) { p.Action = charter.Expel }, "subject": func(p *membership.Proposal) { p.Subject = acme },
		"by": func(p *membership.Proposal) { p.By = acme }, "class": func(p *membership.Proposal) { p.Class = "observer" },
		"group": func(p *membership.Proposal) { p.Group = "" }, "weights": func(p *membership.Proposal) { p.Weights = charter.Weights{"dues": 3} },
		"organ": func(p *membership.Proposal) { p.Organ = "" }, "resolution": func(p *membership.Proposal) { p.Resolution = "" }, "title": func(p *membership.Proposal) { p.Title = "U" },
		"amendment": func(p *membership.Proposal) { p.Amendment = "" },
		"document":  func(p *membership.Proposal) { p.Document = keyOf("f") }, "draft": func(p *membership.Proposal) { p.CharterDigest = keyOf("f") },
		"until": func(p *membership.Proposal) { p.Until = at.Add(time.Second) }, "reason": func(p *membership.Proposal) { p.Reason = "s" },
		"evidence": func(p *membership.Proposal) { p.Evidence = "" }, "charter": func(p *membership.Proposal) { p.Charter = 4 },
	} {
		other := whole
		change(&other)
		about, err := other.About()
		require.NoError(t, err)
		require.NotEqual(t, first.Content, about.Content, name)
	}
	later := whole
	later.Status, later.Electorate, later.Closes, later.Seal, later.Figures = membership.Voting, 7, at, 3, map[string]int{"present": 1}
	later.Opened, later.Enacts, later.Withdrawal = &membership.Stamp{Tx: "t", Time: at}, at, "w"
	about, err := later.About()
	require.NoError(t, err)
	require.Equal(t, first, about)
}

// A founder consents to the founders and their places too, who attests a claim to what
// it says, and a correction is one of the record that was read.
func TestContents(t *testing.T) {
	t.Parallel()
	w := forming(t, chartertest.Basic(2, "PT1H", true))
	consent := consenting(t, chartertest.Basic(2, "PT1H", true))
	consent.Content = keyOf("another founding")
	denied := w.refused(refusal.AboutDiffers, as(cas), consent)
	require.Equal(t, "alliance", denied.Params["record"])
	founded := ask(w, membership.GetAlliance{ID: zgc})
	content, err := founded.Content()
	require.NoError(t, err)
	for name, change := range map[string]func(*membership.Alliance){
		"founders": func(a *membership.Alliance) { a.Founders = a.Founders[:2] },
		"places": func(a *membership.Alliance) {
			a.Places = map[string]charter.Place{cas: {Weights: charter.Weights{"dues": 100}}}
		},
		"names": func(a *membership.Alliance) { a.Names = chartertest.En("Another") },
	} {
		other := founded
		change(&other)
		changed, err := other.Content()
		require.NoError(t, err)
		require.NotEqual(t, content, changed, name)
	}
	consent.Content = content
	w.must(as(cas), consent)
	w.must(as(forum), membership.Consent{Request: "c", Alliance: zgc, Charter: consent.Charter})
	opened, err := ask(w, membership.GetAlliance{ID: zgc}).Content()
	require.NoError(t, err)
	require.Equal(t, content, opened, "sent again, it is the same request")

	claim := w.must(as(cas), membership.StateClaim{Request: "s", About: acme, What: "members", Value: "60", Source: "a page"}).Claim
	attest := membership.Attest{Request: "a", About: acme, Claim: claim, Position: membership.Attests, Content: keyOf("70")}
	require.Equal(t, "claim", w.refused(refusal.AboutDiffers, as(forum), attest).Params["record"])
	attest.Content = ""
	w.must(as(forum), attest)

	correct := membership.CorrectParty{Request: "c", Names: chartertest.En("Acme"), Reason: "r", Content: keyOf("another record")}
	require.Equal(t, "party", w.refused(refusal.AboutDiffers, as(acme), correct).Params["record"])
	correct.Content, err = ask(w, membership.GetParty{ID: acme}).Content()
	require.NoError(t, err)
	w.must(as(acme), correct)
}

// Who signs says what it has read; what it says already stays, and a record that cannot
// be read completes nothing.
func TestComplete(t *testing.T) {
	t.Parallel()
	w := forming(t, chartertest.Basic(2, "PT1H", true))
	alliance := ask(w, membership.GetAlliance{ID: zgc})
	record, err := json.Marshal(alliance)
	require.NoError(t, err)
	content, err := alliance.Content()
	require.NoError(t, err)
	for name, row := range map[string]struct{ given, want membership.Consent }{
		"ok/nothing said":  {membership.Consent{Alliance: zgc}, membership.Consent{Alliance: zgc, Charter: alliance.CharterDigest, Content: content}},
		"ok/the charter":   {membership.Consent{Alliance: zgc, Charter: keyOf("other")}, membership.Consent{Alliance: zgc, Charter: keyOf("other"), Content: content}},
		"ok/the content":   {membership.Consent{Alliance: zgc, Content: keyOf("other")}, membership.Consent{Alliance: zgc, Charter: alliance.CharterDigest, Content: keyOf("other")}},
		"ok/both, already": {membership.Consent{Charter: "c", Content: "d"}, membership.Consent{Charter: "c", Content: "d"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			completed, err := membership.Complete(row.given, record)
			require.NoError(t, err)
			require.Equal(t, row.want, completed)
		})
	}
	for _, transaction := range []membership.Transaction{
		membership.Consent{}, membership.Attest{}, membership.Endorse{}, membership.Withdraw{},
	} {
		_, err := membership.Complete(transaction, []byte("["))
		require.ErrorContains(t, err, "read a record", transaction.Name())
	}
}
