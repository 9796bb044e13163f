// Package text holds what the programs say, in Chinese and English, under one
// set of keys: en.json and zh.json. A refusal's text is its code's.
package text

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/internal/private"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Languages are the languages there are; the first is the one that others fall
// back to.
var Languages = catalogue.Languages //nolint:gochecknoglobals // fixed

//go:embed en.json zh.json
var files embed.FS

// steps are what to do about each refusal, under the keys next.CODE.
//
//go:embed next/en.json next/zh.json
var steps embed.FS

// Text says things in one language.
type Text struct {
	*catalogue.Catalogue
	// coded says that words are codes: whoever reads them is a program.
	coded bool
	// called is how the charter calls what the texts speak of.
	called Called
	// when writes the times of refusals; as they are recorded, in UTC, without it.
	when func(time.Time) string
}

// Coded says words as codes, in no language, and all else in this one.
func (t *Text) Coded() *Text { return &Text{Catalogue: t.Catalogue, coded: true} }

// Timed writes the times of refusals as when does, and says all else as before.
func (t *Text) Timed(when func(time.Time) string) *Text {
	timed := *t
	timed.when = when
	return &timed
}

// In returns the texts of a language; one that there is not is English. A
// program that says more than this library brings the folders of its own texts.
func In(lang string, more ...fs.FS) (*Text, error) {
	next, err := fs.Sub(steps, "next")
	if err != nil {
		return nil, err
	}
	texts, err := catalogue.In(lang, append([]fs.FS{files, next, input.Words, private.Words}, more...)...)
	return &Text{Catalogue: texts}, err
}

// Next says what to do about a refusal; empty if there is nothing to say.
func (t *Text) Next(code refusal.Code) string { return t.Template("next." + string(code)) }

// Refusal returns the sentence of a refusal; that of a charter lists all that is
// wrong with it, each on a line of its own.
func (t *Text) Refusal(denied *refusal.Error) string {
	params := t.parameters(denied.Params)
	if _, given := params["fields"]; denied.Code == refusal.UnknownField && !given {
		params["fields"] = "" // an older chaincode does not list them
	}
	if denied.Code == refusal.CharterInvalid {
		return t.Compose(string(denied.Code), nil, catalogue.Params{"faults": t.defects(denied)})
	}
	if denied.Code == refusal.BadID {
		return t.Say(idKey(denied.Params["field"]), params)
	}
	if denied.Code == refusal.AboutDiffers {
		params["recorded"] = t.AboutValue(denied.Params["field"], denied.Params["recorded"])
		params["given"] = t.AboutValue(denied.Params["field"], denied.Params["given"])
		params["field"] = t.About(denied.Params["field"])
	}
	return t.Say(string(denied.Code), params)
}

// About calls by its word a field that says what an answer or a transaction is about.
func (t *Text) About(field string) string {
	if key := "about." + field; t.Template(key) != "" {
		return t.Say(key, nil)
	}
	return field
}

// AboutValue is what stands in such a field, where that is a word of the registry.
func (t *Text) AboutValue(field, value string) string {
	if field == "action" {
		return t.parameter(field, value, nil)
	}
	return value
}

func (t *Text) defects(denied *refusal.Error) string {
	list := charter.DefectsIn(denied)
	if list == nil {
		list = []charter.Defect{{Path: denied.Params["path"], Problem: charter.Problem(denied.Params["problem"])}}
	}
	var lines strings.Builder
	for _, defect := range list {
		lines.WriteString("\n  " + t.Defect(defect))
	}
	return lines.String()
}

// Defect says where something is wrong with a charter, and what.
func (t *Text) Defect(defect charter.Defect) string {
	if defect.Path == "" { // the whole file
		return t.Problem(defect)
	}
	return t.Say("problem.line", catalogue.Params{"path": defect.Path, "problem": t.Problem(defect)})
}

