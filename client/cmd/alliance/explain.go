package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership/refusal"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use: "explain", Args: manual.Arguments(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			codes := refusal.Codes()
			for _, code := range client.FindingCodes() {
				codes = append(codes, refusal.Code(code))
			}
			if len(args) == 1 {
				code := refusal.Code(strings.ToUpper(args[0]))
				if !slices.Contains(codes, code) {
					return manual.Wrong("usage.code", "value", args[0])
				}
				codes = []refusal.Code{code}
			}
			return a.explain(codes)
		},
	}
}

// explained is a code with its text in each language; parameters stand as {name}.
type explained struct {
	Code  refusal.Code      `json:"code"`
	Texts map[string]string `json:"texts"`
	// Next is what to do about it, in each language.
	Next map[string]string `json:"next"`
}

func (a *app) explain(codes []refusal.Code) error {
	v := view.View{Columns: []string{"code", "explanation", "next"}}
	list := []explained{}
	for _, code := range codes {
		one := explained{Code: code, Texts: map[string]string{}, Next: map[string]string{}}
		for _, lang := range text.Languages {
			said, err := text.In(lang)
			if err != nil {
				return err
			}
			one.Texts[lang], one.Next[lang] = said.Template(string(code)), said.Next(code)
			v.Rows = append(v.Rows, []string{string(code), one.Texts[lang], one.Next[lang]})
		}
		list = append(list, one)
	}
	v.Data = list
	return a.print(v)
}
