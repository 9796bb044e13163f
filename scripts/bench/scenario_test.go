package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/memory"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
)

// The scenarios obey the rules, and lose nothing: tried on a ledger in memory.
func tried(t *testing.T, args ...string) *bench {
	t.Helper()
	s, err := parse(args, io.Discard)
	require.NoError(t, err)
	chain := memledger.New()
	c := &partyPool{run: "trial", log: newAttemptLog(), parties: make([]party, s.parties())}
	for i := range c.parties {
		id := fmt.Sprintf("p%d@%s", i, hosts[i%len(hosts)])
		ledger := memory.Open(chain, membership.Caller{MSP: hosts[i%len(hosts)], Key: fmt.Sprintf("%064x", i), Party: id})
		if i < len(hosts) {
			c.opened = append(c.opened, ledger)
		}
		c.parties[i] = c.newParty(id, ledger)
	}
	require.NoError(t, c.register(t.Context()))
	return &bench{
		settings: s, pool: c, meter: meter{{Kind: "client", PID: os.Getpid()}},
		report: newReport(s), talk: io.Discard, began: time.Now(),
	}
}

func TestCrowd(t *testing.T) {
	b := tried(t, "--parts=crowd", "--crowd=12", "--transactions=100")
	require.NoError(t, b.runCrowd(t.Context()))
	c := b.report.Crowd
	require.Equal(t, 12, c.Joins)
	require.Equal(t, 72, c.Endorsements, "12 members endorse the 6 applications of the first half")
	require.Equal(t, 84, c.Attempts, "nothing met a conflict: %v", c.Faults)
	require.Zero(t, c.Conflicts)
	require.Equal(t, 6, c.Decisions)
	require.NoError(t, b.report.verdict())
}

// What was acknowledged to the crowd, and is not there, is found.
func TestCrowdRecount(t *testing.T) {
	b := tried(t, "--parts=crowd", "--crowd=8", "--transactions=16")
	crowd := &crowdRun{pool: b.pool, members: b.pool.parties[:8], applicants: b.pool.parties[8:10]}
	crowd.proposals, crowd.endorsed = make([]string, 2), make([]map[string]bool, 2)
	var err error
	crowd.alliance, err = b.pool.assemble(t.Context(), "recount", crowd.members)
	require.NoError(t, err)
	require.NoError(t, crowd.work(t.Context(), 8))
	found, err := crowd.recount(t.Context())
	require.NoError(t, err)
	require.Zero(t, found)
	require.Len(t, crowd.endorsed[0], 8)

	crowd.endorsed[0]["nobody@industry"] = true
	found, err = crowd.recount(t.Context())
	require.NoError(t, err)
	require.Equal(t, loss{Lost: 1}, found)
	_, err = crowd.decideSome(t.Context())
	require.ErrorContains(t, err, "does not count the 9 endorsements")
}

func TestElectorate(t *testing.T) {
	b := tried(t, "--parts=electorate", "--electorate=25")
	require.NoError(t, b.compareElectorates(t.Context()))
	require.Equal(t, 10, b.report.Electorate.Few.Voters)
	require.Equal(t, 25, b.report.Electorate.Many.Voters)
	require.Positive(t, b.report.Electorate.Many.Asked)
	require.NoError(t, b.report.verdict())
}

// An audit finds what was acknowledged and is not there.
func TestAudit(t *testing.T) {
	b := tried(t, "--parts=compare", "--clients=4", "--rounds=1", "--length=1s")
	c, err := b.prepare(t.Context())
	require.NoError(t, err)
	for _, call := range []func(context.Context, int) error{c.joins.call, c.endorsements.call} {
		for range 2 {
			for i := range 4 {
				require.NoError(t, call(t.Context(), i))
			}
		}
	}
	require.NoError(t, b.audit(t.Context(), c))
	require.Zero(t, b.report.Loss)

	c.joins.acknowledged[0] = append(c.joins.acknowledged[0], strings.Repeat("a", 24))
	c.endorsements.next[1]++
	require.NoError(t, b.audit(t.Context(), c))
	require.Equal(t, loss{Lost: 2}, b.report.Loss)
	require.Error(t, b.report.verdict())

	c.joins.acknowledged[2] = make([]string, len(c.joins.alliances))
	require.ErrorIs(t, c.joins.call(t.Context(), 2), errExhausted)
	c.endorsements.next[2] = len(c.endorsements.proposals)
	require.ErrorIs(t, c.endorsements.call(t.Context(), 2), errExhausted)
}

// A round counts what succeeds, what fails and how often it was tried.
func TestPlay(t *testing.T) {
	b := tried(t, "--parts=compare", "--clients=3")
	_, err := b.pool.parties[0].Submit(t.Context(), membership.Leave{Request: client.NewRequest(), Alliance: "none@industry"})
	require.Error(t, err)
	calls := 0
	r, err := b.runRound(t.Context(), workload{"some", func(context.Context, int) error {
		switch calls++; {
		case calls == 5:
			return errExhausted
		case calls%2 == 0:
			return errors.New("no")
		}
		return nil
	}}, 1, 0, time.Minute)
	require.NoError(t, err)
	require.Len(t, r.times, 2)
	require.Equal(t, 2, r.failed)
	require.EqualError(t, r.first, "no")
	require.Zero(t, r.count.attempts, "what came before the round is not counted")
}

func TestConflicts(t *testing.T) {
	j := newAttemptLog()
	j.record(nil)
	j.record(&client.Fault{Phase: client.Wait, Kind: client.Conflict, Code: "MVCC_READ_CONFLICT"})
	j.record(&client.Fault{Phase: client.Wait, Kind: client.Conflict, Code: "PHANTOM_READ_CONFLICT"})
	j.record(&client.Fault{Phase: client.Propose, Kind: client.Busy})
	now := j.snapshot()
	require.Equal(t, 4, now.attempts)
	require.Equal(t, 1, now.faults["propose busy"])
	require.Equal(t, 2, conflicts(now.faults))
}
