package charter

import (
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Validate refuses with CHARTER_INVALID a charter that cannot work for an
// alliance of this composition; the refusal lists every defect.
func (c Charter) Validate(among Composition) error { return c.ValidateBy(Engine, among) }

// ValidateBy is Validate by a version of the rules.
func (c Charter) ValidateBy(engine string, among Composition) error {
	d := NewDefects(engine)
	c.validate(d, among)
	return d.Err()
}

// Defects lists what is wrong with a charter: its form, and, if that is well,
// whether an alliance of this composition could live by it.
func (c Charter) Defects(among Composition) []Defect {
	d := NewDefects(Engine)
	c.validate(d, among)
	return d.list
}

// validate enters the defects, by the rules of the day.
func (c Charter) validate(d *Defects, among Composition) {
	if c.ValidateForm(d); d.None() {
		c.Examine(d, among)
	}
}

// ValidateForm enters what is wrong whoever the members are.
func (c Charter) ValidateForm(d *Defects) {
	if c.Schema != form.Schema {
		d.add("schema", WrongSchema, "must", strconv.Itoa(form.Schema))
	}
	c.validateClasses(d)
	c.validateParts(d)
	c.validateZone(d)
	if _, fixed := c.RecordDate.Parse(); c.RecordDate != "" && !fixed {
		d.add("recordDate", NotDuration, "value", refusal.Clip(string(c.RecordDate)))
	} else if c.RecordDate != "" {
		d.checkDuration("recordDate", c.RecordDate, 0, MaxVoting)
	}
	if len(c.Rules) == 0 {
		d.add("rules", Missing)
	}
	for _, key := range c.Rules.Keys() {
		c.validateRule(d, "rules."+refusal.Clip(string(key)), key, c.Rules[key])
	}
	c.validateEmergency(d)
	if named := c.NamedParties(); len(named) > maxNamed && d.engine != EngineTwo {
		d.addRefusal("rules", refusal.New(refusal.TooMany, "what", "parties", "most", strconv.Itoa(maxNamed)))
	}
}

func (d *Defects) checkSlug(path, id string) {
	if !form.IsSlug(id) {
		d.add(path, NotSlug, "value", refusal.Clip(id))
	}
}

func (d *Defects) checkNames(path string, names form.Names) {
	if err := names.Check(path); err != nil {
		d.addRefusal(path, refusal.From(err))
	}
}

func (d *Defects) checkDuration(path string, period form.Duration, minimum, maximum time.Duration) {
	shortest, longest, ok := d.bounds(period)
	if !ok {
		d.add(path, NotDuration, "value", refusal.Clip(string(period)))
	} else if shortest < minimum || longest > maximum {
		d.add(path, OutOfRange, "value", string(period), "least", minimum.String(), "most", maximum.String())
	}
}

// checkOptional checks a duration that may be left out.
func (d *Defects) checkOptional(path string, period form.Duration) {
	if period != "" {
		d.checkDuration(path, period, time.Second, maxLength)
	}
}

// maxLength bounds how long memberships, seats and grace may last.
const maxLength = 100 * 366 * 24 * time.Hour

func (d *Defects) checkCount(path string, count, limit int) {
	if count > limit {
		d.add(path, OutOfRange, "value", strconv.Itoa(count), "least", "0", "most", strconv.Itoa(limit))
	}
}

// checkDistinct enters values that are not among the choices, or stand twice.
func checkDistinct[T ~string](d *Defects, path string, values []T, choices []string) {
	seen := map[T]bool{} // a list may be as long as a charter
	for i, value := range values {
		at := path + "[" + strconv.Itoa(i) + "]"
		d.checkChoice(at, string(value), choices...)
		if seen[value] {
			d.add(at, Repeated, "value", string(value))
		}
		seen[value] = true
	}
}

// checkIDs checks the ids and names of a list, each once.
func checkIDs[T any](d *Defects, path string, list []T, limit int, of func(T) (string, form.Names)) {
	d.checkCount(path, len(list), limit)
	seen := map[string]bool{}
	for i, one := range list[:min(len(list), limit)] {
		at := path + "[" + strconv.Itoa(i) + "]"
		id, names := of(one)
		d.checkSlug(at+".id", id)
		d.checkNames(at+".names", names)
		if seen[id] {
			d.add(at+".id", Repeated, "value", refusal.Clip(id))
		}
		seen[id] = true
	}
}

func (c Charter) validateClasses(d *Defects) {
	if len(c.Classes) == 0 {
		d.add("classes", Missing)
	}
	checkIDs(d, "classes", c.Classes, MaxClasses, func(class Class) (string, form.Names) { return class.ID, class.Names })
	for i, class := range c.Classes[:min(len(c.Classes), MaxClasses)] {
		c.validateClass(d, "classes["+strconv.Itoa(i)+"]", class)
	}
	if _, found := c.Class(c.Founders); !found {
		d.add("founders", Undeclared, "what", "class", "value", refusal.Clip(c.Founders))
	}
}

// rights are the rights that there are.
func rights() []string {
	return []string{string(Voice), string(Vote), string(ProposeRight), string(SponsorRight), string(SeatRight), string(ReadRight)}
}

func (c Charter) validateClass(d *Defects, path string, class Class) {
	if len(class.Kinds) == 0 {
		d.add(path+".kinds", Missing)
	}
	checkDistinct(d, path+".kinds", class.Kinds, append(Kinds(), string(AllianceKind)))
	for _, list := range []struct {
		name   string
		rights []Right
	}{
		{".rights", class.Rights},
		{".probationRights", class.ProbationRights},
		{".graceRights", class.GraceRights},
		{".lapsedRights", class.LapsedRights},
	} {
		checkDistinct(d, path+list.name, list.rights, rights())
	}
	for _, measure := range class.Weights.measures() {
		at := path + ".weights." + refusal.Clip(measure)
		if _, found := c.measure(measure); !found {
			d.add(at, Undeclared, "what", "measure", "value", refusal.Clip(measure))
		}
		if weight := class.Weights[measure]; weight < 0 || weight > MaxWeight {
			d.add(at, OutOfRange, "value", strconv.Itoa(weight), "least", "0", "most", strconv.Itoa(MaxWeight))
		}
	}
	if class.Most < 0 {
		d.add(path+".most", OutOfRange, "value", strconv.Itoa(class.Most), "least", "0", "most", strconv.Itoa(maxCapped))
	}
	d.checkCount(path+".most", class.Most, maxCapped)
	d.checkOptional(path+".duration", class.Duration)
	d.checkOptional(path+".grace", class.Grace)
	d.checkOptional(path+".probation", class.Probation)
	if class.Grace != "" && class.Duration == "" {
		d.add(path+".grace", NoUse, "because", "duration")
	}
	if len(class.ProbationRights) > 0 && class.Probation == "" {
		d.add(path+".probationRights", NoUse, "because", "probation")
	}
	for i, agreement := range class.Agreements {
		c.checkDeclared(d, path+".agreements["+strconv.Itoa(i)+"]", "agreement", agreement)
	}
	if class.Dues && c.Dues == nil {
		d.add(path+".dues", Undeclared, "what", "dues", "value", "dues")
	}
	class.validateDuties(d, path)
	c.validateRequirements(d, path+".requires", class.Requires)
}

// maxCapped bounds the number of members of a class whose number is bounded:
// each admission counts them.
const maxCapped = 10_000

// checkDeclared enters a reference to what the charter does not declare.
func (c Charter) checkDeclared(d *Defects, path, what, id string) {
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
	case "resolution":
		_, found = c.ResolutionKind(id)
	case "amendment":
		_, found = c.AmendmentKind(id)
	case "meeting":
		_, found = c.MeetingKind(id)
	}
	if !found {
		d.add(path, Undeclared, "what", what, "value", refusal.Clip(id))
	}
}

