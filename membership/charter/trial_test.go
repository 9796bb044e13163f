package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// expulsion is a trial by the whole charter: ada, who sits in the board, wants cyd to be
// expelled. Dan is suspended, oda is an observer and gil a guest.
func expulsion() charter.Trial {
	member := func(party, class, host string, organs ...string) charter.TrialMember {
		return charter.TrialMember{Voter: charter.Voter{Party: party, Class: class, Organs: organs, Founder: len(organs) > 0}, Host: host}
	}
	trial := charter.Trial{
		Charter: chartertest.Whole(), Action: charter.Expel, By: "ada@h1", Subject: "cyd@h1",
		Members: []charter.TrialMember{
			member("ada@h1", "full", "h1", chartertest.Board), member("ben@h2", "full", "h2", chartertest.Board), member("cyd@h1", "full", "h1"),
			member("dan@h2", "full", "h2"), member("oda@h1", "observer", "h1"), member("gil@h2", "guest", "h2"),
		},
		Figures: map[string]int{chartertest.Attendance: 4},
	}
	trial.Members[3].Suspended = true
	return trial
}

// The places of an expulsion's members.
const (
	ada = iota
	ben
	cyd
	dan
	oda
	gil
)

// try is one change of an expulsion, and what comes of it: a refusal's code and those of
// its parameters that matter, or nothing.
type try struct {
	change func(*charter.Trial, *charter.Rule)
	code   refusal.Code
	params map[string]string
}

// tried runs a function on each changed trial, and compares what it refuses.
func tried(t *testing.T, rows map[string]try, run func(charter.Trial) error) {
	t.Helper()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trial := expulsion()
			row.change(&trial, trial.Charter.Rules[charter.Expel])
			err := run(trial)
			if row.code == "" {
				require.NoError(t, err)
				return
			}
			var denied *refusal.Error
			require.ErrorAs(t, err, &denied)
			require.Equal(t, row.code, denied.Code)
			for param, value := range row.params {
				require.Equal(t, value, denied.Params[param], param)
			}
		})
	}
}

