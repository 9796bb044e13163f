package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/client"
	"allianceregistry/client/charterfile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/trial"
)

// assumption is by whom a charter is examined: so many founders, those of a file, or
// the members of an alliance.
type assumption struct {
	founders           int
	founding, alliance string
}

func (a *app) charterValidateCommand() *cobra.Command {
	var by assumption
	reach := false
	cmd := &cobra.Command{
		Use: "validate", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if countGiven(cmd.Flags(), "founders", "founding", "alliance") > 1 {
				return cli.NewUsageError("usage.composition")
			}
			if by.founders < 1 || by.founders > membership.MaxFounders {
				return cli.NewUsageError("usage.founders", "value", strconv.Itoa(by.founders), "most", strconv.Itoa(membership.MaxFounders))
			}
			file, err := a.charterFile(args[0])
			if defects, form := defectsOf(err); form {
				return a.printDefects(args[0], defects)
			} else if err != nil {
				return err
			}
			among, err := a.composition(cmd, args[0], file.Charter, by)
			if err != nil {
				return err
			}
			defects := file.Defects(among)
			if len(defects) > 0 {
				return a.printDefects(args[0], defects)
			}
			reaches := file.Charter.Reaches(among)
			if reach {
				return a.Print(a.reaches(reaches))
			}
			a.noteReaches(reaches)
			return a.printDefects(args[0], nil)
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&by.founders, "founders", trial.SomeFounders, "")
	flags.StringVar(&by.founding, "founding", "", "")
	flags.StringVar(&by.alliance, "alliance", "", "")
	flags.BoolVar(&reach, "reach", false, "")
	return cmd
}

// countGiven counts the flags that were given.
func countGiven(flags *pflag.FlagSet, names ...string) int {
	count := 0
	for _, name := range names {
		if flags.Changed(name) {
			count++
		}
	}
	return count
}

// printDefects prints all that is wrong with a charter, and refuses it if anything is.
func (a *app) printDefects(path string, defects []charterfile.Defect) error {
	defects = append([]charterfile.Defect{}, defects...)
	slices.SortStableFunc(defects, func(a, b charterfile.Defect) int { return cmp.Compare(a.Line, b.Line) })
	v := view.View{Data: defects, Columns: []string{"lineNumber", "path", "problem"}}
	for _, defect := range defects {
		v.Rows = append(v.Rows, []string{strconv.Itoa(defect.Line), defect.Path, a.text.Problem(defect.Defect)})
	}
	if err := a.Print(v); err != nil || len(defects) == 0 {
		return err
	}
	return &unusable{catalogue.NewMessage(nil, "charter.faults", "file", path, "count", len(defects))}
}

// composition is the alliance by which a charter is examined. Without a flag it is
// that of the charter's tests, if there are any, or else an example; which one it is
// is said on the standard error.
func (a *app) composition(cmd *cobra.Command, path string, c charter.Charter, by assumption) (charter.Composition, error) {
	switch {
	case by.alliance != "":
		return a.membersOf(cmd, c, by.alliance)
	case by.founding != "":
		return a.foundersIn(c, by.founding)
	}
	if !cmd.Flags().Changed("founders") && path != "-" {
		if _, cases := charterfile.Paths(path); exists(cases) {
			suite, err := charterfile.Load(path)
			a.note("assumed.tests", "file", cases)
			return suite.Cases.Composition(c), err
		}
	}
	whole := trial.Example(c, by.founders)
	a.note("assumed.example", "founders", strconv.Itoa(by.founders), "members", strconv.Itoa(len(whole.Voters)-by.founders))
	return whole, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// note says something beside the answer.
func (a *app) note(key string, pairs ...any) {
	fmt.Fprintln(a.Err, a.text.Tell(catalogue.NewMessage(nil, key, pairs...), nil))
}

// foundersIn are those of a file, and nobody else: so an alliance begins.
func (a *app) foundersIn(c charter.Charter, path string) (charter.Composition, error) {
	var in struct {
		Founders []string                 `json:"founders"`
		Places   map[string]charter.Place `json:"places"`
	}
	if err := a.readFields(path, &in); err != nil {
		return charter.Composition{}, err
	}
	return c.FounderComposition(in.Founders, in.Places), nil
}

// membersOf are an alliance's active members as they are now. As on the ledger,
// their hosts are not looked at: an amendment may stay when a member moves.
func (a *app) membersOf(cmd *cobra.Command, c charter.Charter, id string) (whole charter.Composition, err error) {
	err = a.with(cmd, func(ctx context.Context, s session) error {
		alliance, err := client.Agreed(ctx, s.Client, membership.GetAlliance{ID: id})
		if err != nil {
			return err
		}
		members, err := s.Roster(ctx, id, "")
		if err != nil {
			return err
		}
		var voters []charter.Voter
		for _, m := range members {
			if m.Period.State == charter.Active {
				voters = append(voters, charter.Voter{
					Party: m.Membership.Party, Class: m.Period.Class, Group: m.Period.Group, Weights: m.Period.Weights,
					Founder: slices.Contains(alliance.Founders, m.Membership.Party),
				})
			}
		}
		whole = c.MemberComposition(nil, voters)
		return nil
	})
	return whole, err
}
