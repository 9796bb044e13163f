package replay

import (
	"encoding/json"
	"fmt"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// each reads all records of one kind, in the order of their keys. One that cannot
// be read is no record of the rules', and the replay has named it.
func each[R any](v View, object string, do func(membership.Key, R, chain.Place)) {
	for _, text := range v.records.keys(object) {
		wrote, there := v.records.at(text, v.height)
		key, ok := membership.ParseKey(text)
		if !there || !ok {
			continue
		}
		var record R
		if json.Unmarshal(wrote.value, &record) == nil {
			do(key, record, wrote.place)
		}
	}
}

// lateDecisions finds decisions long after the close, and votes that stand in the chain
// behind something that is dated after it.
func lateDecisions(r *Replay, t Thresholds) []chain.Finding {
	var found []chain.Finding
	proposals := map[string]membership.Proposal{}
	each(r.View(), "proposal", func(_ membership.Key, p membership.Proposal, _ chain.Place) { proposals[p.ID] = p })
	each(r.View(), "decision", func(_ membership.Key, d membership.Decision, at chain.Place) {
		closes := proposals[d.Proposal].LastClose()
		if late := d.Stamp.Time.Sub(closes); !closes.IsZero() && late > t.LateDecision {
			found = append(found, warning(LateDecision, at, "alliance", d.Alliance, "proposal", d.Proposal,
				"closes", formatTime(closes), "decided", formatTime(d.Stamp.Time), "by", formatDuration(late)))
		}
	})
	return append(found, lateVotes(r.steps, proposals)...)
}

// lateVotes compares each vote's place with what the times of the blocks before it
// agree on.
func lateVotes(steps []Step, proposals map[string]membership.Proposal) []chain.Finding {
	var found []chain.Finding
	agreed := timesOf(steps)
	for i := range steps {
		step := &steps[i]
		e := step.Event
		if e == nil || e.Type != membership.EndorsementGiven || e.Position == string(charter.Sponsor) {
			continue
		}
		closes, last := proposals[e.Proposal].LastClose(), agreed.before(step)
		if closes.IsZero() || last == nil || !last.Time.After(closes) {
			continue
		}
		found = append(found, warning(LateVote, step.Place, "alliance", e.Alliance, "proposal", e.Proposal,
			"party", e.By, "closes", formatTime(closes), "time", formatTime(step.Time), "after", formatTime(last.Time)))
	}
	return found
}

// hostShares finds hosts with a large share of an alliance's votes or members.
func hostShares(r *Replay, t Thresholds) []chain.Finding {
	votes, members := map[string]map[string]int{}, map[string]map[string]int{}
	count := func(in map[string]map[string]int, alliance, host string) {
		if in[alliance] == nil {
			in[alliance] = map[string]int{}
		}
		in[alliance][host]++
	}
	each(r.View(), "endorsement", func(_ membership.Key, e membership.Endorsement, _ chain.Place) {
		count(votes, e.Alliance, e.Host)
	})
	alliances, now := map[string]membership.Alliance{}, r.KnownUntil(time.Now())
	each(r.View(), "alliance", func(_ membership.Key, a membership.Alliance, _ chain.Place) { alliances[a.ID] = a })
	each(r.View(), "membership", func(_ membership.Key, m membership.Membership, _ chain.Place) {
		active := m.AsOf(alliances[m.Alliance], alliances[m.Party], now).State == charter.Active
		if _, host, err := form.SplitID("party", m.Party); err == nil && active {
			count(members, m.Alliance, host)
		}
	})
	return append(dominantHosts(votes, HostVotes, "votes", t), dominantHosts(members, HostMembers, "members", t)...)
}

func dominantHosts(in map[string]map[string]int, code, what string, t Thresholds) []chain.Finding {
	var found []chain.Finding
	for _, alliance := range sortedKeys(in) {
		all := 0
		for _, of := range in[alliance] {
			all += of
		}
		if all < t.HostLeast {
			continue
		}
		for _, host := range sortedKeys(in[alliance]) {
			if of := in[alliance][host]; of*100 > all*t.HostShare {
				found = append(found, warning(code, chain.Place{}, "alliance", alliance, "host", host, what, fmt.Sprint(of),
					"of", fmt.Sprint(all), "percent", fmt.Sprint(of*100/all)))
			}
		}
	}
	return found
}
