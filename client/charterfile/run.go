package charterfile

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"allianceregistry/membership"
)

// applicant is who wants to be admitted and has no name.
const applicant = "applicant"

// Run runs the cases by a charter, in their order.
func (c Cases) Run(charter membership.Charter) []Result {
	results := make([]Result, 0, len(c.Cases))
	for i, one := range c.Cases {
		result := c.run(charter, one)
		result.Line = c.lines.Of("cases[" + strconv.Itoa(i) + "]")
		results = append(results, result)
	}
	return results
}

func (c Cases) run(charter membership.Charter, one Case) Result {
	result := Result{Name: one.Name}
	roll, err := c.roll(one)
	if err != nil {
		result.stopped(err)
		return result
	}
	trial := c.trial(charter, one, roll)
	if rule, err := trial.File(); err != nil {
		result.stopped(err)
	} else {
		result.vote(trial, rule, one, roll)
	}
	result.compare(one.Expect, roll)
	return result
}

// trial is the proposal of a case before its members.
func (c Cases) trial(charter membership.Charter, one Case, roll roll) membership.Trial {
	subject := one.Subject
	if subject == "" && one.Action == membership.Admit {
		subject = applicant
	}
	trial := membership.Trial{
		Charter: charter, Members: roll.members, Action: one.Action, Class: one.Class, Organ: one.Organ, Group: one.Group,
		Subject: subject, Figures: maps.Clone(c.Figures),
	}
	if party, known := roll.party(subject); known {
		trial.Subject = party
	} else if subject != "" {
		trial.Subject = fullID(subject, "")
	}
	trial.By, _ = roll.party(one.By)
	if one.Action == membership.Admit {
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
	var refusal *membership.Error
	if errors.As(err, &refusal) {
		r.Code, r.Params = refusal.Code, refusal.Params
	}
	if r.Code == membership.SponsorsMissing {
		r.Outcome = NotSponsored
	}
}

// vote takes the sponsorships and the votes, and the outcome.
func (r *Result) vote(trial membership.Trial, rule membership.Rule, one Case, roll roll) {
	sponsors := r.taken(membership.Sponsor, roll, one.Sponsors, func(party string) (membership.Cast, error) {
		return trial.Sponsor(rule, party)
	})
	open, err := trial.Open(rule, sponsors)
	if err != nil {
		r.stopped(err)
		return
	}
	var votes []membership.Cast
	for _, position := range positions() {
		votes = append(votes, r.taken(position, roll, one.Votes.each()[position], func(party string) (membership.Cast, error) {
			return open.Vote(party, position)
		})...)
	}
	gone, _ := roll.parties(one.Suspended)
	if rule.Suspended == membership.SuspendedLapse {
		votes = slices.DeleteFunc(votes, func(c membership.Cast) bool { return slices.Contains(gone, c.Party) })
	}
	ballot := open.Ballot(votes)
	tally, explanation := ballot.Tally(), ballot.Explain()
	r.Tally, r.Explanation = &tally, &explanation
	switch open.Outcome(explanation, one.Closed == nil || *one.Closed) {
	case membership.Passed:
		r.Outcome = Accepted
		if err := open.Enact(gone); err != nil {
			r.stopped(err)
			r.Outcome = Void
		}
	case membership.Failed:
		r.Outcome = Rejected
	default:
		r.Outcome = Open
	}
}

// taken takes what members say, and enters what is refused of it.
func (r *Result) taken(position membership.Position, roll roll, names []string, take func(string) (membership.Cast, error)) []membership.Cast {
	parties, _ := roll.parties(names)
	var casts []membership.Cast
	for _, party := range parties {
		cast, err := take(party)
		var refusal *membership.Error
		if errors.As(err, &refusal) {
			r.Refused = append(r.Refused, Refusal{party, position, refusal.Code, refusal.Params})
			continue
		}
		casts = append(casts, cast)
	}
	return casts
}
