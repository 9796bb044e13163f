package plain

import (
	"allianceregistry/membership/charter"
)

func (c charterWriter) measureItem(m charter.Measure) item {
	one := item{key: m.ID, names: m.Names, title: c.say("measure.title", "measure", c.name(m.Names, m.ID), "id", m.ID)}
	if m.Own {
		one.add("own", c.say("measure.own"))
	} else {
		one.add("own", c.say("measure.class"))
	}
	return one
}

func (c charterWriter) organItem(o charter.Organ) item {
	one := item{key: o.ID, names: o.Names, title: c.say("organ.title", "organ", c.name(o.Names, o.ID), "id", o.ID)}
	if o.Seats == 1 {
		one.add("seats", c.say("organ.seat"))
	} else {
		one.add("seats", c.say("organ.seats", "count", itoa(o.Seats)))
	}
	if o.Duration == "" {
		one.add("duration", c.say("organ.forever"))
	} else {
		one.add("duration", c.say("organ.duration", "period", c.period(o.Duration)))
	}
	c.tiers(&one, o.Tiers)
	c.terms(&one, o.Terms)
	if o.Founders {
		one.add("founders", c.say("organ.founders"))
	}
	if o.Who == nil {
		one.add("who", c.say("organ.right", "who", c.withRight(charter.SeatRight)))
	} else {
		one.add("who", c.say("organ.who", "who", c.who(o.Who)))
	}
	return one
}

// tiers says how an organ's seats go by classes.
func (c charterWriter) tiers(one *item, tiers []charter.SeatTier) {
	if len(tiers) == 0 {
		return
	}
	clause := Clause{Text: c.say("organ.tiers"), Listed: true}
	for _, tier := range tiers {
		clause.Parts = append(clause.Parts, Clause{Text: c.tier(tier)})
	}
	one.addClause("tiers", clause)
}

// tier says how many seats the members of some classes have.
func (c charterWriter) tier(t charter.SeatTier) string {
	classes := make([]string, 0, len(t.Classes))
	for _, class := range t.Classes {
		classes = append(classes, c.class(class))
	}
	named := c.and(classes)
	if t.Per == 0 {
		seats := c.say("organ.oneSeat")
		if t.Seats != 1 {
			seats = c.say("organ.someSeats", "count", itoa(t.Seats))
		}
		return c.say("organ.tierFixed", "classes", named, "seats", seats)
	}
	key := "organ.tierPer"
	switch {
	case t.Per == 1:
		key = "organ.tierEach"
	case t.Begun:
		key = "organ.tierBegun"
	}
	said := c.say(key, "classes", named, "per", itoa(t.Per))
	if t.Least > 0 {
		return said + c.say("organ.tierBounds", "least", itoa(t.Least), "most", itoa(t.Most))
	}
	return said + c.say("organ.tierMost", "most", itoa(t.Most))
}

// terms says how often one may sit in an organ.
func (c charterWriter) terms(one *item, limit *charter.TermLimit) {
	if limit == nil {
		return
	}
	say := func(field, single, several string, count int, args ...string) {
		switch {
		case count == 1:
			one.add(field, c.say(single, args...))
		case count > 1:
			one.add(field, c.say(several, append(args, "count", itoa(count))...))
		}
	}
	say("terms", "organ.termRow", "organ.termsRow", limit.InRow, "pause", c.period(limit.Pause))
	say("termsInAll", "organ.termAll", "organ.termsAll", limit.InAll)
	one.add("termsGivenUp", c.say("organ.termsGivenUp"))
	if limit.Rests {
		one.add("rests", c.say("organ.restsCount"))
	} else {
		one.add("rests", c.say("organ.restsNot"))
	}
}

func (c charterWriter) agreementItem(a charter.Agreement) item {
	one := item{key: a.ID, names: a.Names, title: c.say("agreement.title", "agreement", c.name(a.Names, a.ID), "id", a.ID)}
	one.add("version", c.say("agreement.version", "version", a.Version, "digest", a.Digest))
	if a.Grace == "" {
		one.add("grace", c.say("agreement.noGrace"))
	} else {
		one.add("grace", c.say("agreement.grace", "period", c.period(a.Grace)))
	}
	return one
}

func (c charterWriter) duesItems() []item {
	if c.Dues == nil {
		return nil
	}
	one := item{key: "dues", title: c.say("dues.title")}
	one.add("by", c.say("dues.by", "who", c.who(c.Dues.By)))
	if c.Dues.Grace == "" {
		one.add("grace", c.say("dues.noGrace"))
	} else {
		one.add("grace", c.say("dues.grace", "period", c.period(c.Dues.Grace)))
	}
	return []item{one}
}

func (c charterWriter) waiverItems() []item {
	if c.Waivers == nil {
		return nil
	}
	one := item{key: "waivers", title: c.say("waivers.title")}
	one.add("by", c.say("waivers.by", "who", c.who(c.Waivers.By)))
	if c.Waivers.Longest != "" {
		one.add("longest", c.say("waivers.longest", "period", c.period(c.Waivers.Longest)))
	}
	one.add("due", c.say("waivers.due"))
	return []item{one}
}

func (c charterWriter) proxyItems() []item {
	if c.Proxies == nil {
		return nil
	}
	one := item{key: "proxies", title: c.say("proxies.title")}
	switch c.Proxies.Holders {
	case charter.HoldersClass:
		one.add("holders", c.say("proxies.holdersClass"))
	case charter.HoldersMembers:
		one.add("holders", c.say("proxies.holdersMembers"))
	default:
		one.add("holders", c.say("proxies.holders"))
	}
	if c.Proxies.Most == 1 {
		one.add("most", c.say("proxies.one"))
	} else {
		one.add("most", c.say("proxies.most", "count", itoa(c.Proxies.Most)))
	}
	if c.Proxies.Overrides() {
		one.add("principal", c.say("proxies.overrides"))
	} else {
		one.add("principal", c.say("proxies.barred"))
	}
	if c.Proxies.Longest == "" {
		one.add("longest", c.say("proxies.single"))
	} else {
		one.add("longest", c.say("proxies.longest", "period", c.period(c.Proxies.Longest)))
	}
	one.add("where", c.say("proxies.where"))
	one.add("end", c.say("proxies.end"))
	one.add("recused", c.say("proxies.recused"))
	return []item{one}
}

func (c charterWriter) figureItem(k charter.FigureKind) item {
	one := item{key: k.ID, names: k.Names, title: c.say("figure.title", "figure", c.name(k.Names, k.ID), "id", k.ID)}
	one.add("by", c.say("figure.by", "who", c.who(k.By)))
	return one
}

func (c charterWriter) resolutionItem(k charter.ResolutionKind) item {
	one := item{key: k.ID, names: k.Names, title: c.say("resolution.title", "resolution", c.name(k.Names, k.ID), "id", k.ID)}
	if !c.DecidesBy(charter.Resolve + "/" + charter.Action(k.ID)) {
		one.add("rule", c.say("resolution.common"))
	} else {
		one.add("rule", c.say("resolution.own"))
	}
	return one
}
