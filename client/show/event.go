package show

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	jtext "github.com/jedib0t/go-pretty/v6/text"

	"allianceregistry/client"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

// Lines prints events one by one, each written out before the next is read.
type Lines struct {
	Print func(client.Event) error
	// End says that there are no more.
	End func() error
}

// identifiedEvent is an event with its id, as programs get it.
type identifiedEvent struct {
	ID string `json:"id"`
	client.Event
}

// Events prints events in the chosen form. csv that goes on where it stopped has no
// header again.
func (w Writer) Events(resumed bool) Lines {
	nothing := func() error { return nil }
	switch w.Output {
	case "json":
		encoder := json.NewEncoder(w.Out)
		encoder.SetEscapeHTML(false)
		return Lines{func(e client.Event) error { return encoder.Encode(identifiedEvent{e.Position.String(), e}) }, nothing}
	case "yaml":
		return Lines{func(e client.Event) error {
			if _, err := fmt.Fprintln(w.Out, "---"); err != nil {
				return err
			}
			return view.YAML(w.Out, identifiedEvent{e.Position.String(), e})
		}, nothing}
	case view.CSV, view.Spreadsheet:
		return Lines{w.csvLine(resumed), nothing}
	default:
		return w.tableLine()
	}
}

// eventColumns are keys of the catalogue.
var eventColumns = []string{ //nolint:gochecknoglobals // fixed
	"id", "tx", "time", "event", "by", "party", "alliance", "proposal", "class", "position", "status", "action", "epoch", "subject",
}

// csvLine prints what an event names in columns. Its words are those of the
// records, in no language; for spreadsheets the head is said, and the cells are safe.
func (w Writer) csvLine(headed bool) func(client.Event) error {
	writer := csv.NewWriter(w.Out)
	return func(e client.Event) error {
		event := e.Event
		epoch := "" // the first one is 0
		if event.Type == membership.EpochClosed || event.Type == membership.EpochSealed {
			epoch = view.Number(event.Epoch)
		}
		rows := [][]string{{
			e.Position.String(), e.Tx, event.Time.UTC().Format("2006-01-02T15:04:05.999999999Z"), event.Type, event.By, event.Party, event.Alliance,
			event.Proposal, event.Class, event.Position, event.Status, event.Action, epoch, event.Subject,
		}}
		rows = view.Lines(rows)
		first := !headed
		headed = true
		switch {
		case w.Output == view.Spreadsheet && first:
			return view.Sheet(w.Out, eventColumns, rows, w.Say)
		case w.Output == view.Spreadsheet:
			return writer.WriteAll(view.Safe(rows))
		case first:
			rows = append([][]string{eventColumns}, rows...)
		}
		return writer.WriteAll(rows)
	}
}

// tableLine prints columns whose widths are set beforehand: who follows cannot
// wait for the longest. What has no bound comes last.
func (w Writer) tableLine() Lines {
	widths := []int{9, 20, 20, 64, 0}
	when := view.When
	if w.ShowsLocalTime() {
		widths[1] = len(view.Local(time.Now()))
		when = view.Local
	}
	row := func(cells ...string) error {
		var text strings.Builder
		for i, cell := range cells {
			text.WriteString(jtext.Pad(legible.Line(cell), widths[i], ' '))
			if i+1 < len(cells) {
				text.WriteString("  ")
			}
		}
		_, err := fmt.Fprintln(w.Out, text.String())
		return err
	}
	headed := false
	show := func(e client.Event) error {
		if !headed {
			headed = true
			if err := row(w.Say("identifier"), w.Say("time"), w.Say("event"), w.Say("tx"), w.Say("subject")); err != nil {
				return err
			}
		}
		return row(e.Position.String(), when(e.Event.Time), w.Say(e.Event.Type), e.Tx, w.Text.Subject(e.Event))
	}
	return Lines{show, func() error {
		if headed {
			return nil
		}
		_, err := fmt.Fprintln(w.Out, w.Say("none"))
		return err
	}}
}
