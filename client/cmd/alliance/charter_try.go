package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/naming"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// tried is what the flags of charter try say, before the charter is read.
type tried struct {
	rule, class, organ, subject string
	votes                       [3][]string // in the order of trial.Positions
	sizes, figures              []string
	open                        bool
	version                     int
}

func (a *app) charterTryCommand() *cobra.Command {
	var in tried
	cmd := &cobra.Command{
		Use: "try", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.charterNamed(cmd, args[0], in.version)
			if err != nil {
				return err
			}
			question, err := in.question(c)
			if err != nil {
				return err
			}
			if alliance, is := allianceIn(args[0]); is && len(in.sizes) == 0 {
				if question.Members, err = a.trialMembers(cmd, alliance, c); err != nil {
					return err
				}
			}
			answer, err := trial.WhatIf(question)
			var few *trial.TooFew
			if errors.As(err, &few) {
				return cli.NewUsageError("usage.tooFewMembers", "class", few.Class, "wanted", few.Wanted, "there", few.There)
			} else if err != nil {
				return err
			}
			a.text = a.text.Calling(text.CalledIn(c))
			return a.Print(a.answer(args[0], answer))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.rule, "rule", "", "")
	flags.StringArrayVar(&in.votes[0], "for", nil, "")
	flags.StringArrayVar(&in.votes[1], "against", nil, "")
	flags.StringArrayVar(&in.votes[2], "abstain", nil, "")
	flags.StringArrayVar(&in.sizes, "members", nil, "")
	flags.StringVar(&in.class, "class", "", "")
	flags.StringVar(&in.organ, "organ", "", "")
	flags.StringVar(&in.subject, "subject", "", "")
	flags.StringArrayVar(&in.figures, "figure", nil, "")
	flags.BoolVar(&in.open, "open", false, "")
	flags.IntVar(&in.version, "version", 0, "")
	_ = cmd.MarkFlagRequired("rule") // the flag exists
	return cmd
}

// allianceIn is the alliance that a word names, if charterNamed takes it for one.
func allianceIn(word string) (string, bool) {
	alliance, _ := splitVersion(word)
	_, missing := os.Stat(word)
	return alliance, missing != nil && strings.Contains(alliance, "@") && !strings.ContainsAny(alliance, `/\.`)
}

// question is what the flags ask of a charter. A rule may be named by its key, which has
// the class, the organ or the kind of resolution or amendment behind the action.
func (in tried) question(c charter.Charter) (q trial.Question, err error) {
	word, part, _ := strings.Cut(in.rule, "/")
	q = trial.Question{Charter: c, Action: reading.Choice[charter.Action](word), Class: in.class, Organ: in.organ, Subject: in.subject, Open: in.open}
	if !slices.Contains(charter.Actions(), q.Action) {
		return q, cli.NewUsageError("usage.rule", "value", in.rule)
	}
	switch {
	case part == "":
	case q.Action == charter.SeatAction, q.Action == charter.Elect, q.Action == charter.Vacate:
		q.Organ = part
	case q.Action == charter.Resolve:
		q.Resolution = naming.ResolutionID(c, part)
	case q.Action == charter.Amend:
		q.Amendment = naming.AmendmentID(c, part)
	default:
		q.Class = part
	}
	q.Class = naming.ClassID(c, q.Class)
	for i, position := range trial.Positions() {
		for _, text := range in.votes[i] {
			voices, err := parseVoices(c, string(position), text)
			if err != nil {
				return q, err
			}
			voices.Position = position
			q.Votes = append(q.Votes, voices)
		}
	}
	if q.Sizes, err = parseCounts("members", in.sizes); err != nil {
		return q, err
	}
	named := q.Sizes
	q.Sizes = map[string]int{}
	for class, size := range named {
		q.Sizes[naming.ClassID(c, class)] = size
	}
	q.Figures, err = parseCounts("figure", in.figures)
	return q, err
}

// parseVoices reads who votes alike: so many of the founders' class, so many of another
// (CLASS=2), or a party.
func parseVoices(c charter.Charter, flag, text string) (trial.Voices, error) {
	if strings.Contains(text, "@") {
		party := reading.ID(text)
		return trial.Voices{Party: party, Count: 1}, form.CheckID(flag, party)
	}
	class, written, named := strings.Cut(text, "=")
	if !named {
		class, written = "", text
	}
	count, err := parseCount(flag, text, written)
	return trial.Voices{Class: naming.ClassID(c, strings.TrimSpace(class)), Count: count}, err
}

