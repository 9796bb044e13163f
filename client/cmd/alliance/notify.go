package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/notice"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

// notifying is one run of the command.
type notifying struct {
	*app
	settings notice.Settings
	book     *notice.Book
	once     bool
}

func (a *app) notifyCommand() *cobra.Command {
	n := &notifying{app: a}
	var book string
	cmd := &cobra.Command{
		Use: "notify", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if n.settings, err = notice.Read(args[0]); err != nil {
				return err
			}
			if book == "" {
				book = args[0] + ".sent"
			}
			if a.dryRun {
				if n.book, err = notice.ReadBook(book, time.Now); err != nil {
					return err
				}
				return a.with(cmd, n.tellOnce)
			}
			if n.book, err = notice.OpenBook(book, time.Now); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, n.book.Close()) }()
			if n.once {
				return a.with(cmd, n.tellOnce)
			}
			return n.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&n.once, "once", false, "")
	flags.StringVar(&book, "book", "", "")
	flags.BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

// notifier tells the people of a session's party. Its log is standard error.
func (n *notifying) notifier(s session) *notice.Notifier {
	return &notice.Notifier{
		Party: s.profile.Party, Settings: n.settings, Book: n.book, Log: slog.New(slog.NewTextHandler(n.Err, nil)),
		Inbox: func(ctx context.Context) ([]client.Task, error) { return s.Inbox(ctx, s.profile.Party) },
	}
}

// tellOnce tells what is due now, or shows whom it would tell what.
func (n *notifying) tellOnce(ctx context.Context, s session) error {
	told := n.notifier(s).Once
	if n.dryRun {
		told = n.notifier(s).Pending
	}
	sent, err := told(ctx)
	if err != nil {
		return err
	}
	return n.Print(n.mails(sent))
}

// mails shows who was told what, a row for each task.
func (n *notifying) mails(sent []notice.Sent) view.View {
	v := view.View{
		Data:     append([]notice.Sent{}, sent...),
		Columns:  []string{"mail", "until", "wanted", "action", "subject", "alliance", "proposal", "trouble"},
		Optional: []string{"trouble"},
	}
	for _, one := range sent {
		for _, item := range one.Items {
			row := n.tasks([]client.Task{item.Task}).Rows[0]
			v.Rows = append(v.Rows, append(append([]string{one.Mail}, row...), one.Trouble))
		}
	}
	return v
}

// run tells until it is ended.
func (n *notifying) run(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, n.timeout)
	defer cancel()
	s, err := n.open(limited, n.profile)
	if err != nil {
		return err
	}
	var people []string
	for _, person := range n.settings.People {
		people = append(people, person.Mail)
	}
	fmt.Fprintln(n.Err, n.text.Say("notify.begins", catalogue.Params{"profile": s.profile.Party, "people": strings.Join(people, ", ")}))
	notifier := n.notifier(s)
	notifier.Woken = woken(ctx, s)
	err = notifier.Run(ctx)
	if closed := s.ledger.Close(); err == nil {
		err = closed
	}
	return err
}

// woken receives something when the ledger has changed. What is missed while the network is
// down is found when the notifier looks by itself.
func woken(ctx context.Context, s session) <-chan struct{} {
	news := make(chan struct{}, 1)
	go func() {
		for ctx.Err() == nil {
			height, err := s.Height(ctx)
			if err == nil {
				for _, err := range s.Events(ctx, client.Position{Block: height}, client.NoEnd) {
					if err != nil {
						break
					}
					select {
					case news <- struct{}{}:
					default: // it will look anyway
					}
				}
			}
			select {
			case <-time.After(10 * time.Second):
			case <-ctx.Done():
			}
		}
	}()
	return news
}
