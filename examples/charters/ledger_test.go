package charters_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/charterfile"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// world is a ledger with an alliance that was founded by the members of a
// charter's tests.
type world struct {
	*testing.T
	ledger  *memledger.Ledger
	now     time.Time
	sent    int
	charter charter.Charter
	members []charterfile.Member
}

func (w *world) send(party string, transaction membership.Transaction) (membership.Event, error) {
	w.Helper()
	w.sent++
	w.now = w.now.Add(time.Second)
	_, host, _ := strings.Cut(party, "@")
	caller := membership.Caller{MSP: host, Key: fmt.Sprintf("%064x", []byte(fmt.Sprintf("%.30s", party))), Party: party}
	tx, err := membership.NewTx(fmt.Sprintf("tx%d", w.sent), w.now, caller)
	require.NoError(w, err)
	if key, missing := membership.RestsOn(transaction); missing {
		record, err := w.ledger.Begin("read").Get(key)
		require.NoError(w, err)
		if record != nil {
			transaction, err = membership.Complete(transaction, record)
			require.NoError(w, err)
		}
	}
	simulated := w.ledger.Begin(tx.ID)
	event, err := membership.Apply(simulated, tx, transaction)
	if err == nil {
		require.Equal(w, []memledger.Code{memledger.Valid}, w.ledger.Commit(simulated))
	}
	return event, err
}

func (w *world) must(party string, transaction membership.Transaction) membership.Event {
	w.Helper()
	event, err := w.send(party, transaction)
	require.NoError(w, err)
	return event
}

func (w *world) request() string { return fmt.Sprintf("request-%d", w.sent) }

// code is for what something was refused.
func code(err error) refusal.Code {
	var denied *refusal.Error
	if errors.As(err, &denied) {
		return denied.Code
	}
	return ""
}

// asFounders turns the members of tests into founders, who all sit in every organ:
// so an alliance of them is founded by transactions alone. The tests' own
// expectations do not hold for them; what is compared is the ledger and the tests.
func asFounders(c *charter.Charter, cases *charterfile.Cases) {
	organs := []string{}
	for i := range c.Organs {
		c.Organs[i].Founders = true
		organs = append(organs, c.Organs[i].ID)
	}
	var each []charterfile.Member
	for _, m := range cases.Members {
		for _, id := range m.Range() {
			one := m
			one.ID, one.Founder, one.Organs, one.Probation, one.Suspended = id, true, organs, false, false
			each = append(each, one)
		}
	}
	cases.Members = each
}

// party is a member's id with its host.
func party(m charterfile.Member) string {
	if strings.Contains(m.ID, "@") {
		return m.ID
	}
	if m.Host != "" {
		return m.ID + "@" + m.Host
	}
	return m.ID + "@host"
}

// found founds the alliance.
func found(t *testing.T, c charter.Charter, members []charterfile.Member) *world {
	w := &world{T: t, ledger: memledger.New(), now: time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC), charter: c, members: members}
	places, founders := map[string]charter.Place{}, []string{}
	for _, m := range members {
		founders = append(founders, party(m))
		places[party(m)] = charter.Place{Class: m.Class, Group: m.Group, Weights: m.Weights}
		class, found := c.Class(m.Class)
		require.True(t, found)
		w.must(party(m), membership.RegisterParty{Request: "register", Kind: class.Kinds[0], Names: form.Names{"en": m.ID}})
	}
	first := founders[len(founders)-1]
	for _, founder := range founders {
		if strings.HasSuffix(founder, "@host") {
			first = founder
		}
	}
	_, host, _ := strings.Cut(first, "@")
	require.Contains(t, []string{"host", "industry", "academia", "association"}, host)
	founding := membership.FoundAlliance{
		Request: "found", Slug: "trial", Names: form.Names{"en": "Trial"}, Founders: founders, Places: places, Charter: c,
	}
	w.must(first, founding)
	digest, err := c.Digest()
	require.NoError(t, err)
	for _, founder := range founders {
		if founder != first {
			w.must(founder, membership.Consent{Request: "consent", Alliance: "trial@" + host, Charter: digest})
		}
	}
	return w
}

