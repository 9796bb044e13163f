package trial

import (
	"maps"
	"slices"
	"strconv"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Question is a vote as people ask about it: what if so many were for it, and so many
// against?
type Question struct {
	Charter charter.Charter
	Action  charter.Action
	// Class is the one that somebody would enter, the founders' without it; Organ that of a
	// seat, the charter's first without it.
	Class string
	Organ string
	// Resolution is the kind of a resolution, if it has one.
	Resolution string
	// Amendment is that of an amendment.
	Amendment string
	// Members are those of an alliance that there is. Without them members are made up: as
	// many of each class as vote, or as Sizes says, each of a host of its own and, where
	// the charter lets members have weights of their own, of the weight 1.
	Members []charter.TrialMember
	Sizes   map[string]int
	// Subject is the member that it is about, where it is about one: without it the last
	// who has said nothing, or else the last.
	Subject string
	Votes   []Voices
	Figures map[string]int
	// Open says that the voting period still runs.
	Open bool
}

// Voices are so many members who vote alike: of a class, the founders' without one, or the
// one Party.
type Voices struct {
	Position charter.Position
	Class    string
	Party    string
	Count    int
}

// MaxVoices bounds the members of a question.
const MaxVoices = 10_000

// TooFew is returned for votes of more members of a class than there are.
type TooFew struct {
	Class         string
	Wanted, There int
}

// Error implements error.
func (e *TooFew) Error() string {
	return strconv.Itoa(e.Wanted) + " votes of class " + e.Class + ", which has " + strconv.Itoa(e.There)
}

// Answer is a verdict, and before whom it was come to.
type Answer struct {
	Verdict
	Members []charter.TrialMember `json:"members"`
	Subject string                `json:"subject,omitempty"`
}

// WhatIf decides as the ledger would. Whoever may propose does, and as many as the rule
// demands sponsor: those who do not vote come first. It refuses with CHARTER_INVALID a
// charter that no version of the rules takes, and with UNKNOWN_CLASS, NOT_A_MEMBER or
// TOO_MANY votes that cannot be cast, and returns *TooFew; what becomes of all others is in
// the answer.
func WhatIf(q Question) (Answer, error) {
	if err := checkForm(q.Charter); err != nil {
		return Answer{}, err
	}
	members, err := q.members()
	if err != nil {
		return Answer{}, err
	}
	votes, err := q.cast(members)
	if err != nil {
		return Answer{}, err
	}
	members, subject := q.subject(members, votes)
	vote := Vote{Trial: q.trial(members, subject), Votes: votes, Closed: !q.Open}
	if q.Action == charter.Elect {
		vote.electOne()
	}
	answer := Answer{Members: members, Subject: subject}
	rule, err := vote.propose()
	if err != nil {
		answer.Refuse(err)
		return answer, nil
	}
	vote.sponsor(rule)
	answer.Verdict = vote.Run()
	return answer, nil
}

// checkForm refuses a charter that cannot be read as one: a file, or a host that lies, may
// have any. One that was in force by older rules is taken.
func checkForm(c charter.Charter) error {
	var refused error
	for _, engine := range charter.Engines() {
		defects := charter.NewDefects(engine)
		if c.ValidateForm(defects); defects.None() {
			return nil
		}
		refused = defects.Err()
	}
	return refused
}

// members are those who are given, or made up.
func (q Question) members() ([]charter.TrialMember, error) {
	sizes := map[string]int{}
	for _, voices := range q.Votes {
		if voices.Party == "" {
			sizes[q.classOf(voices)] += voices.Count
		}
	}
	for _, class := range slices.Sorted(maps.Keys(q.Sizes)) {
		sizes[class] = max(q.Sizes[class], sizes[class])
	}
	total := 0
	for _, class := range slices.Sorted(maps.Keys(sizes)) {
		if _, err := q.Charter.FindClass(class); err != nil {
			return nil, err
		}
		if total += min(sizes[class], MaxVoices+1); total > MaxVoices {
			return nil, refusal.New(refusal.TooMany, "what", "votes", "most", strconv.Itoa(MaxVoices))
		}
	}
	if len(q.Members) > 0 {
		return slices.Clone(q.Members), nil
	}
	return q.invented(sizes), nil
}

func (q Question) classOf(v Voices) string {
	if v.Class == "" {
		return q.Charter.Founders
	}
	return v.Class
}

// invented are so many members of each class, seated in the organs as far as they may.
func (q Question) invented(sizes map[string]int) []charter.TrialMember {
	var voters []charter.Voter
	for _, class := range slices.Sorted(maps.Keys(sizes)) {
		for i := range sizes[class] {
			voters = append(voters, invent(q.Charter, class, i+1))
		}
	}
	whole := q.Charter.MemberComposition(nil, voters)
	members := make([]charter.TrialMember, 0, len(whole.Voters))
	for i, voter := range whole.Voters {
		members = append(members, charter.TrialMember{Voter: voter, Host: whole.Hosts[i]})
	}
	return members
}

// cast says who votes how: who is named, and of each class the first who are left.
func (q Question) cast(members []charter.TrialMember) (map[charter.Position][]string, error) {
	votes, voted := map[charter.Position][]string{}, map[string]bool{}
	for _, voices := range q.Votes {
		if voices.Party == "" {
			continue
		}
		known := slices.ContainsFunc(members, func(m charter.TrialMember) bool { return m.Party == voices.Party })
		if !known || voted[voices.Party] {
			return nil, refusal.New(refusal.NotAMember, "alliance", "", "party", voices.Party)
		}
		voted[voices.Party] = true
		votes[voices.Position] = append(votes[voices.Position], voices.Party)
	}
	for _, voices := range q.Votes {
		if voices.Party != "" {
			continue
		}
		class, left := q.classOf(voices), voices.Count
		for _, m := range members {
			if left > 0 && m.Class == class && !m.Suspended && !voted[m.Party] {
				voted[m.Party] = true
				votes[voices.Position] = append(votes[voices.Position], m.Party)
				left--
			}
		}
		if left > 0 {
			return nil, &TooFew{class, voices.Count, voices.Count - left}
		}
	}
	return votes, nil
}

// applicant is who wants to be admitted.
const applicant = "applicant@applicant"

// subject is whom the proposal is about, and the members with it: who would be reinstated
// is a suspended one, made up if none is.
func (q Question) subject(members []charter.TrialMember, votes map[charter.Position][]string) ([]charter.TrialMember, string) {
	switch {
	case q.Action == charter.Admit:
		return members, applicant
	case q.Subject != "" || !q.Action.AboutMember():
		return members, q.Subject
	case q.Action == charter.Reinstate:
		if at := slices.IndexFunc(members, func(m charter.TrialMember) bool { return m.Suspended }); at >= 0 {
			return members, members[at].Party
		}
		voter := invent(q.Charter, q.Charter.Founders, len(members)+1)
		return append(members, charter.TrialMember{Voter: voter, Suspended: true}), voter.Party
	}
	order := silentFirst(members, votes)
	if len(order) == 0 {
		return members, ""
	}
	return members, order[0].Party
}

// silentFirst has the members from the last to the first, those first who do not vote.
func silentFirst(members []charter.TrialMember, votes map[charter.Position][]string) (order []charter.TrialMember) {
	voted := map[string]bool{}
	for _, position := range Positions() {
		for _, party := range votes[position] {
			voted[party] = true
		}
	}
	for _, votes := range []bool{false, true} {
		for i := len(members) - 1; i >= 0; i-- {
			if m := members[i]; !m.Suspended && voted[m.Party] == votes {
				order = append(order, m)
			}
		}
	}
	return order
}

func (q Question) trial(members []charter.TrialMember, subject string) charter.Trial {
	t := charter.Trial{
		Charter: q.Charter, Members: members, Action: q.Action, Class: q.Class, Organ: q.Organ, Resolution: q.Resolution, Amendment: q.Amendment, Subject: subject, Figures: q.Figures,
	}
	if t.Class == "" && (q.Action == charter.Admit || q.Action == charter.Reclassify) {
		t.Class = q.Charter.Founders
	}
	seat := q.Action == charter.SeatAction || q.Action == charter.Elect || q.Action == charter.Vacate
	if seat && t.Organ == "" && len(q.Charter.Organs) > 0 {
		t.Organ = q.Charter.Organs[0].ID
	}
	return t
}

// electOne has one candidate for one seat, the first who may sit, and all who vote for vote for
// it: what is asked is whether enough take part.
func (v *Vote) electOne() {
	organ, _ := v.Trial.Charter.Organ(v.Trial.Organ)
	v.Trial.Seats, v.Ballots = 1, map[string][]string{}
	for _, m := range v.Trial.Members {
		if len(v.Trial.Candidates) == 0 && v.Trial.Charter.MaySit(organ, m.Voter) && !m.Suspended {
			v.Trial.Candidates = []string{m.Party}
			if len(organ.Tiers) > 0 {
				v.Trial.Class = m.Class
			}
		}
	}
	for _, party := range v.Votes[charter.For] {
		v.Ballots[party] = v.Trial.Candidates
	}
	delete(v.Votes, charter.For)
}

// propose has the proposal filed by the first who may.
func (v *Vote) propose() (rule charter.Rule, err error) {
	if v.Trial.Action == charter.Admit {
		v.Trial.By = v.Trial.Subject
		return v.Trial.File()
	}
	err = refusal.New(refusal.NotAMember, "alliance", "", "party", v.Trial.Subject)
	for i, m := range v.Trial.Members {
		v.Trial.By = m.Party
		filed, refused := v.Trial.File()
		if refused == nil {
			return filed, nil
		}
		if i == 0 {
			err = refused
		}
	}
	return rule, err
}

// sponsor adds sponsors until the rule has as many as it demands, or nobody is left.
func (v *Vote) sponsor(rule charter.Rule) {
	var casts []charter.Cast
	for _, m := range silentFirst(v.Trial.Members, v.Votes) {
		if v.Trial.Sponsored(rule, casts) {
			return
		}
		if cast, err := v.Trial.Sponsor(rule, m.Party); err == nil {
			casts, v.Sponsors = append(casts, cast), append(v.Sponsors, m.Party)
		}
	}
}
