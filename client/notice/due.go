package notice

import (
	"strconv"
	"strings"
	"time"

	"allianceregistry/client"
)

// Notice is what a person is to be told in one mail.
type Notice struct {
	// Keys are what it says, each of which is said once. Those of former reminders are
	// among them: a person who was not told in time is told once, not once for each.
	Keys  []string
	Items []Item
}

// Item is one task in a notice.
type Item struct {
	Task client.Task `json:"task"`
	// Reminder says that it was told before, or should have been.
	Reminder bool `json:"reminder,omitempty"`
}

// keyOf names a task: the same task has the same key however often it is read, and
// another has another. What is owed again next year is owed until another day.
func keyOf(t client.Task) string {
	parts := []string{t.Wanted, t.Alliance, t.Proposal.ID, t.Party}
	if t.Obligation != nil {
		parts = append(parts, t.Obligation.Kind, t.Obligation.ID)
	}
	if t.Proposal.ID == "" && !t.Until.IsZero() {
		parts = append(parts, t.Until.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, "|")
}

// due is what a person is to be told now of what is open; sent reports what was.
func (p Person) due(tasks []client.Task, now time.Time, sent func(key string) bool) Notice {
	if p.Digest != "" {
		return p.dueDigest(tasks, now, sent)
	}
	var n Notice
	for _, task := range tasks {
		if !p.wants(task) {
			continue
		}
		all := append([]string{keyOf(task)}, p.reminders(task, now)...)
		if sent(all[len(all)-1]) { // the last of them: who was told that, was told
			continue
		}
		n.Keys = append(n.Keys, all...)
		n.Items = append(n.Items, Item{Task: task, Reminder: sent(all[0])})
	}
	return n
}

// reminders are the keys of those whose time has come, the earliest first.
func (p Person) reminders(t client.Task, now time.Time) []string {
	var keys []string
	for i := len(p.Remind) - 1; i >= 0; i-- {
		if !t.Until.IsZero() && !now.Before(t.Until.Add(-p.Remind[i])) {
			keys = append(keys, keyOf(t)+"|"+strconv.FormatInt(int64(p.Remind[i]/time.Second), 10)+"s before")
		}
	}
	return keys
}

// dueDigest is all that is open, if the day's digest was not sent and its time has come.
func (p Person) dueDigest(tasks []client.Task, now time.Time, sent func(key string) bool) Notice {
	local := now.In(p.zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, p.zone)
	key := "digest|" + day.Format(time.DateOnly)
	at := time.Date(day.Year(), day.Month(), day.Day(), int(p.digest/time.Hour), int(p.digest%time.Hour/time.Minute), 0, 0, p.zone)
	if now.Before(at) || sent(key) {
		return Notice{}
	}
	n := Notice{Keys: []string{key}}
	for _, task := range tasks {
		if p.wants(task) {
			n.Items = append(n.Items, Item{Task: task})
		}
	}
	if len(n.Items) == 0 { // nothing to tell; if something comes today, it is told today
		return Notice{}
	}
	return n
}
