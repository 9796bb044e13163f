package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client/charterfile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership/trial"
)

func (a *app) charterTestCommand() *cobra.Command {
	return &cobra.Command{
		Use: "test", Args: cli.Args(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			results := []tested{}
			for _, path := range args {
				suite, err := charterfile.Load(path)
				if err != nil {
					return err
				}
				// What the ledger would refuse is not tried: no case would come out there.
				if defects := suite.Charter.Defects(suite.Cases.Composition(suite.Charter.Charter)); len(defects) > 0 {
					return a.printDefects(suite.CharterPath, defects)
				}
				for _, result := range suite.Run() {
					results = append(results, tested{suite.CasesPath, result})
				}
			}
			return a.tests(results)
		},
	}
}

// tested is a case with the file in which it stands.
type tested struct {
	File string `json:"file"`
	charterfile.Result
}

// tests prints what came of each case, and refuses if one is not as expected.
func (a *app) tests(results []tested) error {
	failed := 0
	v := view.View{Data: results, Columns: []string{"place", "case", "outcome", "asExpected"}}
	for _, one := range results {
		as := a.Say("yes")
		if !one.Passed {
			failed++
			as = a.differences(one.Differences)
		}
		v.Rows = append(v.Rows, []string{one.File + ":" + strconv.Itoa(one.Line), a.text.Name(one.Name), a.outcome(one.Outcome), as})
	}
	if err := a.Print(v); err != nil || failed == 0 {
		return err
	}
	return &unusable{catalogue.NewMessage(nil, "charter.failed", "failed", failed, "count", len(results))}
}

func (a *app) outcome(o trial.Outcome) string { return a.Say("outcome." + string(o)) }

func (a *app) differences(list []charterfile.Difference) string {
	said := make([]string, 0, len(list))
	for _, one := range list {
		what := text.Spaced(a.Say("difference."+one.What), one.Of)
		if one.What == "outcome" {
			one.Wanted, one.Got = a.outcome(trial.Outcome(one.Wanted)), a.outcome(trial.Outcome(one.Got))
		}
		said = append(said, a.text.Say("charter.difference", catalogue.Params{"what": what, "wanted": a.orNone(one.Wanted), "got": a.orNone(one.Got)}))
	}
	return strings.Join(said, "; ")
}

func (a *app) orNone(text string) string {
	if text == "" {
		return a.Say("none")
	}
	return text
}
