//go:build live

package sdk_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// So many parties join so many alliances each, 200 joins together; a peer is
// killed when a quarter of them is through.
const (
	joiners   = 20
	alliances = 10
)

// A peer that dies under load costs no join: none fails at the client, none is
// lost, none is there twice.
func TestLivePeerKilledDuringJoins(t *testing.T) {
	founder := client.New(member(t, "association"))
	targets := foundAlliances(t, founder)
	clients := make([]*client.Client, joiners)
	for i := range clients {
		clients[i] = client.New(member(t, world{}.Hosts()[i%3]))
	}
	results := make(chan joined, joiners*alliances)
	var done atomic.Int64
	var workers, killer sync.WaitGroup
	for _, c := range clients {
		workers.Go(func() { joinAll(c, targets, results, &done) })
	}
	killer.Go(func() {
		for done.Load() < joiners*alliances/4 {
			time.Sleep(10 * time.Millisecond)
		}
		kill(t, "peer.industry")
	})
	workers.Wait()
	killer.Wait()
	close(results)

	var worst time.Duration
	attempts, proposals := 0, map[string]int{}
	for result := range results {
		require.NoError(t, result.err)
		worst, attempts = max(worst, result.took), attempts+result.receipt.Attempts
		proposals[result.receipt.Event.Proposal]++
	}
	require.Len(t, proposals, joiners*alliances, "each join has a proposal of its own")
	for _, target := range targets {
		listed, err := founder.Proposals(context.Background(), target)
		require.NoError(t, err)
		require.Len(t, listed, joiners, target)
		for _, proposal := range listed {
			require.Equal(t, 1, proposals[proposal.ID], proposal.ID)
		}
	}
	t.Logf("%d joins, a peer killed: client errors 0, lost 0, doubled 0, attempts %d, worst %v", len(proposals), attempts, worst)
}

type joined struct {
	receipt client.Receipt
	err     error
	took    time.Duration
}

func joinAll(c *client.Client, targets []string, results chan<- joined, done *atomic.Int64) {
	for _, target := range targets {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		began := time.Now()
		receipt, err := c.Submit(ctx, membership.Join{Request: client.NewRequest(), Alliance: target, Class: "member"})
		results <- joined{receipt, err, time.Since(began)}
		done.Add(1)
		cancel()
	}
}

// foundAlliances founds alliances of one founder each, which open at once.
func foundAlliances(t *testing.T, founder *client.Client) []string {
	t.Helper()
	version, err := founder.Version(t.Context())
	require.NoError(t, err)
	id := partyIn(t, version)
	run := strconv.FormatInt(time.Now().UnixMilli(), 36)
	targets := make([]string, alliances)
	for i := range targets {
		receipt, err := founder.Submit(t.Context(), membership.FoundAlliance{
			Request: client.NewRequest(), Slug: fmt.Sprintf("joins-%s-%d", run, i), Names: form.Names{"en": "Trial alliance"},
			Founders: []string{id}, Charter: oneVote(),
		})
		require.NoError(t, err)
		targets[i] = receipt.Event.Alliance
	}
	return targets
}

// oneVote is a charter by which one member admits.
func oneVote() charter.Charter {
	return charter.Charter{
		Schema: 1, Founders: "member",
		Classes: []charter.Class{{
			ID: "member", Names: form.Names{"en": "Member"},
			Kinds: []charter.Kind{charter.Enterprise}, Rights: []charter.Right{charter.Vote},
		}},
		Rules: charter.Rules{charter.Admit: {
			LockOut: charter.LockOutAccepted,
			Voting:  "PT1H", Early: true, Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "1"},
		}},
	}
}
