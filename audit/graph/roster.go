package graph

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"allianceregistry/internal/legible"
)

// Series is how many members of a class there were, from each time on.
type Series struct {
	Label  string
	Points []Point
}

// Point is a number that holds from a time on.
type Point struct {
	Time  time.Time
	Count int
}

// palette is legible in print without colours, and to people who see no red.
var palette = []color.Color{ //nolint:gochecknoglobals // fixed
	color.RGBA{0x1b, 0x4f, 0x72, 0xff},
	color.RGBA{0x5d, 0xad, 0xe2, 0xff},
	color.RGBA{0xf5, 0xb0, 0x41, 0xff},
	color.RGBA{0x7d, 0x66, 0x08, 0xff},
	color.RGBA{0x7b, 0x7d, 0x7d, 0xff},
	color.RGBA{0xd7, 0xbd, 0xe2, 0xff},
}

// ErrNothing says that there is nothing to draw.
var ErrNothing = errors.New("nothing to draw")

// Roster writes the series stacked upon one another. All must have the same
// times, in order; it returns ErrNothing if there are none.
func Roster(out io.Writer, title, axis string, series []Series) error {
	if len(series) == 0 || len(series[0].Points) == 0 {
		return ErrNothing
	}
	p := plot.New()
	p.Title.Text, p.Y.Label.Text, p.Y.Min = legible.Line(title), legible.Line(axis), 0
	p.X.Tick.Marker = plot.TimeTicks{Format: time.DateOnly, Ticker: fewTicks{}}
	p.Legend.Top, p.Legend.Left, p.Legend.Padding, p.Title.Padding = true, true, vg.Points(3), vg.Points(6)
	below := make([]int, len(series[0].Points))
	for i, one := range series {
		if len(one.Points) != len(below) {
			return fmt.Errorf("draw a roster: %q has %d points instead of %d", one.Label, len(one.Points), len(below))
		}
		area, err := plotter.NewPolygon(band(one.Points, below))
		if err != nil {
			return fmt.Errorf("draw a roster: %w", err)
		}
		area.Color, area.LineStyle = palette[i%len(palette)], draw.LineStyle{Color: color.White, Width: vg.Points(0.5)}
		p.Add(area)
		p.Legend.Add(legible.Line(one.Label), area)
	}
	const room = 1.25 // for the names of the classes
	p.Y.Max = max(p.Y.Max, 1) * room
	canvas := vgsvg.New(8*vg.Inch, 4*vg.Inch)
	const edge = 10 // points; the last date needs room to the right of its tick
	p.Draw(draw.Crop(draw.New(canvas), edge, -3*edge, edge, -edge))
	_, err := canvas.WriteTo(out)
	return err
}

// band is the area of one series upon those below it, which it adds itself to: a
// number holds until the next time.
func band(points []Point, below []int) plotter.XYs {
	var top, bottom plotter.XYs
	for i, point := range points {
		at := float64(point.Time.Unix())
		if i > 0 {
			last := len(top) - 1
			top = append(top, plotter.XY{X: at, Y: top[last].Y})
			bottom = append(bottom, plotter.XY{X: at, Y: bottom[last].Y})
		}
		bottom = append(bottom, plotter.XY{X: at, Y: float64(below[i])})
		below[i] += point.Count
		top = append(top, plotter.XY{X: at, Y: float64(below[i])})
	}
	for i := len(bottom) - 1; i >= 0; i-- {
		top = append(top, bottom[i])
	}
	return top
}

// fewTicks keeps dates from running into one another.
type fewTicks struct{}

// Ticks implements plot.Ticker.
func (fewTicks) Ticks(from, to float64) []plot.Tick {
	const count = 6
	var ticks []plot.Tick
	for i := range count + 1 {
		ticks = append(ticks, plot.Tick{Value: from + (to-from)*float64(i)/count, Label: "x"})
	}
	return ticks
}
