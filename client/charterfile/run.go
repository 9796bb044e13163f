package charterfile

import (
	"maps"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/trial"
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
		result.Refuse(err)
		return result
	}
	first := roster.step(Step{one.Votes, one.Proxies, one.Closed, one.Prolonged, one.Suspended})
	vote := trial.Vote{
		Trial: c.trial(bylaws, one, roster), Votes: first.Votes, Proxies: first.Proxies, Suspended: first.Suspended,
		Closed: first.Closed, Prolonged: first.Prolonged,
	}
	for _, step := range one.Steps {
		vote.Steps = append(vote.Steps, roster.step(step))
	}
	vote.Sponsors, _ = roster.parties(one.Sponsors)
	vote.Trial.Present, _ = roster.parties(one.Present)
	vote.Trial.Candidates, _ = roster.parties(one.Candidates)
	vote.Ballots = roster.ballots(one.Ballots)
	result.Verdict = vote.Run()
	result.compare(one.Expect, roster)
	return result
}

// step is a vote with the members' ids.
func (r roster) step(s Step) trial.Step {
	step := trial.Step{Votes: r.votes(s.Votes), Proxies: map[string]string{}, Closed: s.Closed == nil || *s.Closed}
	for name, principals := range s.Proxies {
		holder, _ := r.party(name)
		represented, _ := r.parties(principals)
		for _, principal := range represented {
			step.Proxies[principal] = holder
		}
	}
	for _, later := range s.Prolonged {
		step.Prolonged = append(step.Prolonged, r.votes(later))
	}
	step.Suspended, _ = r.parties(s.Suspended)
	return step
}

// votes are the ids of who votes how.
func (r roster) votes(v Votes) map[charter.Position][]string {
	votes := map[charter.Position][]string{}
	for position, names := range v.byPosition() {
		votes[position], _ = r.parties(names)
	}
	return votes
}

// trial is the proposal of a case before its members.
func (c Cases) trial(bylaws charter.Charter, one Case, roster roster) charter.Trial {
	subject := one.Subject
	if subject == "" && one.Action == charter.Admit {
		subject = applicant
	}
	trial := charter.Trial{
		Charter: bylaws, Members: roster.members, Action: one.Action, Class: one.Class, Organ: one.Organ, Resolution: one.Resolution, Amendment: one.Amendment, Seats: one.Seats, Group: one.Group,
		Meeting: one.Meeting, SecondCall: one.SecondCall, Subject: subject, Figures: maps.Clone(c.Figures), Emergency: one.Emergency,
	}
	if party, known := roster.party(subject); known {
		trial.Subject = party
	} else if subject != "" {
		trial.Subject = fullID(subject, "")
	}
	trial.Successor = one.Successor
	if party, known := roster.party(one.Successor); known {
		trial.Successor = party
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
