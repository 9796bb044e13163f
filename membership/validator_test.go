package membership_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
)

// drawnRule is a rule with whatever a rule can have that matters to who votes.
func drawnRule(t *rapid.T) *membership.Rule {
	k := kind{}
	if rapid.IntRange(0, 2).Draw(t, "rising") > 0 { // else hardly any rule is fit to live by
		k.rising = true
	}
	rule := &membership.Rule{Voting: "PT1H", Pass: k.expression(t, 2), Veto: kind{}.maybe(t, "veto", 4), Fallback: k.maybe(t, "fallback", 4)}
	rule.Affiliates = rapid.SampledFrom([]string{"", "", membership.AffiliatesOne}).Draw(t, "affiliates")
	rule.Cap = rapid.SampledFrom([]membership.Amount{"", "", "1/3", "1/2"}).Draw(t, "cap")
	rule.Recused = rapid.SampledFrom([][]membership.Recusal{
		nil, nil,
		nil,
		{membership.RecuseNobody},
		{membership.RecuseSubject},
		{membership.RecuseAffiliates},
		{membership.RecuseFiler},
		{membership.RecuseSubject, membership.RecuseFiler},
		{membership.RecuseSponsors},
		{membership.RecuseSubject, membership.RecuseAffiliates, membership.RecuseSponsors},
	}).Draw(t, "recused")
	if rapid.IntRange(0, 2).Draw(t, "sponsored") == 0 || slices.Contains(rule.Recused, membership.RecuseSponsors) {
		sponsors := rapid.SampledFrom([]membership.Expression{
			*sponsorsOf(1), *sponsorsOf(2),
			{Votes: "groups", AtLeast: "2"},
			{Votes: "hosts", AtLeast: "2"},
			{Any: []membership.Expression{*sponsorsOf(2), {Votes: "sponsors", AtLeast: "1", Who: &membership.Who{Organ: council}}}},
			{Votes: "sponsors", AtLeast: "1", Who: &membership.Who{Classes: []string{"issuer"}}},
		}).Draw(t, "sponsors")
		rule.Sponsors, rule.Expiry = &sponsors, "P1D"
	}
	rule.Electorate = rapid.SampledFrom([]*membership.Who{nil, nil, {Classes: []string{"full", "issuer"}}, {Organ: council}, {Founders: true}}).Draw(t, "electorate")
	return rule
}

// situation is one proposal: who is left to sponsor and to vote.
type situation struct {
	sponsors, voters []membership.Voter
}

// situations are all proposals that there can be under a rule, save those that
// need a silent one: about each subject, a list of what filers and sponsors make
// of it. It is worked out on its own, member by member.
func situations(charter membership.Charter, action membership.Action, voters []membership.Voter, silent string) map[string][]situation {
	rule := charter.Rules[action]
	recused := rule.Recused
	if recused == nil && action == membership.Expel {
		recused = []membership.Recusal{membership.RecuseSubject}
	}
	has := func(r membership.Recusal) bool { return slices.Contains(recused, r) }
	but := func(list []membership.Voter, out func(membership.Voter) bool) []membership.Voter {
		return slices.DeleteFunc(slices.Clone(list), out)
	}
	found := map[string][]situation{}
	subjects := voters
	if action == membership.Resolve { // about nobody
		subjects = []membership.Voter{{Party: zgc}}
	}
	for _, subject := range subjects {
		left := but(voters, func(v membership.Voter) bool {
			return v.Party == subject.Party && (has(membership.RecuseSubject) || has(membership.RecuseAffiliates)) ||
				has(membership.RecuseAffiliates) && v.Group != "" && v.Group == subject.Group
		})
		filers := []membership.Voter{{}}
		if has(membership.RecuseFiler) {
			filers = but(left, func(v membership.Voter) bool { return v.Party == silent })
		}
		for _, filer := range filers {
			rest := but(left, func(v membership.Voter) bool { return v.Party == filer.Party })
			found[subject.Party] = append(found[subject.Party], sponsorings(charter, *rule, rest, silent, has(membership.RecuseSponsors))...)
		}
	}
	return found
}

