package failover_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership/refusal"
)

// troubles are what may be wrong with a peer that is asked, and what such a peer's
// fault is; none where it answers.
var troubles = []struct {
	script
	kind client.FaultKind
}{
	{script{name: "well"}, ""},
	{script{name: "refuses", says: failover.Refused}, ""},
	{script{name: "gone", gone: true}, client.Unavailable},
	{script{name: "hangs", hangs: true}, client.Unavailable},
	{script{name: "chaincode down", says: failover.ChaincodeDown}, client.Unavailable},
	{script{name: "busy", says: failover.Busy}, client.Busy},
	{script{name: "rejects", says: failover.Rejected}, client.Failed},
}

// gravest is the kind of fault of two peers.
func gravest(a, b client.FaultKind) client.FaultKind {
	for _, kind := range []client.FaultKind{client.Failed, client.Busy} {
		if a == kind || b == kind {
			return kind
		}
	}
	return client.Unavailable
}

// Every pair of troubles: the first peer that answers or refuses has the word, and a
// peer that does not work costs its time once.
func TestEvaluate(t *testing.T) {
	t.Parallel()
	for _, own := range troubles {
		for _, other := range troubles {
			t.Run(own.name+", "+other.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					reads, pool := fakes(own.script, other.script)
					began := time.Now()
					for range 2 {
						answer, err := reads.Evaluate(t.Context(), "GetParty", nil)
						speaker := own
						if own.kind != "" {
							speaker = other
						}
						var denied *refusal.Error
						switch {
						case speaker.kind != "":
							requireFault(t, gravest(own.kind, other.kind), err)
							require.ErrorContains(t, err, "peer.industry: said")
							require.ErrorContains(t, err, "peer.academia: said")
						case speaker.says == failover.Refused:
							require.ErrorAs(t, err, &denied)
							require.NotErrorAs(t, err, new(*client.Fault))
						default:
							require.NoError(t, err)
							require.Equal(t, "GetParty by "+map[bool]string{true: "industry", false: "academia"}[own.kind == ""], string(answer))
						}
					}
					asked, _ := pool.Own()[0].counts()
					down := own.kind == client.Unavailable
					if down && other.kind == "" {
						require.Equal(t, 1, asked, "it is left alone")
					} else {
						require.Equal(t, 2, asked)
					}
					if own.kind == "" || other.kind == "" {
						require.LessOrEqual(t, time.Since(began), answerLimit, "one silence at most")
					}
				})
			})
		}
	}
}

// A peer that was left alone is asked again when its cooldown is over.
func TestEvaluateComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{hangs: true}, script{})
		evaluate := func() string {
			answer, err := reads.Evaluate(t.Context(), "q", nil)
			require.NoError(t, err)
			return string(answer)
		}
		require.Equal(t, "q by academia", evaluate())
		pool.Own()[0].change(func(s *script) { s.hangs = false })
		require.Equal(t, "q by academia", evaluate())
		time.Sleep(30 * time.Second)
		require.Equal(t, "q by industry", evaluate())
	})
}

// Who asks one host gets no other's answer.
func TestEvaluateAt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, _ := fakes(script{}, script{gone: true}, script{})
		require.Equal(t, []string{"industry", "academia", "association"}, reads.Hosts())
		answer, err := reads.EvaluateAt(t.Context(), "association", "q", nil)
		require.NoError(t, err)
		require.Equal(t, "q by association", string(answer))
		_, err = reads.EvaluateAt(t.Context(), "academia", "q", nil)
		requireFault(t, client.Unavailable, err)
		height, err := reads.Height(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, chainHeight, height)
	})
}

// Who gives up gets that as the reason, and no peer is blamed.
func TestEvaluateGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reads, pool := fakes(script{hangs: true}, script{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := reads.Evaluate(ctx, "q", nil)
		requireFault(t, client.Unavailable, err)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.True(t, pool.Healthy(pool.Own()[0]))
	})
}

// Every pair of what peers say of a transaction. Find has the word of the first that
// answers; Locate finds it wherever it is, and soon.
func TestFind(t *testing.T) {
	t.Parallel()
	sights := append([]script{{name: "has it", has: true}, {name: "garbles it", has: true, garbles: true}}, func() (all []script) {
		for _, trouble := range troubles {
			all = append(all, trouble.script)
		}
		return all
	}()...)
	// said is what a peer says, by itself: found, not found, refused, or the kind of its fault.
	said := func(s script) string {
		switch {
		case s.gone, s.hangs, s.says == failover.ChaincodeDown:
			return string(client.Unavailable)
		case s.says == failover.Busy:
			return string(client.Busy)
		case s.says == failover.Rejected, s.garbles:
			return string(client.Failed)
		case s.says == failover.Refused:
			return "refused"
		case s.has:
			return "found"
		}
		return "not found"
	}
	isFault := func(what string) bool { return what != "found" && what != "not found" && what != "refused" }
	for _, own := range sights {
		for _, other := range sights {
			t.Run(own.name+", "+other.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					reads, _ := fakes(own, other)
					first, second := said(own), said(other)
					place, err := reads.Find(t.Context(), "tx")
					switch {
					case !isFault(first):
						requireSaid(t, first, place, err)
					case !isFault(second):
						requireSaid(t, second, place, err)
					default:
						require.Equal(t, "tx", requireFault(t, gravest(client.FaultKind(first), client.FaultKind(second)), err).Tx)
					}

					began := time.Now()
					place, err = reads.Locate(t.Context(), "tx")
					require.LessOrEqual(t, time.Since(began), failover.ProbeLimit)
					switch {
					case first == "found" || second == "found":
						requireSaid(t, "found", place, err)
					case first == "not found" || second == "not found":
						requireSaid(t, "not found", place, err)
					default:
						require.Error(t, err)
						require.NotErrorIs(t, err, client.ErrNotFound)
					}
				})
			})
		}
	}
}

func requireSaid(t *testing.T, what string, place client.Place, err error) {
	t.Helper()
	switch what {
	case "found":
		require.NoError(t, err)
		require.Equal(t, client.Place{Tx: "tx", Block: 7, Code: client.Valid}, place)
	case "not found":
		require.ErrorIs(t, err, client.ErrNotFound)
	default:
		require.ErrorAs(t, err, new(*refusal.Error), fmt.Sprint(what))
	}
}

// A host's parties read through its second peer while the first is down, before they ask
// another host; and its word at a host is that of whichever of its peers works.
func TestReadsGoToTheOwnSecondPeer(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]script{"gone": {gone: true}, "hangs": {hangs: true}, "busy": {says: failover.Busy}, "well": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				peers := []*fakePeer{{host: "academia"}, {host: "industry", script: first}, {host: "industry"}}
				pool := failover.NewPool("industry", peers)
				reads := failover.NewReads(pool, fakeTransport{pool}, failover.DefaultLimits(), failover.NewInFlight(1))
				for range 3 {
					answer, err := reads.Evaluate(t.Context(), "GetParty", nil)
					require.NoError(t, err)
					require.Equal(t, "GetParty by industry", string(answer))
					_, err = reads.EvaluateAt(t.Context(), "industry", "GetParty", nil)
					require.NoError(t, err)
				}
				asked, _ := peers[0].counts()
				require.Zero(t, asked, "nobody else's is asked while one of the own answers")
				require.Equal(t, []string{"industry", "academia"}, reads.Hosts(), "two peers are one host")
			})
		})
	}
}
