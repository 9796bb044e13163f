package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client/keeper"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

// keeping is one run of the command.
type keeping struct {
	*app
	once      bool
	alliances []string
}

func (a *app) keepCommand() *cobra.Command {
	k := &keeping{app: a}
	cmd := &cobra.Command{
		Use: "keep", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case a.dryRun:
				return a.with(cmd, k.plan)
			case k.once:
				return a.with(cmd, k.sendOnce)
			}
			return k.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&k.once, "once", false, "")
	flags.StringArrayVar(&k.alliances, "alliance", nil, "")
	flags.BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

// plan shows what is due and what will be.
func (k *keeping) plan(ctx context.Context, s session) error {
	actions, err := keeper.New(s.Client, keeper.WithAlliances(k.alliances...)).Plan(ctx)
	if err != nil {
		return err
	}
	v := view.View{Data: append([]keeper.Action{}, actions...), Columns: []string{"from", "wanted", "alliance", "subject", "proposal"}}
	for _, action := range actions {
		v.Rows = append(v.Rows, []string{
			view.When(action.Due), k.text.Words("wanted." + action.Wanted), action.Alliance, k.subject(action), action.Proposal,
		})
	}
	return k.Print(v)
}

// subject is what an action is about that has no proposal.
func (k *keeping) subject(action keeper.Action) string {
	if action.Wanted == keeper.Closing || action.Wanted == keeper.Sealing {
		return k.text.Say("keep.epoch", catalogue.Params{"epoch": view.Number(action.Epoch)})
	}
	return action.Party
}

// sendOnce sends what is due now, and prints what was sent also if something failed.
func (k *keeping) sendOnce(ctx context.Context, s session) error {
	var sent []outcome
	err := keeper.New(s.Client, keeper.WithAlliances(k.alliances...), keeper.WithReports(func(r keeper.Report) {
		if r.Err == nil {
			sent = append(sent, outcome{Receipt: r.Receipt})
		}
	})).Once(ctx)
	v := k.receipts(sent...)
	v.Data = append([]outcome{}, sent...)
	return errors.Join(k.Print(v), err)
}

// run keeps until it is told to end.
func (k *keeping) run(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	s, err := k.open(limited, k.profile)
	if err != nil {
		return err
	}
	fmt.Fprintln(k.Err, k.text.Say("keep.begins", catalogue.Params{"profile": s.profile.Party}))
	err = k.keeper(s, k.alliances...).Run(ctx)
	if closed := s.ledger.Close(); err == nil {
		err = closed
	}
	return err
}

// keeper is one that says on standard error what it does.
func (a *app) keeper(s session, alliances ...string) *keeper.Keeper {
	return keeper.New(s.Client, keeper.WithAlliances(alliances...), keeper.WithReports(func(r keeper.Report) {
		fmt.Fprintln(a.Err, view.When(time.Now()), a.kept(r))
	}))
}

// kept says what a keeper did, or could not do.
func (a *app) kept(r keeper.Report) string {
	params := catalogue.Params{"pause": r.Pause.String(), "alliance": r.Alliance, "proposal": r.Proposal}
	if r.Err != nil {
		params["text"], params["wanted"] = a.errorText(r.Err), ""
		if r.Wanted == "" {
			return a.text.Say("keep.unread", params)
		}
		params["wanted"] = a.text.Words("wanted." + r.Wanted)
		return a.text.Say("keep.failed", params)
	}
	return a.text.Say("keep.sent", catalogue.Params{
		"event": a.text.Say(r.Receipt.Event.Type, nil), "subject": a.text.Subject(r.Receipt.Event),
		"tx": r.Receipt.Tx, "block": view.Number(r.Receipt.Block), "code": r.Receipt.Code,
	})
}
