package charter_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
)

// drawnRule is a rule with whatever a rule can have that matters to who votes.
func drawnRule(t *rapid.T) *charter.Rule {
	k := chartertest.Drawing{}
	if rapid.IntRange(0, 2).Draw(t, "rising") > 0 { // else hardly any rule is fit to live by
		k.Rising = true
	}
	rule := &charter.Rule{Voting: "PT1H", Pass: k.Expression(t, 2), Veto: chartertest.Drawing{}.Maybe(t, "veto", 4), Fallback: k.Maybe(t, "fallback", 4)}
	rule.Affiliates = rapid.SampledFrom([]string{"", "", charter.AffiliatesOne}).Draw(t, "affiliates")
	rule.Cap = rapid.SampledFrom([]charter.Amount{"", "", "1/3", "1/2"}).Draw(t, "cap")
	rule.Recused = rapid.SampledFrom([][]charter.Recusal{
		nil, nil,
		nil,
		{charter.RecuseNobody},
		{charter.RecuseSubject},
		{charter.RecuseAffiliates},
		{charter.RecuseFiler},
		{charter.RecuseSubject, charter.RecuseFiler},
		{charter.RecuseSponsors},
		{charter.RecuseSubject, charter.RecuseAffiliates, charter.RecuseSponsors},
	}).Draw(t, "recused")
	if rapid.IntRange(0, 2).Draw(t, "sponsored") == 0 || slices.Contains(rule.Recused, charter.RecuseSponsors) {
		sponsors := rapid.SampledFrom([]charter.Expression{
			*chartertest.Sponsors(1), *chartertest.Sponsors(2),
			{Votes: "groups", AtLeast: "2"},
			{Votes: "hosts", AtLeast: "2"},
			{Any: []charter.Expression{*chartertest.Sponsors(2), {Votes: "sponsors", AtLeast: "1", Who: &charter.Who{Organ: chartertest.Council}}}},
			{Votes: "sponsors", AtLeast: "1", Who: &charter.Who{Classes: []string{"issuer"}}},
		}).Draw(t, "sponsors")
		rule.Sponsors, rule.Expiry = &sponsors, "P1D"
	}
	rule.Electorate = rapid.SampledFrom([]*charter.Who{nil, nil, {Classes: []string{"full", "issuer"}}, {Organ: chartertest.Council}, {Founders: true}}).Draw(t, "electorate")
	return rule
}

// situation is one proposal: who is left to sponsor and to vote.
type situation struct {
	sponsors, voters []charter.Voter
}

// situations are all proposals that there can be under a rule, save those that
// need a silent one: about each subject, a list of what filers and sponsors make
// of it. It is worked out on its own, member by member.
func situations(c charter.Charter, action charter.Action, voters []charter.Voter, silent string) map[string][]situation {
	rule := c.Rules[action]
	recused := rule.Recused
	if recused == nil && action == charter.Expel {
		recused = []charter.Recusal{charter.RecuseSubject}
	}
	has := func(r charter.Recusal) bool { return slices.Contains(recused, r) }
	but := func(list []charter.Voter, out func(charter.Voter) bool) []charter.Voter {
		return slices.DeleteFunc(slices.Clone(list), out)
	}
	found := map[string][]situation{}
	subjects := voters
	if action == charter.Resolve { // about nobody
		subjects = []charter.Voter{{Party: "zgc@industry"}}
	}
	for _, subject := range subjects {
		left := but(voters, func(v charter.Voter) bool {
			return v.Party == subject.Party && (has(charter.RecuseSubject) || has(charter.RecuseAffiliates)) ||
				has(charter.RecuseAffiliates) && v.Group != "" && v.Group == subject.Group
		})
		filers := []charter.Voter{{}}
		if has(charter.RecuseFiler) {
			filers = but(left, func(v charter.Voter) bool { return v.Party == silent })
		}
		for _, filer := range filers {
			rest := but(left, func(v charter.Voter) bool { return v.Party == filer.Party })
			found[subject.Party] = append(found[subject.Party], sponsorings(c, *rule, rest, silent, has(charter.RecuseSponsors))...)
		}
	}
	return found
}