// Problem says what is wrong with a charter. Some problems are those of any text
// or id, and said like their refusal.
func (t *Text) Problem(defect charter.Defect) string {
	key, params := input.Key(input.Problem(defect.Problem), defect.Params), defect.Params
	switch defect.Problem {
	case charter.NotDuration:
		var instead string
		key, instead = durationHint(params["value"])
		params = map[string]string{"value": params["value"], "instead": instead}
	case charter.OutOfRange:
		params = formatBounds(params)
	case charter.NotAmong:
		return t.Say(key, catalogue.Params{"value": params["value"], "choices": t.choicesOf(defect)})
	}
	if t.Template(key) == "" {
		key = string(defect.Problem)
	}
	return t.Say(key, t.parameters(params))
}

// parameters says the values of parameters, where they are words of the registry
// and not somebody's own.
func (t *Text) parameters(params map[string]string) catalogue.Params {
	said := catalogue.Params{}
	for name, value := range params {
		said[name] = t.parameter(name, value, params)
	}
	return said
}

func (t *Text) parameter(name, value string, all map[string]string) string {
	if action, is := strings.CutPrefix(value, "proposers of "); is && name == "what" {
		return t.Say("what.proposers", catalogue.Params{"action": t.parameter("action", action, nil)})
	}
	if name == "because" && slices.Contains(charter.Actions(), charter.Action(value)) {
		return t.Say("because.rule", catalogue.Params{"action": t.parameter("action", value, nil)})
	}
	if _, asked := all["value"]; asked && name == "choices" {
		return t.choices(all["field"], value)
	}
	if at, is := t.timeParameter(name, value, all); is {
		return at
	}
	if named, is := t.byName(name, value); is {
		return named
	}
	keys := []string{name + "." + value}
	switch {
	case value == "":
		keys = []string{name + ".none"}
	case slices.Contains([]string{"status", "state", "action", "kind"}, name):
		keys = append(keys, value)
	}
	for _, key := range keys {
		if t.Template(key) != "" && !t.hasOtherParameters(key, "value") { // else it is no word but a sentence
			return t.Say(key, catalogue.Params{"value": all["value"]})
		}
	}
	return value
}

// byName is what the charter calls something, if it is of a kind that charters have names for.
func (t *Text) byName(kind, id string) (string, bool) {
	switch kind {
	case "class":
		return t.Class(id), true
	case "organ":
		return t.Organ(id), true
	case "resolution":
		return t.Resolution(id), true
	case "amendment", "apart":
		return t.Amendment(id), true
	}
	return "", false
}

// timeParameters are the parameters that are times of records.
var timeParameters = []string{"closes", "closed", "effective", "expired", "expires", "over", "recorded", "since", "until"} //nolint:gochecknoglobals // fixed

// timeParameter is a time as it is written, if it is one. What somebody typed stays.
func (t *Text) timeParameter(name, value string, all map[string]string) (string, bool) {
	if t.when == nil || !slices.Contains(timeParameters, name) && (name != "time" || all["recorded"] == "") {
		return "", false
	}
	at, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return "", false
	}
	return t.when(at), true
}

// choices lists what a field may be: each by its word, and behind it what is
// typed where that is another.
func (t *Text) choices(field, list string) string {
	var said []string
	for _, choice := range strings.Split(list, ", ") {
		word := t.parameter(field, choice, nil)
		if word == choice && t.Template(choice) != "" {
			word = t.Say(choice, nil)
		}
		if choice != "" { // to say nothing is no choice that could be typed
			said = append(said, t.choice(word, choice))
		}
	}
	return strings.Join(said, t.Say("choice.separator", nil))
}

// hasOtherParameters reports whether a text has parameters other than one.
func (t *Text) hasOtherParameters(key, except string) bool {
	return slices.ContainsFunc(t.Named(key), func(name string) bool { return name != except })
}

// Name picks a party's or an alliance's name in this language, or the first
// other that there is.
func (t *Text) Name(names form.Names) string {
	for _, lang := range append([]string{t.Language()}, Languages...) {
		if name := names[lang]; name != "" {
			return name
		}
	}
	first := ""
	for lang := range names {
		if first == "" || lang < first {
			first = lang
		}
	}
	return names[first]
}
