package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client/audit/words"
	"allianceregistry/client/text"
	"allianceregistry/client/view"
	"allianceregistry/internal/manual"
)

// explained is a finding's code with its text in each language; parameters stand
// as {name}.
type explained struct {
	Code  string            `json:"code"`
	Texts map[string]string `json:"texts"`
	// Next is what to do about it, in each language.
	Next map[string]string `json:"next"`
}

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain", Args: manual.Arguments(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			codes := codes()
			if len(args) == 1 {
				code := strings.ToUpper(args[0])
				if !slices.Contains(codes, code) {
					return manual.Wrong("usage.finding", "value", args[0])
				}
				codes = []string{code}
			}
			return a.explain(codes)
		},
	}
}

func (a *app) explain(codes []string) error {
	v := view.View{Columns: []string{"code", "explanation", "next"}} // a table has the reader's language only
	list := []explained{}
	for _, code := range codes {
		one := explained{Code: code, Texts: map[string]string{}, Next: map[string]string{}}
		for _, lang := range text.Languages {
			said, err := textIn(lang)
			if err != nil {
				return err
			}
			one.Texts[lang], one.Next[lang] = said.Template("finding."+code), said.Template("next.finding."+code)
		}
		v.Rows = append(v.Rows, []string{code, a.text.Template("finding." + code), a.text.Template("next.finding." + code)})
		list = append(list, one)
	}
	v.Data = list
	return a.print(v)
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