// sponsorings are all sets of sponsors that are enough.
func sponsorings(c charter.Charter, rule charter.Rule, left []charter.Voter, silent string, recused bool) (list []situation) {
	willing := slices.DeleteFunc(slices.Clone(left), func(v charter.Voter) bool { return v.Party == silent })
	for set := range 1 << len(willing) {
		var sponsors []charter.Voter
		var casts []charter.Cast
		for i, v := range willing {
			if set&(1<<i) != 0 {
				sponsors, casts = append(sponsors, v), append(casts, castOf(v, charter.For))
			}
		}
		if !c.Sponsored(rule, casts, nil) {
			continue
		}
		voters := left
		if recused {
			voters = slices.DeleteFunc(slices.Clone(left), func(v charter.Voter) bool {
				return slices.ContainsFunc(sponsors, func(s charter.Voter) bool { return s.Party == v.Party })
			})
		}
		list = append(list, situation{sponsors, voters})
		if !recused {
			return list // who sponsors makes no difference to the vote
		}
	}
	return list
}

// electorateOf are those of some who may vote under a rule; all classes may.
func electorateOf(rule charter.Rule, voters []charter.Voter) []charter.Voter {
	return slices.DeleteFunc(slices.Clone(voters), func(v charter.Voter) bool {
		who := rule.Electorate
		return who != nil && (len(who.Classes) > 0 && !slices.Contains(who.Classes, v.Class) ||
			who.Organ != "" && !slices.Contains(v.Organs, who.Organ) || who.Founders && !v.Founder)
	})
}

// passes reports whether any votes of all but a silent one pass a rule.
func passes(c charter.Charter, rule charter.Rule, voters []charter.Voter, silent string, figure int) bool {
	electorate := electorateOf(rule, voters)
	b := charter.Ballot{
		Charter: c, Rule: rule, Voters: electorate, Electorate: blocs(electorate), Figures: map[string]int{chartertest.Attendance: figure},
	}
	others := slices.DeleteFunc(slices.Clone(electorate), func(v charter.Voter) bool { return v.Party == silent })
	found := false
	ballots(b, others, func(b charter.Ballot) { found = found || b.Explain().Met })
	return found
}

// metByOpposition reports whether any votes against pass a rule, and nobody's for.
func metByOpposition(c charter.Charter, rule charter.Rule, voters []charter.Voter) bool {
	electorate := electorateOf(rule, voters)
	for set := 1; set < 1<<len(electorate); set++ {
		b := charter.Ballot{
			Charter: c, Rule: rule, Voters: electorate, Electorate: blocs(electorate), Figures: map[string]int{chartertest.Attendance: len(voters)},
		}
		for i, v := range electorate {
			if set&(1<<i) != 0 {
				b.Votes = append(b.Votes, castOf(v, charter.Against))
			}
		}
		if b.Explain().Met {
			return true
		}
	}
	return false
}

func passesSomehow(c charter.Charter, rule charter.Rule, list []situation, silent string, figure int) bool {
	return slices.ContainsFunc(list, func(s situation) bool { return passes(c, rule, s.voters, silent, figure) })
}

// What the validator lets pass can be met, not by votes against alone, and no single
// silent member keeps it from being met: an exhaustive search never says otherwise.
func TestValidatorIsNotContradicted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		voters := chartertest.DrawVoters(t, 5)
		c := chartertest.ThreeClasses()
		action := rapid.SampledFrom([]charter.Action{charter.Expel, charter.Resolve}).Draw(t, "action")
		rule := drawnRule(t)
		c.Rules = charter.Rules{action: rule}
		c.Organs[0].Who = &charter.Who{Parties: []string{"nobody@h0"}} // seats are as they were drawn
		var hosts []string
		for _, v := range voters {
			hosts = append(hosts, v.Party[len(v.Party)-2:])
		}
		var locked, unreachable, opposed bool
		for _, defect := range c.Defects(charter.Composition{Voters: voters, Hosts: hosts}) {
			switch defect.Problem {
			case charter.LockedOut:
				locked = true
			case charter.Unreachable:
				unreachable = true
			case charter.MetByOpposition:
				opposed = true
			default:
				return
			}
		}
		require.Equal(t, metByOpposition(c, *rule, voters), opposed)
		if unreachable || len(electorateOf(*rule, voters)) < 2 { // one founder alone is to be joined by others
			return
		}
		all, able := situations(c, action, voters, ""), []string{}
		for _, subject := range slices.Sorted(maps.Keys(all)) {
			if passesSomehow(c, *rule, all[subject], "", len(voters)) {
				able = append(able, subject)
			}
		}
		require.NotEmpty(t, able, "the rule cannot be met at all")
		if locked {
			return
		}
		for _, silent := range voters {
			left := situations(c, action, voters, silent.Party)
			for _, subject := range able {
				if subject == silent.Party && recusesSubject(action, *rule) {
					continue
				}
				if affiliated := slices.Contains(rule.Recused, charter.RecuseAffiliates); affiliated && silent.Group != "" && silent.Group == groupOf(voters, subject) {
					continue // has no say anyway
				}
				if electorate(*rule, all[subject]) < 2 {
					continue
				}
				require.True(t, passesSomehow(c, *rule, left[subject], silent.Party, len(voters)), "%s locks what is about %s", silent.Party, subject)
			}
		}
	})
}

