package keeper_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/keeper"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

const league = "hyperledger@industry"

// testingT is what tests and random cases have in common.
type testingT interface {
	require.TestingT
	Error(args ...any)
}

// clock is one that somebody sets.
type clock struct {
	mu  sync.Mutex
	off time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.off)
}

func (c *clock) set(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off += by
}

// scene is an alliance whose charter knows every kind of deadline.
type scene struct {
	t     testingT
	chain *memledger.Ledger
	clock *clock
	ibm   *client.Client // its founder
	mu    sync.Mutex
	// reports are those of all keepers.
	reports []keeper.Report
}

// span is what the deadlines of the charter below are multiples of.
const span = 6 * time.Minute

// bylaws admit by one vote; adopt with a sponsor, two spans of discussion, one of voting and
// three of timelock; let members in for ten spans and two of grace; and vote by rosters that
// are two spans old at most.
func bylaws() charter.Charter {
	oneVote := charter.Expression{Votes: charter.CountFor, AtLeast: "1"}
	return charter.Charter{
		Schema: 1, Founders: "founder", RecordDate: "PT12M",
		Classes: []charter.Class{
			class("founder", ""),
			class("member", "PT1H"),
		},
		Rules: charter.Rules{
			charter.Admit: {LockOut: charter.LockOutAccepted, Voting: "PT6M", Early: true, Pass: oneVote},
			charter.Resolve: {
				LockOut: charter.LockOutAccepted, Sponsors: &charter.Expression{Votes: charter.CountSponsors, AtLeast: "1"}, Discussion: "PT12M",
				Expiry: "PT48M", Voting: "PT6M", Pass: oneVote, Timelock: "PT18M",
			},
			charter.Dissolve: {LockOut: charter.LockOutAccepted, Voting: "PT6M", Early: true, Pass: oneVote},
		},
	}
}

func class(id string, duration form.Duration) charter.Class {
	c := charter.Class{
		ID: id, Names: form.Names{"en": id}, Kinds: []charter.Kind{charter.Enterprise, charter.AllianceKind},
		Rights: []charter.Right{charter.Vote, charter.ProposeRight, charter.SponsorRight}, Duration: duration,
	}
	if duration != "" {
		c.Grace = "PT12M"
	}
	return c
}

func newScene(t testingT) *scene {
	s := &scene{t: t, chain: memledger.New(), clock: &clock{}}
	s.ibm = s.register("ibm@industry")
	s.submit(s.ibm, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "hyperledger", Names: form.Names{"en": "Hyperledger"}, Founders: []string{"ibm@industry"}, Charter: bylaws(),
	})
	return s
}

// ledger is the chain as a party reaches it.
func (s *scene) ledger(party string) client.Ledger {
	_, host, _ := strings.Cut(party, "@")
	key := sha256.Sum256([]byte(party))
	return memory.OpenAt(s.chain, membership.Caller{MSP: host, Key: hex.EncodeToString(key[:]), Party: party}, s.clock.now)
}

func (s *scene) register(party string) *client.Client {
	c := client.New(s.ledger(party))
	s.submit(c, membership.RegisterParty{Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": party}})
	return c
}

func (s *scene) submit(c *client.Client, t membership.Transaction) membership.Event {
	receipt, err := c.Submit(context.Background(), t)
	require.NoError(s.t, err)
	return receipt.Event
}

// joins has a party register and apply.
func (s *scene) joins(party string) (c *client.Client, proposal string) {
	c = s.register(party)
	return c, s.submit(c, membership.Join{Request: client.NewRequest(), Alliance: league, Class: "member"}).Proposal
}

func (s *scene) endorses(c *client.Client, proposal string, position charter.Position) {
	s.submit(c, membership.Endorse{Request: client.NewRequest(), Proposal: proposal, Position: position})
}

// resolves files a resolution.
func (s *scene) resolves(c *client.Client, title string) string {
	return s.submit(c, membership.Propose{
		Request: client.NewRequest(), Alliance: league, Action: charter.Resolve, Title: title, Document: strings.Repeat("a", 64),
	}).Proposal
}

// keeper is one that acts by a party's key over a ledger.
func (s *scene) keeper(ledger client.Ledger, options ...keeper.Option) *keeper.Keeper {
	return keeper.New(client.New(ledger), append([]keeper.Option{keeper.WithClock(s.clock.now), keeper.WithReports(s.report)}, options...)...)
}

func (s *scene) report(r keeper.Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports = append(s.reports, r)
}

// failures are the errors that were reported.
func (s *scene) failures() (failures []error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.reports {
		if r.Err != nil {
			failures = append(failures, r.Err)
		}
	}
	return failures
}

// runs has a keeper run for a while.
func (s *scene) runs(length time.Duration, keepers ...*keeper.Keeper) {
	ctx, cancel := context.WithTimeout(context.Background(), length)
	defer cancel()
	var all sync.WaitGroup
	for _, k := range keepers {
		all.Go(func() {
			if err := k.Run(ctx); err != nil {
				s.t.Error(err)
			}
		})
	}
	all.Wait()
}

// happened lists what took effect of the kinds that a keeper brings about.
func (s *scene) happened(types ...string) (events []membership.Event) {
	for event, err := range s.ibm.Events(context.Background(), client.Position{}, s.chain.Height()) {
		require.NoError(s.t, err)
		for _, one := range types {
			if event.Event.Type == one {
				events = append(events, event.Event)
			}
		}
	}
	return events
}

// empty counts the transactions that were committed and did nothing: those of who was second.
func (s *scene) empty() (count int) {
	for number := range s.chain.Height() {
		transactions, _ := s.chain.Block(number)
		for _, tx := range transactions {
			if tx.Event == nil {
				count++
			}
		}
	}
	return count
}
