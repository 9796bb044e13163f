package main

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/client"
	"allianceregistry/client/charter"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/membership"
)

// supposed is by whom a charter is examined: so many founders, those of a file, or
// the members of an alliance.
type supposed struct {
	founders           int
	founding, alliance string
}

func (a *app) charterValidateCommand() *cobra.Command {
	var by supposed
	cmd := &cobra.Command{
		Use: "validate", Args: manual.Arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if given(cmd.Flags(), "founders", "founding", "alliance") > 1 {
				return manual.Wrong("usage.composition")
			}
			if by.founders < 1 || by.founders > membership.MaxFounders {
				return manual.Wrong("usage.founders", "value", strconv.Itoa(by.founders), "most", strconv.Itoa(membership.MaxFounders))
			}
			file, err := a.charterFile(args[0])
			if faults, form := faultsOf(err); form {
				return a.faulty(args[0], faults)
			} else if err != nil {
				return err
			}
			among, err := a.composition(cmd, file.Charter, by)
			if err != nil {
				return err
			}
			return a.faulty(args[0], file.Faults(among))
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&by.founders, "founders", 3, "")
	flags.StringVar(&by.founding, "founding", "", "")
	flags.StringVar(&by.alliance, "alliance", "", "")
	return cmd
}

// given counts the flags that were given.
func given(flags *pflag.FlagSet, names ...string) int {
	count := 0
	for _, name := range names {
		if flags.Changed(name) {
			count++
		}
	}
	return count
}

// faulty prints all that is wrong with a charter, and refuses it if anything is.
func (a *app) faulty(path string, faults []charter.Fault) error {
	v := view{data: append([]charter.Fault{}, faults...), columns: []string{"lineNumber", "path", "problem"}}
	for _, fault := range faults {
		v.rows = append(v.rows, []string{strconv.Itoa(fault.Line), fault.Path, a.text.Problem(fault.Fault)})
	}
	if err := a.print(v); err != nil || len(faults) == 0 {
		return err
	}
	return &unfit{catalogue.NewMessage(nil, "charter.faults", "file", path, "count", len(faults))}
}

// composition is the alliance by which a charter is examined.
func (a *app) composition(cmd *cobra.Command, c membership.Charter, by supposed) (membership.Composition, error) {
	switch {
	case by.alliance != "":
		return a.membersOf(cmd, c, by.alliance)
	case by.founding != "":
		var in struct {
			Founders []string                    `json:"founders"`
			Places   map[string]membership.Place `json:"places"`
		}
		content, err := a.readFile(by.founding)
		if err != nil {
			return membership.Composition{}, err
		}
		if err := decodeYAML(content, &in); err != nil {
			return membership.Composition{}, inFile(by.founding, err)
		}
		return c.FoundedBy(in.Founders, in.Places), nil
	}
	return example(c, by.founders), nil
}

// example is an alliance of so many founders, each of a host of its own, and of as
// many members of each other class of which the rules' conditions and electorates
// speak: so these rules too can be examined.
func example(c membership.Charter, founders int) membership.Composition {
	var voters []membership.Voter
	var hosts []string
	for i := range founders {
		host := "host-" + strconv.Itoa(i+1)
		voters = append(voters, membership.Voter{Party: "founder-" + strconv.Itoa(i+1) + "@" + host, Class: c.Founders, Founder: true})
		hosts = append(hosts, host)
	}
	for _, class := range spokenOf(c) {
		for i := range founders {
			host := "host-" + strconv.Itoa(i+1)
			voters = append(voters, membership.Voter{Party: class + "-" + strconv.Itoa(i+1) + "@" + host, Class: class})
			hosts = append(hosts, host)
		}
	}
	whole := c.MadeOf(nil, voters)
	whole.Hosts = hosts
	return whole
}

// spokenOf lists the classes with a vote, other than the founders', that rules name.
func spokenOf(c membership.Charter) []string {
	var named []string
	for _, key := range c.Rules.Keys() {
		rule := c.Rules[key]
		if rule == nil {
			continue
		}
		named = append(named, classesOf(rule.Electorate)...)
		for _, e := range []*membership.Expression{&rule.Pass, rule.Fallback, rule.Veto, rule.Sponsors} {
			named = append(named, classesIn(e)...)
		}
	}
	var classes []string
	for _, class := range c.Classes {
		if class.ID != c.Founders && slices.Contains(class.Rights, membership.Vote) && slices.Contains(named, class.ID) {
			classes = append(classes, class.ID)
		}
	}
	return classes
}

func classesOf(who *membership.Who) []string {
	if who == nil {
		return nil
	}
	return who.Classes
}

func classesIn(e *membership.Expression) []string {
	if e == nil {
		return nil
	}
	named := classesOf(e.Who)
	for _, list := range [][]membership.Expression{e.All, e.Any, e.Not} {
		for i := range list {
			named = append(named, classesIn(&list[i])...)
		}
	}
	return named
}

// membersOf are an alliance's active members as they are now. As on the ledger,
// their hosts are not looked at: an amendment may stay when a member moves.
func (a *app) membersOf(cmd *cobra.Command, c membership.Charter, id string) (whole membership.Composition, err error) {
	err = a.with(cmd, func(ctx context.Context, s session) error {
		alliance, err := client.Ask(ctx, s.Client, membership.GetAlliance{ID: id})
		if err != nil {
			return err
		}
		members, err := s.Roster(ctx, id, "")
		if err != nil {
			return err
		}
		var voters []membership.Voter
		for _, m := range members {
			if m.Period.State == membership.Active {
				voters = append(voters, membership.Voter{
					Party: m.Membership.Party, Class: m.Period.Class, Group: m.Period.Group, Weights: m.Period.Weights,
					Founder: slices.Contains(alliance.Founders, m.Membership.Party),
				})
			}
		}
		whole = c.MadeOf(nil, voters)
		return nil
	})
	return whole, err
}