func TestTrialFile(t *testing.T) {
	t.Parallel()
	lapsed := func(x *charter.Trial, _ *charter.Rule) { x.Members[ada].Standing = charter.Lapsed }
	admit := func(class, group string) func(*charter.Trial, *charter.Rule) {
		return func(x *charter.Trial, _ *charter.Rule) {
			x.Action, x.Subject, x.By, x.Class, x.Group = charter.Admit, "new@h1", "new@h1", class, group
		}
	}
	tried(t, map[string]try{
		"ok/an expulsion":           {func(*charter.Trial, *charter.Rule) {}, "", nil},
		"ok/whom the rule names":    {func(_ *charter.Trial, r *charter.Rule) { r.Proposers = &charter.Who{Organ: chartertest.Board} }, "", nil},
		"ok/about nobody":           {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Subject = charter.Resolve, "" }, "", nil},
		"ok/for itself":             {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.By, x.Subject = charter.Renew, "oda@h1", "oda@h1" }, "", nil},
		"ok/a suspended one":        {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Subject = charter.Reinstate, "dan@h2" }, "", nil},
		"ok/a seat":                 {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Organ = charter.SeatAction, chartertest.Council }, "", nil},
		"ok/a class":                {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Class = charter.Reclassify, "guest" }, "", nil},
		"ok/admitted":               {admit("full", ""), "", nil},
		"ok/admitted into a group":  {admit("full", "cyd@h1"), "", nil},
		"fail/no rule":              {func(x *charter.Trial, _ *charter.Rule) { delete(x.Charter.Rules, charter.Expel) }, refusal.NoRule, map[string]string{"action": "expel"}},
		"fail/a stranger":           {func(x *charter.Trial, _ *charter.Rule) { x.By = "new@h1" }, refusal.NotAMember, map[string]string{"party": "new@h1"}},
		"fail/by a suspended one":   {func(x *charter.Trial, _ *charter.Rule) { x.By = "dan@h2" }, refusal.NotAMember, map[string]string{"party": "dan@h2"}},
		"fail/not whom it names":    {func(_ *charter.Trial, r *charter.Rule) { r.Proposers = &charter.Who{Parties: []string{"ben@h2"}} }, refusal.NotNamed, map[string]string{"party": "ada@h1", "what": "proposers of expel"}},
		"fail/without the right":    {func(x *charter.Trial, _ *charter.Rule) { x.By = "oda@h1" }, refusal.NoRight, map[string]string{"class": "observer", "right": "propose"}},
		"fail/lapsed":               {lapsed, refusal.NotInStanding, map[string]string{"party": "ada@h1", "standing": "lapsed", "right": "propose"}},
		"fail/lapsed, though named": {func(x *charter.Trial, r *charter.Rule) { lapsed(x, r); r.Proposers = &charter.Who{Founders: true} }, refusal.NotInStanding, map[string]string{"standing": "lapsed"}},
		"fail/on probation":         {func(x *charter.Trial, _ *charter.Rule) { x.Members[ada].Probation = true }, refusal.NotInStanding, map[string]string{"standing": "probation"}},
		"fail/of no class":          {func(x *charter.Trial, _ *charter.Rule) { x.Members[ada].Class = "boss" }, refusal.UnknownClass, map[string]string{"class": "boss"}},
		"fail/named, of no class": {func(x *charter.Trial, r *charter.Rule) {
			x.Members[ada].Class = "boss"
			r.Proposers = &charter.Who{Founders: true}
		}, refusal.UnknownClass, map[string]string{"class": "boss"}},
		"fail/suspended already":      {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Subject = charter.Suspend, "dan@h2" }, refusal.StateUnfit, map[string]string{"party": "dan@h2", "state": "suspended", "action": "suspend"}},
		"fail/no member":              {func(x *charter.Trial, _ *charter.Rule) { x.Subject = "new@h1" }, refusal.StateUnfit, map[string]string{"party": "new@h1", "state": "none"}},
		"fail/a seat in no organ":     {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Organ = charter.SeatAction, "senate" }, refusal.UnknownOrgan, map[string]string{"organ": "senate"}},
		"fail/out of no organ":        {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Organ = charter.Vacate, "senate" }, refusal.UnknownOrgan, map[string]string{"organ": "senate"}},
		"fail/into no class":          {func(x *charter.Trial, _ *charter.Rule) { x.Action, x.Class = charter.Reclassify, "boss" }, refusal.UnknownClass, map[string]string{"class": "boss"}},
		"fail/admitted already":       {func(x *charter.Trial, _ *charter.Rule) { x.Action = charter.Admit }, refusal.AlreadyMember, map[string]string{"party": "cyd@h1"}},
		"fail/admitted to no class":   {admit("boss", ""), refusal.UnknownClass, map[string]string{"class": "boss"}},
		"fail/admitted to a full one": {admit("guest", ""), refusal.ClassFull, map[string]string{"class": "guest", "most": "1"}},
		"fail/no rule to admit": {func(x *charter.Trial, r *charter.Rule) {
			admit("full", "")(x, r)
			delete(x.Charter.Rules, charter.Admit)
		}, refusal.NoRule, map[string]string{"action": "admit"}},
	}, func(x charter.Trial) error {
		rule, err := x.File()
		if err == nil {
			require.Equal(t, *x.Charter.Rules[x.Action], rule)
		}
		return err
	})
}

