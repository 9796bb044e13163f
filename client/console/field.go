package console

import (
	"context"
	"net/url"
	"strings"

	"allianceregistry/internal/reading"
	"allianceregistry/membership/form"
)

// field is one of a form.
type field struct {
	// name is that of the form's field and, behind "console.field.", the key of its label.
	name string
	kind fieldKind
	// optional may stay empty.
	optional bool
	// hint is the key of what stands below a field for weights.
	hint string
	// options are what there is to choose from.
	options func(ctx context.Context, v *visit, given url.Values) ([]option, error)
}

// fieldKind says how a field is filled in.
type fieldKind string

// The kinds of fields: lines, ids, longer texts and so on. What is given stands in the link that leads to the form, and is shown.
const (
	given fieldKind = "given"
	line  fieldKind = "line"
	ident fieldKind = "id"
	long  fieldKind = "long"
	date  fieldKind = "date"
	// digest is that of a document, which can be chosen in its place; keyHash is that of a key.
	digest  fieldKind = "digest"
	keyHash fieldKind = "keyHash"
	choice  fieldKind = "choice"
	radio   fieldKind = "radio"
	number  fieldKind = "number"
)

// option is one of a choice: what is sent, and what is shown.
type option struct{ Value, Label string }

// shown is a field as a page has it.
type shown struct {
	Name, Label, Hint, Kind, Value string
	Required                       bool
	Max                            int
	Options                        []option
	// Measures are what a field for weights has in the place of options.
	Measures []measure
}

var (
	allianceField   = field{name: "alliance", kind: given}
	proposalField   = field{name: "proposal", kind: given}
	reasonField     = field{name: "reason", kind: long, optional: true}
	evidenceField   = field{name: "evidence", kind: digest, optional: true}
	classField      = field{name: "class", kind: choice, options: classes}
	newClassField   = field{name: "class", kind: choice, optional: true, options: classes}
	groupField      = field{name: "group", kind: ident, optional: true}
	organField      = field{name: "organ", kind: choice, options: organs}
	resolutionField = field{name: "resolution", kind: choice, optional: true, options: resolutions}
	memberField     = field{name: "subject", kind: choice, options: members}
	asField         = field{name: "as", kind: choice, optional: true, options: mandators}
)

// show is a field with what was entered, and with what there is to choose from.
func (f field) show(ctx context.Context, v *visit, in url.Values) (shown, error) {
	s := shown{
		Name: f.name, Label: v.Say("console.field."+f.name, nil), Kind: string(f.kind), Value: in.Get(f.name), Required: !f.optional, Max: form.MaxName,
	}
	switch f.kind {
	case long:
		s.Max = form.MaxReason
	case digest:
		s.Hint = v.Say("console.digest", nil)
	case document:
		s.Hint, s.Max = v.Say("console.charter", nil), form.MaxArgument
	case date:
		s.Hint = v.Say("console.date", nil)
	}
	var err error
	if f.kind == weighed {
		s.Hint = v.Say(f.hint, nil)
		s.Measures, err = v.measures(ctx, in)
	}
	if f.options != nil {
		s.Options, err = f.options(ctx, v, in)
		if s.Value == "" && len(s.Options) == 1 && !f.optional {
			s.Value = s.Options[0].Value
		}
	}
	return s, err
}

// isIdle reports whether there is nothing to choose in a field that may stay empty.
func (f field) isIdle(s shown) bool {
	return f.optional && (f.options != nil && len(s.Options) == 0 || f.kind == weighed && len(s.Measures) == 0)
}

// value is what was entered, as the ledger takes it: the preview shows it so. Texts there have
// one line; ids and digests are read as the command line reads them.
func (f field) value(in url.Values) string {
	text := in.Get(f.name)
	switch f.kind {
	case document:
		return text
	case given, ident:
		return reading.ID(text)
	case digest, keyHash:
		return reading.Hex(text)
	case long:
		return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
	}
	return strings.TrimSpace(text)
}
