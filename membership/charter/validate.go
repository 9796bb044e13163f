package charter

import (
	"strconv"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Validate refuses with CHARTER_INVALID a charter that cannot work for an
// alliance of this composition; the refusal lists every fault.
func (c Charter) Validate(among Composition) error { return c.ValidateBy(Engine, among) }

// ValidateBy is Validate by a version of the rules.
func (c Charter) ValidateBy(engine string, among Composition) error {
	f := NewDefects(engine)
	c.validate(f, among)
	return f.Err()
}

// Defects lists what is wrong with a charter: its form, and, if that is well,
// whether an alliance of this composition could live by it.
func (c Charter) Defects(among Composition) []Defect {
	f := NewDefects(Engine)
	c.validate(f, among)
	return f.list
}

// validate enters the faults, by the rules of the day.
func (c Charter) validate(f *Defects, among Composition) {
	if c.ValidateForm(f); f.None() {
		c.Examine(f, among)
	}
}

// ValidateForm enters what is wrong whoever the members are.
func (c Charter) ValidateForm(f *Defects) {
	if c.Schema != form.Schema {
		f.add("schema", WrongSchema, "must", strconv.Itoa(form.Schema))
	}
	c.validateClasses(f)
	c.validateParts(f)
	if c.RecordDate != "" {
		f.duration("recordDate", c.RecordDate, 0, MaxVoting)
	}
	if len(c.Rules) == 0 {
		f.add("rules", Missing)
	}
	for _, key := range c.Rules.Keys() {
		c.validateRule(f, key)
	}
	if named := c.NamedParties(); len(named) > maxNamed && f.engine != EngineTwo {
		f.refused("rules", refusal.New(refusal.TooMany, "what", "parties", "most", strconv.Itoa(maxNamed)))
	}
}

func (f *Defects) slug(path, id string) {
	if !form.IsSlug(id) {
		f.add(path, NotSlug, "value", refusal.Clip(id))
	}
}

func (f *Defects) names(path string, names form.Names) {
	if err := names.Check(path); err != nil {
		f.refused(path, refusal.From(err))
	}
}

func (f *Defects) duration(path string, d form.Duration, least, most time.Duration) {
	length, ok := d.Parse()
	if !ok {
		f.add(path, NotDuration, "value", refusal.Clip(string(d)))
	} else if length < least || length > most {
		f.add(path, OutOfRange, "value", string(d), "least", least.String(), "most", most.String())
	}
}

// maybe checks a duration that may be left out.
func (f *Defects) maybe(path string, d form.Duration) {
	if d != "" {
		f.duration(path, d, time.Second, maxLength)
	}
}

// maxLength bounds how long memberships, seats and grace may last.
const maxLength = 100 * 366 * 24 * time.Hour

func (f *Defects) most(path string, count, most int) {
	if count > most {
		f.add(path, OutOfRange, "value", strconv.Itoa(count), "least", "0", "most", strconv.Itoa(most))
	}
}

// eachOnce enters values that are not among the choices, or stand twice.
func eachOnce[T ~string](f *Defects, path string, values []T, choices []string) {
	seen := map[T]bool{} // a list may be as long as a charter
	for i, value := range values {
		at := path + "[" + strconv.Itoa(i) + "]"
		f.oneAmong(at, string(value), choices...)
		if seen[value] {
			f.add(at, Repeated, "value", string(value))
		}
		seen[value] = true
	}
}

// ids checks the ids and names of a list, each once.
func ids[T any](f *Defects, path string, list []T, most int, of func(T) (string, form.Names)) {
	f.most(path, len(list), most)
	seen := map[string]bool{}
	for i, one := range list[:min(len(list), most)] {
		at := path + "[" + strconv.Itoa(i) + "]"
		id, names := of(one)
		f.slug(at+".id", id)
		f.names(at+".names", names)
		if seen[id] {
			f.add(at+".id", Repeated, "value", refusal.Clip(id))
		}
		seen[id] = true
	}
}

func (c Charter) validateClasses(f *Defects) {
	if len(c.Classes) == 0 {
		f.add("classes", Missing)
	}
	ids(f, "classes", c.Classes, MaxClasses, func(class Class) (string, form.Names) { return class.ID, class.Names })
	for i, class := range c.Classes[:min(len(c.Classes), MaxClasses)] {
		c.validateClass(f, "classes["+strconv.Itoa(i)+"]", class)
	}
	if _, found := c.Class(c.Founders); !found {
		f.add("founders", Undeclared, "what", "class", "value", refusal.Clip(c.Founders))
	}
}

// rights are the rights that there are.
func rights() []string {
	return []string{string(Voice), string(Vote), string(ProposeRight), string(SponsorRight), string(SeatRight), string(ReadRight)}
}

func (c Charter) validateClass(f *Defects, path string, class Class) {
	if len(class.Kinds) == 0 {
		f.add(path+".kinds", Missing)
	}
	eachOnce(f, path+".kinds", class.Kinds, append(Kinds(), string(AllianceKind)))
	for _, list := range []struct {
		name   string
		rights []Right
	}{
		{".rights", class.Rights},
		{".probationRights", class.ProbationRights},
		{".graceRights", class.GraceRights},
		{".lapsedRights", class.LapsedRights},
	} {
		eachOnce(f, path+list.name, list.rights, rights())
	}
	for _, measure := range class.Weights.measures() {
		at := path + ".weights." + refusal.Clip(measure)
		if _, found := c.measure(measure); !found {
			f.add(at, Undeclared, "what", "measure", "value", refusal.Clip(measure))
		}
		if weight := class.Weights[measure]; weight < 0 || weight > MaxWeight {
			f.add(at, OutOfRange, "value", strconv.Itoa(weight), "least", "0", "most", strconv.Itoa(MaxWeight))
		}
	}
	if class.Most < 0 {
		f.add(path+".most", OutOfRange, "value", strconv.Itoa(class.Most), "least", "0", "most", strconv.Itoa(maxCapped))
	}
	f.most(path+".most", class.Most, maxCapped)
	f.maybe(path+".duration", class.Duration)
	f.maybe(path+".grace", class.Grace)
	f.maybe(path+".probation", class.Probation)
	if class.Grace != "" && class.Duration == "" {
		f.add(path+".grace", NoUse, "because", "duration")
	}
	if len(class.ProbationRights) > 0 && class.Probation == "" {
		f.add(path+".probationRights", NoUse, "because", "probation")
	}
	for i, agreement := range class.Agreements {
		c.declared(f, path+".agreements["+strconv.Itoa(i)+"]", "agreement", agreement)
	}
	if class.Dues && c.Dues == nil {
		f.add(path+".dues", Undeclared, "what", "dues", "value", "dues")
	}
	c.validateRequirements(f, path+".requires", class.Requires)
}

// maxCapped bounds the number of members of a class whose number is bounded:
// each admission counts them.
const maxCapped = 10_000

// declared enters a reference to what the charter does not declare.
func (c Charter) declared(f *Defects, path, what, id string) {
	found := false
	switch what {
	case "class":
		_, found = c.Class(id)
	case "organ":
		_, found = c.Organ(id)
	case "measure":
		_, found = c.measure(id)
	case "agreement":
		_, found = c.Agreement(id)
	}
	if !found {
		f.add(path, Undeclared, "what", what, "value", refusal.Clip(id))
	}
}

// validateParts checks measures, organs, agreements, dues and figures.
func (c Charter) validateParts(f *Defects) {
	ids(f, "measures", c.Measures, MaxMeasures, func(m Measure) (string, form.Names) { return m.ID, m.Names })
	ids(f, "organs", c.Organs, MaxOrgans, func(o Organ) (string, form.Names) { return o.ID, o.Names })
	for i, organ := range c.Organs[:min(len(c.Organs), MaxOrgans)] {
		path := "organs[" + strconv.Itoa(i) + "]"
		if organ.Seats < 1 || organ.Seats > MaxSeats {
			f.add(path+".seats", OutOfRange, "value", strconv.Itoa(organ.Seats), "least", "1", "most", strconv.Itoa(MaxSeats))
		}
		f.maybe(path+".duration", organ.Duration)
		c.validateWho(f, path+".who", organ.Who)
	}
	ids(f, "agreements", c.Agreements, MaxAgreements, func(a Agreement) (string, form.Names) { return a.ID, a.Names })
	for i, agreement := range c.Agreements[:min(len(c.Agreements), MaxAgreements)] {
		path := "agreements[" + strconv.Itoa(i) + "]"
		if err := form.CheckText("version", agreement.Version, 1, form.MaxWord); err != nil {
			f.refused(path+".version", refusal.From(err))
		}
		if err := form.CheckDigest("digest", agreement.Digest, false); err != nil {
			f.refused(path+".digest", refusal.From(err))
		}
		f.maybe(path+".grace", agreement.Grace)
	}
	if c.Dues != nil {
		f.maybe("dues.grace", c.Dues.Grace)
		c.validateRecorder(f, "dues.by", c.Dues.By)
	}
	ids(f, "figures", c.Figures, MaxFigures, func(k FigureKind) (string, form.Names) { return k.ID, k.Names })
	for i, kind := range c.Figures[:min(len(c.Figures), MaxFigures)] {
		path := "figures[" + strconv.Itoa(i) + "]"
		c.validateRecorder(f, path+".by", kind.By)
		if id := Count(kind.ID); id.voted() || id.shared() || id.distinct() {
			f.add(path+".id", Repeated, "value", kind.ID)
		}
	}
}

func (c Charter) validateRecorder(f *Defects, path string, by *Who) {
	if by == nil || f.engine == EngineTwo && !by.Named() && len(by.Classes) == 0 {
		f.add(path, Missing)
	}
	c.validateWho(f, path, by)
}

func (c Charter) validateWho(f *Defects, path string, who *Who) {
	if who == nil {
		return
	}
	f.validateNaming(path, *who)
	for i, class := range who.Classes {
		c.declared(f, path+".classes["+strconv.Itoa(i)+"]", "class", class)
	}
	if who.Organ != "" {
		c.declared(f, path+".organ", "organ", who.Organ)
	}
	f.most(path+".parties", len(who.Parties), maxParties)
	for i, party := range who.Parties {
		if err := form.CheckID("parties", party); err != nil {
			f.refused(path+".parties["+strconv.Itoa(i)+"]", refusal.From(err))
		}
	}
}

// validateNaming enters words that name nobody: a list without anybody in it, or no
// list at all. They would read as if few were meant, and mean everybody.
func (f *Defects) validateNaming(path string, who Who) {
	empty := func(list []string) bool { return list != nil && len(list) == 0 }
	nobody := !who.Named() && len(who.Classes) == 0
	if f.engine != EngineTwo && (nobody || empty(who.Classes) || empty(who.Parties)) {
		f.add(path, NamesNobody)
	}
}

func (c Charter) validateRequirements(f *Defects, path string, list []Requirement) {
	f.most(path, len(list), 20)
	for i, r := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		if r.kinds() != 1 {
			f.add(at, NotOneOf, "choices", "agreement, jurisdictions, evidence, standing, memberOf, notMemberOf, memberFor")
			continue
		}
		switch {
		case r.Agreement != "":
			c.declared(f, at+".agreement", "agreement", r.Agreement)
		case r.Standing != "":
			f.oneAmong(at+".standing", r.Standing, string(Good))
		case r.MemberFor != "":
			f.maybe(at+".memberFor", r.MemberFor)
		}
		for _, country := range r.Jurisdictions {
			if err := form.CheckCountry(country); err != nil || country == "" {
				f.add(at+".jurisdictions", NotAmong, "value", refusal.Clip(country), "choices", "ISO 3166-1")
			}
		}
		for _, alliance := range []string{r.MemberOf, r.NotMemberOf} {
			if alliance == "" {
				continue
			}
			if err := form.CheckID("alliance", alliance); err != nil {
				f.refused(at, refusal.From(err))
			}
		}
	}
}

// kinds counts the fields that a requirement has.
func (r Requirement) kinds() int {
	count := 0
	for _, has := range []bool{
		r.Agreement != "", len(r.Jurisdictions) > 0, r.Evidence, r.Standing != "", r.MemberOf != "", r.NotMemberOf != "", r.MemberFor != "",
	} {
		if has {
			count++
		}
	}
	return count
}