// id is the alliance's: it stands under the host of who founded it.
func (w *world) id() string {
	answer, err := membership.Ask(w.ledger.Begin("question"), w.now, membership.ListAlliances{})
	require.NoError(w, err)
	return answer.Alliances[0].ID
}

// settle gives each member the standing that it has in the tests.
func (w *world) settle(figures map[string]int) {
	var good []charterfile.Member
	for _, m := range w.members {
		if m.Standing != charter.Lapsed {
			good = append(good, m)
		}
	}
	if len(good) < len(w.members) {
		w.now = w.now.Add(100 * 24 * time.Hour)
	}
	for _, m := range good {
		class, _ := w.charter.Class(m.Class)
		for _, id := range class.Agreements {
			agreement, _ := w.charter.Agreement(id)
			w.must(party(m), membership.AcceptAgreement{Request: w.request(), Alliance: w.id(), Agreement: id, Digest: agreement.Digest})
		}
		until := w.now.Add(300 * 24 * time.Hour)
		if m.Standing == charter.Grace {
			until = w.now
		}
		if class.Dues {
			w.byAny(membership.RecordPayment{Request: w.request(), Alliance: w.id(), Party: party(m), Until: until})
		}
	}
	w.miss()
	for _, kind := range w.charter.Figures {
		w.byAny(membership.RecordFigure{Request: w.request(), Alliance: w.id(), Figure: kind.ID, Value: figures[kind.ID]})
	}
}

// miss has votes in which all take part but those who are inactive.
func (w *world) miss() {
	inactive := func(m charterfile.Member) bool { return m.Standing == charter.Inactive }
	if !slices.ContainsFunc(w.members, inactive) {
		return
	}
	for range 3 {
		missed := w.must(party(w.members[0]), membership.Propose{
			Request: w.request(), Alliance: w.id(), Action: charter.Resolve, Title: "A document", Document: strings.Repeat("d", 64),
		})
		for _, m := range w.members {
			if !inactive(m) {
				w.must(party(m), membership.DeclarePresence{Request: w.request(), Proposal: missed.Proposal})
			}
		}
		w.now = w.now.Add(10 * 24 * time.Hour)
	}
}

// byAny sends what some member may send.
func (w *world) byAny(transaction membership.Transaction) {
	for _, m := range w.members {
		if _, err := w.send(party(m), transaction); err == nil {
			return
		}
	}
	w.Fatalf("nobody may send %+v", transaction)
}

// file files the proposal of a case.
func (w *world) file(one charterfile.Case, subject, by string) (membership.Event, error) {
	evidence := strings.Repeat("e", 64)
	if one.Action == charter.Admit {
		class, _ := w.charter.Class(one.Class)
		w.must(subject, membership.RegisterParty{Request: "register", Kind: class.Kinds[0], Names: form.Names{"en": "Applicant"}})
		if one.Group != "" {
			w.must(one.Group, membership.RegisterParty{Request: "register", Kind: class.Kinds[0], Names: form.Names{"en": "Parent"}})
			w.must(subject, membership.DeclareAffiliate{Request: "declare", Alliance: w.id(), Group: one.Group})
			w.must(one.Group, membership.ConsentAffiliate{Request: "consent", Alliance: w.id(), Party: subject})
		}
		for _, demanded := range class.Requires {
			if agreement, is := w.charter.Agreement(demanded.Agreement); is {
				w.must(subject, membership.AcceptAgreement{Request: w.request(), Alliance: w.id(), Agreement: agreement.ID, Digest: agreement.Digest})
			}
		}
		return w.send(subject, membership.Join{Request: "join", Alliance: w.id(), Class: one.Class, Group: one.Group, Evidence: evidence})
	}
	p := membership.Propose{Request: "propose", Alliance: w.id(), Action: one.Action, Subject: subject, Class: one.Class, Organ: one.Organ, Seats: one.Seats, Resolution: one.Resolution, Meeting: one.Meeting, Emergency: one.Emergency, Evidence: evidence}
	switch one.Action {
	case charter.Succeed:
		return w.succession(p, one, by)
	case charter.Resolve:
		p.Title, p.Document = "A document", strings.Repeat("d", 64)
	case charter.MandateAction:
		p.Until = w.now.Add(1000 * 24 * time.Hour)
	case charter.Reclassify:
		p.Weights = charter.Weights{w.charter.Measures[0].ID: 7}
	case charter.Amend:
		next := touching(w.charter, one.Amendment)
		p.Charter = &next
	}
	return w.send(by, p)
}

