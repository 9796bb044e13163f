package plain

import (
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// meetingItem says who meets, how a meeting is called, opened and adjourned.
func (c charterWriter) meetingItem(k charter.MeetingKind) item {
	one := item{key: k.ID, names: k.Names, title: c.say("meeting.title", "meeting", c.name(k.Names, k.ID), "id", k.ID)}
	who := c.withRight(charter.Vote)
	if k.Who != nil {
		who = c.who(k.Who)
	}
	one.add("who", c.say("meeting.who", "who", who))
	notice := c.notice(k.Notice)
	one.add("conveners", c.say("meeting.conveners", "who", c.who(k.Conveners), "notice", notice))
	one.add("agenda", c.say("meeting.agenda"))
	one.add("chair", c.say("meeting.chair", "who", c.who(k.Chair)))
	if k.CheckIn == "" {
		one.add("checkIn", c.say("meeting.checkIn"))
	} else {
		one.add("checkIn", c.say("meeting.checkInBefore", "period", c.period(k.CheckIn)))
	}
	if k.Proxies {
		one.add("proxies", c.say("meeting.proxies"))
	} else {
		one.add("proxies", c.say("meeting.inPerson"))
	}
	if k.Quorum == nil {
		one.add("quorum", c.say("meeting.noQuorum"))
	} else {
		one.addClause("quorum", c.condition("meeting.quorum", *k.Quorum))
	}
	if k.Adjournment != "" {
		notice = c.notice(k.Adjournment)
	}
	one.add("adjournment", c.say("meeting.adjournment", "notice", notice))
	if k.SecondCall != nil {
		c.secondCall(&one, *k.SecondCall)
	}
	return one
}

// secondCall says what follows on a meeting that had no quorum.
func (c charterWriter) secondCall(one *item, s charter.SecondCall) {
	if s.Wait == "" {
		one.add("wait", c.say("meeting.secondCall", "notice", c.notice(s.Notice)))
	} else {
		one.add("wait", c.say("meeting.secondCallAfter", "wait", c.period(s.Wait), "notice", c.notice(s.Notice)))
	}
	if s.Quorum == nil {
		one.add("secondQuorum", c.say("meeting.secondWithout"))
	} else {
		one.addClause("secondQuorum", c.condition("meeting.secondQuorum", *s.Quorum))
	}
}

// notice says how long before something it is announced: whole days are clear ones.
func (c charterWriter) notice(period form.Duration) string {
	if period.Days() > 0 {
		return c.say("meeting.clear", "days", itoa(period.Days()))
	}
	return c.period(period)
}

// meeting names a kind of meeting.
func (c charterWriter) meeting(id string) string {
	kind, _ := c.MeetingKind(id)
	return c.name(kind.Names, id)
}
