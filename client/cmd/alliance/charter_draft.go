package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client/charterfile"
	"allianceregistry/client/drafting"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/terminal"
	"allianceregistry/internal/view"
)

// drafted is how a charter is drafted from answers: those of a file, those of flags, and what a
// person at a terminal is asked.
type drafted struct {
	ask     bool
	file    string
	answers []string
	dryRun  bool
}

func (d *drafted) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&d.ask, "ask", false, "")
	flags.StringVar(&d.file, "answers", "", "")
	flags.StringArrayVar(&d.answers, "answer", nil, "")
	flags.BoolVar(&d.dryRun, "dry-run", false, "")
}

// wanted reports whether a charter is to be drafted.
func (d *drafted) wanted() bool { return d.ask || d.file != "" || len(d.answers) > 0 }

// given are the answers that are there without asking.
func (d *drafted) given(a *app) (drafting.Answers, error) {
	answers := drafting.Answers{}
	if d.file != "" {
		if err := a.readFields(d.file, &answers); err != nil {
			return nil, err
		}
	}
	for _, pair := range d.answers {
		id, answer, found := strings.Cut(pair, "=")
		if !found {
			return nil, cli.NewUsageError("draft.pair", "value", pair)
		}
		answers[strings.TrimSpace(id)] = answer
	}
	return answers, nil
}

// draft drafts a charter, and writes it to a file, if one is named, with its tests beside it.
func (a *app) draft(cmd *cobra.Command, by drafted, args []string) error {
	answers, err := by.given(a)
	if err != nil {
		return err
	}
	if by.ask {
		if args, err = a.askDraft(cmd, answers, args); err != nil {
			return err
		}
	}
	draft, err := drafting.New(answers, a.text.Catalogue)
	if err != nil {
		return err
	}
	to := ""
	if len(args) > 0 && !by.dryRun {
		to = args[0]
		if err := a.writeDraft(draft, to); err != nil {
			return err
		}
	}
	return a.printDraft(draft, to)
}

// askDraft asks for what is not answered, and for the file to write; it returns the arguments. On the
// way it says the command line that needs no questions.
func (a *app) askDraft(cmd *cobra.Command, answers drafting.Answers, args []string) ([]string, error) {
	if !terminal.IsTerminal(a.In) {
		return args, terminal.ErrNoTerminal
	}
	q := &inquiry{app: a, cmd: cmd, args: args}
	for question, more := answers.Next(); more && q.err == nil; question, more = answers.Next() {
		a.showQuestion(question)
		said := q.answer("draft.prompt", true, func(answer string) error {
			_, err := chosen(question, answer)
			return err
		})
		answers[question.ID], _ = chosen(question, said) // it was checked
	}
	if q.err == nil && len(args) == 0 {
		if file := q.answer("draft.file", true, func(string) error { return nil }); file != "" {
			q.args = append(q.args, file)
		}
	}
	if q.err != nil {
		return args, q.err
	}
	words := append([]string{cmd.CommandPath()}, q.args...)
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		words = append(words, "--answer '"+id+"="+answers[id]+"'")
	}
	fmt.Fprintln(a.Err, a.text.Say("ask.same", catalogue.Params{"command": strings.Join(words, " ")}))
	return q.args, nil
}

// showQuestion shows a question with its usual answers and what each means.
func (a *app) showQuestion(q drafting.Question) {
	fmt.Fprintln(a.Err, "\n"+a.Say("draft."+q.ID))
	for i, option := range q.Options {
		fmt.Fprintf(a.Err, "  %d  %s\n", i+1, drafting.Answered(a.text.Catalogue, q.ID, option))
	}
}

// chosen is an answer, or the option of that number; the usual one where nothing is answered.
func chosen(q drafting.Question, answer string) (string, error) {
	if answer == "" {
		return q.Options[0], nil
	}
	if n, err := strconv.Atoi(answer); err == nil && q.Other != drafting.Number && n >= 1 && n <= len(q.Options) {
		return q.Options[n-1], nil
	}
	return q.Check(answer)
}

