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

// reportMinority tells of each host that has something else than most: it, and what most
// have. Without a majority it tells of each group once, beside another one, and of no host.
func (s *comparer) reportMinority(by map[string][]int, tell func(discrepancy)) {
	most, values := majority(by), sortedKeys(by)
	for n, value := range values {
		if value == most {
			continue
		}
		d := discrepancy{hosts: s.hostsOf(by[value]), seen: value, expected: most}
		if most == "" {
			d.expected = values[(n+1)%len(values)]
		}
		d.others = s.hostsOf(by[d.expected])
		if most == "" {
			tell(d)
			continue
		}
		for _, i := range by[value] {
			d.peer, d.hosts = s.peers[i], s.peers[i].Host()
			tell(d)
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
