package console

import (
	"slices"

	"allianceregistry/audit/index"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// allianceData is the page of an alliance.
type allianceData struct {
	Who      who
	Alliance membership.Alliance
	Founders []who
	Charter  membership.CharterVersion
	Classes  []classRow
	Members  int
	Organs   []organData
	// Sealed is the last epoch that was sealed.
	Seal        *membership.Seal
	Open        []proposalRow
	Resolutions []membership.Resolution
	Recognized  []recognitionRow
	Mandates    []mandateRow
	Forms       []acting.Form
}

// classRow is a class with how many members it has.
type classRow struct {
	ID, Name string
	Rights   []string
	Count    int
	Most     int
}

type organData struct {
	Name  string
	Seats int
	Held  []seatRow
}

type seatRow struct {
	Who  who
	Seat membership.SeatNow
}

type recognitionRow struct {
	Who         who
	Recognition membership.RecognitionNow
}

type mandateRow struct {
	Who     who
	Mandate membership.MandateNow
}

// allianceHead is what all pages of an alliance begin with.
func (q *reader) allianceHead() (index.AllianceRow, who, error) {
	id := q.r.PathValue("id")
	found, err := q.index.Alliance(q.ctx, id)
	return found, q.named(id, found.Alliance.Names, pathTo("alliances", id)), err
}

// below is a page of an alliance, with what stands above it.
func below(of who, p web.Page) web.Page {
	p.Above = append([]web.Link{{Name: of.Name, Path: of.Path}}, p.Above...)
	p.Menu = alliancesPath
	return p
}

func (q *reader) alliance() (web.Page, error) {
	found, its, err := q.allianceHead()
	if err != nil {
		return web.Page{}, err
	}
	d := allianceData{Who: its, Alliance: found.Alliance, Forms: q.forms(acting.OnAlliance(found.Alliance))}
	if d.Charter, err = q.charterOf(d.Alliance.ID, 0); err != nil {
		return web.Page{}, err
	}
	q.calling(d.Charter.Charter)
	for _, fill := range []func(*allianceData) error{q.fillClasses, q.fillOrgans, q.fillFounders, q.fillRelations, q.fillOpen} {
		if err := fill(&d); err != nil {
			return web.Page{}, err
		}
	}
	return web.Page{Title: its.Name, Template: "alliance.html", Data: d, Menu: alliancesPath}, nil
}

// counts are the members at a moment, by class.
func (q *reader) counts(of index.RosterQuery) (map[string]int, error) {
	return q.index.RosterCounts(q.ctx, of)
}

func (q *reader) fillClasses(d *allianceData) error {
	counts, err := q.counts(index.RosterQuery{Alliance: d.Alliance.ID, Now: q.now})
	if err != nil {
		return err
	}
	for _, class := range d.Charter.Charter.Classes {
		row := classRow{ID: class.ID, Name: q.text.Class(class.ID), Count: counts[class.ID], Most: class.Most}
		for _, right := range class.Rights {
			row.Rights = append(row.Rights, q.plain.Word("right."+string(right)))
		}
		d.Classes, d.Members = append(d.Classes, row), d.Members+row.Count
	}
	return nil
}

func (q *reader) fillOrgans(d *allianceData) error {
	for _, organ := range d.Charter.Charter.Organs {
		seats, err := q.seatsOf(d.Alliance.ID, organ.ID)
		if err != nil {
			return err
		}
		one := organData{Name: q.text.Organ(organ.ID), Seats: organ.Seats}
		for _, seat := range seats {
			sitting, err := q.who(seat.Party)
			if err != nil {
				return err
			}
			one.Held = append(one.Held, seatRow{sitting, seat})
		}
		d.Organs = append(d.Organs, one)
	}
	return nil
}

// seatsOf are the seats of an organ that are held now.
func (q *reader) seatsOf(alliance, organ string) ([]membership.SeatNow, error) {
	seats, err := everyPage(func(bookmark string) ([]membership.SeatNow, string, error) {
		page, err := ask(q, membership.ListSeats{Alliance: alliance, Organ: organ, Size: membership.MaxPage, Bookmark: bookmark})
		return page.Seats, page.Next, err
	})
	return slices.DeleteFunc(seats, func(s membership.SeatNow) bool { return s.Vacated != nil || s.Over }), err
}

func (q *reader) fillFounders(d *allianceData) error {
	for _, id := range d.Alliance.Founders {
		founder, err := q.who(id)
		if err != nil {
			return err
		}
		d.Founders = append(d.Founders, founder)
	}
	return nil
}

// fillRelations reads whom the alliance recognizes, who may act for it, and what it adopted.
func (q *reader) fillRelations(d *allianceData) error {
	recognized, err := everyPage(func(bookmark string) ([]membership.RecognitionNow, string, error) {
		page, err := ask(q, membership.ListRecognitions{Alliance: d.Alliance.ID, Size: membership.MaxPage, Bookmark: bookmark})
		return page.Recognitions, page.Next, err
	})
	if err != nil {
		return err
	}
	for _, one := range recognized {
		other, err := q.league(one.Other)
		if err != nil {
			return err
		}
		d.Recognized = append(d.Recognized, recognitionRow{other, one})
	}
	mandates, err := everyPage(func(bookmark string) ([]membership.MandateNow, string, error) {
		page, err := ask(q, membership.ListMandates{Alliance: d.Alliance.ID, Size: membership.MaxPage, Bookmark: bookmark})
		return page.Mandates, page.Next, err
	})
	if err != nil {
		return err
	}
	for _, one := range mandates {
		party, err := q.who(one.Party)
		if err != nil {
			return err
		}
		d.Mandates = append(d.Mandates, mandateRow{party, one})
	}
	d.Resolutions, err = everyPage(func(bookmark string) ([]membership.Resolution, string, error) {
		page, err := ask(q, membership.ListResolutions{Alliance: d.Alliance.ID, Size: membership.MaxPage, Bookmark: bookmark})
		return page.Resolutions, page.Next, err
	})
	return err
}

// fillOpen reads what is not settled yet.
func (q *reader) fillOpen(d *allianceData) error {
	for _, status := range []membership.ProposalStatus{membership.Filed, membership.Voting, membership.Timelocked} {
		open, err := q.index.Proposals(q.ctx, index.ProposalFilter{Alliance: d.Alliance.ID, Status: string(status)})
		if err != nil {
			return err
		}
		rows, err := q.proposalRows(open.Proposals)
		if err != nil {
			return err
		}
		d.Open = append(d.Open, rows...)
	}
	return nil
}

// everyPage reads a list to its end.
func everyPage[R any](page func(bookmark string) ([]R, string, error)) ([]R, error) {
	var all []R
	for bookmark := ""; ; {
		rows, next, err := page(bookmark)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
		if bookmark = next; next == "" {
			return all, nil
		}
	}
}

// classChoices are the classes that a list can be narrowed to.
func (q *reader) classChoices(c charter.Charter, chosen string) []choice {
	var all []choice
	for _, class := range c.Classes {
		all = append(all, choice{class.ID, q.text.Class(class.ID), class.ID == chosen})
	}
	return all
}

// choice is one that a form offers.
type choice struct {
	Value, Text string
	Chosen      bool
}

// choices are words of the registry's that a form offers.
func choices[T ~string](q *reader, prefix string, chosen string, all ...T) []choice {
	list := make([]choice, 0, len(all))
	for _, one := range all {
		list = append(list, choice{string(one), q.text.Words(prefix + string(one)), string(one) == chosen})
	}
	return list
}

// onlyAmong empties what was asked for where it is none of the choices.
func onlyAmong[T ~string](asked string, all ...T) string {
	if slices.Contains(all, T(asked)) {
		return asked
	}
	return ""
}
