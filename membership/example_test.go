package membership_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// example is a ledger with a clock, for the examples alone.
type example struct {
	ledger *memledger.Ledger
	now    time.Time
	sent   int
}

func newExample() *example {
	return &example{ledger: memledger.New(), now: time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC)}
}

// send runs a transaction of a party's, and commits it in a block of its own. What it
// says it is about is read from the ledger.
func (e *example) send(party string, t membership.Transaction) (membership.Event, error) {
	e.sent++
	e.now = e.now.Add(time.Minute)
	_, host, _ := strings.Cut(party, "@")
	tx, err := membership.NewTx(fmt.Sprintf("tx-%d", e.sent), e.now, membership.Caller{MSP: host, Key: keyOf(party), Party: party})
	if err != nil {
		return membership.Event{}, err
	}
	simulated := e.ledger.Begin(tx.ID)
	if key, missing := membership.RestsOn(t); missing {
		record, err := simulated.Get(key)
		if err != nil {
			return membership.Event{}, err
		}
		if t, err = membership.Complete(t, record); err != nil {
			return membership.Event{}, err
		}
	}
	event, err := membership.Apply(simulated, tx, t)
	if err == nil {
		e.ledger.Commit(simulated)
	}
	return event, err
}

// all sends transactions that are not refused, each by its party, and returns the last
// event.
func (e *example) all(list ...sent) (event membership.Event) {
	for _, s := range list {
		var err error
		if event, err = e.send(s.party, s.transaction); err != nil {
			panic(err)
		}
	}
	return event
}

type sent struct {
	party       string
	transaction membership.Transaction
}

// bylaws admit by one vote for, within a day or as soon as it is certain.
func bylaws() charter.Charter {
	return charter.Charter{
		Schema: 1, Founders: "full",
		Classes: []charter.Class{{
			ID: "full", Names: form.Names{"en": "Full member"}, Kinds: []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Voice, charter.Vote},
		}},
		RecordDate: "P7D",
		Rules: charter.Rules{charter.Admit: {
			Voting: "P1D", Early: true, LockOut: charter.LockOutAccepted, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
		}},
	}
}

// open has an alliance that cisco founded, and acme, which wants to join it.
func (e *example) open() (proposal string) {
	named := func(name string) membership.RegisterParty {
		return membership.RegisterParty{Request: "register", Kind: charter.Enterprise, Names: form.Names{"en": name}}
	}
	return e.all(
		sent{cisco, named("Cisco")}, sent{acme, named("Acme")},
		sent{cisco, membership.FoundAlliance{
			Request: "found", Slug: "zgc", Names: form.Names{"en": "Zhongguancun"}, Founders: []string{cisco}, Charter: bylaws(),
		}},
		sent{acme, membership.Join{Request: "join", Alliance: zgc, Class: "full"}},
	).Proposal
}

