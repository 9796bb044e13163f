package graph

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-graphviz"
	"github.com/goccy/go-graphviz/cgraph"
	jtext "github.com/jedib0t/go-pretty/v6/text"

	"allianceregistry/audit/graph/aside"
	"allianceregistry/internal/legible"
)

func init() {
	if err := aside.Restore(); err != nil {
		panic(err) // the environment takes no variable
	}
}

// Node is a party or an alliance in a picture.
type Node struct {
	ID string
	// Label is what is written into its box: its name.
	Label string
	// Marked draws it with a thick line: the alliance's own members, say.
	Marked bool
}

// Arrow says that one node's party endorsed the other's, so many times.
type Arrow struct {
	From, To string
	Count    int
	// Against draws it broken: endorsements against.
	Against bool
}

// fonts are tried in this order by whoever shows the picture; the first two have
// Chinese characters.
const fonts = "Noto Sans CJK SC,Microsoft YaHei,PingFang SC,Helvetica,sans-serif"

// one picture is drawn at a time: the library has one memory for all, and two at once
// overwrite each other's. It is full while one is.
var one = make(chan struct{}, 1) //nolint:gochecknoglobals // the library's memory is one

// Endorsements writes who vouched for whom, from left to right. Nodes and arrows
// are drawn in the order given; an arrow to a node that is not given makes one
// with its id as its label. An arrow from a node to itself vouches for nobody and is not drawn.
// Of more than 60 nodes, or AtMost, those that are alike become one box, and it is said how many
// are left out.
func Endorsements(ctx context.Context, out io.Writer, title string, nodes []Node, arrows []Arrow, options ...Option) error {
	chosen := choicesOf(options)
	words := chosen.words
	nodes, arrows, left := condense(nodes, arrows, chosen)
	var below []string
	if words.For != "" && len(arrows) > 0 {
		below = append(below, legend(words))
	}
	if left > 0 && words.Omitted != nil {
		below = append(below, textAt(0, words.Omitted(left)))
	}
	drawn, err := narrowest(ctx, title, nodes, arrows)
	if err != nil {
		return fmt.Errorf("draw endorsements: %w", err)
	}
	return stand(out, drawn, title, words, below...)
}

// tooWide is from how many points on a picture is no longer legible on a page.
const tooWide = 1000

// narrowest draws from left to right; or downwards, where that is too wide and this is not as
// wide: a page goes on below, not at its side.
func narrowest(ctx context.Context, title string, nodes []Node, arrows []Arrow) ([]byte, error) {
	across, err := layOut(ctx, cgraph.LRRank, title, nodes, arrows)
	if err != nil {
		return nil, err
	}
	box, err := spanOf(across)
	if err != nil || box[2] <= tooWide {
		return across, err
	}
	down, err := layOut(ctx, cgraph.TBRank, title, nodes, arrows)
	if err != nil {
		return nil, err
	}
	other, err := spanOf(down)
	if err != nil || other[2] >= box[2] {
		return across, err
	}
	return down, nil
}

// layOut lays out the nodes in one direction.
func layOut(ctx context.Context, direction cgraph.RankDir, title string, nodes []Node, arrows []Arrow) (picture []byte, err error) {
	select {
	case one <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-one }()
	if err := ctx.Err(); err != nil { // select takes either case, if both are there
		return nil, err
	}
	g, err := graphviz.New(ctx)
	if err != nil {
		return nil, err
	}
	defer closeInto(g, &err)
	drawing, err := g.Graph()
	if err != nil {
		return nil, err
	}
	defer closeInto(drawing, &err)
	drawing.SetRankDir(direction).SetLabel(escaped(title)).SetFontName(fonts).SetLabelLocation(cgraph.TopLocation)
	if err := fill(drawing, nodes, arrows); err != nil {
		return nil, err
	}
	var drawn bytes.Buffer
	err = g.Render(ctx, drawing, graphviz.SVG, &drawn)
	return drawn.Bytes(), err
}

func closeInto(what io.Closer, err *error) {
	if closed := what.Close(); *err == nil {
		*err = closed
	}
}

func fill(drawing *cgraph.Graph, nodes []Node, arrows []Arrow) error {
	made := map[string]*cgraph.Node{}
	make := func(n Node) error {
		if made[n.ID] != nil {
			return nil
		}
		node, err := drawing.CreateNodeByName(legible.Line(n.ID))
		if err != nil {
			return err
		}
		made[n.ID] = node
		node.SetShape(cgraph.BoxShape).SetFontName(fonts).SetFontSize(fontSize).SetLabel(escaped(n.Label)).SetWidth(width(n.Label))
		if n.Marked {
			node.SetPenWidth(2)
		}
		return nil
	}
	for _, n := range nodes {
		if err := make(n); err != nil {
			return err
		}
	}
	for i, a := range arrows {
		for _, id := range []string{a.From, a.To} {
			if err := make(Node{ID: id, Label: id}); err != nil {
				return err
			}
		}
		edge, err := drawing.CreateEdgeByName(fmt.Sprint(i), made[a.From], made[a.To])
		if err != nil {
			return err
		}
		said := "" // which must be said, else it is the edge's name
		if a.Count > 1 {
			said = fmt.Sprint(a.Count)
		}
		edge.SetFontName(fonts).SetFontSize(fontSize).SetLabel(said)
		if a.Against {
			edge.SetStyle(cgraph.DashedEdgeStyle)
		}
	}
	return nil
}

const fontSize = 12

// width is how wide a box must be, in inches: the layout knows no font with
// Chinese characters, which are twice as wide as others.
func width(label string) float64 {
	const point, margin = 72, 20
	return (float64(jtext.StringWidthWithoutEscSequences(label))*fontSize*0.56 + margin) / point
}

// escaped makes a label one line, and keeps its backslashes from being read as the
// layout's own signs.
func escaped(label string) string { return strings.ReplaceAll(legible.Line(label), `\`, `\\`) }
