package charterfile

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// applicant is who wants to be admitted and has no name.
const applicant = "applicant"

// Run runs the cases by a charter, in their order.
func (c Cases) Run(bylaws charter.Charter) []Result {
	results := make([]Result, 0, len(c.Cases))
	for i, one := range c.Cases {
		result := c.run(bylaws, one)
		result.Line = c.lines.Of("cases[" + strconv.Itoa(i) + "]")
		results = append(results, result)
	}
	return results
}

func (c Cases) run(bylaws charter.Charter, one Case) Result {
	result := Result{Name: one.Name}
	roster, err := c.roster(one)
	if err != nil {
		result.refuse(err)
		return result
	}
	trial := c.trial(bylaws, one, roster)
	if rule, err := trial.File(); err != nil {
		result.refuse(err)
	} else {
		result.runVote(trial, rule, one, roster)
	}
	result.compare(one.Expect, roster)
	return result
}

// trial is the proposal of a case before its members.
func (c Cases) trial(bylaws charter.Charter, one Case, roster roster) charter.Trial {
	subject := one.Subject
	if subject == "" && one.Action == charter.Admit {
		subject = applicant
	}
	trial := charter.Trial{
		Charter: bylaws, Members: roster.members, Action: one.Action, Class: one.Class, Organ: one.Organ, Group: one.Group,
		Subject: subject, Figures: maps.Clone(c.Figures),
	}
	if party, known := roster.party(subject); known {
		trial.Subject = party
	} else if subject != "" {
		trial.Subject = fullID(subject, "")
	}
	trial.By, _ = roster.party(one.By)
	if one.Action == charter.Admit {
		trial.By = trial.Subject
	}
	if trial.Figures == nil {
		trial.Figures = map[string]int{}
	}
	maps.Copy(trial.Figures, one.Figures)
	return trial
}

// refuse enters why a proposal was refused, or not put to the vote.
func (r *Result) refuse(err error) {
	r.Outcome = Refused
	var denied *refusal.Error
	if errors.As(err, &denied) {
		r.Code, r.Params = denied.Code, denied.Params
	}
	if r.Code == refusal.SponsorsMissing {
		r.Outcome = NotSponsored
	}
}

// runVote collects the sponsorships and the votes, and the outcome.
func (r *Result) runVote(trial charter.Trial, rule charter.Rule, one Case, roster roster) {
	sponsors := r.collect(charter.Sponsor, roster, one.Sponsors, func(party string) (charter.Cast, error) {
		return trial.Sponsor(rule, party)
	})
	open, err := trial.Open(rule, sponsors)
	if err != nil {
		r.refuse(err)
		return
	}
	var votes []charter.Cast
	for _, position := range positions() {
		votes = append(votes, r.collect(position, roster, one.Votes.byPosition()[position], func(party string) (charter.Cast, error) {
			return open.Vote(party, position)
		})...)
	}
	gone, _ := roster.parties(one.Suspended)
	if rule.Suspended == charter.SuspendedLapse {
		votes = slices.DeleteFunc(votes, func(c charter.Cast) bool { return slices.Contains(gone, c.Party) })
	}
	ballot := open.Ballot(votes)
	tally, explanation := ballot.Tally(), ballot.Explain()
	r.Tally, r.Explanation = &tally, &explanation
	switch open.Outcome(explanation, one.Closed == nil || *one.Closed) {
	case charter.Passed:
		r.Outcome = Accepted
		if err := open.Enact(gone); err != nil {
			r.refuse(err)
			r.Outcome = Void
		}
	case charter.Failed:
		r.Outcome = Rejected
	default:
		r.Outcome = Open
	}
}

// collect casts what members say, and enters what is refused of it.
func (r *Result) collect(position charter.Position, roster roster, names []string, take func(string) (charter.Cast, error)) []charter.Cast {
	parties, _ := roster.parties(names)
	var casts []charter.Cast
	for _, party := range parties {
		cast, err := take(party)
		var denied *refusal.Error
		if errors.As(err, &denied) {
			r.Refused = append(r.Refused, Refusal{party, position, denied.Code, denied.Params})
			continue
		}
		casts = append(casts, cast)
	}
	return casts
}
