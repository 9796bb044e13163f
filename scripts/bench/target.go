package main

import (
	"fmt"
	"slices"
)

// target is a figure that was aimed at, and what was measured. Whether it is met
// never fails the command: time depends on the machine and on who else uses it.
type target struct {
	Target   string `json:"target"`
	Measured string `json:"measured"`
	Met      bool   `json:"met"`
}

func (t target) String() string {
	outcome := "short"
	if t.Met {
		outcome = "met"
	}
	return fmt.Sprintf("target %s; measured %s; %s", t.Target, t.Measured, outcome)
}

const (
	minRatio    = 0.80 // of the no-op's throughput
	maxBatches  = 1.25 // BatchTimeouts for a single join
	maxDecision = 5.0  // times the cost with few voters
)

// targets judges what was measured; what was not has no line.
func (r *report) targets(s settings) []target {
	var all []target
	for _, clients := range s.clients {
		if join, found := r.find(joinTx, clients); found {
			all = append(all, target{
				fmt.Sprintf("join ≥ %.2f of no-op throughput, %d clients", minRatio, clients),
				fmt.Sprintf("%.2f", join.Ratio.Median), join.Ratio.Median >= minRatio,
			})
		}
	}
	if single, found := r.find(joinTx, 1); found {
		limit := maxBatches * millis(s.batch)
		all = append(all, target{
			fmt.Sprintf("single join p50 ≤ %.2f × BatchTimeout (%.0f ms)", maxBatches, limit),
			fmt.Sprintf("%.0f ms", single.P50), single.P50 <= limit,
		})
	}
	if len(r.Cells) > 0 {
		most := slices.Max(s.clients)
		calls, failed := 0, 0
		for _, c := range r.Cells {
			if c.Clients == most {
				calls, failed = calls+c.Calls, failed+c.Failed
			}
		}
		all = append(all, target{
			fmt.Sprintf("0 %% failed, %d clients", most), fmt.Sprintf("%d of %d calls", failed, calls), failed == 0,
		})
	}
	return append(all, r.scenarioTargets()...)
}

func (r *report) scenarioTargets() []target {
	var all []target
	if c := r.Crowd; c != nil {
		all = append(all, target{
			fmt.Sprintf("0 conflicts, %d clients, %d joins and endorsements in one alliance", c.Clients, c.Joins+c.Endorsements),
			fmt.Sprintf("%d in %d attempts", c.Conflicts, c.Attempts), c.Conflicts == 0,
		})
	}
	if e := r.Electorate; e != nil {
		for _, one := range []struct {
			what      string
			few, many float64
		}{{"latency", e.Few.Live, e.Many.Live}, {"CPU of all processes", e.Few.All, e.Many.All}, {"chaincode CPU", e.Few.Chaincode, e.Many.Chaincode}} {
			times := 0.0
			if one.few > 0 {
				times = one.many / one.few
			}
			all = append(all, target{
				fmt.Sprintf("decision by %d ≤ %.0f × one by %d voters, %s", e.Many.Voters, maxDecision, e.Few.Voters, one.what),
				fmt.Sprintf("%.1f × (%.2f ms, %.2f ms)", times, one.many, one.few), one.few > 0 && times <= maxDecision,
			})
		}
	}
	return all
}
