package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/refusal"
)

// meet fills in who is present at the meeting at which a proposal is tried, if it is decided at
// one. It refuses with NO_QUORUM.
func (o *OpenTrial) meet() error {
	if !o.rule.AtMeeting() {
		return nil
	}
	kind, err := o.trial.Charter.FindMeeting(o.poll.Meeting)
	if err != nil {
		return err
	}
	quorum := OpenTrial{trial: o.trial, rule: kind.QuorumRule(o.trial.SecondCall)}
	quorum.poll.Voters = o.trial.named(quorum.rule)
	quorum.poll.Present = quorum.present()
	if has := quorum.Ballot(nil).HasQuorum(); !has.Met {
		figure := has.Leaves()[0].Figure
		return refusal.New(refusal.NoQuorum, "meeting", kind.ID, "needed", strconv.Itoa(figure.Needed), "actual", strconv.Itoa(figure.Actual))
	}
	o.poll.Present = o.present()
	return nil
}

// present are those of who is there who may vote.
func (o OpenTrial) present() *Assembly {
	there := &Assembly{}
	for _, member := range o.trial.Members {
		if o.trial.isThere(member) && o.mayVote(member) == nil {
			there.Add(member.Voter, o.poll.Voters)
		}
	}
	return there
}

// isThere reports whether a member is at the meeting: each is of which nothing else is said.
func (t Trial) isThere(member TrialMember) bool {
	return !member.Suspended && (t.Present == nil || slices.Contains(t.Present, member.Party))
}

// checkThere refuses with NOT_PRESENT who is not at the meeting.
func (o OpenTrial) checkThere(member TrialMember) error {
	if o.rule.AtMeeting() && !o.trial.isThere(member) {
		return refusal.New(refusal.NotPresent, "meeting", o.poll.Meeting, "party", member.Party)
	}
	return nil
}

// named are the active members whom a rule names one by one.
func (t Trial) named(rule Rule) (voters []Voter) {
	for _, member := range t.Members {
		voter := member.Voter
		voter.Subject = rule.AsksSubject() && voter.Party == t.Subject
		if !member.Suspended && rule.namesVoter(voter) {
			voters = append(voters, voter)
		}
	}
	return voters
}
