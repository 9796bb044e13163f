package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/refusal"
)

// Trial is a proposal before members who are only given: a charter is tried by it
// without a ledger. Who may propose, sponsor and vote, who is recused, and what
// shares are taken of, is found out as for a proposal on the ledger. What a
// proposal requires of its subject's records (evidence, agreements, other
// memberships) is not looked at.
type Trial struct {
	Charter Charter
	Members []TrialMember
	Action  Action
	// Class is the one to enter; Organ that of a seat; Resolution the kind of a resolution,
	// Amendment that of an amendment.
	Class      string
	Organ      string
	Resolution string
	Amendment  string
	// Seats are those that an election fills, Candidates who stands in it: ties between them
	// are decided by their ids, as if all had become members at once.
	Seats      int
	Candidates []string
	// Subject and By are parties. Who wants to be admitted is both. Successor is who would succeed the
	// subject, a member or not; nothing is asked of it but that.
	Subject   string
	By        string
	Successor string
	// Group is the affiliate group of a subject that is not yet a member, to which who
	// controls the group has consented.
	Group   string
	Figures map[string]int
	// Emergency asks for the emergency rule.
	Emergency bool
	// Meeting is the kind of meeting at which it is decided; without it, of itself, as where
	// nobody says so. Present are the parties that are there, all of them without it;
	// SecondCall says that a meeting before it had no quorum.
	Meeting    string
	Present    []string
	SecondCall bool
}

// TrialMember is a member of a trial.
type TrialMember struct {
	Voter
	Host      string
	Suspended bool
	// Standing is good without it.
	Standing  StandingState
	Probation bool
}

// OpenTrial is a trial whose proposal is voted on.
type OpenTrial struct {
	trial Trial
	rule  Rule
	poll  Poll
	// step is the vote that it is, 0 being the first.
	step int
}

// Lapses reports whether votes lapse of members that are suspended after they voted.
func (o OpenTrial) Lapses() bool { return o.rule.Suspended == SuspendedLapse }

func (t Trial) find(party string) (TrialMember, bool) {
	index := slices.IndexFunc(t.Members, func(m TrialMember) bool { return m.Party == party })
	if index < 0 {
		return TrialMember{}, false
	}
	return t.Members[index], true
}

// activeMember refuses with NOT_A_MEMBER.
func (t Trial) activeMember(party string) (TrialMember, error) {
	member, found := t.find(party)
	if !found || member.Suspended {
		return member, refusal.New(refusal.NotAMember, "alliance", "", "party", party)
	}
	return member, nil
}

// poll is that on the proposal on trial.
func (t Trial) poll() Poll {
	p := Poll{
		Action: t.Action, Subject: t.Subject, By: t.By, Successor: t.Successor, Class: t.Class, Organ: t.Organ, Resolution: t.Resolution, Amendment: t.Amendment,
		SubjectGroup: t.Group, Figures: t.Figures, Seats: t.Seats, Candidates: slices.Sorted(slices.Values(t.Candidates)),
		Emergency: t.Emergency,
	}
	if subject, found := t.find(t.Subject); found && t.Action.AboutMember() {
		p.SubjectGroup = subject.Group
		if p.Class == "" {
			p.Class = subject.Class
		}
	}
	if p.Action == Admit && p.SubjectGroup == "" {
		p.SubjectGroup = p.Subject
	}
	if p.Meeting = t.Meeting; p.Meeting == "" {
		p.Meeting = t.Charter.MeetingFor(p.Matter())
	}
	return p
}

// File refuses what could not be proposed: with NO_RULE, NOT_A_MEMBER, NOT_NAMED,
// NO_RIGHT, NOT_IN_STANDING, ALREADY_MEMBER, STATE_UNFIT, UNKNOWN_CLASS, CLASS_FULL,
// UNKNOWN_ORGAN, UNKNOWN_RESOLUTION, RULE_IN_REACH or, of a kind of amendments that there is not, NO_RULE. It returns the rule that decides.
func (t Trial) File() (Rule, error) {
	p := t.poll()
	if t.Action == Admit {
		return t.checkApplication(p)
	}
	if err := t.Charter.CheckResolution(p.Resolution); err != nil {
		return Rule{}, err
	}
	if _, found := t.Charter.AmendmentKind(p.Amendment); p.Amendment != "" && !found {
		return Rule{}, refusal.New(refusal.NoRule, "alliance", "", "action", string(Amend)+"/"+refusal.Clip(p.Amendment))
	}
	if _, err := t.Charter.FindMeeting(p.Meeting); p.Meeting != "" && err != nil {
		return Rule{}, err
	}
	rule, err := t.Charter.RuleFor("", p.Matter())
	if err != nil {
		return rule, err
	}
	return rule, refusal.First(t.checkProposer(p, rule), t.checkSubject(p), t.checkElection(p, rule), t.checkEmergency(p))
}

