// Package minutes writes the minutes of a meeting, in one language, from nothing but what the
// ledger says: how it was called, who was there, with which quorum it was opened, what was
// decided with which figures, how it was adjourned and closed. Nobody keeps them, and whoever
// writes them again from the same records comes to the same text.
package minutes

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Records are what minutes are written from.
type Records struct {
	Meeting    membership.MeetingNow   `json:"meeting"`
	Alliance   membership.Alliance     `json:"alliance"`
	Charter    charter.Charter         `json:"charter"`
	Attendance []membership.Attendance `json:"attendance"`
	// Proposals are those of the agenda.
	Proposals []membership.Dossier `json:"proposals"`
}

// writer writes minutes, line by line.
type writer struct {
	*text.Text
	Records
	lines []string
}

// Write returns the minutes as text in Markdown.
func Write(t *text.Text, r Records) string {
	w := &writer{Text: t, Records: r}
	kind, _ := r.Charter.MeetingKind(r.Meeting.Kind)
	w.line("minutes.title", "meeting", w.name(kind.Names, kind.ID), "alliance", w.name(r.Alliance.Names, r.Alliance.ID))
	w.call(kind)
	for number := range r.Meeting.Sessions {
		w.session(number + 1)
	}
	w.gap()
	w.line("minutes.matters")
	for i, item := range r.Meeting.Agenda {
		w.matter(i+1, item)
	}
	w.end()
	return strings.Join(w.lines, "\n") + "\n"
}

func (w *writer) line(key string, params ...string) {
	said := catalogue.Params{}
	for i := 0; i+1 < len(params); i += 2 {
		said[params[i]] = params[i+1]
	}
	w.lines = append(w.lines, w.Say(key, said))
}

func (w *writer) gap() { w.lines = append(w.lines, "") }

func (w *writer) name(names form.Names, id string) string {
	if name := names[w.Language()]; name != "" {
		return name
	}
	if name := names["en"]; name != "" {
		return name
	}
	return id
}

// when is a time by the clock of the charter's zone.
func (w *writer) when(at time.Time) string {
	return w.Charter.Zone.In(at).Format("2006-01-02 15:04:05 -07:00")
}

// call says who called the meeting, with how much notice, for what.
func (w *writer) call(kind charter.MeetingKind) {
	m := w.Meeting
	w.gap()
	w.line("minutes.called", "by", m.By, "at", w.when(m.Called.Time), "begins", w.when(m.Sessions[0].Begins), "tx", m.Called.Tx)
	if days := kind.Notice.Days(); days > 0 {
		w.line("minutes.notice", "days", strconv.Itoa(days))
	} else {
		w.line("minutes.noticePeriod", "period", string(kind.Notice))
	}
	if m.Place != "" {
		w.line("minutes.place", "place", m.Place)
	}
	w.line("minutes.status", "stage", w.Words("stage."+string(m.Status)), "meeting", m.ID)
}

// session says how a session was opened, who was there, and how it ended.
func (w *writer) session(number int) {
	s := w.Meeting.Sessions[number-1]
	w.gap()
	key := "minutes.session"
	if s.SecondCall {
		key = "minutes.secondCall"
	}
	w.line(key, "number", strconv.Itoa(number), "begins", w.when(s.Begins))
	w.attendance(number)
	if s.Opened != nil {
		w.line("minutes.opened", "chair", s.Chair, "at", w.when(s.Opened.Time), "tx", s.Opened.Tx)
		w.explanation("minutes.quorum", *s.Quorum)
	} else {
		w.line("minutes.notOpened")
	}
	if s.Missed != nil {
		w.explanation("minutes.missed", *s.Missed)
	}
	if s.Adjourned != nil {
		w.line("minutes.adjourned", "by", s.AdjournedBy, "at", w.when(s.Adjourned.Time), "reason", s.Reason, "tx", s.Adjourned.Tx)
	}
}