// A transaction is applied to a snapshot of a ledger. What it writes is committed with
// its event; a request that is sent again answers with the event of its first time.
func ExampleApply() {
	ledger := memledger.New()
	party := membership.RegisterParty{Request: "register", Kind: charter.Enterprise, Names: form.Names{"en": "Acme", "zh": "艾克美"}}
	for _, id := range []string{"tx-1", "tx-2"} {
		tx, err := membership.NewTx(id, time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC), membership.Caller{
			MSP: "industry", Key: keyOf("acme's key"), Party: "acme@industry",
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		simulated := ledger.Begin(tx.ID)
		event, err := membership.Apply(simulated, tx, party)
		if err != nil {
			fmt.Println(err)
			return
		}
		ledger.Commit(simulated)
		fmt.Println(event.Type, event.Party, "by", event.Tx)
	}
	// Output:
	// PartyRegistered acme@industry by tx-1
	// PartyRegistered acme@industry by tx-1
}

// A refusal has a code, by which programs decide, and parameters, of which a sentence is
// made. Any other error is the ledger's.
func ExampleApply_refused() {
	e := newExample()
	e.open()
	_, err := e.send(acme, membership.Join{Request: "again", Alliance: zgc, Class: "full"})
	var denied *refusal.Error
	if errors.As(err, &denied) {
		fmt.Println(denied.Code, denied.Params["alliance"], denied.Params["party"])
	}
	// Output: JOIN_PENDING zgc@industry acme@industry
}

// A question is answered from what is committed, as it is at a moment.
func ExampleAsk() {
	e := newExample()
	e.open()
	alliance, err := membership.Ask(e.ledger.Begin("question"), e.now, membership.GetAlliance{ID: zgc})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(alliance.Names["en"], alliance.Status, alliance.Founders)
	// Output: Zhongguancun open [cisco@industry]
}

// A question can also be asked by its name, as the contract asks it.
func ExampleAnswer() {
	e := newExample()
	e.open()
	answer, err := membership.Answer(e.ledger.Begin("question"), e.now, "GetParty", []byte(`{"id":"acme@industry"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.(membership.Party).Kind)
	_, err = membership.Answer(e.ledger.Begin("question"), e.now, "GetParty", []byte(`{"name":"acme"}`))
	fmt.Println(err)
	// Output:
	// enterprise
	// REFUSED UNKNOWN_FIELD {"field":"name","fields":"id"}
}

// An argument is read strictly: a field that the transaction does not have is refused,
// with those that it has.
func ExampleParseTransaction() {
	t, err := membership.ParseTransaction("Decide", []byte(`{"proposal":"000000000000000000000000"}`))
	fmt.Println(t.(membership.Decide).Proposal, err)
	_, err = membership.ParseTransaction("Decide", []byte(`{"proposal":"000000000000000000000000","outcome":"accepted"}`))
	fmt.Println(err)
	// Output:
	// 000000000000000000000000 <nil>
	// REFUSED UNKNOWN_FIELD {"field":"outcome","fields":"proposal"}
}

// Who votes says what it has read: a peer that shows another proposal gets no vote for it.
func ExampleComplete() {
	e := newExample()
	proposal := e.open()
	vote := membership.Endorse{Request: "vote", Proposal: proposal, Position: charter.For}
	key, missing := membership.RestsOn(vote)
	record, err := e.ledger.Begin("read").Get(key)
	if err != nil {
		fmt.Println(err)
		return
	}
	completed, err := membership.Complete(vote, record)
	if err != nil {
		fmt.Println(err)
		return
	}
	about := completed.(membership.Endorse).About
	fmt.Println(missing, about.Alliance, about.Action, about.Subject)
	// Output: true zgc@industry admit acme@industry
}

// Whoever asks a peer that it does not trust looks whether the answer is about what was
// asked.
func ExampleCheckAnswer() {
	e := newExample()
	e.open()
	q := membership.GetParty{ID: acme}
	answer, err := membership.Ask(e.ledger.Begin("question"), e.now, membership.GetParty{ID: cisco})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(membership.CheckAnswer(q, answer))
	// Output: the answer is about another party: cisco@industry, not acme@industry
}

// A decision is worked out again from what it rests on, by an auditor as by the peers.
func ExampleRedecide() {
	e := newExample()
	proposal := e.open()
	e.all(
		sent{cisco, membership.Endorse{Request: "vote", Proposal: proposal, Position: charter.For}},
		sent{acme, membership.Decide{Proposal: proposal}},
	)
	store := e.ledger.Begin("audit")
	dossier, err := membership.Ask(store, e.now, membership.GetProposal{ID: proposal})
	if err != nil {
		fmt.Println(err)
		return
	}
	seal, err := membership.Ask(store, e.now, membership.GetSeal{Alliance: zgc, Epoch: dossier.Proposal.Seal})
	if err != nil {
		fmt.Println(err)
		return
	}
	grounds := membership.Grounds{Proposal: dossier.Proposal.Recorded(), Charter: bylaws(), Seal: seal, Endorsements: dossier.Endorsements}
	again, err := membership.Redecide(*dossier.Decision, grounds)
	fmt.Println(again.Outcome, again.Tally.For, "of", again.Tally.Electorate, err)
	// Output: accepted 1 of 1 <nil>
}

// What a transaction surely reads can be fetched together before it is applied.
func ExampleReads() {
	tx, err := membership.NewTx("tx", time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC), membership.Caller{
		MSP: "industry", Key: keyOf("cisco's key"), Party: cisco,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, key := range membership.Reads(tx, membership.Decide{Proposal: "000000000000000000000000"}) {
		fmt.Println(key.Object)
	}
	// Output:
	// authority
	// proposal
	// decision
}
