package charter

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/form"
)

// SuccessionTerms are what goes over to the successor of a member, by a rule to succeed: a membership
// that is transferred, two that are merged, or a part of one that is split off. The vote says
// yes or no; what goes over is the charter's to say, so that nobody has to vote for more than
// it meant.
type SuccessionTerms struct {
	// Forms are those that there are.
	Forms []SuccessionForm `json:"forms"`
	// Seats is "pass" if the successor takes over the seats of a member whose membership ends,
	// until their ends; without it they end with the membership.
	Seats string `json:"seats,omitempty" metadata:",optional"`
	// Time is "counts" if the time of the predecessor is the successor's where it is asked how
	// long it has been a member: by a requirement, or by its probation.
	Time string `json:"time,omitempty" metadata:",optional"`
	// Ceased is "evidence" if a member that has ceased to exist may be succeeded without its
	// consent, on the evidence of a document; without it both consent, always.
	Ceased string `json:"ceased,omitempty" metadata:",optional"`
}

// SuccessionForm is how a membership goes over.
type SuccessionForm string

// The forms. Which it is follows from who the successor is: a member already, or not.
const (
	Transfer SuccessionForm = "transfer" // to who is no member
	Merger   SuccessionForm = "merger"   // into the membership of another member
	SplitOff SuccessionForm = "split"    // a part, and the member stays
)

// The words of its choices.
const (
	SeatsPass      = "pass"
	TimeCounts     = "counts"
	CeasedEvidence = "evidence"
)

// SuccessionForms lists the forms.
func SuccessionForms() []SuccessionForm { return []SuccessionForm{Transfer, Merger, SplitOff} }

// Allows reports whether there is a form of succession.
func (s SuccessionTerms) Allows(form SuccessionForm) bool { return slices.Contains(s.Forms, form) }

// validateSuccession checks what goes over by a rule to succeed. Before version 6 nothing did.
// Both parties consent while the proposal is filed, so it has an end also without sponsors.
func (c Charter) validateSuccession(d *Defects, path string, action Action, rule Rule) {
	s := rule.Succession
	switch {
	case s != nil && d.before(EngineSix, path+".succession", "succession"):
		return
	case s != nil && action != Succeed:
		d.add(path+".succession", NoUse, "because", string(action))
		return
	case s == nil && action == Succeed:
		d.add(path+".succession", Missing)
	}
	if s == nil {
		return
	}
	if len(s.Forms) == 0 {
		d.add(path+".succession.forms", Missing)
	}
	var forms []string
	for _, one := range SuccessionForms() {
		forms = append(forms, string(one))
	}
	checkDistinct(d, path+".succession.forms", s.Forms, forms)
	d.checkChoice(path+".succession.seats", s.Seats, "", SeatsPass)
	d.checkChoice(path+".succession.time", s.Time, "", TimeCounts)
	d.checkChoice(path+".succession.ceased", s.Ceased, "", CeasedEvidence)
	if s.Seats != "" && !s.Allows(Transfer) && !s.Allows(Merger) {
		d.add(path+".succession.seats", NoUse, "because", string(SplitOff))
	}
}

// Together are the weights of a member that takes over another's membership, in the measures in which
// members have weights of their own: what both have counted for, each in its class. A measure to which the
// other adds nothing is left to the member's class where it was.
func (c Charter) Together(class string, own Weights, otherClass string, other Weights) Weights {
	sum := Weights{}
	for _, m := range c.Measures {
		_, has := own[m.ID]
		if more := c.Counts(m.ID, otherClass, other); m.Own && (has || more > 0) {
			sum[m.ID] = min(c.Counts(m.ID, class, own)+more, MaxWeight)
		}
	}
	if len(sum) == 0 {
		return nil
	}
	return sum
}

// Add are weights of a member of a class, with a part of another's that comes to them.
func (c Charter) Add(class string, own, part Weights) Weights {
	sum := Weights{}
	for _, m := range c.Measures {
		_, has := own[m.ID]
		if more, comes := part[m.ID]; m.Own && (has || comes) {
			sum[m.ID] = min(c.Counts(m.ID, class, own)+more, MaxWeight)
		}
	}
	if len(sum) == 0 {
		return nil
	}
	return sum
}

// Own are those of some weights that a member may still have of its own; nil for none.
func (c Charter) Own(weights Weights) Weights { return c.Add("", weights, nil) }

// Counts is what a member of a class counts for in a measure, with such weights of its own.
func (c Charter) Counts(measure, class string, own Weights) int {
	index := slices.IndexFunc(c.Classes, func(one Class) bool { return one.ID == class })
	return int(c.scale(measure).of(index, own))
}

// Invitations say that members may invite: who applies with the invitation of a member has its
// sponsorship.
type Invitations struct {
	// Most is how many invitations of one member may be open.
	Most int `json:"most"`
	// Longest is how long one may last.
	Longest form.Duration `json:"longest"`
}

// MaxInvitations is the most invitations that a charter may let one member have open.
const MaxInvitations = 100

// validateInvitations checks how members invite. Before version 6 they did not.
func (c Charter) validateInvitations(d *Defects) {
	if c.Invitations == nil || d.before(EngineSix, "invitations", "invitations") {
		return
	}
	if c.Invitations.Most < 1 || c.Invitations.Most > MaxInvitations {
		d.add("invitations.most", OutOfRange, "value", strconv.Itoa(c.Invitations.Most), "least", "1", "most", strconv.Itoa(MaxInvitations))
	}
	d.checkDuration("invitations.longest", c.Invitations.Longest, time.Second, maxLength)
	for _, key := range c.Rules.Keys() {
		if action, _ := key.Split(); action == Admit && c.Rules[key] != nil && c.Rules[key].Sponsors != nil {
			return
		}
	}
	d.add("invitations", NoUse, "because", "sponsors")
}