// attendance lists who came to a session, and when.
func (w *writer) attendance(number int) {
	there := slices.DeleteFunc(slices.Clone(w.Attendance), func(a membership.Attendance) bool { return a.Session != number })
	w.line("minutes.attendance", "count", strconv.Itoa(len(there)))
	for _, one := range there {
		for _, stay := range one.Stays {
			said := w.Say("minutes.came", catalogue.Params{"party": one.Party, "at": w.when(stay.Came.Time)})
			if stay.Proxy != "" {
				said += w.Say("minutes.byProxy", catalogue.Params{"proxy": stay.Proxy})
			}
			if stay.Left != nil {
				said += w.Say("minutes.left", catalogue.Params{"at": w.when(stay.Left.Time)})
			}
			w.lines = append(w.lines, "- "+said)
		}
	}
}

// explanation lists conditions with their figures.
func (w *writer) explanation(lead string, x charter.Explanation) {
	if x.Figure == nil && len(x.Parts) == 0 { // any number is enough
		w.line("minutes.anyNumber")
		return
	}
	w.line(lead)
	for _, row := range w.Explanation(x, 0) {
		depth := len(row[0]) - len(strings.TrimLeft(row[0], " "))
		w.lines = append(w.lines, strings.Repeat(" ", depth)+"- "+strings.TrimLeft(row[0], " ")+"  "+row[1])
	}
}

// matter says what came of a matter of the agenda.
func (w *writer) matter(number int, item membership.AgendaItem) {
	w.gap()
	at := slices.IndexFunc(w.Proposals, func(d membership.Dossier) bool { return d.Proposal.ID == item.Proposal })
	if item.Proposal == "" || at < 0 {
		w.line("minutes.item", "number", strconv.Itoa(number), "title", item.Title)
		return
	}
	d := w.Proposals[at]
	p := d.Proposal
	title := item.Title
	if title == "" {
		title = p.Title
	}
	w.line("minutes.item", "number", strconv.Itoa(number), "title", text.Spaced(w.Words(string(p.Action)), title, w.subject(p.Proposal)))
	w.line("minutes.proposal", "proposal", p.ID, "by", p.By)
	if p.Meeting == nil || p.Meeting.ID != w.Meeting.ID {
		w.line("minutes.notTaken", "status", w.Words(string(p.Status)))
		return
	}
	w.line("minutes.vote", "session", strconv.Itoa(p.Meeting.Session), "at", w.when(p.Opened.Time), "present", strconv.Itoa(d.Tally.Present),
		"electorate", strconv.Itoa(d.Tally.Electorate))
	w.line("minutes.tally", "for", strconv.Itoa(d.Tally.For), "against", strconv.Itoa(d.Tally.Against), "abstain", strconv.Itoa(d.Tally.Abstain),
		"proxies", strconv.Itoa(d.Tally.Proxies))
	w.explanation("minutes.rule", d.Explanation)
	if d.Decision == nil {
		w.line("minutes.undecided", "closes", w.when(p.Closes))
		return
	}
	w.line("minutes.outcome", "outcome", w.Words(string(d.Decision.Outcome)), "at", w.when(d.Decision.Stamp.Time), "tx", d.Decision.Stamp.Tx)
	if len(p.Elected) > 0 {
		w.line("minutes.elected", "elected", strings.Join(p.Elected, ", "))
	}
}

// subject is whom a proposal is about, if that is not the alliance.
func (w *writer) subject(p membership.Proposal) string {
	if p.Subject == p.Alliance {
		return ""
	}
	return p.Subject
}

// end says how the meeting ended, and what the minutes are.
func (w *writer) end() {
	w.gap()
	if m := w.Meeting; m.Closed != nil {
		w.line("minutes.closed", "at", w.when(m.Closed.Time), "reason", m.Reason, "tx", m.Closed.Tx)
	}
	w.line("minutes.source", "charter", strconv.Itoa(w.Meeting.Charter))
}