// succession files one to whom a case names, or to who is no member yet; both consent.
func (w *world) succession(p membership.Propose, one charterfile.Case, by string) (membership.Event, error) {
	i := slices.IndexFunc(w.members, func(m charterfile.Member) bool { return m.ID == one.Successor })
	if p.Successor = "successor@host"; i >= 0 {
		p.Successor = party(w.members[i])
	} else {
		class, _ := w.charter.Class(w.classOf(p.Subject))
		w.must(p.Successor, membership.RegisterParty{Request: "register", Kind: class.Kinds[0], Names: form.Names{"en": "Successor"}})
	}
	filed, err := w.send(by, p)
	for _, party := range []string{p.Subject, p.Successor} {
		if err == nil && party != by {
			w.must(party, membership.ConsentSuccession{Request: "consent-to-succession", Proposal: filed.Proposal})
		}
	}
	return filed, err
}

// classOf is a member's class.
func (w *world) classOf(of string) string {
	for _, m := range w.members {
		if party(m) == of {
			return m.Class
		}
	}
	return ""
}

// touching is a charter amended in what a kind of amendments is about, or in nothing that any is.
func touching(c charter.Charter, amendment string) charter.Charter {
	kind, of := c.AmendmentKind(amendment)
	touches := kind.Touches
	switch {
	case !of:
		c.RecordDate = "P2D"
	case len(touches.Rules) > 0:
		c.Rules = maps.Clone(c.Rules)
		rule := *c.Rules[touches.Rules[0]]
		rule.Voting = "P13D"
		c.Rules[touches.Rules[0]] = &rule
	case len(touches.Classes) > 0:
		c.Classes = slices.Clone(c.Classes)
		i := slices.IndexFunc(c.Classes, func(class charter.Class) bool { return class.ID == touches.Classes[0] })
		c.Classes[i].Names = form.Names{"en": "Called otherwise"}
	default:
		c.Amendments = slices.Clone(c.Amendments)
		c.Amendments[len(c.Amendments)-1].Names = form.Names{"en": "Called otherwise"}
	}
	return c
}

// each lists the ids of names and ranges.
func each(names []string) []string {
	var ids []string
	for _, name := range names {
		ids = append(ids, charterfile.Member{ID: name}.Range()...)
	}
	return ids
}

// discussed is when the discussion of a case's proposal is over.
func (w *world) discussed(one charterfile.Case) time.Time {
	for _, part := range []string{"/" + one.Class, "/" + one.Organ, "/" + one.Resolution, "/" + one.Amendment, ""} {
		if rule := w.charter.Rules[one.Action+charter.Action(part)]; rule != nil {
			return w.charter.Opens(*rule, w.now)
		}
	}
	return w.now
}

// voteAs gives a member's word on a proposal; where it has a holder it is appointed, and votes.
func (w *world) voteAs(member, holder, proposal string, position charter.Position) error {
	vote := membership.Endorse{Request: w.request(), Proposal: proposal, Position: position, Reason: "Said at the meeting"}
	if holder == "" {
		_, err := w.send(member, vote)
		return err
	}
	if _, err := w.send(member, membership.AppointProxy{Request: w.request(), Alliance: w.id(), Holder: holder, Proposal: proposal}); err != nil {
		return err
	}
	vote.Principal = member
	_, err := w.send(holder, vote)
	return err
}

