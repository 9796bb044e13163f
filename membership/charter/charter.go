package charter

import (
	"slices"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Charter is an alliance's rules as data.
type Charter struct {
	Schema  int     `json:"schema"`
	Classes []Class `json:"classes"`
	// Founders is the class that the founders enter when the alliance opens, save
	// those for whom its founding names another.
	Founders string `json:"founders"`
	// Zone is the one by whose calendar and clock the charter's days, months and years
	// go: an offset from UTC, such as +08:00; without it UTC.
	Zone form.Zone `json:"zone,omitempty" metadata:",optional"`
	// RecordDate is how old a roster may be that is voted by, though it has
	// changed since. Without it none may: each change is sealed first. Its length is fixed.
	RecordDate form.Duration `json:"recordDate,omitempty" metadata:",optional"`
	Measures   []Measure     `json:"measures,omitempty" metadata:",optional"`
	Organs     []Organ       `json:"organs,omitempty" metadata:",optional"`
	Agreements []Agreement   `json:"agreements,omitempty" metadata:",optional"`
	Dues       *Dues         `json:"dues,omitempty" metadata:",optional"`
	// Waivers is who lets members off what they owe; without it nobody does.
	Waivers *WaiverTerms `json:"waivers,omitempty" metadata:",optional"`
	Figures []FigureKind `json:"figures,omitempty" metadata:",optional"`
	// Resolutions are the kinds of resolutions that have rules of their own.
	Resolutions []ResolutionKind `json:"resolutions,omitempty" metadata:",optional"`
	// Amendments are the kinds of amendments that have rules of their own, in the order in which
	// they are looked for.
	Amendments []AmendmentKind `json:"amendments,omitempty" metadata:",optional"`
	// Meetings are the kinds of meetings at which something may be decided.
	Meetings []MeetingKind `json:"meetings,omitempty" metadata:",optional"`
	// Proxies is how members are represented; without it they are not.
	Proxies *ProxyTerms `json:"proxies,omitempty" metadata:",optional"`
	// Invitations lets members invite; without it they sponsor those who have applied.
	Invitations *Invitations `json:"invitations,omitempty" metadata:",optional"`
	Rules       Rules        `json:"rules"`
	// Emergency are rules in the place of those of the same keys, where these are out of reach.
	Emergency Rules `json:"emergency,omitempty" metadata:",optional"`
}

// Matter is what a proposal is about, as far as rules differ by it.
type Matter struct {
	Action Action
	// Class is the one to enter, or of which the seats of an election are; Organ that of a seat or of an election, Resolution the kind of a resolution,
	// Amendment that of an amendment.
	Class      string
	Organ      string
	Resolution string
	Amendment  string
	// Emergency says that it is decided by the emergency rule.
	Emergency bool
	// Meeting is the kind of meeting at which it is decided, empty for none.
	Meeting string
}

// partKind is of what an action may have rules of its own, as checkDeclared calls it; empty for
// nothing.
func (x Action) partKind() string {
	switch x {
	case Admit, Reclassify, Succeed:
		return "class"
	case SeatAction, Elect, Vacate:
		return "organ"
	case Resolve:
		return "resolution"
	case Amend:
		return "amendment"
	}
	return ""
}

// part is the class, the organ or the kind of resolution or amendment for which there may be a
// rule of its own.
func (m Matter) part() string {
	switch m.Action.partKind() {
	case "class":
		return m.Class
	case "organ":
		return m.Organ
	case "resolution":
		return m.Resolution
	case "amendment":
		return m.Amendment
	}
	return ""
}

// RuleFor returns the rule that decides a matter, or refuses with NO_RULE, which names the
// alliance. An emergency rule is the one under the same key as the ordinary rule.
func (c Charter) RuleFor(alliance string, m Matter) (Rule, error) {
	if key, found := c.OrdinaryKey(m); found && !m.Emergency {
		return c.Rules[key].at(key).within(c, m), nil
	} else if rule := c.Emergency[key]; rule != nil {
		return rule.within(c, m), nil
	}
	return Rule{}, refusal.New(refusal.NoRule, "alliance", alliance, "action", string(m.Action.At(m.Meeting)))
}

// RuleAt is the rule of a key, if there is one; it knows at which kind of meeting it decides.
func (c Charter) RuleAt(key Action) (Rule, bool) {
	rule := c.Rules[key]
	if rule == nil {
		return Rule{}, false
	}
	return rule.at(key), true
}

// at is the rule of a key, which knows at which kind of meeting it decides.
func (r Rule) at(key Action) Rule {
	r.meeting = key.Meeting()
	return r
}

// Keys lists the rules in order.
func (r Rules) Keys() []Action {
	keys := make([]Action, 0, len(r))
	for key := range r {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Whos lists whom the rules speak of, as Rule.Whos does.
func (c Charter) Whos() (whos []*Who) {
	for _, one := range c.placedRules() {
		if one.rule != nil {
			whos = append(whos, one.rule.Whos()...)
		}
	}
	return whos
}

// NamedParties lists the parties that the rules name one by one, in order, each once.
func (c Charter) NamedParties() []string {
	var parties []string
	for _, who := range c.Whos() {
		if who != nil {
			parties = append(parties, who.Parties...)
		}
	}
	for _, kind := range c.Meetings {
		for _, who := range []*Who{kind.Who, kind.Conveners, kind.Chair} {
			if who != nil {
				parties = append(parties, who.Parties...)
			}
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// Digest returns the SHA-256 of the charter's canonical form, in lower-case hex:
// what a founder consents to.
func (c Charter) Digest() (string, error) { return form.Digest("charter", c) }