// sponsorings are all sets of sponsors that are enough.
func sponsorings(charter membership.Charter, rule membership.Rule, left []membership.Voter, silent string, recused bool) (list []situation) {
	willing := slices.DeleteFunc(slices.Clone(left), func(v membership.Voter) bool { return v.Party == silent })
	for set := range 1 << len(willing) {
		var sponsors []membership.Voter
		var casts []membership.Cast
		for i, v := range willing {
			if set&(1<<i) != 0 {
				sponsors, casts = append(sponsors, v), append(casts, castOf(v, membership.For))
			}
		}
		if !charter.Sponsored(rule, casts) {
			continue
		}
		voters := left
		if recused {
			voters = slices.DeleteFunc(slices.Clone(left), func(v membership.Voter) bool {
				return slices.ContainsFunc(sponsors, func(s membership.Voter) bool { return s.Party == v.Party })
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
func electorateOf(rule membership.Rule, voters []membership.Voter) []membership.Voter {
	return slices.DeleteFunc(slices.Clone(voters), func(v membership.Voter) bool {
		who := rule.Electorate
		return who != nil && (len(who.Classes) > 0 && !slices.Contains(who.Classes, v.Class) ||
			who.Organ != "" && !slices.Contains(v.Organs, who.Organ) || who.Founders && !v.Founder)
	})
}

// passes tells whether any votes of all but a silent one pass a rule.
func passes(charter membership.Charter, rule membership.Rule, voters []membership.Voter, silent string, figure int) bool {
	electorate := electorateOf(rule, voters)
	b := membership.Ballot{
		Charter: charter, Rule: rule, Voters: electorate, Electorate: blocs(electorate), Figures: map[string]int{attendance: figure},
	}
	others := slices.DeleteFunc(slices.Clone(electorate), func(v membership.Voter) bool { return v.Party == silent })
	found := false
	ballots(b, others, func(b membership.Ballot) { found = found || b.Explain().Met })
	return found
}

// metByOpposition tells whether any votes against pass a rule, and nobody's for.
func metByOpposition(charter membership.Charter, rule membership.Rule, voters []membership.Voter) bool {
	electorate := electorateOf(rule, voters)
	for set := 1; set < 1<<len(electorate); set++ {
		b := membership.Ballot{
			Charter: charter, Rule: rule, Voters: electorate, Electorate: blocs(electorate), Figures: map[string]int{attendance: len(voters)},
		}
		for i, v := range electorate {
			if set&(1<<i) != 0 {
				b.Votes = append(b.Votes, castOf(v, membership.Against))
			}
		}
		if b.Explain().Met {
			return true
		}
	}
	return false
}

func passesSomehow(charter membership.Charter, rule membership.Rule, list []situation, silent string, figure int) bool {
	return slices.ContainsFunc(list, func(s situation) bool { return passes(charter, rule, s.voters, silent, figure) })
}

// What the validator lets pass can be met, not by votes against alone, and no single
// silent member keeps it from being met: an exhaustive search never says otherwise.
func TestValidatorIsNotContradicted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		voters := electors(t, 5)
		charter := classy()
		action := rapid.SampledFrom([]membership.Action{membership.Expel, membership.Resolve}).Draw(t, "action")
		rule := drawnRule(t)
		charter.Rules = membership.Rules{action: rule}
		charter.Organs[0].Who = &membership.Who{Parties: []string{"nobody@h0"}} // seats are as they were drawn
		var hosts []string
		for _, v := range voters {
			hosts = append(hosts, v.Party[len(v.Party)-2:])
		}
		var locked, unreachable, opposed bool
		for _, fault := range charter.Faults(membership.Composition{Voters: voters, Hosts: hosts}) {
			switch fault.Problem {
			case membership.LockedOut:
				locked = true
			case membership.Unreachable:
				unreachable = true
			case membership.MetByOpposition:
				opposed = true
			default:
				return
			}
		}
		require.Equal(t, metByOpposition(charter, *rule, voters), opposed)
		if unreachable || len(electorateOf(*rule, voters)) < 2 { // one founder alone is to be joined by others
			return
		}
		all, able := situations(charter, action, voters, ""), []string{}
		for _, subject := range slices.Sorted(maps.Keys(all)) {
			if passesSomehow(charter, *rule, all[subject], "", len(voters)) {
				able = append(able, subject)
			}
		}
		require.NotEmpty(t, able, "the rule cannot be met at all")
		if locked {
			return
		}
		for _, silent := range voters {
			left := situations(charter, action, voters, silent.Party)
			for _, subject := range able {
				if subject == silent.Party && recusesSubject(action, *rule) {
					continue
				}
				if affiliated := slices.Contains(rule.Recused, membership.RecuseAffiliates); affiliated && silent.Group != "" && silent.Group == groupOf(voters, subject) {
					continue // has no say anyway
				}
				if electorate(*rule, all[subject]) < 2 {
					continue
				}
				require.True(t, passesSomehow(charter, *rule, left[subject], silent.Party, len(voters)), "%s locks what is about %s", silent.Party, subject)
			}
		}
	})
}

func recusesSubject(action membership.Action, rule membership.Rule) bool {
	return rule.Recused == nil && action == membership.Expel || slices.Contains(rule.Recused, membership.RecuseSubject) ||
		slices.Contains(rule.Recused, membership.RecuseAffiliates)
}

func groupOf(voters []membership.Voter, party string) string {
	for _, v := range voters {
		if v.Party == party {
			return v.Group
		}
	}
	return ""
}

// electorate is how many may vote at most.
func electorate(rule membership.Rule, list []situation) (most int) {
	for _, s := range list {
		most = max(most, len(electorateOf(rule, s.voters)))
	}
	return most
}

// The validator finds what it is for, and does not find it where it is not.
func TestLockOuts(t *testing.T) {
	t.Parallel()
	five := []membership.Voter{
		{Party: "a@h0", Class: "full"},
		{Party: "b@h0", Class: "full"},
		{Party: "c@h1", Class: "issuer"},
		{Party: "d@h2", Class: "issuer", Group: "g@h", Weights: membership.Weights{population: 50}},
		{Party: "e@h2", Class: "issuer", Group: "g@h"},
	}
	hosts := []string{"h0", "h0", "h1", "h2", "h2"}
	votesOf := func(votes membership.Count, amount int) membership.Expression {
		return membership.Expression{Votes: votes, AtLeast: membership.Amount(fmt.Sprint(amount))}
	}
	pass := func(e membership.Expression) membership.Rule { return membership.Rule{Voting: "PT1H", Pass: e} }
	sponsored := func(e membership.Expression, sponsors int, recused ...membership.Recusal) membership.Rule {
		rule := pass(e)
		rule.Sponsors, rule.Expiry, rule.Recused = sponsorsOf(sponsors), "P1D", recused
		return rule
	}
	for name, row := range map[string]struct {
		action  membership.Action
		rule    membership.Rule
		problem membership.Problem
	}{
		"ok/four of five":    {membership.Resolve, pass(forVotes(4)), ""},
		"fail/all":           {membership.Resolve, pass(forVotes(5)), membership.LockedOut},
		"fail/more than all": {membership.Resolve, pass(forVotes(6)), membership.Unreachable},
		"ok/two hosts":       {membership.Resolve, pass(votesOf("hosts", 2)), ""},
		"fail/three hosts, one of a single member":   {membership.Resolve, pass(votesOf("hosts", 3)), membership.LockedOut},
		"ok/three groups":                            {membership.Resolve, pass(votesOf("groups", 3)), ""},
		"fail/four groups":                           {membership.Resolve, pass(votesOf("groups", 4)), membership.LockedOut},
		"fail/a heavy member":                        {membership.Resolve, pass(membership.Expression{Votes: "for", Measure: population, Of: "electorate", AtLeast: "1/2"}), membership.LockedOut},
		"ok/a heavy member, capped":                  {membership.Resolve, membership.Rule{Voting: "PT1H", Cap: "1/4", Pass: membership.Expression{Votes: "for", Measure: population, Of: "electorate", AtLeast: "1/2"}}, ""},
		"ok/expelled by three":                       {membership.Expel, pass(forVotes(3)), ""},
		"fail/expelled by all others":                {membership.Expel, pass(forVotes(4)), membership.LockedOut},
		"ok/expelled, affiliates apart":              {membership.Expel, membership.Rule{Voting: "PT1H", Recused: []membership.Recusal{membership.RecuseSubject, membership.RecuseAffiliates}, Pass: forVotes(2)}, ""},
		"fail/expelled, affiliates apart":            {membership.Expel, membership.Rule{Voting: "PT1H", Recused: []membership.Recusal{membership.RecuseSubject, membership.RecuseAffiliates}, Pass: forVotes(3)}, membership.LockedOut},
		"ok/the filer has no vote":                   {membership.Resolve, membership.Rule{Voting: "PT1H", Recused: []membership.Recusal{membership.RecuseFiler}, Pass: forVotes(3)}, ""},
		"fail/the filer has no vote":                 {membership.Resolve, membership.Rule{Voting: "PT1H", Recused: []membership.Recusal{membership.RecuseFiler}, Pass: forVotes(4)}, membership.LockedOut},
		"ok/sponsors have no vote":                   {membership.Resolve, sponsored(forVotes(2), 2, membership.RecuseSponsors), ""},
		"fail/sponsors have no vote":                 {membership.Resolve, sponsored(forVotes(3), 2, membership.RecuseSponsors), membership.LockedOut},
		"fail/sponsors have no vote, out of reach":   {membership.Resolve, sponsored(forVotes(4), 2, membership.RecuseSponsors), membership.Unreachable},
		"ok/three sponsors, affiliates being one":    {membership.Resolve, sponsored(forVotes(2), 3), ""},
		"fail/four sponsors, affiliates being one":   {membership.Resolve, sponsored(forVotes(2), 4), membership.LockedOut},
		"fail/five sponsors, affiliates being one":   {membership.Resolve, sponsored(forVotes(2), 5), membership.Unreachable},
		"ok/a named member may be silent":            {membership.Resolve, membership.Rule{Voting: "PT1H", Pass: forVotes(2), Veto: &membership.Expression{Votes: "against", AtLeast: "1", Who: &membership.Who{Parties: []string{"a@h0"}}}}, ""},
		"fail/a named member must agree":             {membership.Resolve, pass(membership.Expression{Votes: "for", AtLeast: "1", Who: &membership.Who{Parties: []string{"b@h0"}}}), membership.LockedOut},
		"ok/accepted: a named member must agree":     {membership.Resolve, membership.Rule{Voting: "PT1H", LockOut: "accepted", Pass: membership.Expression{Votes: "for", AtLeast: "1", Who: &membership.Who{Parties: []string{"b@h0"}}}}, ""},
		"ok/a fallback frees":                        {membership.Resolve, membership.Rule{Voting: "PT1H", Pass: forVotes(5), Fallback: ptr(forVotes(3))}, ""},
		"fail/nobody of an organ":                    {membership.Resolve, membership.Rule{Voting: "PT1H", Electorate: &membership.Who{Organ: council}, Pass: forVotes(1)}, membership.NobodyVotes},
		"fail/nobody proposes":                       {membership.Resolve, membership.Rule{Voting: "PT1H", Proposers: &membership.Who{Founders: true}, Pass: forVotes(1)}, membership.NobodyProposes},
		"fail/always met":                            {membership.Resolve, pass(membership.Expression{Votes: "against", AtMost: "5"}), membership.AlwaysMet},
		"ok/met by votes of a class against another": {membership.Resolve, pass(membership.Expression{All: []membership.Expression{{Votes: "against", AtLeast: "1", Who: &membership.Who{Classes: []string{"full"}}}, forVotes(2)}}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			charter := classy()
			charter.Organs[0].Who = &membership.Who{Founders: true}
			charter.Rules = membership.Rules{row.action: &row.rule, "seat": seatRule()}
			var problems []membership.Problem
			for _, fault := range charter.Faults(membership.Composition{Voters: five, Hosts: hosts}) {
				problems = append(problems, fault.Problem)
			}
			if row.problem == "" {
				require.Empty(t, problems)
			} else {
				require.Equal(t, []membership.Problem{row.problem}, problems)
			}
		})
	}
}

// seatRule is a rule by which an organ is filled.
func seatRule() *membership.Rule {
	return &membership.Rule{Voting: "PT1H", Pass: forVotes(1), LockOut: membership.LockOutAccepted}
}

func ptr(e membership.Expression) *membership.Expression { return &e }