func TestTrialSponsor(t *testing.T) {
	t.Parallel()
	affiliates := func(_ *charter.Trial, r *charter.Rule) { r.Recused = []charter.Recusal{charter.RecuseAffiliates} }
	tried(t, map[string]try{
		"ok/a sponsor":    {func(*charter.Trial, *charter.Rule) {}, "", nil},
		"ok/no affiliate": {affiliates, "", nil},
		"fail/an affiliate": {func(x *charter.Trial, r *charter.Rule) {
			affiliates(x, r)
			x.Members[ben].Group, x.Members[cyd].Group = "g@h", "g@h"
		}, refusal.Recused, map[string]string{"party": "ben@h2"}},
		"fail/the subject": {func(x *charter.Trial, _ *charter.Rule) { x.Subject = "ben@h2" }, refusal.Recused, map[string]string{"party": "ben@h2"}},
		"fail/the filer": {func(x *charter.Trial, r *charter.Rule) {
			x.By = "ben@h2"
			r.Recused = []charter.Recusal{charter.RecuseFiler}
		}, refusal.Recused, map[string]string{"party": "ben@h2"}},
		"fail/a suspended one": {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Suspended = true }, refusal.NotAMember, map[string]string{"party": "ben@h2"}},
		"fail/without a right": {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Class = "observer" }, refusal.NoRight, map[string]string{"right": "sponsor"}},
		"fail/lapsed":          {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Standing = charter.Lapsed }, refusal.NotInStanding, map[string]string{"right": "sponsor"}},
	}, func(x charter.Trial) error {
		cast, err := x.Sponsor(*x.Charter.Rules[charter.Expel], "ben@h2")
		if err == nil {
			require.Equal(t, charter.Cast{Voter: x.Members[ben].Voter, Host: "h2", Position: charter.Sponsor}, cast)
		}
		return err
	})
}

func TestTrialOpen(t *testing.T) {
	t.Parallel()
	tried(t, map[string]try{
		"ok/without sponsors": {func(*charter.Trial, *charter.Rule) {}, "", nil},
		"ok/one sponsor":      {func(_ *charter.Trial, r *charter.Rule) { r.Sponsors = chartertest.Sponsors(1) }, "", nil},
		"fail/two sponsors":   {func(_ *charter.Trial, r *charter.Rule) { r.Sponsors = chartertest.Sponsors(2) }, refusal.SponsorsMissing, map[string]string{"needed": "2", "actual": "1"}},
		"fail/sponsors of both": {func(_ *charter.Trial, r *charter.Rule) {
			r.Sponsors = &charter.Expression{All: []charter.Expression{*chartertest.Sponsors(3), *chartertest.Sponsors(1)}}
		}, refusal.SponsorsMissing, map[string]string{"needed": "3", "actual": "1"}},
		"ok/a share of a figure": {func(_ *charter.Trial, r *charter.Rule) {
			r.Pass = charter.Expression{Votes: "for", Of: chartertest.Attendance, MoreThan: "1/2"}
		}, "", nil},
		"fail/a figure that is missing": {func(x *charter.Trial, r *charter.Rule) {
			r.Pass, x.Figures = charter.Expression{Votes: "for", Of: chartertest.Attendance, MoreThan: "1/2"}, nil
		}, refusal.FigureMissing, map[string]string{"figure": chartertest.Attendance}},
	}, func(x charter.Trial) error {
		rule := *x.Charter.Rules[charter.Expel]
		sponsor, err := x.Sponsor(rule, "ben@h2")
		require.NoError(t, err)
		_, err = x.Open(rule, []charter.Cast{sponsor})
		return err
	})
}

