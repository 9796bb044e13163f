package main

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

func (a *app) partyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "party", RunE: cli.Group}
	cmd.AddCommand(a.partyRegisterCommand(), a.partyCorrectCommand(), a.partyRenameCommand(), &cobra.Command{
		Use: "show", Args: cli.Args(1, 1),
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
				return a.Print(a.party(whole))
			})
		},
	}, &cobra.Command{
		Use: "list", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				parties, err := s.Parties(ctx)
				if err != nil {
					return err
				}
				return a.Print(a.parties(parties))
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
		Use: "register", Args: cli.Args(0, 0),
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
	return a.addWriteFlags(cmd)
}

// parseNames reads names such as en=Cisco.
func parseNames(texts []string) (form.Names, error) {
	names := form.Names{}
	for _, text := range texts {
		lang, name, found := strings.Cut(text, "=")
		if !found {
			return nil, cli.NewUsageError("usage.name", "value", text)
		}
		names[lang] = name
	}
	return names, nil
}

func (a *app) party(p identified) view.View {
	return view.View{Data: p, Columns: []string{"field", "value"}, Rows: a.Fields(
		"party", p.ID, "name", a.names(p.Names), "kind", a.text.Kind(p.Kind), "jurisdiction", p.Jurisdiction,
		"lei", a.identifier(p.LEI, p.Rivals[membership.LEIScheme]), "uscc", a.identifier(p.USCC, p.Rivals[membership.USCCScheme]), "registered", view.When(p.Registered.Time), "tx", p.Registered.Tx,
		"version", view.Number(p.Version), "since", namedSince(p.Party), "reason", p.Reason)}
}

// namedSince is since when a party has its names, if that was before they were recorded.
func namedSince(p membership.Party) string {
	if p.Named.IsZero() {
		return ""
	}
	return view.When(p.Named)
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

// correction is what a party's record is to become: what is named changes, what is
// to be removed goes, and all else stays.
type correction struct {
	names, remove           []string
	jurisdiction, lei, uscc string
	reason, since           string
}

func (a *app) partyCorrectCommand() *cobra.Command {
	var c correction
	cmd := &cobra.Command{
		Use: "correct", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.correct(cmd, c) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&c.names, "name", nil, "")
	flags.StringVar(&c.jurisdiction, "jurisdiction", "", "")
	flags.StringVar(&c.lei, "lei", "", "")
	flags.StringVar(&c.uscc, "uscc", "", "")
	flags.StringArrayVar(&c.remove, "remove", nil, "")
	flags.StringVar(&c.reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

// partyRenameCommand is a correction of the names alone, which says since when the party has them.
func (a *app) partyRenameCommand() *cobra.Command {
	var c correction
	cmd := &cobra.Command{
		Use: "rename", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.correct(cmd, c) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&c.names, "name", nil, "")
	flags.StringVar(&c.since, "since", "", "")
	flags.StringVar(&c.reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

// parseSince reads the first day of something, in UTC, or a time with its zone.
func parseSince(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, cli.NewUsageError("usage.since", "value", text)
	}
	return at, nil
}

// correct reads the record, since the ledger takes it whole, and sends it with what
// was named.
func (a *app) correct(cmd *cobra.Command, c correction) error {
	if _, err := c.of(membership.Party{}); err != nil { // before anything is asked
		return err
	}
	return a.with(cmd, func(ctx context.Context, s session) error {
		party, err := client.Agreed(ctx, s.Client, membership.GetParty{ID: s.profile.Party})
		if err != nil {
			return err
		}
		in, err := c.of(party)
		if err != nil {
			return err
		}
		if in.Content, err = party.Content(); err != nil {
			return err
		}
		in.Request = a.requestID()
		done, err := a.submit(ctx, s, in)
		if err != nil {
			return err
		}
		return a.Print(a.receipts(done))
	})
}

// of makes the transaction that corrects a record.
func (c correction) of(party membership.Party) (membership.CorrectParty, error) {
	in := membership.CorrectParty{
		Names: maps.Clone(party.Names), Jurisdiction: party.Jurisdiction, LEI: party.LEI, USCC: party.USCC, Reason: c.reason,
	}
	named, err := parseNames(c.names)
	if err != nil {
		return in, err
	}
	if in.Named, err = parseSince(c.since); err != nil {
		return in, err
	}
	if in.Names == nil {
		in.Names = form.Names{}
	}
	maps.Copy(in.Names, named)
	fields := []struct {
		name  string
		given string
		to    *string
	}{{"jurisdiction", c.jurisdiction, &in.Jurisdiction}, {"lei", c.lei, &in.LEI}, {"uscc", c.uscc, &in.USCC}}
	gone := map[string]bool{}
	for _, what := range c.remove {
		gone[what] = true
	}
	changed := len(named) + len(gone)
	for _, field := range fields {
		if field.given != "" && gone[field.name] {
			return in, cli.NewUsageError("usage.both", "field", field.name)
		}
		if field.given != "" {
			*field.to = field.given
			changed++
		}
		if gone[field.name] {
			*field.to = ""
			delete(gone, field.name)
		}
	}
	if changed == 0 {
		return in, cli.NewUsageError("usage.nothing")
	}
	return in, c.withoutNames(in.Names, named, gone)
}

// withoutNames removes the names of some languages, "name=zh".
func (c correction) withoutNames(names, named form.Names, gone map[string]bool) error {
	for what := range gone {
		lang, is := strings.CutPrefix(what, "name=")
		if !is || lang == "" {
			return cli.NewUsageError("usage.remove", "value", what)
		}
		if _, given := named[lang]; given {
			return cli.NewUsageError("usage.both", "field", what)
		}
		delete(names, lang)
	}
	return nil
}