// parseCounts reads numbers by name, such as attendance=40.
func parseCounts(flag string, texts []string) (map[string]int, error) {
	counts := map[string]int{}
	for _, text := range texts {
		name, written, named := strings.Cut(text, "=")
		if !named {
			return nil, cli.NewUsageError("usage.count", "flag", "--"+flag, "value", text)
		}
		count, err := parseCount(flag, text, written)
		if err != nil {
			return nil, err
		}
		counts[strings.TrimSpace(name)] = count
	}
	return counts, nil
}

// parseCount reads the number in a flag's value.
func parseCount(flag, whole, written string) (int, error) {
	count, wrong := input.Number(written)
	switch {
	case wrong != nil:
		return 0, cli.BadValue(flag, whole, wrong)
	case count < 0:
		return 0, cli.NewUsageError("usage.below", "flag", "--"+flag, "value", whole)
	}
	return count, nil
}

// trialMembers are an alliance's members as they are now, in the seats that they have.
// Their standing is not looked at.
func (a *app) trialMembers(cmd *cobra.Command, id string, c charter.Charter) (members []charter.TrialMember, err error) {
	err = a.with(cmd, func(ctx context.Context, s session) error {
		alliance, err := client.Agreed(ctx, s.Client, membership.GetAlliance{ID: id})
		if err != nil {
			return err
		}
		roster, err := s.Roster(ctx, id, "")
		if err != nil {
			return err
		}
		var seats []membership.SeatNow
		for _, organ := range c.Organs {
			some, err := s.Seats(ctx, id, organ.ID)
			if err != nil {
				return err
			}
			seats = append(seats, some...)
		}
		for _, m := range roster {
			party := m.Membership.Party
			_, host, _ := form.SplitID("party", party)
			one := charter.TrialMember{Voter: charter.Voter{
				Party: party, Class: m.Period.Class, Group: m.Period.Group, Weights: m.Period.Weights,
				Founder: slices.Contains(alliance.Founders, party),
			}, Host: host, Suspended: m.Period.State == charter.Suspended}
			for _, seat := range seats {
				if seat.Party == party && !seat.Over && seat.Vacated == nil {
					one.Organs = append(one.Organs, seat.Organ)
				}
			}
			members = append(members, one)
		}
		return nil
	})
	return members, err
}

// answer shows what would be decided, by which figures, and whose vote would not count.
func (a *app) answer(of string, answer trial.Answer) view.View {
	rows := a.Fields("outcome", a.outcome(answer.Outcome))
	if answer.Step > 0 && answer.Outcome == trial.Open {
		rows = append(rows, a.Fields("nextVote", view.Number(answer.Step+1))...)
	}
	if answer.Code != "" {
		params := maps.Clone(answer.Params) // a proposal on trial has neither an alliance nor an id
		for _, name := range []string{"alliance", "proposal"} {
			if value, there := params[name]; there && value == "" {
				params[name] = of
			}
		}
		rows = append(rows, a.Fields("reason", a.refusal(answer.Code, a.text.Refusal(&refusal.Error{Code: answer.Code, Params: params})))...)
	}
	rows = append(rows, a.Fields("members", view.Number(len(answer.Members)), "subject", answer.Subject)...)
	if t := answer.Tally; t != nil {
		rows = append(rows, a.Fields("electorate", view.Number(t.Electorate), "tally", a.text.Say("tried.votes", catalogue.Params{
			"for": view.Number(t.For), "against": view.Number(t.Against), "abstain": view.Number(t.Abstain),
		}))...)
	}
	if answer.Explanation != nil {
		rows = append(rows, a.text.Explanation(*answer.Explanation, 0)...)
	}
	for _, one := range answer.Refused {
		said := a.text.Say("tried.refused", catalogue.Params{"party": one.Party, "position": a.text.Words(string(one.Position)), "code": string(one.Code)})
		rows = append(rows, a.Fields("uncounted", said)...)
	}
	return view.View{Data: answer, Columns: []string{"field", "value"}, Rows: rows}
}
