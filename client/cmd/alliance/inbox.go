package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) inboxCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "inbox",
		Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				tasks, err := s.Inbox(ctx, s.profile.Party)
				if err != nil {
					return err
				}
				return a.Print(a.tasks(tasks))
			})
		},
	}
}

func (a *app) tasks(tasks []client.Task) view.View {
	v := view.View{Data: append([]client.Task{}, tasks...), Columns: []string{"until", "wanted", "action", "subject", "alliance", "proposal"}}
	for _, task := range tasks {
		p := task.Proposal
		action, subject := a.text.Words(string(p.Action)), p.Subject
		if task.Party != "" {
			subject = task.Party
		}
		if task.Obligation != nil {
			action, subject = a.text.Words("obligation."+task.Obligation.Kind), task.Obligation.ID
		}
		wanted := a.text.Words("wanted." + task.Wanted)
		if task.Principal != "" {
			wanted = a.text.Say("wanted.for", catalogue.Params{"wanted": wanted, "principal": task.Principal})
		}
		v.Rows = append(v.Rows, []string{view.When(task.Until), wanted, action, subject, task.Alliance, p.ID})
	}
	return v
}
