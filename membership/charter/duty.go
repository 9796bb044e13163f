package charter

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/form"
)

// Duty is what a member of a class may owe, beside the renewal of its membership.
type Duty string

// The duties.
const (
	DutyAgreement     Duty = "agreement"
	DutyDues          Duty = "dues"
	DutyParticipation Duty = "participation"
	DutyConfirmation  Duty = "confirmation"
)

// Duties lists the duties.
func Duties() []string {
	return []string{string(DutyAgreement), string(DutyDues), string(DutyParticipation), string(DutyConfirmation)}
}

// Participation is the duty to take part: in so many of the last votes. Who has missed more
// loses rights, and has them again once it has taken part in enough.
//
// Votes count whose electorate are classes, this one among them, from the moment at which they
// close. To vote is to take part in them, be it by a proxy, to abstain, or to declare oneself
// present.
type Participation struct {
	Took int `json:"took"`
	Of   int `json:"of"`
	// In says in what: in votes, also without it.
	In string `json:"in,omitempty" metadata:",optional"`
	// Loses are the rights that are lost; without it that to vote.
	Loses []Right `json:"loses,omitempty" metadata:",optional"`
}

// InVotes is what members take part in.
const InVotes = "votes"

// MaxParticipation is of how many votes a charter may look at the last.
const MaxParticipation = 20

// losable are the rights that who does not take part can lose. To propose and to sponsor are
// not among them: where everybody had lost those, there would be no vote any more to take part in.
func losable() []string { return []string{string(Vote), string(SeatRight), string(Voice)} }

// Lost are the rights that are lost.
func (p Participation) Lost() []Right {
	if len(p.Loses) == 0 {
		return []Right{Vote}
	}
	return p.Loses
}

// Missable is how many of the last votes a member may have missed.
func (p Participation) Missable() int { return p.Of - p.Took }

// Wanted is in how many further votes a member has to take part before it has missed no more
// than it may, given in which of the last it took part, the last first.
func (p Participation) Wanted(took []bool) int {
	for further := range p.Of {
		missed := 0
		for _, part := range took[:min(len(took), p.Of-further)] {
			if !part {
				missed++
			}
		}
		if missed <= p.Missable() {
			return further
		}
	}
	return p.Of
}

// Confirmation is the duty to confirm, again and again, who acts for a member: that its keys
// are right.
type Confirmation struct {
	// Every is how long a confirmation lasts, Grace how long after that standing is in grace.
	Every form.Duration `json:"every"`
	Grace form.Duration `json:"grace,omitempty" metadata:",optional"`
}

// WaiverTerms say who lets members off a duty until a date.
type WaiverTerms struct {
	// By are the members whose officers record it.
	By *Who `json:"by"`
	// Longest is how long a waiver lasts at most, from when it was given.
	Longest form.Duration `json:"longest,omitempty" metadata:",optional"`
}

// Owes reports whether a class has a duty, and which agreement it is to accept, if it is that.
func (c Class) Owes(duty Duty, agreement string) bool {
	switch duty {
	case DutyAgreement:
		return slices.Contains(c.Agreements, agreement)
	case DutyDues:
		return c.Dues
	case DutyParticipation:
		return c.Participation != nil
	case DutyConfirmation:
		return c.Confirmation != nil
	}
	return false
}

// loses reports whether who does not take part loses a right.
func (c Class) loses(right Right) bool {
	return c.Participation != nil && slices.Contains(c.Participation.Lost(), right)
}

// ParticipatingClasses lists the classes whose members have a duty to take part in the votes of
// a rule, in the order of the charter: none where nobody votes, or voters are named one by one.
func (c Charter) ParticipatingClasses(rule Rule) []string {
	if rule.Open || rule.Electorate.Named() || rule.Silence == SilenceAccepted { // who is silent there has consented
		return nil
	}
	var classes []string
	for _, class := range c.Classes {
		if class.Participation != nil && c.permits(rule, Voter{Class: class.ID}) {
			classes = append(classes, class.ID)
		}
	}
	return classes
}

// validateDuties checks what members of a class owe beside agreements and dues. Before version 6
// that was nothing.
func (c Class) validateDuties(d *Defects, path string) {
	if p := c.Participation; p != nil && !d.before(EngineSix, path+".participation", "participation") {
		c.validateParticipation(d, path+".participation", *p)
	}
	if f := c.Confirmation; f != nil && !d.before(EngineSix, path+".confirmation", "confirmation") {
		d.checkDuration(path+".confirmation.every", f.Every, MinConfirmation, maxLength)
		d.checkOptional(path+".confirmation.grace", f.Grace)
	}
}

// MinConfirmation is the least time that a confirmation has to last.
const MinConfirmation = time.Minute

func (c Class) validateParticipation(d *Defects, path string, p Participation) {
	if p.Of < 1 || p.Of > MaxParticipation {
		d.add(path+".of", OutOfRange, "value", strconv.Itoa(p.Of), "least", "1", "most", strconv.Itoa(MaxParticipation))
	}
	if p.Took < 1 || p.Took > max(p.Of, 1) {
		d.add(path+".took", OutOfRange, "value", strconv.Itoa(p.Took), "least", "1", "most", strconv.Itoa(max(p.Of, 1)))
	}
	d.checkChoice(path+".in", p.In, "", InVotes)
	checkDistinct(d, path+".loses", p.Loses, losable())
	if !slices.Contains(c.Rights, Vote) { // no vote is theirs
		d.add(path, NoUse, "because", "rights")
	}
}

// validateWaivers checks who lets members off. Before version 6 nobody did.
func (c Charter) validateWaivers(d *Defects) {
	if c.Waivers == nil || d.before(EngineSix, "waivers", "waivers") {
		return
	}
	c.validateRecorder(d, "waivers.by", c.Waivers.By)
	d.checkOptional("waivers.longest", c.Waivers.Longest)
	owes := func(class Class) bool {
		return len(class.Agreements) > 0 || class.Dues || class.Participation != nil || class.Confirmation != nil
	}
	if !slices.ContainsFunc(c.Classes, owes) {
		d.add("waivers", NoUse, "because", "classes")
	}
}
