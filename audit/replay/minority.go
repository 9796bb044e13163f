package replay

import (
	"slices"
	"strings"

	"allianceregistry/audit/chain"
)

// reportDiffering names those whose block is another than the majority's.
func (s *comparer) reportDiffering(number uint64, code string, by map[string][]int) {
	s.reportMinority(by, func(d discrepancy) {
		s.addFinding(chain.Fault, code, chain.Place{Block: number}, d.peer, "hosts", d.hosts, "others", d.others, "expected", d.expected, "seen", d.seen)
	})
}

// discrepancy is a difference: hosts have what was seen, others what would be expected of
// them. The peer is the one that is accused, nil if there is no majority.
type discrepancy struct {
	peer                          Peer
	hosts, others, expected, seen string
}

// reportMinority calls report for each host that has something else than the majority.
// Without a majority it reports each group once, beside another one, and no host.
func (s *comparer) reportMinority(by map[string][]int, report func(discrepancy)) {
	common, values := s.majority(by), sortedKeys(by)
	for n, value := range values {
		if value == common {
			continue
		}
		d := discrepancy{hosts: s.hostsOf(by[value]), seen: value, expected: common}
		if common == "" {
			d.expected = values[(n+1)%len(values)]
		}
		d.others = s.hostsOf(by[d.expected])
		if common == "" {
			report(d)
			continue
		}
		for _, i := range by[value] {
			d.peer, d.hosts = s.peers[i], s.peers[i].Host()
			report(d)
		}
	}
}

// majority is what more than half of the hosts have that have one word, empty if nothing is.
func (s *comparer) majority(by map[string][]int) string {
	voices, all := s.voices(by), 0
	for _, count := range voices {
		all += count
	}
	for value, count := range voices {
		if 2*count > all {
			return value
		}
	}
	return ""
}

// voices counts the hosts by what they have: each once, however many peers it runs. One whose
// peers contradict each other has no voice.
func (s *comparer) voices(by map[string][]int) map[string]int {
	words := map[string][]string{} // by host
	for value, places := range by {
		for _, host := range s.hostsAt(places) {
			words[host] = append(words[host], value)
		}
	}
	count := map[string]int{}
	for _, said := range words {
		if len(said) == 1 {
			count[said[0]]++
		}
	}
	return count
}

// hostsAt are the hosts of peers by their places, each once and in order.
func (s *comparer) hostsAt(places []int) []string {
	var hosts []string
	for _, i := range places {
		hosts = append(hosts, s.peers[i].Host())
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// hostsOf are their names.
func (s *comparer) hostsOf(places []int) string { return strings.Join(s.hostsAt(places), ", ") }
