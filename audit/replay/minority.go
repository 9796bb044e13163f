package replay

import "allianceregistry/audit/chain"

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
	common, values := majority(by), sortedKeys(by)
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

// hostsOf are the hosts of peers by their places.
func (s *comparer) hostsOf(places []int) string {
	var hosts []string
	for _, i := range places {
		hosts = append(hosts, s.peers[i].Host())
	}
	return joinNames(hosts)
}