// writeDraft writes a draft and its tests to new files. Files that have it already stay as
// they are; nothing else is written over.
func (a *app) writeDraft(draft drafting.Draft, to string) error {
	_, tests := charterfile.Paths(to)
	var missing []string
	contents := map[string][]byte{to: draft.Charter, tests: draft.Tests}
	for _, file := range []string{to, tests} {
		there, err := os.ReadFile(file) //nolint:gosec // the file that the person named
		switch {
		case os.IsNotExist(err):
			missing = append(missing, file)
		case err != nil:
			return err
		case !bytes.Equal(there, contents[file]):
			return catalogue.NewError("file.exists", "file", file)
		default:
			a.note("draft.same", "file", file)
		}
	}
	for _, file := range missing {
		if err := writeNew(file, contents[file]); err != nil {
			return err
		}
	}
	return nil
}

// printDraft says what was drafted: where it was written, or else the charter itself.
func (a *app) printDraft(draft drafting.Draft, to string) error {
	said := struct {
		File    string           `json:"file,omitempty"`
		Tests   string           `json:"tests,omitempty"`
		Charter string           `json:"charter"`
		Answers drafting.Answers `json:"answers"`
		Unasked []drafting.Left  `json:"unasked"`
	}{File: to, Charter: string(draft.Charter), Answers: draft.Answers, Unasked: drafting.Unasked(a.text.Catalogue)}
	if to != "" {
		_, said.Tests = charterfile.Paths(to)
	}
	if a.Output != view.Table {
		return a.Print(view.View{Data: said, Columns: []string{"field", "value"}, Rows: a.Fields("draft.column.charter", said.File, "draft.column.tests", said.Tests)})
	}
	if to == "" {
		_, err := a.Out.Write(draft.Charter)
		return err
	}
	fmt.Fprintln(a.Err, a.Say("draft.later"))
	for _, left := range said.Unasked {
		fmt.Fprintf(a.Err, "  %s: %s\n", left.Says, left.Section)
	}
	return a.Print(view.View{Data: said, Columns: []string{"field", "value"}, Rows: a.Fields("draft.column.charter", said.File, "draft.column.tests", said.Tests)})
}

// likePhrase is one that is like what was looked for.
type likePhrase struct {
	Says    string `json:"says"`
	Written string `json:"written"`
	drafting.Phrase
	Section string `json:"section"`
}

// like lists the phrases that are most like what a bylaw says, and the templates that have them.
func (a *app) like(said string) error {
	var languages []*catalogue.Catalogue
	for _, lang := range catalogue.Languages {
		words, err := draftWords(lang)
		if err != nil {
			return err
		}
		languages = append(languages, words)
	}
	phrases := drafting.Find(said, languages...)
	if len(phrases) == 0 {
		return cli.NewUsageError("draft.unlike", "value", said)
	}
	list := make([]likePhrase, 0, len(phrases))
	v := view.View{Columns: []string{"draft.column.says", "draft.column.written", "draft.column.template", "draft.column.section"}}
	for _, phrase := range phrases {
		one := likePhrase{phrase.Called(a.text.Catalogue), phrase.Written, phrase, a.Say("draft.section." + phrase.Section)}
		list = append(list, one)
		v.Rows = append(v.Rows, []string{one.Says, one.Written, phrase.Example, one.Section})
	}
	v.Data = list
	return a.Print(v)
}

// draftWords are the texts of drafts in a language.
func draftWords(lang string) (*catalogue.Catalogue, error) {
	phrases, err := drafting.PhraseWords()
	if err != nil {
		return nil, err
	}
	return catalogue.In(lang, drafting.Words, phrases)
}

// says lists what bylaws say that a template has.
func (a *app) says(template string) []string {
	list := []string{}
	for _, phrase := range drafting.Phrases() {
		if phrase.Example == template {
			list = append(list, phrase.Called(a.text.Catalogue))
		}
	}
	return list
}

// offerDraft asks a person at a terminal who has seen the templates whether to begin with questions.
func (a *app) offerDraft(cmd *cobra.Command) error {
	if a.Output != view.Table {
		return nil
	}
	a.note("draft.hint")
	if !terminal.IsTerminal(a.In) {
		return nil
	}
	answer, err := terminal.Ask(a.In, a.Err, a.Say("draft.begin")+" ")
	if err != nil || strings.ToLower(answer) != "yes" {
		return err
	}
	return a.draft(cmd, drafted{ask: true}, nil)
}
