package failover

import (
	"context"
	"slices"
	"time"

	"allianceregistry/membership/refusal"
)

const (
	// outvotePause is how long peers that do not agree with each other have to catch up,
	// after Settle has asked them as often as is due.
	outvotePause = 500 * time.Millisecond
	// outvoteAttempts is how often those are waited for that refuse, where a host says that
	// its chain is longer than theirs. Nobody signs such a number: it costs three seconds.
	outvoteAttempts = 6
)

// Result is what one peer came to when it ran a proposal: it endorses, or refuses.
type Result struct {
	Host string
	// Height is how long the peer's chain was before, as it says; 0 if it does not.
	Height uint64
	// Payload is what it signs if it endorses.
	Payload []byte
	Refusal *refusal.Error
}

// key is the same for results that are: refusals are by their code.
func (r Result) key() string {
	if r.Refusal != nil {
		return "refused " + string(r.Refusal.Code)
	}
	return "endorsed " + string(r.Payload)
}

// Agreement is the result that hosts agree on: an endorsement or a refusal.
type Agreement struct {
	Payload []byte
	Refusal *refusal.Error
	// Hosts came to it, those of Outvoted to another.
	Hosts, Outvoted []string
	// Behind says that it is a refusal, and a host says that its chain is longer than those
	// of the hosts that refuse.
	Behind bool
}

// Outvote asks peers that do not agree until enough of them do: a host whose peer is far
// behind or not honest keeps nobody from writing, and from no refusal. The function has
// every peer run the same proposal, and leaves out those that do not work.
func Outvote(ctx context.Context, ask func(context.Context) []Result) (agreement Agreement, found bool) {
	for attempt := 1; Pause(ctx, outvotePause); attempt++ {
		agreement, found = Agree(ask(ctx))
		if !agreement.Behind || attempt == outvoteAttempts {
			return agreement, found
		}
	}
	return Agreement{}, false
}

// Agree finds the result to which most hosts came, two at least and more than to any
// other; each has one voice, see voices. A refusal has to be that of more hosts than
// endorse whatever it be; and it counts only of peers whose chains are as long as two hosts
// say that theirs are: one that is behind refuses what it does not know yet.
func Agree(results []Result) (Agreement, bool) {
	known := knownHeight(results)
	hosts := map[string][]string{} // by the result
	endorsing := 0
	for _, r := range voices(results) {
		if r.Refusal == nil {
			endorsing++
		}
		if r.Refusal == nil || r.Height >= known {
			hosts[r.key()] = append(hosts[r.key()], r.Host)
		}
	}
	best, found := plurality(hosts)
	if !found {
		return Agreement{}, false
	}
	agreement := Agreement{Hosts: hosts[best]}
	for _, r := range results {
		agreed, same := slices.Contains(hosts[best], r.Host), r.key() == best
		switch {
		case agreed && same:
			agreement.Payload, agreement.Refusal = r.Payload, r.Refusal
		case !agreed && !same && !slices.Contains(agreement.Outvoted, r.Host):
			agreement.Outvoted = append(agreement.Outvoted, r.Host)
		}
	}
	if agreement.Refusal == nil {
		return agreement, true
	}
	if len(agreement.Hosts) <= endorsing {
		return Agreement{}, false
	}
	agreement.Behind = slices.ContainsFunc(results, func(r Result) bool { return r.Height > known })
	return agreement, true
}

// voices are the results that count: of each host that of its peers with the longest chain,
// as they say. Where those come to different results the host has no voice. A peer that is
// behind the others takes none from its host.
func voices(results []Result) []Result {
	longest := longestChains(results)
	said := map[string]map[string]bool{} // results by host
	var counting []Result
	for _, r := range results {
		if r.Height < longest[r.Host] {
			continue
		}
		if said[r.Host] == nil {
			said[r.Host] = map[string]bool{}
			counting = append(counting, r)
		}
		said[r.Host][r.key()] = true
	}
	return slices.DeleteFunc(counting, func(r Result) bool { return len(said[r.Host]) > 1 })
}

// longestChains are the lengths of the longest chain of each host's peers, as they say.
func longestChains(results []Result) map[string]uint64 {
	longest := map[string]uint64{}
	for _, r := range results {
		longest[r.Host] = max(longest[r.Host], r.Height)
	}
	return longest
}

// knownHeight is the length that two hosts say that their chains have, or have passed.
func knownHeight(results []Result) uint64 {
	var longest, second uint64
	for _, height := range longestChains(results) {
		longest, second = max(longest, height), max(second, min(longest, height))
	}
	return second
}

// plurality is the result to which most hosts came, if it is one result and two hosts at least.
func plurality(hosts map[string][]string) (best string, found bool) {
	for result, by := range hosts {
		switch {
		case len(by) < 2 || len(by) < len(hosts[best]):
		case len(by) == len(hosts[best]):
			found = false
		default:
			best, found = result, true
		}
	}
	return best, found
}