// decided runs a case on the ledger: its outcome, the code for which it was not
// voted on, the refused, and the decision.
func (w *world) decided(one charterfile.Case, roll map[string]string) (denied refusal.Code, refused map[string]refusal.Code, decision *membership.Decision) {
	subject := one.Subject
	if full, known := roll[subject]; known {
		subject = full
	} else if one.Action == charter.Admit {
		subject = "applicant@host"
	}
	filed, err := w.file(one, subject, roll[one.By])
	if err != nil {
		return code(err), nil, nil
	}
	refused = map[string]refusal.Code{}
	holders := map[string]string{}
	for holder, principals := range one.Proxies {
		for _, m := range each(principals) {
			holders[m] = holder
		}
	}
	say := func(names []string, position charter.Position) {
		for _, m := range each(names) {
			if err := w.voteAs(roll[m], roll[holders[m]], filed.Proposal, position); err != nil {
				refused[roll[m]] = code(err)
			}
		}
	}
	say(one.Sponsors, charter.Sponsor)
	for _, candidate := range each(one.Candidates) {
		w.must(roll[candidate], membership.Nominate{Request: w.request(), Proposal: filed.Proposal})
	}
	if kind := w.meetingOf(filed.Proposal); kind != "" {
		if err := w.assemble(one, kind, filed.Proposal, roll); err != nil {
			return code(err), refused, nil
		}
	}
	if filed.Status == string(membership.Filed) {
		if w.meetingOf(filed.Proposal) == "" {
			w.now = w.discussed(one)
		}
		if _, err := w.send(party(w.members[0]), membership.PutToVote{Proposal: filed.Proposal}); err != nil {
			return code(err), refused, nil
		}
	}
	vote := func(votes charterfile.Votes) {
		say(votes.For, charter.For)
		say(votes.Against, charter.Against)
		say(votes.Abstain, charter.Abstain)
	}
	vote(one.Votes)
	w.ballots(filed.Proposal, one, roll, refused)
	steps := append([]charterfile.Step{{Closed: one.Closed, Prolonged: one.Prolonged}}, one.Steps...)
	for i, step := range steps {
		vote(step.Votes)
		w.close(filed.Proposal, step, vote)
		event, err := w.send(party(w.members[0]), membership.Decide{Proposal: filed.Proposal})
		if err != nil {
			return code(err), refused, nil
		}
		if event.Status == string(membership.Voting) && i+1 == len(steps) {
			return refusal.NotDecidable, refused, nil
		}
	}
	dossier := w.dossier(filed.Proposal)
	for _, late := range dossier.Decision.Late {
		refused[late] = refusal.VotingClosed
	}
	return "", refused, dossier.Decision
}

// meetingOf is the kind of meeting at which a proposal is decided.
func (w *world) meetingOf(proposal string) string {
	dossier, err := membership.Ask(w.ledger.Begin("question"), w.now, membership.GetProposal{ID: proposal})
	require.NoError(w, err)
	return dossier.Proposal.MeetingKind
}

// assemble has the meeting of a case, with those who are there; after one without anybody, if it is a
// second call.
func (w *world) assemble(one charterfile.Case, kind, proposal string, roll map[string]string) error {
	chair := party(w.members[0])
	terms, _ := w.charter.MeetingKind(kind)
	begins := w.charter.Convening(terms.Notice, w.now.Add(time.Minute))
	meeting := w.must(chair, membership.CallMeeting{
		Request: w.request(), Alliance: w.id(), Kind: kind, Begins: begins, Agenda: []membership.AgendaItem{{Proposal: proposal}},
	}).Meeting
	w.now = begins
	if one.SecondCall {
		w.now = w.charter.After(terms.SecondCall.Wait, w.now)
		next := w.charter.Convening(terms.SecondCall.Notice, w.now).Add(time.Minute)
		w.must(chair, membership.AdjournMeeting{Request: w.request(), Meeting: meeting, Begins: next})
		w.now = next
	}
	there := each(one.Present)
	if one.Present == nil {
		for _, m := range w.members {
			there = append(there, m.ID)
		}
	}
	for _, m := range there {
		w.must(roll[m], membership.Attend{Request: w.request(), Meeting: meeting})
	}
	_, err := w.send(chair, membership.OpenMeeting{Request: w.request(), Meeting: meeting})
	return err
}