func TestTrialVote(t *testing.T) {
	t.Parallel()
	electorate := func(who charter.Who) func(*charter.Trial, *charter.Rule) {
		return func(_ *charter.Trial, r *charter.Rule) { r.Electorate = &who }
	}
	seated := func(change func(*charter.TrialMember)) func(*charter.Trial, *charter.Rule) {
		return func(x *charter.Trial, r *charter.Rule) {
			r.Electorate = &charter.Who{Organ: chartertest.Board}
			change(&x.Members[ben])
		}
	}
	tried(t, map[string]try{
		"ok/a member":      {func(*charter.Trial, *charter.Rule) {}, "", nil},
		"ok/of a class":    {electorate(charter.Who{Classes: []string{"full"}}), "", nil},
		"ok/a founder":     {electorate(charter.Who{Founders: true}), "", nil},
		"ok/by its seat":   {seated(func(m *charter.TrialMember) { m.Class = "observer" }), "", nil},
		"fail/the subject": {func(x *charter.Trial, _ *charter.Rule) { x.Subject = "ben@h2" }, refusal.Recused, map[string]string{"party": "ben@h2"}},
		"fail/a sponsor":   {func(_ *charter.Trial, r *charter.Rule) { r.Recused = []charter.Recusal{charter.RecuseSponsors} }, refusal.Recused, map[string]string{"party": "ben@h2"}},
		"fail/of the subject's group": {func(x *charter.Trial, r *charter.Rule) {
			r.Recused, x.Members[ben].Group, x.Members[cyd].Group = []charter.Recusal{charter.RecuseAffiliates}, "g@h", "g@h"
		}, refusal.Recused, map[string]string{"party": "ben@h2"}},
		"fail/a suspended one":  {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Suspended = true }, refusal.NotAMember, map[string]string{"party": "ben@h2"}},
		"fail/of another class": {electorate(charter.Who{Classes: []string{"guest"}}), refusal.OutsideElectorate, map[string]string{"party": "ben@h2", "epoch": "0"}},
		"fail/without a seat":   {electorate(charter.Who{Organ: chartertest.Council}), refusal.OutsideElectorate, nil},
		"fail/no founder": {func(x *charter.Trial, r *charter.Rule) {
			r.Electorate = &charter.Who{Founders: true}
			x.Members[ben].Founder = false
		}, refusal.OutsideElectorate, nil},
		"fail/without the right":   {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Class = "observer" }, refusal.NoRight, map[string]string{"class": "observer", "right": "vote"}},
		"fail/of no class":         {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Class = "boss" }, refusal.UnknownClass, map[string]string{"class": "boss"}},
		"fail/lapsed":              {func(x *charter.Trial, _ *charter.Rule) { x.Members[ben].Standing = charter.Lapsed }, refusal.NotInStanding, map[string]string{"right": "vote"}},
		"fail/lapsed, with a seat": {seated(func(m *charter.TrialMember) { m.Standing = charter.Lapsed }), refusal.NotInStanding, map[string]string{"right": "vote"}},
	}, func(x charter.Trial) error {
		rule := *x.Charter.Rules[charter.Expel]
		open, err := x.Open(rule, []charter.Cast{{Voter: x.Members[ben].Voter, Host: "h2", Position: charter.Sponsor}})
		require.NoError(t, err)
		cast, err := open.Vote("ben@h2", charter.Against)
		if err == nil {
			require.Equal(t, charter.Cast{Voter: x.Members[ben].Voter, Host: "h2", Position: charter.Against}, cast)
		}
		return err
	})
}

// A trial's ballot has the electorate, and its outcome is what the ledger would record.
func TestTrialOutcome(t *testing.T) {
	t.Parallel()
	x := expulsion()
	open, err := x.Open(*x.Charter.Rules[charter.Expel], nil)
	require.NoError(t, err)
	require.Equal(t, charter.Tally{Electorate: 2}, open.Ballot(nil).Tally(), "neither the subject, nor the suspended, nor those without a vote")
	var votes []charter.Cast
	for _, step := range []struct {
		party         string
		position      charter.Position
		open, outcome charter.Outcome
		figure        charter.Figure
	}{
		{"ada@h1", charter.For, charter.Undecided, charter.Failed, charter.Figure{Base: 1, Needed: 2, Actual: 1}},
		{"ben@h2", charter.For, charter.Passed, charter.Passed, charter.Figure{Base: 1, Needed: 2, Actual: 2}},
	} {
		cast, err := open.Vote(step.party, step.position)
		require.NoError(t, err)
		votes = append(votes, cast)
		explanation := open.Ballot(votes).Explain()
		step.figure.Votes, step.figure.Relation, step.figure.Amount = charter.CountFor, charter.AtLeast, "2"
		leaves := explanation.Leaves()
		require.Len(t, leaves, 1)
		require.Equal(t, step.figure, *leaves[0].Figure)
		require.Equal(t, step.open, open.Outcome(explanation, false))
		require.Equal(t, step.outcome, open.Outcome(explanation, true))
	}
	require.Equal(t, charter.Tally{For: 2, Hosts: 2, Electorate: 2}, open.Ballot(votes).Tally())
}

