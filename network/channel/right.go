package channel

import (
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// explainRights says who may do what. The roles of persons are the same at every host: Check
// has compared them with those that the texts name.
func (r *rules) explainRights() []*words.Message {
	hosts, orderers := len(r.hosts), len(r.ordering)
	return []*words.Message{
		words.Of("explain.read"),
		words.Of("explain.write"),
		words.Of("explain.endorse", "needed", number(r.endorse), "count", number(hosts)),
		words.Of("explain.lifecycle", "needed", number(r.lifecycle), "count", number(hosts)),
		words.Of("explain.changeHosts", "needed", number(r.changeHosts), "count", number(hosts)),
		words.Of("explain.changeOrderers", "needed", number(r.changeOrderers), "count", number(orderers), "organizations", list(r.ordering)),
		words.Of("explain.changeAll", "needed", number(r.changeAll), "count", number(2)),
		words.Of("explain.own"),
	}
}

// explainOrdering says how blocks come about, and what stops them.
func (r *rules) explainOrdering(hosts []hostfile.File) []*words.Message {
	count, survived := r.consenters, crashes(r.consenters)
	line := words.Of("explain.raft", "count", number(count), "survived", number(survived))
	if r.bft {
		survived = faults(count)
		line = words.Of("explain.bft", "count", number(count), "survived", number(survived), "quorum", number(r.quorum))
	}
	lines := []*words.Message{line}
	for _, host := range hosts {
		if own := len(host.Orderers); own > survived {
			lines = append(lines, words.Of("explain.needed", "host", host.Host, "own", number(own), "count", number(count)))
		}
	}
	return append(lines, words.Of("explain.batch", "timeout", r.timeout, "count", r.batch.GetMaxMessageCount(), "mebibytes", r.batch.GetPreferredMaxBytes()>>20))
}

// Quorum returns how many of n orderers have to run and reach each other for blocks to come
// about, by kind of consensus.
func Quorum(kind string, n int) int {
	if kind == BFT {
		return quorumOf(n)
	}
	return n - crashes(n)
}

// crashes returns how many of n Raft orderers may stand still.
func crashes(n int) int { return (n - 1) / 2 }

// faults returns how many of n BFT orderers may stand still or be malicious.
func faults(n int) int { return (n - 1) / 3 }

// quorumOf returns how many of n BFT orderers sign a block: any two such sets have more
// orderers in common than may be malicious.
func quorumOf(n int) int { return (n + faults(n) + 2) / 2 }
