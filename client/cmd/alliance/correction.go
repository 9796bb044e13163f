package main

import (
	"context"
	"maps"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/manual"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// correction is what a party's record is to become: what is named changes, what is
// to be removed goes, and all else stays.
type correction struct {
	names, remove           []string
	jurisdiction, lei, uscc string
	reason                  string
}

func (a *app) partyCorrectCommand() *cobra.Command {
	var c correction
	cmd := &cobra.Command{
		Use: "correct", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.correct(cmd, c) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&c.names, "name", nil, "")
	flags.StringVar(&c.jurisdiction, "jurisdiction", "", "")
	flags.StringVar(&c.lei, "lei", "", "")
	flags.StringVar(&c.uscc, "uscc", "", "")
	flags.StringArrayVar(&c.remove, "remove", nil, "")
	flags.StringVar(&c.reason, "reason", "", "")
	return a.writing(cmd)
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
		return a.print(a.receipts(done))
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
			return in, manual.Wrong("usage.both", "field", field.name)
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
		return in, manual.Wrong("usage.nothing")
	}
	return in, c.withoutNames(in.Names, named, gone)
}

// withoutNames removes the names of some languages, "name=zh".
func (c correction) withoutNames(names, named form.Names, gone map[string]bool) error {
	for what := range gone {
		lang, is := strings.CutPrefix(what, "name=")
		if !is || lang == "" {
			return manual.Wrong("usage.remove", "value", what)
		}
		if _, given := named[lang]; given {
			return manual.Wrong("usage.both", "field", what)
		}
		delete(names, lang)
	}
	return nil
}
