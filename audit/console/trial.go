package console

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/plain"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// trialData is the page on which a vote is tried: what if so many were for it?
type trialData struct {
	Who     who
	Version int
	Actions []choice
	// Entered are the classes that somebody could enter, Organs those with seats, Resolutions the
	// kinds of resolutions, Amendments those of amendments.
	Entered, Organs, Resolutions, Amendments []choice
	Classes                                  []trialClass
	Figures                                  []trialFigure
	Open                                     bool
	// Clause is the rule in words; Verdict is nil before a vote is tried.
	Clause  []plain.Clause
	Verdict *trial.Verdict
	Refusal string
	Subject who
	Rule    *bar
	Ignored []ignoredVote
}

// trialClass is a class with how many of its members vote how, as the form has it.
type trialClass struct {
	ID, Name string
	Members  int
	Votes    []trialVotes
}

type trialVotes struct {
	Field, Label, Value string
}

type trialFigure struct{ Field, Name, Value string }

// ignoredVote is one that is not counted, and why.
type ignoredVote struct {
	Who      who
	Position charter.Position
	Why      string
}

func (q *reader) trial() (web.Page, error) {
	found, its, err := q.allianceHead()
	if err != nil {
		return web.Page{}, err
	}
	version, err := q.number("version")
	if err != nil {
		return web.Page{}, err
	}
	kept, err := q.charterOf(its.ID, version)
	if err == nil && kept.Version == 0 {
		err = unknown("charter", its.ID+" "+view.Number(version))
	}
	if err != nil {
		return web.Page{}, err
	}
	q.calling(kept.Charter)
	members, err := q.voters(found.Alliance, kept.Charter)
	if err != nil {
		return web.Page{}, err
	}
	d := trialData{Who: its, Version: kept.Version, Open: q.asked("open") != ""}
	question := trial.Question{Charter: kept.Charter, Members: members, Figures: map[string]int{}, Open: d.Open, Organ: q.asked("organ"), Resolution: q.asked("resolution"), Amendment: q.asked("amendment"), Class: q.asked("class")}
	if err := q.fillTrialForm(&d, &question); err != nil {
		return web.Page{}, err
	}
	if q.asked("try") != "" {
		if err := q.try(&d, question); err != nil {
			return web.Page{}, err
		}
	}
	p := below(its, web.Page{Title: q.say("page.trial"), Template: "trial.html", Data: d})
	p.Above = append(p.Above, web.Link{Name: q.say("page.charterOf", "version", view.Number(kept.Version)), Path: pathTo("alliances", its.ID, "charter") + "?version=" + view.Number(kept.Version)})
	return p, nil
}

// maxTrial is how many members an alliance may have had with which a vote is tried: each of
// them is in memory then.
const maxTrial = 50_000

// voters are the alliance's members as they are now, as the engine tries a vote with them.
func (q *reader) voters(alliance membership.Alliance, bylaws charter.Charter) ([]charter.TrialMember, error) {
	seats := map[string][]string{}
	for _, organ := range bylaws.Organs {
		held, err := q.seatsOf(alliance.ID, organ.ID)
		if err != nil {
			return nil, err
		}
		for _, seat := range held {
			seats[seat.Party] = append(seats[seat.Party], organ.ID)
		}
	}
	var members []charter.TrialMember
	if count, err := q.index.CountEver(q.ctx, alliance.ID); err != nil || count > maxTrial {
		return nil, cmp.Or(err, error(catalogue.NewError("page.trial.full", "most", view.Number(maxTrial))))
	}
	err := q.eachMember(alliance.ID, rosterFilter{}, rosterStep, func(m index.Row) error {
		_, host, _ := form.SplitID("party", m.Party)
		members = append(members, charter.TrialMember{
			Voter: charter.Voter{
				Party: m.Party, Class: m.Class, Group: m.Group, Weights: m.Weights, Organs: seats[m.Party],
				Founder: slices.Contains(alliance.Founders, m.Party),
			},
			Host: host, Suspended: m.State == charter.Suspended,
		})
		return nil
	})
	return members, err
}

// fillKinds fills in the kinds of resolutions and of amendments that there are.
func (q *reader) fillKinds(d *trialData, question trial.Question) {
	if len(question.Charter.Resolutions) > 0 {
		d.Resolutions = []choice{{"", q.say("page.resolution.none"), question.Resolution == ""}}
	}
	for _, kind := range question.Charter.Resolutions {
		d.Resolutions = append(d.Resolutions, choice{kind.ID, q.text.Resolution(kind.ID), kind.ID == question.Resolution})
	}
	if len(question.Charter.Amendments) > 0 {
		d.Amendments = []choice{{"", q.say("page.amendment.none"), question.Amendment == ""}}
	}
	for _, kind := range question.Charter.Amendments {
		d.Amendments = append(d.Amendments, choice{kind.ID, q.text.Amendment(kind.ID), kind.ID == question.Amendment})
	}
}