// validateParts checks measures, organs, agreements, dues and figures.
func (c Charter) validateParts(d *Defects) {
	checkIDs(d, "measures", c.Measures, MaxMeasures, func(m Measure) (string, form.Names) { return m.ID, m.Names })
	checkIDs(d, "organs", c.Organs, MaxOrgans, func(o Organ) (string, form.Names) { return o.ID, o.Names })
	for i, organ := range c.Organs[:min(len(c.Organs), MaxOrgans)] {
		path := "organs[" + strconv.Itoa(i) + "]"
		if organ.Seats < 1 || organ.Seats > MaxSeats {
			d.add(path+".seats", OutOfRange, "value", strconv.Itoa(organ.Seats), "least", "1", "most", strconv.Itoa(MaxSeats))
		}
		d.checkOptional(path+".duration", organ.Duration)
		organ.validateTerms(d, path+".terms")
		c.validateTiers(d, path+".tiers", organ)
		c.validateWho(d, path+".who", organ.Who)
		d.noSubject(path+".who", organ.Who)
	}
	checkIDs(d, "agreements", c.Agreements, MaxAgreements, func(a Agreement) (string, form.Names) { return a.ID, a.Names })
	for i, agreement := range c.Agreements[:min(len(c.Agreements), MaxAgreements)] {
		path := "agreements[" + strconv.Itoa(i) + "]"
		if err := form.CheckText("version", agreement.Version, 1, form.MaxWord); err != nil {
			d.addRefusal(path+".version", refusal.From(err))
		}
		if err := form.CheckDigest("digest", agreement.Digest, false); err != nil {
			d.addRefusal(path+".digest", refusal.From(err))
		}
		d.checkOptional(path+".grace", agreement.Grace)
	}
	if c.Dues != nil {
		d.checkOptional("dues.grace", c.Dues.Grace)
		c.validateRecorder(d, "dues.by", c.Dues.By)
	}
	c.validateResolutions(d)
	c.validateAmendments(d)
	c.validateMeetings(d)
	c.validateProxies(d)
	c.validateInvitations(d)
	c.validateWaivers(d)
	checkIDs(d, "figures", c.Figures, MaxFigures, func(k FigureKind) (string, form.Names) { return k.ID, k.Names })
	for i, kind := range c.Figures[:min(len(c.Figures), MaxFigures)] {
		path := "figures[" + strconv.Itoa(i) + "]"
		c.validateRecorder(d, path+".by", kind.By)
		if id := Count(kind.ID); id.isVotes() || id.isBase() || id.isDistinct() || id == CountPresent && len(c.Meetings) > 0 {
			d.add(path+".id", Repeated, "value", kind.ID)
		}
	}
}