// What was accepted is void where the ledger could not enact it.
func TestTrialEnact(t *testing.T) {
	t.Parallel()
	about := func(action charter.Action, subject string, change ...func(*charter.Trial)) func(*charter.Trial, *charter.Rule) {
		return func(x *charter.Trial, _ *charter.Rule) {
			x.Action, x.Subject = action, subject
			for _, changed := range change {
				changed(x)
			}
		}
	}
	in := func(organ string) func(*charter.Trial) { return func(x *charter.Trial) { x.Organ = organ } }
	to := func(class string) func(*charter.Trial) { return func(x *charter.Trial) { x.Class = class } }
	full := func(x *charter.Trial) {
		for _, m := range []int{ada, ben} {
			x.Members[m].Organs = append(x.Members[m].Organs, chartertest.Council)
		}
	}
	tried(t, map[string]try{
		"ok/expelled":               {about(charter.Expel, "cyd@h1"), "", nil},
		"ok/expelled, suspended":    {about(charter.Expel, "ben@h2"), "", nil},
		"ok/about nobody":           {about(charter.Resolve, ""), "", nil},
		"ok/seated":                 {about(charter.SeatAction, "cyd@h1", in(chartertest.Council)), "", nil},
		"ok/vacated":                {about(charter.Vacate, "ada@h1", in(chartertest.Board)), "", nil},
		"ok/renewed":                {about(charter.Renew, "gil@h2"), "", nil},
		"ok/reclassified":           {about(charter.Reclassify, "cyd@h1", to("observer")), "", nil},
		"ok/of the same class":      {about(charter.Reclassify, "gil@h2", to("guest")), "", nil},
		"fail/suspended since":      {about(charter.Suspend, "ben@h2"), refusal.StateUnfit, map[string]string{"party": "ben@h2", "state": "suspended"}},
		"fail/suspended before":     {about(charter.Suspend, "dan@h2"), refusal.StateUnfit, map[string]string{"state": "suspended"}},
		"fail/no member":            {about(charter.Expel, "new@h1"), refusal.StateUnfit, map[string]string{"state": "none"}},
		"fail/seated in no organ":   {about(charter.SeatAction, "cyd@h1", in("senate")), refusal.UnknownOrgan, map[string]string{"organ": "senate"}},
		"fail/seated already":       {about(charter.SeatAction, "ada@h1", in(chartertest.Board)), refusal.SeatUnfit, map[string]string{"organ": chartertest.Board, "party": "ada@h1"}},
		"fail/may not sit":          {about(charter.SeatAction, "oda@h1", in(chartertest.Council)), refusal.SeatUnfit, map[string]string{"party": "oda@h1"}},
		"fail/may not sit, by name": {about(charter.SeatAction, "cyd@h1", in(chartertest.Council), func(x *charter.Trial) { x.Charter.Organs[1].Who = &charter.Who{Founders: true} }), refusal.SeatUnfit, map[string]string{"party": "cyd@h1"}},
		"fail/lapsed":               {about(charter.SeatAction, "cyd@h1", in(chartertest.Council), func(x *charter.Trial) { x.Members[cyd].Standing = charter.Lapsed }), refusal.SeatUnfit, map[string]string{"party": "cyd@h1"}},
		"fail/the organ is full":    {about(charter.SeatAction, "cyd@h1", in(chartertest.Council), full), refusal.OrganFull, map[string]string{"organ": chartertest.Council, "seats": "2"}},
		"fail/vacates no seat":      {about(charter.Vacate, "cyd@h1", in(chartertest.Board)), refusal.SeatUnfit, map[string]string{"party": "cyd@h1"}},
		"fail/nothing to renew":     {about(charter.Renew, "cyd@h1"), refusal.NothingToRenew, map[string]string{"class": "full"}},
		"fail/renewed, of no class": {about(charter.Renew, "cyd@h1", func(x *charter.Trial) { x.Members[cyd].Class = "boss" }), refusal.UnknownClass, map[string]string{"class": "boss"}},
		"fail/into a full class":    {about(charter.Reclassify, "cyd@h1", to("guest")), refusal.ClassFull, map[string]string{"class": "guest", "most": "1"}},
	}, func(x charter.Trial) error {
		open, err := x.Open(*x.Charter.Rules[x.Action], nil)
		require.NoError(t, err)
		return open.Enact([]string{"ben@h2"})
	})
}
