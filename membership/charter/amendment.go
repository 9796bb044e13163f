package charter

import (
	"slices"
	"strconv"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// AmendmentKind is a kind of amendment that the charter tells apart by what it touches: entrenched
// clauses, the rights of a class. Its rule is "amend/ID", and there is one. Of the kinds that an
// amendment touches the first decides, in the order of the charter; of none, the common rule.
//
// Nobody says which kind an amendment is of: it is computed from the charter in force and the
// draft. A kind is touched, too, by what changes its own declaration, its place, or its rule: else it could
// be taken out of the way first. (What changes one before it is decided by that one.)
type AmendmentKind struct {
	ID      string     `json:"id"`
	Names   form.Names `json:"names"`
	Touches Touches    `json:"touches"`
	// Apart says that an amendment which touches it is not decided by a kind before it, but
	// has to be proposed by itself: no class's consent is had by the way.
	Apart bool `json:"apart,omitempty" metadata:",optional"`
}

// Touches are parts of a charter: what changes any of them touches them.
type Touches struct {
	// Rules are rules by their keys: of an action all that it has, of a narrower key the one
	// that decides there, be it the common one.
	Rules []Action `json:"rules,omitempty" metadata:",optional"`
	// Classes and Organs are what is declared of these, also that they are there.
	Classes []string `json:"classes,omitempty" metadata:",optional"`
	Organs  []string `json:"organs,omitempty" metadata:",optional"`
	// Parts are whole parts of the charter.
	Parts []Part `json:"parts,omitempty" metadata:",optional"`
}

// Part is a part of a charter, as its field is called.
type Part string

// The parts.
const (
	PartFounders    Part = "founders"
	PartRecordDate  Part = "recordDate"
	PartClasses     Part = "classes"
	PartMeasures    Part = "measures"
	PartOrgans      Part = "organs"
	PartAgreements  Part = "agreements"
	PartDues        Part = "dues"
	PartFigures     Part = "figures"
	PartWaivers     Part = "waivers"
	PartResolutions Part = "resolutions"
	PartMeetings    Part = "meetings"
	PartProxies     Part = "proxies"
	PartZone        Part = "zone"
	PartEmergency   Part = "emergency"
	PartInvitations Part = "invitations"
	// PartAmendments are the kinds of amendments, and all rules by which amendments are decided.
	PartAmendments Part = "amendments"
	PartRules      Part = "rules"
	// PartWhole is the charter: whatever changes touches it.
	PartWhole Part = "whole"
)

// Parts lists the parts.
func Parts() []Part {
	return []Part{
		PartFounders, PartRecordDate, PartClasses, PartMeasures, PartOrgans, PartAgreements, PartDues, PartFigures,
		PartResolutions, PartMeetings, PartProxies, PartInvitations, PartWaivers, PartZone, PartEmergency, PartAmendments, PartRules, PartWhole,
	}
}

// MaxAmendments is the most kinds of amendments of a charter.
const MaxAmendments = 20

// AmendmentKind finds a kind of amendment by its id.
func (c Charter) AmendmentKind(id string) (AmendmentKind, bool) {
	index := slices.IndexFunc(c.Amendments, func(k AmendmentKind) bool { return k.ID == id })
	if index < 0 {
		return AmendmentKind{}, false
	}
	return c.Amendments[index], true
}

// Amending is by which kind's rule an amendment is decided, and why.
type Amending struct {
	// Kind is empty where none is touched.
	Kind string
	// Touches are those of the kind's that are touched.
	Touches Touches
	// Itself says that what declares or decides the kind is changed.
	Itself bool
}

// AmendingBy returns what decides an amendment that would put a draft in the charter's place. It refuses
// with AMENDMENT_MIXED what touches a kind that is decided apart, and one before it.
func (c Charter) AmendingBy(draft Charter) (Amending, error) {
	if len(c.Amendments) == 0 {
		return Amending{}, nil
	}
	before, err := c.texts()
	if err != nil {
		return Amending{}, err
	}
	after, err := draft.texts()
	if err != nil {
		return Amending{}, err
	}
	x := amendment{before, after}
	first := Amending{}
	for i, kind := range c.Amendments {
		touched, own := x.touched(kind.Touches), x.changesKind(i, kind)
		switch {
		case first.Kind == "" && (!touched.Empty() || own):
			first = Amending{kind.ID, touched, own}
		case first.Kind != "" && kind.Apart && !touched.Empty():
			return Amending{}, refusal.New(refusal.AmendmentMixed, "amendment", first.Kind, "apart", kind.ID)
		}
	}
	return first, nil
}

// texts are the parts of a charter as they are kept on the ledger, where a list of nothing is no list:
// nobody touches something by a difference that is none.
type texts struct {
	rules, actions  map[Action]string // by their keys, with those at meetings, and all of an action
	classes, organs map[string]string
	parts           map[Part]string
	kinds           []string
}

func (c Charter) texts() (texts, error) {
	t := texts{map[Action]string{}, map[Action]string{}, map[string]string{}, map[string]string{}, map[Part]string{}, nil}
	var failed error
	text := func(of any) string {
		written, err := form.Encode(of)
		failed = refusal.First(failed, err)
		return string(written)
	}
	for _, key := range c.Rules.Keys() {
		t.rules[key.Outside()] += key.mark() + text(c.Rules[key])
		if c.Emergency[key] != nil { // which decides in its place
			t.rules[key.Outside()] += text(c.Emergency[key])
		}
	}
	for _, action := range Actions() {
		t.actions[action] = text(c.Rules.of(action))
		if emergency := c.Emergency.of(action); emergency != nil {
			t.actions[action] += text(emergency)
		}
	}
	for _, class := range c.Classes {
		t.classes[class.ID] = text(class)
	}
	for _, organ := range c.Organs {
		t.organs[organ.ID] = text(organ)
	}
	for _, kind := range c.Amendments {
		t.kinds = append(t.kinds, text(kind))
	}
	for _, one := range []struct {
		part Part
		of   any
	}{
		{PartFounders, c.Founders},
		{PartRecordDate, c.RecordDate},
		{PartClasses, Charter{Classes: c.Classes}},
		{PartMeasures, Charter{Measures: c.Measures}},
		{PartOrgans, Charter{Organs: c.Organs}},
		{PartAgreements, Charter{Agreements: c.Agreements}},
		{PartDues, Charter{Dues: c.Dues}},
		{PartFigures, Charter{Figures: c.Figures}},
		{PartResolutions, Charter{Resolutions: c.Resolutions}},
		{PartMeetings, Charter{Meetings: c.Meetings}},
		{PartProxies, Charter{Proxies: c.Proxies}},
		{PartInvitations, Charter{Invitations: c.Invitations}},
		{PartWaivers, Charter{Waivers: c.Waivers}},
		{PartZone, c.Zone},
		{PartEmergency, Charter{Emergency: c.Emergency}},
		{PartAmendments, Charter{Amendments: c.Amendments, Rules: c.Rules.of(Amend), Emergency: c.Emergency.of(Amend)}},
		{PartRules, Charter{Rules: c.Rules, Emergency: c.Emergency}},
		{PartWhole, c},
	} {
		t.parts[one.part] = text(one.of)
	}
	return t, failed
}

// of are the rules of an action, nil if there are none.
func (r Rules) of(action Action) (its Rules) {
	for _, key := range r.Keys() {
		if one, _ := key.Split(); one == action {
			if its == nil {
				its = Rules{}
			}
			its[key] = r[key]
		}
	}
	return its
}

// rule is the one that decides by a key: its own, or the action's.
func (t texts) rule(key Action) string {
	if own, there := t.rules[key]; there {
		return own
	}
	action, _ := key.Split()
	return t.rules[action]
}

// amendment is a charter before and after it is amended.
type amendment struct{ before, after texts }

// touched are those of some touches that it touches.
func (x amendment) touched(of Touches) (touched Touches) {
	for _, key := range of.Rules {
		if x.changesRule(key) {
			touched.Rules = append(touched.Rules, key)
		}
	}
	for _, class := range of.Classes {
		if x.before.classes[class] != x.after.classes[class] {
			touched.Classes = append(touched.Classes, class)
		}
	}
	for _, organ := range of.Organs {
		if x.before.organs[organ] != x.after.organs[organ] {
			touched.Organs = append(touched.Organs, organ)
		}
	}
	for _, part := range of.Parts {
		if x.before.parts[part] != x.after.parts[part] {
			touched.Parts = append(touched.Parts, part)
		}
	}
	return touched
}

// changesRule reports whether it changes how something is decided: by a narrower key by whichever
// rule decides there, of an action by any.
func (x amendment) changesRule(key Action) bool {
	if _, part := key.Split(); part != "" {
		return x.before.rule(key) != x.after.rule(key)
	}
	return x.before.actions[key] != x.after.actions[key]
}

// changesKind reports whether it changes what is declared of a kind of amendments, its place among them,
// or its rule.
func (x amendment) changesKind(i int, kind AmendmentKind) bool {
	return i >= len(x.after.kinds) || x.after.kinds[i] != x.before.kinds[i] || x.changesRule(Amend+"/"+Action(kind.ID))
}

// Empty reports whether there is nothing that could be touched.
func (t Touches) Empty() bool {
	return len(t.Rules)+len(t.Classes)+len(t.Organs)+len(t.Parts) == 0
}

// validateAmendments checks the kinds of amendments. Before version 5 there were none.
func (c Charter) validateAmendments(d *Defects) {
	if len(c.Amendments) > 0 && d.before(EngineFive, "amendments", "amendments") {
		return
	}
	checkIDs(d, "amendments", c.Amendments, MaxAmendments, func(k AmendmentKind) (string, form.Names) { return k.ID, k.Names })
	for i, kind := range c.Amendments[:min(len(c.Amendments), MaxAmendments)] {
		path := "amendments[" + strconv.Itoa(i) + "]"
		if key := Amend + "/" + Action(kind.ID); !c.DecidesBy(key) {
			d.add("rules."+refusal.Clip(string(key)), Missing)
		}
		if kind.Touches.Empty() {
			d.add(path+".touches", Missing)
		}
		c.validateTouches(d, path+".touches", kind.Touches)
		if i > 0 && slices.Contains(c.Amendments[i-1].Touches.Parts, PartWhole) {
			d.add(path, NoUse, "because", string(PartWhole))
		}
		if kind.Apart && (i == 0 || !slices.Contains(c.Amendments[0].Touches.Parts, PartAmendments)) {
			d.add(path+".apart", Unguarded, "part", string(PartAmendments))
		}
	}
}

func (c Charter) validateTouches(d *Defects, path string, t Touches) {
	parts := make([]string, 0, len(Parts()))
	for _, part := range Parts() {
		parts = append(parts, string(part))
	}
	checkDistinct(d, path+".parts", t.Parts, parts)
	d.checkCount(path+".rules", len(t.Rules), maxTouchedRules)
	for i, key := range t.Rules[:min(len(t.Rules), maxTouchedRules)] {
		at := path + ".rules[" + strconv.Itoa(i) + "]"
		if slices.Contains(t.Rules[:i], key) {
			d.add(at, Repeated, "value", refusal.Clip(string(key)))
		}
		if c.checkRuleKey(d, at, key) && key.Meeting() != "" {
			d.add(at, NoUse, "because", "outside")
		}
	}
	for _, list := range []struct {
		what, name string
		ids        []string
	}{{"class", ".classes", t.Classes}, {"organ", ".organs", t.Organs}} {
		d.checkCount(path+list.name, len(list.ids), MaxClasses)
		for i, id := range list.ids[:min(len(list.ids), MaxClasses)] {
			c.checkDeclared(d, path+list.name+"["+strconv.Itoa(i)+"]", list.what, id)
		}
	}
}

// maxTouchedRules bounds the rules that a kind of amendments names.
const maxTouchedRules = 100