func recusesSubject(action charter.Action, rule charter.Rule) bool {
	return rule.Recused == nil && action == charter.Expel || slices.Contains(rule.Recused, charter.RecuseSubject) ||
		slices.Contains(rule.Recused, charter.RecuseAffiliates)
}

func groupOf(voters []charter.Voter, party string) string {
	for _, v := range voters {
		if v.Party == party {
			return v.Group
		}
	}
	return ""
}

// electorate is how many may vote at most.
func electorate(rule charter.Rule, list []situation) (most int) {
	for _, s := range list {
		most = max(most, len(electorateOf(rule, s.voters)))
	}
	return most
}

// The validator finds what it is for, and does not find it where it is not.
func TestLockOuts(t *testing.T) {
	t.Parallel()
	five := []charter.Voter{
		{Party: "a@h0", Class: "full"},
		{Party: "b@h0", Class: "full"},
		{Party: "c@h1", Class: "issuer"},
		{Party: "d@h2", Class: "issuer", Group: "g@h", Weights: charter.Weights{chartertest.Population: 50}},
		{Party: "e@h2", Class: "issuer", Group: "g@h"},
	}
	hosts := []string{"h0", "h0", "h1", "h2", "h2"}
	votesOf := func(votes charter.Count, amount int) charter.Expression {
		return charter.Expression{Votes: votes, AtLeast: charter.Amount(fmt.Sprint(amount))}
	}
	pass := func(e charter.Expression) charter.Rule { return charter.Rule{Voting: "PT1H", Pass: e} }
	sponsored := func(e charter.Expression, sponsors int, recused ...charter.Recusal) charter.Rule {
		rule := pass(e)
		rule.Sponsors, rule.Expiry, rule.Recused = chartertest.Sponsors(sponsors), "P1D", recused
		return rule
	}
	for name, row := range map[string]struct {
		action  charter.Action
		rule    charter.Rule
		problem charter.Problem
	}{
		"ok/four of five":    {charter.Resolve, pass(chartertest.ForVotes(4)), ""},
		"fail/all":           {charter.Resolve, pass(chartertest.ForVotes(5)), charter.LockedOut},
		"fail/more than all": {charter.Resolve, pass(chartertest.ForVotes(6)), charter.Unreachable},
		"ok/two hosts":       {charter.Resolve, pass(votesOf("hosts", 2)), ""},
		"fail/three hosts, one of a single member":   {charter.Resolve, pass(votesOf("hosts", 3)), charter.LockedOut},
		"ok/three groups":                            {charter.Resolve, pass(votesOf("groups", 3)), ""},
		"fail/four groups":                           {charter.Resolve, pass(votesOf("groups", 4)), charter.LockedOut},
		"fail/a heavy member":                        {charter.Resolve, pass(charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "electorate", AtLeast: "1/2"}), charter.LockedOut},
		"ok/a heavy member, capped":                  {charter.Resolve, charter.Rule{Voting: "PT1H", Cap: "1/4", Pass: charter.Expression{Votes: "for", Measure: chartertest.Population, Of: "electorate", AtLeast: "1/2"}}, ""},
		"ok/expelled by three":                       {charter.Expel, pass(chartertest.ForVotes(3)), ""},
		"fail/expelled by all others":                {charter.Expel, pass(chartertest.ForVotes(4)), charter.LockedOut},
		"ok/expelled, affiliates apart":              {charter.Expel, charter.Rule{Voting: "PT1H", Recused: []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates}, Pass: chartertest.ForVotes(2)}, ""},
		"fail/expelled, affiliates apart":            {charter.Expel, charter.Rule{Voting: "PT1H", Recused: []charter.Recusal{charter.RecuseSubject, charter.RecuseAffiliates}, Pass: chartertest.ForVotes(3)}, charter.LockedOut},
		"ok/the filer has no vote":                   {charter.Resolve, charter.Rule{Voting: "PT1H", Recused: []charter.Recusal{charter.RecuseFiler}, Pass: chartertest.ForVotes(3)}, ""},
		"fail/the filer has no vote":                 {charter.Resolve, charter.Rule{Voting: "PT1H", Recused: []charter.Recusal{charter.RecuseFiler}, Pass: chartertest.ForVotes(4)}, charter.LockedOut},
		"ok/sponsors have no vote":                   {charter.Resolve, sponsored(chartertest.ForVotes(2), 2, charter.RecuseSponsors), ""},
		"fail/sponsors have no vote":                 {charter.Resolve, sponsored(chartertest.ForVotes(3), 2, charter.RecuseSponsors), charter.LockedOut},
		"fail/sponsors have no vote, out of reach":   {charter.Resolve, sponsored(chartertest.ForVotes(4), 2, charter.RecuseSponsors), charter.Unreachable},
		"ok/three sponsors, affiliates being one":    {charter.Resolve, sponsored(chartertest.ForVotes(2), 3), ""},
		"fail/four sponsors, affiliates being one":   {charter.Resolve, sponsored(chartertest.ForVotes(2), 4), charter.LockedOut},
		"fail/five sponsors, affiliates being one":   {charter.Resolve, sponsored(chartertest.ForVotes(2), 5), charter.Unreachable},
		"ok/a named member may be silent":            {charter.Resolve, charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(2), Veto: &charter.Expression{Votes: "against", AtLeast: "1", Who: &charter.Who{Parties: []string{"a@h0"}}}}, ""},
		"fail/a named member must agree":             {charter.Resolve, pass(charter.Expression{Votes: "for", AtLeast: "1", Who: &charter.Who{Parties: []string{"b@h0"}}}), charter.LockedOut},
		"ok/accepted: a named member must agree":     {charter.Resolve, charter.Rule{Voting: "PT1H", LockOut: "accepted", Pass: charter.Expression{Votes: "for", AtLeast: "1", Who: &charter.Who{Parties: []string{"b@h0"}}}}, ""},
		"ok/a fallback frees":                        {charter.Resolve, charter.Rule{Voting: "PT1H", Pass: chartertest.ForVotes(5), Fallback: ptr(chartertest.ForVotes(3))}, ""},
		"fail/nobody of an organ":                    {charter.Resolve, charter.Rule{Voting: "PT1H", Electorate: &charter.Who{Organ: chartertest.Council}, Pass: chartertest.ForVotes(1)}, charter.NobodyVotes},
		"fail/nobody proposes":                       {charter.Resolve, charter.Rule{Voting: "PT1H", Proposers: &charter.Who{Founders: true}, Pass: chartertest.ForVotes(1)}, charter.NobodyProposes},
		"fail/always met":                            {charter.Resolve, pass(charter.Expression{Votes: "against", AtMost: "5"}), charter.AlwaysMet},
		"ok/met by votes of a class against another": {charter.Resolve, pass(charter.Expression{All: []charter.Expression{{Votes: "against", AtLeast: "1", Who: &charter.Who{Classes: []string{"full"}}}, chartertest.ForVotes(2)}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.ThreeClasses()
			c.Organs[0].Who = &charter.Who{Founders: true}
			c.Rules = charter.Rules{row.action: &row.rule, "seat": chartertest.SeatRule()}
			var problems []charter.Problem
			for _, defect := range c.Defects(charter.Composition{Voters: five, Hosts: hosts}) {
				problems = append(problems, defect.Problem)
			}
			if row.problem == "" {
				require.Empty(t, problems)
			} else {
				require.Equal(t, []charter.Problem{row.problem}, problems)
			}
		})
	}
}

func ptr(e charter.Expression) *charter.Expression { return &e }
