//go:build live

package gateway_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"
)

// attackPause is the time between two attacks: what they take of the machine is to
// be little, for it is not what is tried out.
const attackPause = 40 * time.Millisecond

// refusedConnection is what is said of a process that is down.
const refusedConnection = "connection refused"

// attacker sends, one after the other, what has once ended or stopped a process, or
// might.
type attacker struct {
	*hostile
	chance  *rand.Rand
	arsenal []*weapon
}

// weapon is one kind of attack. It returns what the attacked said.
type weapon struct {
	name         string
	strike       func() string
	sent, foiled int
	answers      map[string]int
}

func newAttacker(t *testing.T, chance *rand.Rand) *attacker {
	t.Helper()
	a := &attacker{hostile: newHostile(t), chance: chance}
	a.add("forged transactions", a.forge)
	a.add("transactions sent twice", func() string {
		raw := a.call()
		a.broadcast(raw)
		return a.broadcast(raw)
	})
	for _, kind := range a.kinds() {
		all := a.taken(kind).variants(nil, "")
		a.add("variants of "+kind.name, func() string { return kind.send(a.altered(kind, pick(a.chance, all))) })
	}
	a.add("proposals of nobody", a.propose)
	a.add("words of a peer", a.gossip)
	a.add("words of an orderer", a.step)
	return a
}

func (a *attacker) add(name string, strike func() string) {
	a.arsenal = append(a.arsenal, &weapon{name: name, strike: strike, answers: map[string]int{}})
}

// attackUntil uses one weapon after the other until a time. What cannot be sent
// because a process is down is foiled.
func (a *attacker) attackUntil(until time.Time) {
	for i := 0; time.Now().Before(until); i++ {
		weapon := a.arsenal[i%len(a.arsenal)]
		var answer string
		if !a.tries(func() { answer = weapon.strike() }) || strings.Contains(answer, refusedConnection) {
			weapon.foiled++
			continue
		}
		weapon.sent++
		weapon.answers[answer]++
		time.Sleep(attackPause)
	}
}

func (a *attacker) total() (sent int) {
	for _, weapon := range a.arsenal {
		sent += weapon.sent
	}
	return sent
}

// forge has a transaction ordered that nobody endorsed, through a peer or by itself.
func (a *attacker) forge() string {
	all := a.malformed()
	forged, id := a.envelope(all[pick(a.chance, slices.Sorted(maps.Keys(all)))].changes...)
	if a.chance.IntN(2) == 0 {
		a.order(forged, id)
		return "SUCCESS"
	}
	return a.broadcast(a.bytes(forged))
}

// propose calls a peer without a name or a signature.
func (a *attacker) propose() string {
	all := a.proposals()
	calls := callsWith(all[pick(a.chance, slices.Sorted(maps.Keys(all)))])
	method := pick(a.chance, slices.Sorted(maps.Keys(calls)))
	err := call(within(a.t), pick(a.chance, a.peers), method, calls[method])
	require.NotContains(a.t, status.Convert(err).Message(), refusedConnection)
	return status.Code(err).String()
}

// gossip talks to the own host's peer as another peer does.
func (a *attacker) gossip() string {
	all := a.messages()
	a.gossips(a.t, all[pick(a.chance, slices.Sorted(maps.Keys(all)))])
	return "read"
}

// step talks to an orderer as another orderer does, with next to nothing to say.
func (a *attacker) step() string {
	method := pick(a.chance, []string{orderer.Cluster_Step_FullMethodName, orderer.ClusterNodeService_Step_FullMethodName})
	words := [][]byte{{}, {0x0a, 0}, {0x12, 0}, {0x1a, 0}, {0x22, 0}, garbage}
	return exchange(a.t, pick(a.chance, a.orderers), method, pick(a.chance, words), time.Second)
}

func pick[T any](chance *rand.Rand, from []T) T { return from[chance.IntN(len(from))] }

// tries does something that may fail because a process is down, and reports whether
// it was done. Only then is there nothing left of it to be awaited.
func (h *hostile) tries(do func()) (done bool) {
	outer := h.t
	try := &attempt{TB: outer}
	h.t = try
	defer func() {
		h.t = outer
		try.end()
		if why := recover(); why != nil && why != any(try) {
			panic(why)
		}
	}()
	do()
	return !try.failed
}

// attempt takes the place of a test, which it does not fail.
type attempt struct {
	testing.TB
	failed bool

	mutex    sync.Mutex
	cleanups []func()
}

func (*attempt) Errorf(string, ...any) {}
func (*attempt) Logf(string, ...any)   {}

// FailNow ends what is tried.
func (a *attempt) FailNow() {
	a.failed = true
	panic(a)
}

// Cleanup keeps what is to be done at the end of the attempt.
func (a *attempt) Cleanup(do func()) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.cleanups = append(a.cleanups, do)
}

func (a *attempt) end() {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, do := range slices.Backward(a.cleanups) {
		do()
	}
}
