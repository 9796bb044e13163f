package election_test

import (
	"math/big"

	"allianceregistry/membership/election"
)

// naive counts by transfers as one would on paper: each ballot carries its own value, and all
// is added up anew in each round. It shares nothing with what it checks but the words.
func naive(c election.Contest) (elected []string, tied bool) {
	values, total := make([]*big.Rat, len(c.Ballots)), int64(0)
	holder := make([]string, len(c.Ballots))
	mentioned := map[string]bool{}
	for i, ballot := range c.Ballots {
		values[i] = big.NewRat(ballot.Weight, 1)
		if len(ballot.Names) > 0 {
			total += ballot.Weight
		}
		for _, name := range ballot.Names {
			mentioned[name] = true
		}
	}
	quota := big.NewRat(total/int64(c.Seats+1)+1, 1)
	hopeful := map[string]bool{}
	for name := range mentioned {
		hopeful[name] = true
	}
	place := func(i int) {
		holder[i] = ""
		for _, name := range c.Ballots[i].Names {
			if hopeful[name] {
				holder[i] = name
				return
			}
		}
	}
	for i := range c.Ballots {
		place(i)
	}
	sum := func(name string) *big.Rat {
		all := new(big.Rat)
		for i := range c.Ballots {
			if holder[i] == name {
				all.Add(all, values[i])
			}
		}
		return all
	}
	pending := map[string]bool{}
	var rounds []map[string]*big.Rat
	// pick is the best of those of whom is says so: by now, by the rounds before, by the order.
	pick := func(is map[string]bool, least bool) (name string, order bool) {
		var among []string
		for _, candidate := range c.Candidates {
			if is[candidate] {
				among = append(among, candidate)
			}
		}
		for r := len(rounds) - 1; r >= 0; r-- {
			var best []string
			for _, candidate := range among {
				var cmp int
				if len(best) > 0 {
					if cmp = rounds[r][candidate].Cmp(rounds[r][best[0]]); least {
						cmp = -cmp
					}
				}
				if cmp > 0 {
					best = nil
				}
				if cmp >= 0 {
					best = append(best, candidate)
				}
			}
			among = best
		}
		if least {
			return among[len(among)-1], len(among) > 1
		}
		return among[0], len(among) > 1
	}
	for {
		now := map[string]*big.Rat{}
		for _, candidate := range c.Candidates {
			now[candidate] = sum(candidate)
		}
		rounds = append(rounds, now)
		fresh := map[string]bool{}
		for name := range hopeful {
			if now[name].Cmp(quota) >= 0 {
				fresh[name] = true
			}
		}
		for len(fresh) > 0 {
			name, _ := pick(fresh, false)
			delete(fresh, name)
			delete(hopeful, name)
			elected = append(elected, name)
			if now[name].Cmp(quota) > 0 {
				pending[name] = true
			}
		}
		if len(hopeful) <= c.Seats-len(elected) {
			for name := range hopeful {
				elected = append(elected, name)
			}
			return elected, tied
		}
		if len(elected) == c.Seats {
			return elected, tied
		}
		if len(pending) > 0 {
			from, order := pick(pending, false)
			tied = tied || order
			delete(pending, from)
			factor := new(big.Rat).Sub(now[from], quota)
			factor.Quo(factor, now[from])
			for i := range c.Ballots {
				if holder[i] == from {
					values[i] = new(big.Rat).Mul(values[i], factor)
					place(i)
				}
			}
			continue
		}
		out, order := pick(hopeful, true)
		tied = tied || order
		delete(hopeful, out)
		for i := range c.Ballots {
			if holder[i] == out {
				place(i)
			}
		}
	}
}
