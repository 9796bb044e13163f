package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const foundHelp = `Found an alliance under the name of the profile's host. The profile's party must
be among the founders; it consents by this transaction. The alliance opens when
all founders have consented.

  alliance found zhongguancun --name zh=中关村区块链产业联盟 --sector industry \
    --founder cic@association --founder tsinghua@academia --charter charter.yaml

The charter is a file in YAML or JSON; examples/charters has some.`

func (a *app) foundCommand() *cobra.Command {
	var in membership.FoundAlliance
	var names []string
	var charter string
	cmd := &cobra.Command{
		Use: "found SLUG", Short: "Found an alliance", Long: foundHelp, Args: exactly("SLUG"),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := a.readFile(charter)
			if err != nil {
				return err
			}
			if err := decodeYAML(content, &in.Charter); err != nil {
				return inFile(charter, err)
			}
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			in.Request, in.Slug = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&names, "name", nil, "its name in a language, such as en=Hyperledger; may stand several times")
	flags.StringArrayVar(&in.Founders, "founder", nil, "a founder; may stand several times")
	flags.StringVar(&charter, "charter", "", "the charter's file")
	flags.StringVar(&in.Sector, "sector", "", "what it is about")
	flags.StringVar(&in.Scope, "scope", "", "global, national or regional")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "two-letter country code (ISO 3166-1)")
	_ = cmd.MarkFlagRequired("charter") // the flag exists
	return a.writing(cmd)
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List all alliances", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				alliances, err := s.Alliances(ctx)
				if err != nil {
					return err
				}
				return a.print(a.alliances(alliances))
			})
		},
	}
}

func (a *app) alliances(alliances []membership.Alliance) view {
	v := view{data: append([]membership.Alliance{}, alliances...), columns: []string{"alliance", "name", "sector", "status", "since"}}
	for _, one := range alliances {
		since := ""
		if one.Opened != nil {
			since = when(one.Opened.Time)
		}
		v.rows = append(v.rows, []string{one.ID, a.text.Name(one.Names), one.Sector, a.words(string(one.Status)), since})
	}
	return v
}

// version writes a version that there is.
func version(n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// shown is an alliance with its founders' consents.
type shown struct {
	membership.Alliance
	Consents membership.Consents `json:"consents"`
}

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ALLIANCE", Short: "Show an alliance and its founders' consents", Args: exactly("ALLIANCE"),
		Example: "  alliance show zhongguancun@association",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				alliance, err := client.Ask(ctx, s.Client, membership.GetAlliance{ID: args[0]})
				if err != nil {
					return err
				}
				consents, err := client.Ask(ctx, s.Client, membership.ListConsents{Alliance: args[0]})
				if err != nil {
					return err
				}
				return a.print(a.alliance(shown{alliance, consents}))
			})
		},
	}
}

func (a *app) alliance(s shown) view {
	opened, openedBy := "", ""
	if s.Opened != nil {
		opened, openedBy = when(s.Opened.Time), s.Opened.Tx
	}
	rows := a.fields("alliance", s.ID, "name", a.names(s.Names), "aliases", strings.Join(s.Aliases, ", "), "source", s.Source, "sector", s.Sector, "scope", a.words(s.Scope),
		"jurisdiction", s.Jurisdiction, "status", a.words(string(s.Status)), "since", opened, "tx", openedBy,
		"founders", strings.Join(s.Founders, ", "), "charter", version(s.Charter), "digest", s.CharterDigest)
	for _, given := range s.Consents.Given {
		rows = append(rows, []string{a.text.Say("given", nil), given.Party + "  " + when(given.Stamp.Time) + "  " + given.Stamp.Tx})
	}
	for _, missing := range s.Consents.Missing {
		rows = append(rows, []string{a.text.Say("missing", nil), missing})
	}
	return view{data: s, columns: []string{"field", "value"}, rows: rows}
}