// fillTrialForm fills the form with what was asked, and the question with it.
func (q *reader) fillTrialForm(d *trialData, question *trial.Question) error {
	bylaws := question.Charter
	var actions []charter.Action
	for _, key := range bylaws.Rules.Keys() {
		action, _ := key.Split()
		if bylaws.Rules[key] != nil && !slices.Contains(actions, action) {
			actions = append(actions, action)
		}
	}
	slices.SortFunc(actions, func(a, b charter.Action) int {
		return cmp.Compare(slices.Index(charter.Actions(), a), slices.Index(charter.Actions(), b))
	})
	question.Action = charter.Action(onlyAmong(q.asked("action"), actions...))
	if question.Action == "" && len(actions) > 0 {
		question.Action = actions[0]
	}
	d.Actions, d.Entered = choices(q, "", string(question.Action), actions...), q.classChoices(bylaws, question.Class)
	for _, organ := range bylaws.Organs {
		d.Organs = append(d.Organs, choice{organ.ID, q.text.Organ(organ.ID), organ.ID == question.Organ})
	}
	q.fillKinds(d, *question)
	d.Clause = q.plain.Rule(bylaws, question.Action)
	for _, class := range bylaws.Classes {
		row, err := q.trialClass(class.ID, question)
		if err != nil {
			return err
		}
		d.Classes = append(d.Classes, row)
	}
	for _, figure := range bylaws.Figures {
		value, err := q.number("figure." + figure.ID)
		if err != nil {
			return err
		}
		if q.asked("figure."+figure.ID) != "" {
			question.Figures[figure.ID] = value
		}
		d.Figures = append(d.Figures, trialFigure{"figure." + figure.ID, cmp.Or(q.text.Name(figure.Names), figure.ID), q.asked("figure." + figure.ID)})
	}
	return nil
}

// trialClass reads how many of a class vote how.
func (q *reader) trialClass(class string, question *trial.Question) (trialClass, error) {
	row := trialClass{ID: class, Name: q.text.Class(class)}
	for _, m := range question.Members {
		if m.Class == class && !m.Suspended {
			row.Members++
		}
	}
	for _, position := range trial.Positions() {
		field := string(position) + "." + class
		count, err := q.number(field)
		if err != nil {
			return row, err
		}
		row.Votes = append(row.Votes, trialVotes{field, q.text.Words(string(position)), q.asked(field)})
		if count > 0 {
			question.Votes = append(question.Votes, trial.Voices{Position: position, Class: class, Count: count})
		}
	}
	return row, nil
}

// try has the engine decide.
func (q *reader) try(d *trialData, question trial.Question) error {
	answer, err := trial.WhatIf(question)
	var few *trial.TooFew
	if errors.As(err, &few) {
		return catalogue.NewError("page.tooFew", "class", q.text.Class(few.Class), "wanted", strconv.Itoa(few.Wanted), "there", strconv.Itoa(few.There))
	}
	if err != nil {
		return err
	}
	d.Verdict = &answer.Verdict
	if answer.Code != "" {
		d.Refusal = q.text.Refusal(refusalIn(d.Who.ID, answer.Code, answer.Params))
	}
	if answer.Explanation != nil {
		d.Rule = q.bar(*answer.Explanation)
	}
	if question.Action != charter.Admit {
		if d.Subject, err = q.who(answer.Subject); err != nil {
			return err
		}
	}
	for _, ignored := range answer.Refused {
		voter, err := q.who(ignored.Party)
		if err != nil {
			return err
		}
		d.Ignored = append(d.Ignored, ignoredVote{voter, ignored.Position, q.text.Refusal(refusalIn(d.Who.ID, ignored.Code, ignored.Params))})
	}
	return nil
}

// refusalIn is a refusal of a trial, which knows no alliance, in the one that it was tried for.
func refusalIn(alliance string, code refusal.Code, params map[string]string) *refusal.Error {
	params = maps.Clone(params)
	if of, names := params["alliance"]; names && of == "" {
		params["alliance"] = alliance
	}
	return &refusal.Error{Code: code, Params: params}
}