// checkEmergency refuses with RULE_IN_REACH.
func (t Trial) checkEmergency(p Poll) error {
	if !p.Emergency {
		return nil
	}
	var named []Voter
	for _, member := range t.Members {
		named = append(named, member.Voter)
	}
	key, _ := t.Charter.OrdinaryKey(p.Matter())
	if _, out := t.Charter.OutOfReach(key, t.Charter.AsItIs(nil, named)); !out {
		return refusal.New(refusal.RuleInReach, "alliance", "", "action", string(p.Action))
	}
	return nil
}

// checkApplication refuses an application.
func (t Trial) checkApplication(p Poll) (Rule, error) {
	if _, found := t.find(p.Subject); found {
		return Rule{}, refusal.New(refusal.AlreadyMember, "alliance", "", "party", p.Subject)
	}
	if err := t.checkClass(p.Class); err != nil {
		return Rule{}, err
	}
	return t.Charter.RuleFor("", p.Matter())
}

// checkClass refuses with UNKNOWN_CLASS or CLASS_FULL.
func (t Trial) checkClass(id string) error {
	class, err := t.Charter.FindClass(id)
	if err != nil {
		return err
	}
	if count := t.countMembers(func(m TrialMember) bool { return m.Class == id }); class.Most > 0 && count >= class.Most {
		return refusal.New(refusal.ClassFull, "class", id, "most", strconv.Itoa(class.Most))
	}
	return nil
}

func (t Trial) countMembers(is func(TrialMember) bool) int {
	count := 0
	for _, m := range t.Members {
		if is(m) {
			count++
		}
	}
	return count
}

func (t Trial) checkProposer(p Poll, rule Rule) error {
	member, err := t.activeMember(p.By)
	switch {
	case err != nil:
		return err
	case rule.Proposers != nil && !rule.Proposers.Covers(member.Voter):
		return refusal.New(refusal.NotNamed, "alliance", "", "party", p.By, "what", "proposers of "+string(p.Action))
	case p.Action.MayProposeForItself() && p.Subject == p.By:
		return nil
	case rule.Proposers != nil:
		return t.checkStanding(member, ProposeRight)
	}
	return t.checkRight(member, ProposeRight)
}

func (t Trial) checkSubject(p Poll) error {
	switch p.Action {
	case SeatAction, Elect, Vacate:
		if _, err := t.Charter.FindOrgan(p.Organ); err != nil {
			return err
		}
	case Reclassify:
		if _, err := t.Charter.FindClass(p.Class); err != nil {
			return err
		}
	}
	if !p.Action.AboutMember() {
		return nil
	}
	state := MembershipState("")
	if subject, found := t.find(p.Subject); found && subject.Suspended {
		state = Suspended
	} else if found {
		state = Active
	}
	return p.Action.Fits(p.Alliance, p.Subject, state)
}

// checkRight refuses with NO_RIGHT or NOT_IN_STANDING.
func (t Trial) checkRight(member TrialMember, right Right) error {
	class, err := t.Charter.FindClass(member.Class)
	if err != nil {
		return err
	}
	if err := class.Permits(right); err != nil {
		return err
	}
	return t.checkStanding(member, right)
}

// checkStanding refuses with NOT_IN_STANDING.
func (t Trial) checkStanding(member TrialMember, right Right) error {
	class, err := t.Charter.FindClass(member.Class)
	if err != nil {
		return err
	}
	state := member.Standing
	if state == "" {
		state = Good
	}
	if !class.Retains(right, state, member.Probation) {
		if state == Good {
			state = OnProbation
		}
		return refusal.New(refusal.NotInStanding, "alliance", "", "party", member.Party, "standing", string(state), "right", string(right), "since", "")
	}
	return nil
}

// Sponsor returns a party's sponsorship. It refuses with RECUSED, NOT_A_MEMBER,
// NO_RIGHT or NOT_IN_STANDING.
func (t Trial) Sponsor(rule Rule, party string) (Cast, error) {
	member, err := t.checkVoice(rule, party, true)
	if err == nil {
		err = t.checkRight(member, SponsorRight)
	}
	return Cast{Voter: member.Voter, Host: member.Host, Position: Sponsor}, err
}

// checkVoice refuses with RECUSED whom the proposal itself recuses, and with
// NOT_A_MEMBER.
func (t Trial) checkVoice(rule Rule, party string, grouped bool) (TrialMember, error) {
	member, err := t.activeMember(party)
	group := ""
	if grouped {
		group = member.Group
	}
	return member, refusal.First(t.poll().CheckRecusal(rule, Actor{Party: party, Sender: party, Group: group}), err)
}

// Sponsored reports whether sponsorships meet a rule.
func (t Trial) Sponsored(rule Rule, sponsors []Cast) bool {
	return t.Charter.Sponsored(rule, sponsors, t.sponsorElectorate(rule))
}

func (t Trial) sponsorElectorate(rule Rule) []Bloc {
	return t.Charter.SponsorElectorate(t.sealed(), rule)
}