// validateResolutions checks the kinds of resolutions. Before version 4 there were none.
func (c Charter) validateResolutions(d *Defects) {
	if len(c.Resolutions) > 0 && d.before(EngineFour, "resolutions", "resolutions") {
		return
	}
	checkIDs(d, "resolutions", c.Resolutions, MaxResolutions, func(k ResolutionKind) (string, form.Names) { return k.ID, k.Names })
	for _, kind := range c.Resolutions[:min(len(c.Resolutions), MaxResolutions)] {
		if key := Resolve + "/" + Action(kind.ID); !c.DecidesBy(key) && !c.DecidesBy(Resolve) {
			d.add("rules."+refusal.Clip(string(key)), Missing)
		}
	}
}

func (c Charter) validateRecorder(d *Defects, path string, by *Who) {
	if by == nil || d.engine == EngineTwo && !by.Named() && len(by.Classes) == 0 {
		d.add(path, Missing)
	}
	c.validateWho(d, path, by)
	d.noSubject(path, by)
}

func (c Charter) validateWho(d *Defects, path string, who *Who) {
	if who == nil {
		return
	}
	d.validateNaming(path, *who)
	for i, class := range who.Classes {
		c.checkDeclared(d, path+".classes["+strconv.Itoa(i)+"]", "class", class)
	}
	if who.Organ != "" {
		c.checkDeclared(d, path+".organ", "organ", who.Organ)
	}
	c.validateUnion(d, path, *who)
	d.checkCount(path+".parties", len(who.Parties), maxParties)
	for i, party := range who.Parties {
		if err := form.CheckID("parties", party); err != nil {
			d.addRefusal(path+".parties["+strconv.Itoa(i)+"]", refusal.From(err))
		}
	}
}

// validateUnion checks organs in any of which members sit. Before version 5 there were none.
func (c Charter) validateUnion(d *Defects, path string, who Who) {
	at := path + ".organs"
	switch {
	case len(who.Organs) == 0:
		return
	case d.before(EngineFive, at, "organs"):
		return
	case who.Organ != "":
		d.add(at, NoUse, "because", "organ")
	}
	d.checkCount(at, len(who.Organs), MaxOrgans)
	for i, organ := range who.Organs[:min(len(who.Organs), MaxOrgans)] {
		c.checkDeclared(d, at+"["+strconv.Itoa(i)+"]", "organ", organ)
		if slices.Contains(who.Organs[:i], organ) {
			d.add(at+"["+strconv.Itoa(i)+"]", Repeated, "value", refusal.Clip(organ))
		}
	}
}

// validateNaming enters words that name nobody: a list without anybody in it, or no
// list at all. They would read as if few were meant, and mean everybody.
func (d *Defects) validateNaming(path string, who Who) {
	empty := func(list []string) bool { return list != nil && len(list) == 0 }
	nobody := !who.Named() && len(who.Classes) == 0
	if d.engine != EngineTwo && (nobody || empty(who.Classes) || empty(who.Organs) || empty(who.Parties)) {
		d.add(path, NamesNobody)
	}
}

func (c Charter) validateRequirements(d *Defects, path string, list []Requirement) {
	d.checkCount(path, len(list), 20)
	for i, r := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		if r.fieldCount() != 1 {
			d.add(at, NotOneOf, "choices", "agreement, jurisdictions, evidence, standing, memberOf, notMemberOf, memberFor")
			continue
		}
		switch {
		case r.Agreement != "":
			c.checkDeclared(d, at+".agreement", "agreement", r.Agreement)
		case r.Standing != "":
			d.checkChoice(at+".standing", r.Standing, string(Good))
		case r.MemberFor != "":
			d.checkOptional(at+".memberFor", r.MemberFor)
		}
		for _, country := range r.Jurisdictions {
			if err := form.CheckCountry(country); err != nil || country == "" {
				d.add(at+".jurisdictions", NotAmong, "value", refusal.Clip(country), "choices", "ISO 3166-1")
			}
		}
		for _, alliance := range []string{r.MemberOf, r.NotMemberOf} {
			if alliance == "" {
				continue
			}
			if err := form.CheckID("alliance", alliance); err != nil {
				d.addRefusal(at, refusal.From(err))
			}
		}
	}
}

// fieldCount counts the fields that a requirement has.
func (r Requirement) fieldCount() int {
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
