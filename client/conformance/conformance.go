// Package conformance is the one suite that every implementation of the client's
// port to the ledger must pass: the in-memory one, and those on Fabric. Whoever
// writes another adapter runs it from a test.
//
// The suite makes parties and alliances of its own, under names that no earlier
// run has used, so it can run on a network that lives on.
package conformance

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// World gives the suite its connections.
type World interface {
	// Hosts are the ids of at least three hosts. Those that are not their MSP IDs are named
	// on the ledger already.
	Hosts() []string
	// Open connects as a party: with an identity enrolled under the id slug@host.
	// The party need not be registered.
	Open(t *testing.T, party string) client.Ledger
}

// Run runs the suite, its parts at the same time.
func Run(t *testing.T, world World) {
	s := suite{world: world, run: strings.ToLower(rand.Text()[:8])}
	for i := range world.Hosts() {
		s.observers = append(s.observers, s.connect(t, "observer", i))
	}
	for name, part := range map[string]func(*testing.T){
		"Port": s.port, "Life": s.life, "Claims": s.claims, "Crowd": s.crowd, "Events": s.events, "Hosts": s.hosts,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t)
		})
	}
}

// suite is one run: its world, and what makes its names its own.
type suite struct {
	world World
	run   string
	// observers look on from each host.
	observers []member
}

// stepLimit is how long one step may take before it counts as hung.
const stepLimit = 2 * time.Minute

// testContext ends when one step has taken too long, and with the test.
func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), stepLimit)
	t.Cleanup(cancel)
	return ctx
}

// member is a registered party with its client.
type member struct {
	id string
	*client.Client
	ledger client.Ledger
}

// newID makes an id under one of the hosts.
func (s suite) newID(label string, host int) string {
	hosts := s.world.Hosts()
	return label + "-" + s.run + "@" + hosts[host%len(hosts)]
}

// registerParty connects as a party and registers it.
func (s suite) registerParty(t *testing.T, label string, host int) member {
	t.Helper()
	m := s.connect(t, label, host)
	s.submit(t, m, registration(m.id))
	return m
}

// submit sends a transaction and waits until every host has it: what one party
// does next may rest on what another has just done elsewhere.
func (s suite) submit(t *testing.T, m member, transaction membership.Transaction) client.Receipt {
	t.Helper()
	receipt, err := m.Submit(testContext(t), transaction)
	require.NoError(t, err)
	s.awaitEverywhere(t, receipt)
	return receipt
}

// awaitEverywhere waits until every host has a transaction.
func (s suite) awaitEverywhere(t *testing.T, receipt client.Receipt) {
	t.Helper()
	for _, observer := range s.observers {
		require.NoError(t, observer.Await(testContext(t), receipt.Tx))
	}
}

func (s suite) connect(t *testing.T, label string, host int) member {
	t.Helper()
	id := s.newID(label, host)
	ledger := s.world.Open(t, id)
	t.Cleanup(func() { require.NoError(t, ledger.Close()) })
	return member{id: id, Client: client.New(ledger, client.WithAttempts(20)), ledger: ledger}
}

func registration(id string) membership.RegisterParty {
	return membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Trial party " + id},
	}
}

// bylaws admits by so many votes for, within an hour.
func bylaws(votes int, early bool) charter.Charter {
	return charter.Charter{
		Schema:   1,
		Founders: "member",
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member", "zh": "会员"},
			Kinds:  []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Voice, charter.Vote},
		}},
		Rules: charter.Rules{charter.Admit: {
			LockOut: charter.LockOutAccepted,
			Voting:  "PT1H", Early: early, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: charter.Amount(strconv.Itoa(votes))},
		}},
	}
}

// foundOpen has the first member found an alliance and all others consent, one after
// another.
func (s suite) foundOpen(t *testing.T, slug string, c charter.Charter, founders ...member) string {
	t.Helper()
	alliance := s.proposeAlliance(t, slug, c, founders...)
	for _, founder := range founders[1:] {
		s.submit(t, founder, consentTo(t, founder, alliance))
	}
	return alliance
}

func (s suite) proposeAlliance(t *testing.T, slug string, c charter.Charter, founders ...member) string {
	t.Helper()
	ids := make([]string, 0, len(founders))
	for _, founder := range founders {
		ids = append(ids, founder.id)
	}
	return s.submit(t, founders[0], membership.FoundAlliance{
		Request: client.NewRequest(), Slug: slug + "-" + s.run, Names: form.Names{"en": "Trial alliance"},
		Founders: ids, Charter: c,
	}).Event.Alliance
}

func consentTo(t *testing.T, founder member, alliance string) membership.Consent {
	t.Helper()
	kept, err := client.Ask(testContext(t), founder.Client, membership.GetAlliance{ID: alliance})
	require.NoError(t, err)
	return membership.Consent{Request: client.NewRequest(), Alliance: alliance, Charter: kept.CharterDigest}
}
