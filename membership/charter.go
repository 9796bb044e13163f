package membership

import "slices"

// Charter is an alliance's rules as data.
type Charter struct {
	Schema  int     `json:"schema"`
	Classes []Class `json:"classes"`
	// Founders is the class that the founders enter when the alliance opens, save
	// those for whom its founding names another.
	Founders string `json:"founders"`
	// RecordDate is how old a roster may be that is voted by, though it has
	// changed since. Without it none may: each change is sealed first.
	RecordDate Duration     `json:"recordDate,omitempty" metadata:",optional"`
	Measures   []Measure    `json:"measures,omitempty" metadata:",optional"`
	Organs     []Organ      `json:"organs,omitempty" metadata:",optional"`
	Agreements []Agreement  `json:"agreements,omitempty" metadata:",optional"`
	Dues       *Dues        `json:"dues,omitempty" metadata:",optional"`
	Figures    []FigureKind `json:"figures,omitempty" metadata:",optional"`
	Rules      Rules        `json:"rules"`
}

// part is the class or the organ that an action is about, for which there may be
// a rule of its own.
func (x Action) part(class, organ string) string {
	switch x {
	case Admit, Reclassify:
		return class
	case SeatAction, Vacate:
		return organ
	}
	return ""
}

// rule returns the rule that decides an action about a class or an organ, or refuses
// with NO_RULE, which names the alliance.
func (c Charter) rule(alliance string, action Action, class, organ string) (Rule, error) {
	for _, key := range []Action{action + "/" + Action(action.part(class, organ)), action} {
		if rule := c.Rules[key]; rule != nil {
			return *rule, nil
		}
	}
	return Rule{}, refuse(NoRule, "alliance", alliance, "action", string(action))
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

// named lists the parties that the rules name one by one, in order, each once.
func (c Charter) named() []string {
	var parties []string
	for _, key := range c.Rules.Keys() {
		if c.Rules[key] == nil {
			continue
		}
		for _, who := range c.Rules[key].Whos() {
			if who != nil {
				parties = append(parties, who.Parties...)
			}
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// CharterVersion is a charter as the ledger keeps it.
type CharterVersion struct {
	Schema   int     `json:"schema"`
	Alliance string  `json:"alliance"`
	Version  int     `json:"version"`
	Digest   string  `json:"digest"`
	Charter  Charter `json:"charter"`
	// Proposal is the one that adopted it; the first has none.
	Proposal string `json:"proposal,omitempty" metadata:",optional"`
	Adopted  Stamp  `json:"adopted"`
}

// Digest returns the SHA-256 of the charter's canonical form, in lower-case hex:
// what a founder consents to.
func (c Charter) Digest() (string, error) { return digest("charter", c) }

// currentCharter reads the charter in force.
func currentCharter(s Store, alliance Alliance) (Charter, error) {
	return charterOf(s, alliance.ID, alliance.Charter)
}

func charterOf(s Store, alliance string, version int) (Charter, error) {
	kept, err := must[CharterVersion](s, charterKey(alliance, version))
	return kept.Charter, err
}

// GetCharter asks for a charter; version 0 is the one in force.
type GetCharter struct {
	Alliance string `json:"alliance"`
	Version  int    `json:"version,omitempty" metadata:",optional"`
}

// Name implements Query.
func (GetCharter) Name() string                  { return "GetCharter" }
func (q GetCharter) check() error                { return checkID("alliance", q.Alliance) }
func (q GetCharter) answer(s asked) (any, error) { return q.read(s) }

func (q GetCharter) read(s asked) (CharterVersion, error) {
	if q.Version == 0 {
		alliance, err := must[Alliance](s, allianceKey(q.Alliance))
		if err != nil {
			return CharterVersion{}, err
		}
		q.Version = alliance.Charter
	}
	return must[CharterVersion](s, charterKey(q.Alliance, q.Version))
}