func (w *world) dossier(proposal string) membership.Dossier {
	dossier, err := membership.Ask(w.ledger.Begin("question"), w.now, membership.GetProposal{ID: proposal})
	require.NoError(w, err)
	return dossier
}

// close takes the votes that come when a vote is prolonged, and waits until it is over.
func (w *world) close(proposal string, step charterfile.Step, vote func(charterfile.Votes)) {
	if step.Closed != nil && !*step.Closed {
		return
	}
	p := w.dossier(proposal).Proposal
	for i, later := range step.Prolonged {
		w.now = p.Closes.Add(p.Extends.Sub(p.Closes) * time.Duration(i) / time.Duration(len(step.Prolonged)))
		vote(later)
	}
	w.now = w.now.Add(100 * 24 * time.Hour)
}

// ballots votes for the candidates of an election.
func (w *world) ballots(proposal string, one charterfile.Case, roll map[string]string, refused map[string]refusal.Code) {
	for voters, names := range one.Ballots {
		var ranking []string
		for _, name := range each(names) {
			ranking = append(ranking, roll[name])
		}
		for _, voter := range each([]string{voters}) {
			if _, err := w.send(roll[voter], membership.Endorse{Request: w.request(), Proposal: proposal, Position: charter.For, Ranking: ranking}); err != nil {
				refused[roll[voter]] = code(err)
			}
		}
	}
}

// The ledger decides every case as the tests of charters do, with the same figures
// to the letter.
func TestLedgerDecidesAlike(t *testing.T) {
	compared := 0
	for _, name := range names(t) {
		suite, err := charterfile.Load(name)
		require.NoError(t, err)
		c, cases := suite.Charter.Charter, suite.Cases
		asFounders(&c, &cases)
		require.Empty(t, c.Defects(cases.Composition(c)))
		for i, result := range cases.Run(c) {
			one := cases.Cases[i]
			if len(one.Members) > 0 || len(one.Suspended) > 0 {
				continue
			}
			compared++
			t.Run(fmt.Sprintf("%s:%d", suite.CasesPath, result.Line), func(t *testing.T) { compare(t, c, cases, one, result) })
		}
	}
	require.Greater(t, compared, 80)
}

func compare(t *testing.T, c charter.Charter, cases charterfile.Cases, one charterfile.Case, result charterfile.Result) {
	w := found(t, c, cases.Members)
	figures := cases.Figures
	if one.Figures != nil {
		figures = one.Figures
	}
	w.settle(figures)
	roll := map[string]string{}
	for _, m := range cases.Members {
		id, _, _ := strings.Cut(m.ID, "@")
		roll[m.ID], roll[id] = party(m), party(m)
	}
	denied, refused, decision := w.decided(one, roll)
	for _, r := range result.Refused {
		require.Equal(t, r.Code, refused[r.Party], r.Party)
	}
	switch result.Outcome {
	case trial.Refused, trial.NotSponsored:
		require.Equal(t, result.Code, denied)
		return
	case trial.Open:
		require.Equal(t, refusal.NotDecidable, denied)
		return
	}
	require.Empty(t, denied)
	require.Len(t, refused, len(result.Refused))
	elected := result.Election != nil && len(result.Election.Elected) == 0 // nobody is
	require.Equal(t, result.Outcome == trial.Accepted || result.Outcome == trial.Void || elected, decision.Explanation.Met)
	require.Equal(t, result.Outcome == trial.Void, decision.Outcome == membership.Void, decision.Because)
	require.Equal(t, result.Code, decision.Because)
	require.Equal(t, *result.Tally, decision.Tally)
	require.Equal(t, *result.Explanation, decision.Explanation)
	require.Equal(t, result.Election, decision.Election)
}
