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
	roll, err := c.roll(one)
	if err != nil {
		result.stopped(err)
		return result
	}
	trial := c.trial(bylaws, one, roll)
	if rule, err := trial.File(); err != nil {
		result.stopped(err)
	} else {
		result.vote(trial, rule, one, roll)
	}
	result.compare(one.Expect, roll)
	return result
}

// trial is the proposal of a case before its members.
func (c Cases) trial(bylaws charter.Charter, one Case, roll roll) charter.Trial {
	subject := one.Subject
	if subject == "" && one.Action == charter.Admit {
		subject = applicant
	}
	trial := charter.Trial{
		Charter: bylaws, Members: roll.members, Action: one.Action, Class: one.Class, Organ: one.Organ, Group: one.Group,
		Subject: subject, Figures: maps.Clone(c.Figures),
	}
	if party, known := roll.party(subject); known {
		trial.Subject = party
	} else if subject != "" {
		trial.Subject = fullID(subject, "")
	}
	trial.By, _ = roll.party(one.By)
	if one.Action == charter.Admit {
		trial.By = trial.Subject
	}
	if trial.Figures == nil {
		trial.Figures = map[string]int{}
	}
	maps.Copy(trial.Figures, one.Figures)
	return trial
}

// stopped enters for what a proposal was refused, or not put to the vote.
func (r *Result) stopped(err error) {
	r.Outcome = Refused
	var denied *refusal.Error
	if errors.As(err, &denied) {
		r.Code, r.Params = denied.Code, denied.Params
	}
	if r.Code == refusal.SponsorsMissing {
		r.Outcome = NotSponsored
	}
}

// vote takes the sponsorships and the votes, and the outcome.
func (r *Result) vote(trial charter.Trial, rule charter.Rule, one Case, roll roll) {
	sponsors := r.taken(charter.Sponsor, roll, one.Sponsors, func(party string) (charter.Cast, error) {
		return trial.Sponsor(rule, party)
	})
	open, err := trial.Open(rule, sponsors)
	if err != nil {
		r.stopped(err)
		return
	}
	var votes []charter.Cast
	for _, position := range positions() {
		votes = append(votes, r.taken(position, roll, one.Votes.each()[position], func(party string) (charter.Cast, error) {
			return open.Vote(party, position)
		})...)
	}
	gone, _ := roll.parties(one.Suspended)
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
			r.stopped(err)
			r.Outcome = Void
		}
	case charter.Failed:
		r.Outcome = Rejected
	default:
		r.Outcome = Open
	}
}

// taken takes what members say, and enters what is refused of it.
func (r *Result) taken(position charter.Position, roll roll, names []string, take func(string) (charter.Cast, error)) []charter.Cast {
	parties, _ := roll.parties(names)
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
