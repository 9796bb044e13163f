package main

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/audit/graph"
	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

func (a *app) graphCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "graph", Args: cobra.ArbitraryArgs, RunE: cli.Group}
	cmd.AddCommand(a.drawCommand("endorsements", a.drawEndorsements), a.drawCommand("roster", a.drawRoster))
	return cmd
}

// drawCommand is a command that draws a picture of an alliance into a file.
func (a *app) drawCommand(name string, draw func(context.Context, *index.Index, string, period, io.Writer) error) *cobra.Command {
	var file string
	var when period
	cmd := &cobra.Command{
		Use: name, Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				var drawn bytes.Buffer
				if err := draw(ctx, x, args[0], when, &drawn); err != nil {
					return view.View{}, err
				}
				return a.writePicture(file, drawn.Bytes())
			})
		},
	}
	cmd.Flags().StringVar(&file, "svg", "", "")
	_ = cmd.MarkFlagRequired("svg") // the flag exists
	when.flags(cmd)
	return cmd
}

// writePicture writes a picture, and says where it is, unless that is standard output.
func (a *app) writePicture(file string, picture []byte) (view.View, error) {
	if file == "-" {
		_, err := a.Out.Write(picture)
		return view.View{}, err
	}
	v := view.View{
		Data: map[string]any{"file": file, "bytes": len(picture)}, Columns: []string{"file", "bytes"},
		Rows: [][]string{{file, view.Number(len(picture))}},
	}
	return v, os.WriteFile(file, picture, 0o600)
}

func (a *app) drawEndorsements(ctx context.Context, x *index.Index, alliance string, when period, out io.Writer) error {
	f := index.EndorsementFilter{Alliance: alliance, Action: charter.Admit, Page: index.Page{Size: index.MaxPage, Oldest: true}}
	var err error
	if f.Since, f.Until, err = when.times(); err != nil {
		return err
	}
	if err := checkKnown(ctx, x, alliance); err != nil {
		return err
	}
	arrows := arrows{}
	for {
		votes, err := x.Endorsements(ctx, f)
		if err != nil {
			return err
		}
		for _, vote := range votes.Votes {
			arrows.add(vote)
		}
		if f.Bookmark = votes.Next; votes.Next == "" {
			break
		}
	}
	nodes, err := a.nodes(ctx, x, arrows)
	if err != nil {
		return err
	}
	title := a.text.Say("graph.endorsements", catalogue.Params{"alliance": alliance})
	return graph.Endorsements(ctx, out, title, nodes, arrows.list(), graph.Saying(a.graphWords("graph.endorsementsAbout")))
}

// checkKnown refuses an alliance that is not in the index, with UNKNOWN_RECORD.
func checkKnown(ctx context.Context, x *index.Index, alliance string) error {
	_, err := x.Roster(ctx, index.RosterQuery{Alliance: alliance, Size: 1})
	return err
}

// arrows count endorsements by who gave them, to whom, and whether against.
type arrows map[arrow]int

type arrow struct {
	from, to string
	against  bool
}

// add counts an endorsement; an abstention vouches for nobody, and nobody for itself.
func (x arrows) add(vote index.Vote) {
	if position := vote.Endorsement.Position; position != charter.Abstain && vote.Endorsement.Party != vote.To {
		x[arrow{vote.Endorsement.Party, vote.To, position == charter.Against}]++
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (x arrows) list() []graph.Arrow {
	var list []graph.Arrow
	for one, count := range x {
		list = append(list, graph.Arrow{From: one.from, To: one.to, Count: count, Against: one.against})
	}
	slices.SortFunc(list, func(a, b graph.Arrow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), boolean(a.Against)-boolean(b.Against))
	})
	return list
}

// nodes are the parties at the arrows' ends, with their names.
func (a *app) nodes(ctx context.Context, x *index.Index, arrows arrows) ([]graph.Node, error) {
	ids := map[string]bool{}
	for one := range arrows {
		ids[one.from], ids[one.to] = true, true
	}
	var nodes []graph.Node
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		label, err := a.name(ctx, x, id)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, graph.Node{ID: id, Label: label})
	}
	return nodes, nil
}

func (a *app) drawRoster(ctx context.Context, x *index.Index, alliance string, when period, out io.Writer) error {
	since, until, err := when.times()
	if err != nil {
		return err
	}
	if until, err = upToNow(ctx, x, until); err != nil {
		return err
	}
	steps, err := x.Stats(ctx, index.StatsQuery{Alliance: alliance, Interval: index.Day, From: since, Until: until})
	if err != nil {
		return err
	}
	if a.text, err = a.calling(ctx, x, alliance, 0); err != nil {
		return err
	}
	title := a.text.Say("graph.roster", catalogue.Params{"alliance": alliance})
	return graph.Roster(out, title, a.Label("members"), a.series(steps), graph.Saying(a.graphWords("graph.rosterAbout")))
}

// graphWords are what pictures say beside names.
func (a *app) graphWords(about string) graph.Words {
	count := func(key string) func(int) string {
		return func(n int) string { return a.text.Say(key, catalogue.Params{"count": view.Number(n)}) }
	}
	return graph.Words{
		Description: a.Say(about), For: a.Say("graph.for"), Against: a.Say("graph.against"),
		Alike: count("graph.alike"), Omitted: count("graph.omitted"),
	}
}

// series are the members by class: from each step on as many as at its end.
func (a *app) series(steps []index.Step) []graph.Series {
	classes := map[string]bool{}
	for _, step := range steps {
		for class := range step.Active {
			classes[class] = true
		}
	}
	var list []graph.Series
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		one := graph.Series{Label: a.text.Class(class)}
		for i, step := range steps {
			count := step.Active[class] + step.Suspended[class]
			one.Points = append(one.Points, graph.Point{Time: step.From, Count: count})
			if i == len(steps)-1 { // that one too takes up room
				one.Points = append(one.Points, graph.Point{Time: step.Until, Count: count})
			}
		}
		list = append(list, one)
	}
	return list
}
