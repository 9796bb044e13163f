package report

import (
	"strconv"
	"strings"
	"time"

	"allianceregistry/audit/replay"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// renderer says a report's parts in one language.
type renderer struct {
	text  *text.Text
	names map[string]string
}

func newRenderer(r replay.Report, t *text.Text) *renderer {
	w := &renderer{text: t.Calling(text.Called{Classes: r.Classes}), names: map[string]string{r.Alliance.ID: t.Name(r.Alliance.Names)}}
	for party, names := range r.Names {
		w.names[party] = t.Name(names)
	}
	for _, members := range [][]membership.Member{r.Start, r.End} {
		for _, m := range members {
			if w.names[m.Membership.Party] == "" {
				w.names[m.Membership.Party] = t.Name(m.Names)
			}
		}
	}
	return w
}

// say says a label; params are names and values in turn.
func (w *renderer) say(key string, params ...any) string {
	named := catalogue.Params{}
	for i := 0; i+1 < len(params); i += 2 {
		name, _ := params[i].(string)
		switch value := params[i+1].(type) {
		case int:
			named[name] = strconv.Itoa(value)
		case string:
			named[name] = value
		}
	}
	return w.text.Say("report."+key, named)
}

// name is a party's, empty if it has none.
func (w *renderer) name(party string) string { return w.names[party] }

// presence says what a party was in the alliance; empty if it was nothing.
func (w *renderer) presence(p charter.Presence, ending string) string {
	if p.State == "" {
		return ""
	}
	said := []string{w.text.Words(string(p.State)), w.text.Class(p.Class)}
	if ending != "" {
		said[0] = w.text.Words(text.Ended(ending))
	}
	if p.Group != "" {
		said = append(said, w.say("inGroup", "group", p.Group))
	}
	if len(p.Weights) > 0 {
		said = append(said, w.text.Weights(p.Weights))
	}
	return strings.Join(said, w.text.Say("separator", nil))
}

// span says a length of time: 7 days, 24 hours, 2 minutes.
func (w *renderer) span(d time.Duration) string {
	for _, unit := range []struct {
		key    string
		length time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}} {
		if d >= 2*unit.length && d%unit.length == 0 {
			return w.say(unit.key, "count", int(d/unit.length))
		}
	}
	return d.String()
}
