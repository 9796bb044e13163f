package graph

import (
	"bytes"
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
func Roster(out io.Writer, title, axis string, series []Series, options ...Option) error {
	if len(series) == 0 || len(series[0].Points) == 0 {
		return ErrNothing
	}
	p := plot.New()
	p.Title.Text, p.Y.Label.Text, p.Y.Min = legible.Line(title), legible.Line(axis), 0
	p.X.Tick.Marker = calendarTicks{}
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
	var drawn bytes.Buffer
	if _, err := canvas.WriteTo(&drawn); err != nil {
		return fmt.Errorf("draw a roster: %w", err)
	}
	return stand(out, drawn.Bytes(), title, choicesOf(options).words)
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

// calendarTicks stand at times that people name: full hours, days, first days of months and of
// years, whichever leaves at most so many that they do not run into one another.
type calendarTicks struct{}

const maxTicks = 7

// span is a distance between ticks, in hours, months or both, and how they are written.
type span struct {
	hours, months int
	form          string
}

// spans are the distances, the shortest first.
func spans() []span {
	const hour, day = "01-02 15:04", time.DateOnly
	return []span{
		{1, 0, hour},
		{3, 0, hour},
		{6, 0, hour},
		{12, 0, hour},
		{24, 0, day},
		{48, 0, day},
		{7 * 24, 0, day},
		{14 * 24, 0, day},
		{0, 1, day},
		{0, 2, day},
		{0, 3, day},
		{0, 6, day},
		{0, 12, day},
		{0, 24, day},
		{0, 60, day},
		{0, 120, day},
	}
}

// Ticks implements plot.Ticker.
func (calendarTicks) Ticks(from, to float64) (ticks []plot.Tick) {
	begin, end := time.Unix(int64(from), 0).UTC(), time.Unix(int64(to), 0).UTC()
	for _, s := range spans() {
		if ticks = s.ticks(begin, end); len(ticks) <= maxTicks {
			break
		}
	}
	if len(ticks) == 0 { // less than an hour
		ticks = append(ticks, plot.Tick{Value: from, Label: begin.Format(time.DateTime)})
	}
	return ticks
}

// ticks are those of a distance, no more than one too many.
func (s span) ticks(begin, end time.Time) (ticks []plot.Tick) {
	at := begin.Truncate(time.Duration(max(s.hours, 1)) * time.Hour)
	if s.months > 0 {
		months := begin.Year()*12 + int(begin.Month()) - 1
		at = time.Date(0, time.Month(months-months%s.months+1), 1, 0, 0, 0, 0, time.UTC)
	}
	for ; !at.After(end) && len(ticks) <= maxTicks; at = at.Add(time.Duration(s.hours)*time.Hour).AddDate(0, s.months, 0) {
		if !at.Before(begin) {
			ticks = append(ticks, plot.Tick{Value: float64(at.Unix()), Label: at.Format(s.form)})
		}
	}
	return ticks
}
