package main

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

// line prints events one by one, each written out before the next is read.
type line struct {
	print func(client.Event) error
	// end says that there are no more.
	end func() error
}

// identifiedEvent is an event with its id, as programs get it.
type identifiedEvent struct {
	ID string `json:"id"`
	client.Event
}

// printer prints in the chosen form. csv that goes on where it stopped has no
// header again.
func (a *app) printer(resumed bool) line {
	nothing := func() error { return nil }
	switch a.Output {
	case "json":
		encoder := json.NewEncoder(a.Out)
		encoder.SetEscapeHTML(false)
		return line{func(e client.Event) error { return encoder.Encode(identifiedEvent{e.Position.String(), e}) }, nothing}
	case "yaml":
		return line{func(e client.Event) error {
			if _, err := fmt.Fprintln(a.Out, "---"); err != nil {
				return err
			}
			return view.YAML(a.Out, identifiedEvent{e.Position.String(), e})
		}, nothing}
	case view.CSV, view.Spreadsheet:
		return line{a.csvLine(resumed), nothing}
	default:
		return a.tableLine()
	}
}

// eventColumns are keys of the catalogue.
var eventColumns = []string{ //nolint:gochecknoglobals // fixed
	"id", "tx", "time", "event", "by", "party", "alliance", "proposal", "class", "position", "status", "action", "epoch", "subject",
}

// csvLine prints what an event names in columns. Its words are those of the
// records, in no language; for spreadsheets the head is said, and the cells are safe.
func (a *app) csvLine(headed bool) func(client.Event) error {
	writer := csv.NewWriter(a.Out)
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
		case a.Output == view.Spreadsheet && first:
			return view.Sheet(a.Out, eventColumns, rows, a.Say)
		case a.Output == view.Spreadsheet:
			return writer.WriteAll(view.Safe(rows))
		case first:
			rows = append([][]string{eventColumns}, rows...)
		}
		return writer.WriteAll(rows)
	}
}

// tableLine prints columns whose widths are set beforehand: who follows cannot
// wait for the longest. What has no bound comes last.
func (a *app) tableLine() line {
	widths := []int{9, 20, 20, 64, 0}
	when := view.When
	if a.ShowsLocalTime() {
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
		_, err := fmt.Fprintln(a.Out, text.String())
		return err
	}
	headed := false
	show := func(e client.Event) error {
		if !headed {
			headed = true
			if err := row(a.Say("identifier"), a.Say("time"), a.Say("event"), a.Say("tx"), a.Say("subject")); err != nil {
				return err
			}
		}
		return row(e.Position.String(), when(e.Event.Time), a.Say(e.Event.Type), e.Tx, a.text.Subject(e.Event))
	}
	return line{show, func() error {
		if headed {
			return nil
		}
		_, err := fmt.Fprintln(a.Out, a.Say("none"))
		return err
	}}
}
