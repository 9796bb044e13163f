package graph

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"

	jtext "github.com/jedib0t/go-pretty/v6/text"

	"allianceregistry/internal/legible"
)

// Words are what a picture says beside names, in the reader's language. Without them it has no
// legend.
type Words struct {
	// Description is for whoever has the page read out.
	Description string
	// For and Against stand in the legend of endorsements.
	For, Against string
	// Alike is what a box says that stands for so many parties; Omitted the sentence about so
	// many that are not drawn.
	Alike, Omitted func(count int) string
}

// choices are what is chosen about a picture.
type choices struct {
	words Words
	// nodes and arrows are how many of them are drawn.
	nodes, arrows int
}

// Option is a choice about a picture.
type Option func(*choices)

// Saying gives a picture its words.
func Saying(words Words) Option { return func(c *choices) { c.words = words } }

// AtMost bounds how many nodes and arrows a picture of endorsements has, for whoever cannot wait:
// to lay out twice as many takes many times as long.
func AtMost(nodes, arrows int) Option {
	return func(c *choices) { c.nodes, c.arrows = nodes, arrows }
}

func choicesOf(options []Option) choices {
	c := choices{nodes: maxNodes, arrows: math.MaxInt}
	for _, option := range options {
		option(&c)
	}
	return c
}

// root is the first tag of a picture as the libraries write it, viewBox what it spans.
var (
	root    = regexp.MustCompile(`(?s)<svg\b[^>]*>`)
	viewBox = regexp.MustCompile(`viewBox="([-\d.]+)[ ,]+([-\d.]+)[ ,]+([-\d.]+)[ ,]+([-\d.]+)"`)
)

const (
	leastWidth = 720 // points: a small picture is not blown up to a page's width
	lineHeight = 20
	inset      = 12
)

// stand makes a picture one that stands on any page: as wide as there is room, on white whatever
// lies behind it, with a title and a description for whoever hears it, and lines below.
func stand(out io.Writer, drawn []byte, title string, words Words, below ...string) error {
	box, err := spanOf(drawn)
	if err != nil {
		return err
	}
	if spare := leastWidth - box[2]; spare > 0 {
		box[0], box[2] = box[0]-spare/2, leastWidth
	}
	foot := box[1] + box[3]
	box[3] += float64(len(below)*lineHeight) + inset
	var head bytes.Buffer
	fmt.Fprintf(&head, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100%%" viewBox="%.2f %.2f %.2f %.2f" role="img">`, box[0], box[1], box[2], box[3])
	for name, text := range ordered("title", title, "desc", words.Description) {
		if text != "" {
			fmt.Fprintf(&head, "<%s>%s</%s>", name, inXML(text), name)
		}
	}
	fmt.Fprintf(&head, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="white"/>`, box[0], box[1], box[2], box[3])
	for i, line := range below {
		fmt.Fprintf(&head, `<g transform="translate(%.2f %.2f)">%s</g>`, box[0]+inset, foot+float64(i*lineHeight)+inset, line)
	}
	_, err = out.Write(bytes.Replace(drawn, root.Find(drawn), head.Bytes(), 1))
	return err
}

// spanOf is the corner, the width and the height of a picture, in points.
func spanOf(drawn []byte) (box [4]float64, err error) {
	tag := root.Find(drawn)
	numbers := viewBox.FindSubmatch(tag)
	if numbers == nil {
		return box, fmt.Errorf("a picture without size: %q", tag)
	}
	for i := range box {
		box[i], _ = strconv.ParseFloat(string(numbers[i+1]), 64) // the pattern's
	}
	return box, nil
}

// ordered yields names and texts in turn.
func ordered(pairs ...string) func(yield func(name, text string) bool) {
	return func(yield func(name, text string) bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if !yield(pairs[i], pairs[i+1]) {
				return
			}
		}
	}
}

func inXML(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(legible.Line(text))) // a buffer takes all
	return out.String()
}

// textAt is a text in a picture, from x on.
func textAt(x float64, text string) string {
	return fmt.Sprintf(`<text x="%.2f" y="4" font-family="%s" font-size="%d" fill="black">%s</text>`, x, fonts, fontSize, inXML(text))
}

// legend is a line that says what the two kinds of arrows are.
func legend(words Words) string {
	line, x := "", 0.0
	for i, text := range []string{words.For, words.Against} {
		dashes := [2]string{"", ` stroke-dasharray="5,2"`}[i]
		line += fmt.Sprintf(`<path d="M%.2f 0h28" stroke="black" fill="none"%s/><path d="M%.2f -4l8 4l-8 4z" fill="black"/>`, x, dashes, x+28)
		line += textAt(x+44, text)
		x += 64 + float64(jtext.StringWidthWithoutEscSequences(text))*fontSize*0.6
	}
	return line
}
