package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/membership"
)

const registerHelp = `Record the party of the profile on the ledger, with the profile's key as its
first officer. Its id is the one that it was enrolled under, for good.

  alliance party register --kind enterprise --name zh=思科 --name en=Cisco --jurisdiction US

Nobody checks a name: it is what the party says of itself.`

func (a *app) partyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "party", Short: "Register a party; look parties up", RunE: helpOf}
	cmd.AddCommand(a.partyRegisterCommand(), a.partyCorrectCommand(), &cobra.Command{
		Use: "show PARTY", Short: "Show a party", Example: "  alliance party show cisco@industry", Args: exactly("PARTY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				party, err := client.Ask(ctx, s.Client, membership.GetParty{ID: args[0]})
				if err != nil {
					return err
				}
				whole, err := identify(ctx, s, party)
				if err != nil {
					return err
				}
				return a.print(a.party(whole))
			})
		},
	}, &cobra.Command{
		Use: "list", Short: "List all parties", Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				parties, err := s.Parties(ctx)
				if err != nil {
					return err
				}
				return a.print(a.parties(parties))
			})
		},
	})
	return cmd
}

func (a *app) partyRegisterCommand() *cobra.Command {
	var in membership.RegisterParty
	var kind string
	var names []string
	cmd := &cobra.Command{
		Use: "register", Short: "Record the profile's party on the ledger", Long: registerHelp, Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			in.Request, in.Kind = a.requestID(), membership.Kind(kind)
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&kind, "kind", "", "what it is: "+strings.Join(membership.Kinds(), ", "))
	flags.StringArrayVar(&names, "name", nil, "its name in a language, such as en=Cisco; may stand several times")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "two-letter country code (ISO 3166-1)")
	flags.StringVar(&in.LEI, "lei", "", "legal entity identifier (ISO 17442)")
	flags.StringVar(&in.USCC, "uscc", "", "unified social credit code, 统一社会信用代码 (GB 32100)")
	flags.StringVar((*string)(&in.Recovery), "recovery", "", "how long a recovery of lost keys can be vetoed, such as P7D (default P3D)")
	return a.writing(cmd)
}

func (a *app) partyCorrectCommand() *cobra.Command {
	var in membership.CorrectParty
	var names []string
	cmd := &cobra.Command{
		Use: "correct", Short: "Replace what the profile's party says of itself; the earlier version stays", Args: exactly(),
		Example: "  alliance party correct --name en=Cisco --name zh=思科 --jurisdiction US --reason 'the country was missing'",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			in.Request = a.requestID()
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&names, "name", nil, "its name in a language, such as en=Cisco; may stand several times")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "two-letter country code (ISO 3166-1)")
	flags.StringVar(&in.LEI, "lei", "", "legal entity identifier (ISO 17442)")
	flags.StringVar(&in.USCC, "uscc", "", "unified social credit code, 统一社会信用代码 (GB 32100)")
	flags.StringVar(&in.Reason, "reason", "", "why; public")
	return a.writing(cmd)
}

// parseNames reads names such as en=Cisco.
func parseNames(texts []string) (membership.Names, error) {
	names := membership.Names{}
	for _, text := range texts {
		lang, name, found := strings.Cut(text, "=")
		if !found {
			return nil, usage("write a name as en=Cisco, not %q", text)
		}
		names[lang] = name
	}
	return names, nil
}

func (a *app) party(p identified) view {
	return view{data: p, columns: []string{"field", "value"}, rows: a.fields(
		"party", p.ID, "name", a.names(p.Names), "kind", a.kind(p.Kind), "jurisdiction", p.Jurisdiction,
		"lei", a.identifier(p.LEI, p.Rivals[membership.LEIScheme]), "uscc", a.identifier(p.USCC, p.Rivals[membership.USCCScheme]), "registered", when(p.Registered.Time), "tx", p.Registered.Tx,
		"version", number(p.Version), "reason", p.Reason)}
}

func (a *app) parties(parties []membership.Party) view {
	v := view{data: append([]membership.Party{}, parties...), columns: []string{"party", "name", "kind", "jurisdiction"}}
	for _, p := range parties {
		v.rows = append(v.rows, []string{p.ID, a.text.Name(p.Names), a.kind(p.Kind), p.Jurisdiction})
	}
	return v
}

// kind is what a party is. (An alliance stands at the head of columns too.)
func (a *app) kind(kind membership.Kind) string {
	if kind == membership.AllianceKind {
		return a.text.Say("kind.alliance", nil)
	}
	return a.words(string(kind))
}

// names shows a name in the reader's language first, then in the others.
func (a *app) names(names membership.Names) string {
	first := a.text.Name(names)
	said := []string{first}
	for _, lang := range []string{"zh", "en"} {
		if other := names[lang]; other != "" && other != first {
			said = append(said, other)
		}
	}
	return strings.Join(said, " / ")
}

// fields makes rows of keys and values in turn, and leaves out what is empty.
func (a *app) fields(pairs ...string) [][]string {
	var rows [][]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, []string{a.label(pairs[i]), pairs[i+1]})
		}
	}
	return rows
}

// label is a column's word as it stands before a value.
func (a *app) label(key string) string { return strings.ToLower(a.text.Say(key, nil)) }
