package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/audit/words"
	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

func (a *app) historyCommand() *cobra.Command {
	f := index.Filter{}
	var when period
	cmd := &cobra.Command{
		Use: "history", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if f.From, f.Until, err = when.times(); err != nil {
				return err
			}
			if err := checkFilter(f); err != nil {
				return err
			}
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				if err := checkAlliance(ctx, x, f.Alliance); err != nil {
					return view.View{}, err
				}
				var err error
				if f.Proposal, err = proposalID(ctx, x, f.Proposal); err != nil {
					return view.View{}, err
				}
				entries, err := a.history(ctx, cmd, x, &f)
				a.setNext(entries.Next)
				return a.entries(entries), err
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Party, "party", "", "")
	flags.StringVar(&f.Alliance, "alliance", "", "")
	flags.StringVar(&f.Proposal, "proposal", "", "")
	flags.StringVar(&f.Action, "action", "", "")
	flags.StringVar(&f.Type, "type", "", "")
	flags.StringVar(&f.Caller, "caller", "", "")
	flags.StringVar(&f.Host, "host", "", "")
	flags.StringVar(&f.Text, "text", "", "")
	flags.BoolVar(&f.Invalid, "all", false, "")
	flags.Uint64Var(&f.FromBlock, "from-block", 0, "")
	flags.Uint64Var(&f.UntilBlock, "to-block", 0, "")
	when.flags(cmd)
	ordered(cmd, &f.Page)
	return cmd
}

func (a *app) eventsCommand() *cobra.Command {
	f := index.Filter{Page: index.Page{Oldest: true}}
	cmd := &cobra.Command{
		Use: "events", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				if err := checkAlliance(ctx, x, f.Alliance); err != nil {
					return view.View{}, err
				}
				entries, err := a.history(ctx, cmd, x, &f)
				a.setNext(entries.Next)
				return a.entries(entries), err
			})
		},
	}
	cmd.Flags().StringVar(&f.Alliance, "alliance", "", "")
	cmd.Flags().Uint64Var(&f.FromBlock, "from-block", 0, "")
	cmd.Flags().Uint64Var(&f.UntilBlock, "to-block", 0, "")
	paged(cmd, &f.Page)
	return cmd
}

// history reads what happened: a page of it, or, for a program, all.
func (a *app) history(ctx context.Context, cmd *cobra.Command, x *index.Index, f *index.Filter) (index.Entries, error) {
	return allPages(a, cmd, &f.Page, index.Entries{Entries: []index.Entry{}}, func() (index.Entries, error) { return x.History(ctx, *f) },
		func(whole *index.Entries, page index.Entries) string {
			whole.Entries = append(whole.Entries, page.Entries...)
			return page.Next
		})
}

// checkFilter refuses what no transaction can match: a misspelt filter must not answer
// that nothing happened.
func checkFilter(f index.Filter) error {
	if f.Type != "" {
		if err := cli.OneOf("--type", f.Type, membership.EventTypes()...); err != nil {
			return err
		}
	}
	if f.Action != "" {
		var actions []string
		for _, action := range charter.Actions() {
			actions = append(actions, string(action))
		}
		if err := cli.OneOf("--action", f.Action, actions...); err != nil {
			return err
		}
	}
	return checkParties(f.Party)
}

// checkParties refuses ids of parties that are none, with BAD_ID; an empty one is any.
func checkParties(parties ...string) error {
	for _, party := range parties {
		if party == "" {
			continue
		}
		if _, _, err := form.SplitID("party", party); err != nil {
			return err
		}
	}
	return nil
}

// checkAlliance refuses an alliance that is not in the index, with UNKNOWN_RECORD; an empty
// one is any.
func checkAlliance(ctx context.Context, x *index.Index, alliance string) error {
	if alliance == "" {
		return nil
	}
	return checkKnown(ctx, x, alliance)
}

// entry says what a transaction did, and to what. One of the registry that took effect
// without an event had been sent before; of another chaincode's, and of a question that
// somebody had ordered, nothing is said that the index does not know.
func (a *app) entry(e index.Entry) (event, subject string) {
	switch {
	case e.Event != nil:
		return a.text.Words(e.Event.Type), a.text.Subject(*e.Event)
	case e.Name == "":
		event = a.Label("kind." + e.Kind)
	default:
		event = e.Name
	}
	if e.Problem == "" && e.Code == client.Valid && slices.Contains(membership.TransactionNames(), e.Name) {
		return event, a.Say("history.nothing")
	}
	return event, words.Reason(a.text.Language(), e.Problem)
}

func (a *app) entries(list index.Entries) view.View {
	v := view.View{
		Data:     list,
		Columns:  []string{"block", "index", "time", "event", "subject", "caller", "host", "code", "tx"},
		Optional: []string{"caller", "host"},
	}
	for _, e := range list.Entries {
		event, subject := a.entry(e)
		v.Rows = append(v.Rows, []string{
			view.Number(e.Block), view.Number(e.Index), view.When(e.Time), event, subject, e.Party, e.Host, e.Code, e.Tx,
		})
	}
	return v
}
