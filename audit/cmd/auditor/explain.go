package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/audit/report"
	"allianceregistry/audit/words"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership/refusal"
)

// explained is a code with its text in each language; parameters stand as {name}.
type explained struct {
	Code  string            `json:"code"`
	Texts map[string]string `json:"texts"`
	// Next is what to do about it, in each language.
	Next map[string]string `json:"next"`
}

// explainable is a code, and the keys of its text and of what to do about it.
type explainable struct{ code, text, next string }

// explainableCodes are the codes that this program finds and complains of by itself. The
// rules' refusals have codes too; they are explained to who asks for one.
func explainableCodes() []explainable {
	var list []explainable
	for _, code := range codes() {
		list = append(list, explainable{code, "finding." + code, "next.finding." + code})
	}
	for _, code := range index.Codes() {
		list = append(list, explainable{string(code), string(code), "next." + string(code)})
	}
	for _, doubt := range report.Doubts() {
		list = append(list, explainable{string(doubt), "doubt." + string(doubt), "next.doubt." + string(doubt)})
	}
	return list
}

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain", Args: cli.Args(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			list := explainableCodes()
			if len(args) == 1 {
				code := strings.ToUpper(args[0])
				list = slices.DeleteFunc(list, func(e explainable) bool { return e.code != code })
				if slices.Contains(refusal.Codes(), refusal.Code(code)) {
					list = append(list, explainable{code, code, "next." + code})
				}
				if len(list) == 0 {
					return cli.NewUsageError("usage.finding", "value", args[0])
				}
			}
			return a.explain(list)
		},
	}
}

func (a *app) explain(codes []explainable) error {
	v := view.View{Columns: []string{"code", "explanation", "next"}} // a table has the reader's language only
	list := []explained{}
	for _, e := range codes {
		one := explained{Code: e.code, Texts: map[string]string{}, Next: map[string]string{}}
		for _, lang := range text.Languages {
			said, err := textIn(lang)
			if err != nil {
				return err
			}
			one.Texts[lang], one.Next[lang] = said.Template(e.text), said.Template(e.next)
		}
		v.Rows = append(v.Rows, []string{e.code, a.text.Template(e.text), a.text.Template(e.next)})
		list = append(list, one)
	}
	v.Data = list
	return a.Print(v)
}

// codes are the codes of all findings, in alphabetical order.
func codes() []string {
	content, err := words.Files.ReadFile("en.json")
	texts := map[string]string{}
	if err == nil {
		err = json.Unmarshal(content, &texts)
	}
	if err != nil {
		panic(err) // it is a part of this program
	}
	var list []string
	for key := range texts {
		if code, is := strings.CutPrefix(key, "finding."); is && code == strings.ToUpper(code) {
			list = append(list, code)
		}
	}
	slices.Sort(list)
	return list
}
