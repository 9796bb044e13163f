package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"allianceregistry/client"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Entry is something that has a time.
type Entry struct {
	// ID is the same whenever the entry is made.
	ID      string
	At      time.Time
	Summary string
	// Details are the alliance and the proposal that it is about.
	Details string
}

// Entries are what awaits a party, and what becomes of its memberships, as far as it has a
// time; in the order of time.
func Entries(said *text.Text, tasks []client.Task, memberships []membership.MembershipNow) []Entry {
	var entries []Entry
	for _, task := range tasks {
		if !task.Until.IsZero() {
			entries = append(entries, ofTask(said, task))
		}
	}
	for _, m := range memberships {
		entries = append(entries, ofMembership(said, m)...)
	}
	slices.SortStableFunc(entries, func(x, y Entry) int { return x.At.Compare(y.At) })
	return entries
}

// ofTask is an entry at the moment from which it is too late.
func ofTask(said *text.Text, task client.Task) Entry {
	p, about := task.Proposal, task.Party
	what := []string{said.Words("wanted." + task.Wanted)}
	id := []string{task.Wanted, task.Alliance, p.ID, task.Party}
	switch {
	case task.Obligation != nil:
		what = append(what, said.Words("obligation."+task.Obligation.Kind), task.Obligation.ID)
		id = append(id, task.Obligation.Kind, task.Obligation.ID)
	case p.Title != "":
		what, about = append(what, said.Words(string(p.Action))), p.Title
	case p.ID != "":
		what, about = append(what, said.Words(string(p.Action))), p.Subject
	}
	return Entry{ID: idOf(id...), At: task.Until, Summary: text.Spaced(append(what, about)...), Details: text.Spaced(task.Alliance, p.ID)}
}

// ofMembership are when one is due for renewal, and when it would be over.
func ofMembership(said *text.Text, m membership.MembershipNow) (entries []Entry) {
	if m.State == charter.Ended || len(m.Periods) == 0 {
		return nil
	}
	period := m.Periods[len(m.Periods)-1]
	for _, one := range []struct {
		key string
		at  time.Time
	}{{"notice.expires", period.Expires}, {"notice.over", period.Over}} {
		if !one.at.IsZero() && !(one.key == "notice.over" && one.at.Equal(period.Expires)) {
			entries = append(entries, Entry{
				ID: idOf(one.key, m.Alliance, m.Party), At: one.at, Details: m.Alliance,
				Summary: said.Say(one.key, map[string]string{"alliance": m.Alliance}),
			})
		}
	}
	return entries
}

func idOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16]) + "@alliance-registry"
}

// reminder is how long before an entry a calendar reminds of it: a day.
const reminder = "-P1D"

// Calendar writes entries down, as they are at a moment.
func Calendar(name string, at time.Time, entries []Entry) string {
	calendar := ics.NewCalendarFor("alliance registry")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName(name)
	for _, entry := range entries {
		event := calendar.AddEvent(entry.ID)
		event.SetDtStampTime(at)
		event.SetStartAt(entry.At)
		event.SetSummary(legible.Line(entry.Summary))
		event.SetDescription(legible.Line(entry.Details))
		event.SetTimeTransparency(ics.TransparencyTransparent)
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(reminder)
		alarm.SetProperty(ics.ComponentPropertyDescription, legible.Line(entry.Summary))
	}
	return calendar.Serialize(ics.WithNewLineWindows)
}
