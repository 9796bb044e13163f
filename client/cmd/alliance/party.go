package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

func (a *app) partyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "party", RunE: manual.Group}
	cmd.AddCommand(a.partyRegisterCommand(), a.partyCorrectCommand(), &cobra.Command{
		Use: "show", Args: manual.Arguments(1, 1),
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
		Use: "list", Args: manual.Arguments(0, 0),
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
		Use: "register", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			in.Request, in.Kind = a.requestID(), charter.Kind(kind)
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&kind, "kind", "", "")
	flags.StringArrayVar(&names, "name", nil, "")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "")
	flags.StringVar(&in.LEI, "lei", "", "")
	flags.StringVar(&in.USCC, "uscc", "", "")
	flags.StringVar((*string)(&in.Recovery), "recovery", "", "")
	return a.writing(cmd)
}

// parseNames reads names such as en=Cisco.
func parseNames(texts []string) (form.Names, error) {
	names := form.Names{}
	for _, text := range texts {
		lang, name, found := strings.Cut(text, "=")
		if !found {
			return nil, manual.Wrong("usage.name", "value", text)
		}
		names[lang] = name
	}
	return names, nil
}

func (a *app) party(p identified) view.View {
	return view.View{Data: p, Columns: []string{"field", "value"}, Rows: a.fields(
		"party", p.ID, "name", a.names(p.Names), "kind", a.text.Kind(p.Kind), "jurisdiction", p.Jurisdiction,
		"lei", a.identifier(p.LEI, p.Rivals[membership.LEIScheme]), "uscc", a.identifier(p.USCC, p.Rivals[membership.USCCScheme]), "registered", view.When(p.Registered.Time), "tx", p.Registered.Tx,
		"version", view.Number(p.Version), "reason", p.Reason)}
}

func (a *app) parties(parties []membership.Party) view.View {
	v := view.View{Data: append([]membership.Party{}, parties...), Columns: []string{"party", "name", "kind", "jurisdiction"}}
	for _, p := range parties {
		v.Rows = append(v.Rows, []string{p.ID, a.text.Name(p.Names), a.text.Kind(p.Kind), p.Jurisdiction})
	}
	return v
}

// names shows a name in the reader's language first, then in the others.
func (a *app) names(names form.Names) string {
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
func (a *app) label(key string) string {
	if a.output == view.CSV {
		return a.text.Words(key)
	}
	return strings.ToLower(a.text.Words(key))
}