// Open puts the proposal to the vote. It refuses with SPONSORS_MISSING or
// FIGURE_MISSING.
func (t Trial) Open(rule Rule, sponsors []Cast) (OpenTrial, error) {
	p := t.poll()
	if rule.Election != nil {
		if p = t.withRetiring(p, rule); len(p.Candidates) == 0 {
			return OpenTrial{}, refusal.New(refusal.NoCandidates, "proposal", "", "expires", "")
		}
	}
	if !t.Sponsored(rule, sponsors) {
		first := t.Charter.ExplainSponsors(Engine, rule, sponsors, t.sponsorElectorate(rule)).Leaves()[0].Figure
		return OpenTrial{}, refusal.New(refusal.SponsorsMissing, "proposal", "", "needed", strconv.Itoa(first.Needed), "actual", strconv.Itoa(first.Actual), "expires", "")
	}
	for _, id := range t.Charter.FiguresOf(rule) {
		if _, found := t.Figures[id]; !found {
			return OpenTrial{}, refusal.New(refusal.FigureMissing, "alliance", "", "figure", id)
		}
	}
	parties := make([]string, 0, len(sponsors))
	for _, sponsor := range sponsors {
		parties = append(parties, sponsor.Party)
	}
	var err error
	p.Recused, p.RecusedGroups, err = p.FindRecused(rule, parties, func(party string) (Voter, bool, error) {
		member, found := t.find(party)
		return member.Voter, found && !member.Suspended, nil
	})
	p.Voters = t.named(rule)
	open := OpenTrial{trial: t, rule: rule, poll: p}
	return open, refusal.First(err, open.meet())
}

// Next puts the proposal to the vote that follows upon an outcome of this one, and reports
// whether one does. It refuses as Open does.
func (o OpenTrial) Next(outcome Outcome, sponsors []Cast) (OpenTrial, bool, error) {
	whole, err := o.trial.Charter.RuleFor("", o.poll.Matter())
	if err != nil {
		return o, false, err
	}
	number, follows := whole.Follows(o.step, outcome)
	if !follows {
		return o, false, nil
	}
	next, err := o.trial.Open(whole.Step(number), sponsors)
	next.step = number
	return next, true, err
}

// HasEnough reports whether so many votes are enough for the vote not to be prolonged; and how
// often it may be.
func (o OpenTrial) HasEnough(votes []Cast) (enough bool, most int) {
	if o.rule.Extension == nil {
		return true, 0
	}
	return o.Ballot(votes).HasEnough(), o.rule.Extension.Most
}

// namesVoter reports whether a rule names a voter one by one, whatever its class: as one of
// its group it may be counted in another.
func (r Rule) namesVoter(v Voter) bool {
	return slices.ContainsFunc(r.Voters(), func(who *Who) bool { return who.Named() && who.names(v) })
}

// Vote returns a party's vote. It refuses with RECUSED, NOT_A_MEMBER,
// OUTSIDE_ELECTORATE, NO_RIGHT or NOT_IN_STANDING.
func (o OpenTrial) Vote(party string, position Position) (Cast, error) {
	return o.vote(party, position, nil)
}

// Rank returns a party's vote for candidates of an election. It refuses as Vote does, and as
// Election.CheckBallot.
func (o OpenTrial) Rank(party string, candidates []string) (Cast, error) {
	return o.vote(party, For, candidates)
}

func (o OpenTrial) vote(party string, position Position, names []string) (Cast, error) {
	member, err := o.trial.checkVoice(o.rule, party, false)
	if err != nil {
		return Cast{}, err
	}
	err = refusal.First(o.mayVote(member), o.checkThere(member))
	if err == nil && o.rule.Election != nil {
		err = o.rule.Election.CheckBallot(o.poll, position, names)
	}
	return Cast{Voter: member.Voter, Host: member.Host, Position: position, Ranking: names}, err
}

// mayVote refuses a member's vote, whatever it is.
func (o OpenTrial) mayVote(member TrialMember) error {
	seated, err := o.poll.CheckVoter(o.trial.Charter, o.rule, member.Voter, true)
	switch {
	case err != nil:
		return err
	case seated:
		return o.trial.checkStanding(member, Vote)
	}
	return o.trial.checkRight(member, Vote)
}

// Ballot is the vote with these votes.
func (o OpenTrial) Ballot(votes []Cast) Ballot {
	b := o.poll.Ballot(o.trial.sealed(), o.trial.Charter, o.rule)
	b.Votes = votes
	return b
}

// sealed are the members, as a seal has them.
func (t Trial) sealed() (sealed []Bloc) {
	for _, m := range t.Members {
		state := Active
		if m.Suspended {
			state = Suspended
		}
		sealed = AddToBlocs(sealed, Presence{State: state, Class: m.Class, Group: m.Group, Weights: m.Weights}, 1)
	}
	return sealed
}

// Outcome is what a trial's vote has come to: nothing yet where it is not closed and
// decides nothing.
func (o OpenTrial) Outcome(x Explanation, closed bool) Outcome {
	return o.rule.Outcome(x, closed)
}
