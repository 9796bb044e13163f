package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/view"
)

// listening is one run of the command.
type listening struct {
	*app
	from       uint64
	after      string
	follow     bool
	alliance   string
	checkpoint string
}

func (a *app) eventsCommand() *cobra.Command {
	l := &listening{app: a}
	cmd := &cobra.Command{
		Use: "events", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("from") && cmd.Flags().Changed("after") {
				return manual.Wrong("usage.beginning")
			}
			return l.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.Uint64Var(&l.from, "from", 0, "")
	flags.StringVar(&l.after, "after", "", "")
	flags.BoolVarP(&l.follow, "follow", "f", false, "")
	flags.StringVar(&l.alliance, "alliance", "", "")
	flags.StringVar(&l.checkpoint, "checkpoint", "", "")
	return cmd
}

func (l *listening) run(ctx context.Context) error {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if !l.follow {
		limited, cancel = context.WithTimeout(ctx, l.timeout)
	}
	defer cancel()
	s, err := l.open(limited, l.profile)
	if err != nil {
		return err
	}
	err = l.listen(limited, s)
	if l.follow && errors.Is(ctx.Err(), context.Canceled) {
		err = nil // that is how following ends
	}
	if closed := s.ledger.Close(); err == nil {
		err = closed
	}
	return err
}

// listen prints events from where it is to begin, and after an interruption from
// where it was.
func (l *listening) listen(ctx context.Context, s session) error {
	at, err := l.start(ctx, s)
	if err != nil {
		return err
	}
	until := client.NoEnd
	if !l.follow {
		if until, err = s.Height(ctx); err != nil {
			return err
		}
	}
	l.warn(ctx, s, at)
	line := l.printer(at.resumed)
	for {
		err := l.read(ctx, s, &at, until, line)
		var fault *client.Fault
		switch {
		case err == nil:
			return line.end()
		case errors.Is(err, context.DeadlineExceeded):
			return &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: fmt.Errorf("events from %s on: %w", at.position, err)}
		case !l.follow || ctx.Err() != nil || !errors.As(err, &fault) || !fault.Retryable():
			return err
		}
		fmt.Fprintf(l.err, "%s\n  %s\n", l.text.Say("events.waiting", map[string]string{"id": at.position.String()}), catalogue.AsItCame(fault))
	}
}

// start is where to begin: after the checkpoint if there is one, or where the
// flags say.
func (l *listening) start(ctx context.Context, s session) (beginning, error) {
	if l.checkpoint != "" {
		kept, err := readCheckpoint(l.checkpoint)
		if !errors.Is(err, os.ErrNotExist) {
			return kept, err
		}
	}
	switch {
	case l.after == "":
		return beginning{position: client.Position{Block: l.from}}, nil
	case strings.Contains(l.after, "."):
		last, err := client.ParsePosition(l.after)
		if err != nil {
			return beginning{}, manual.Wrong("usage.after", "value", l.after)
		}
		return beginning{position: last.Next(), resumed: true}, nil
	}
	place, err := s.Find(ctx, l.after)
	if err != nil && !errors.Is(err, client.ErrNotFound) {
		return beginning{}, err
	}
	if err == nil {
		for event, err := range s.Events(ctx, client.Position{Block: place.Block}, place.Block+1) {
			if err != nil {
				return beginning{}, err
			}
			if event.Tx == l.after {
				return beginning{position: event.Next(), resumed: true}, nil
			}
		}
	}
	return beginning{}, manual.Wrong("usage.noEvent", "value", l.after)
}

// warn says that the chain is shorter than it was: either the peer has to catch
// up, or it is another chain.
func (l *listening) warn(ctx context.Context, s session, at beginning) {
	if at.tx == "" {
		return
	}
	if height, err := s.Height(ctx); err == nil && height <= at.position.Block {
		fmt.Fprintln(l.err, l.text.Say("events.behind", map[string]string{
			"file": l.checkpoint, "id": at.position.String(), "height": view.Number(height),
		}))
	}
}

// read prints events and moves the position on with each.
func (l *listening) read(ctx context.Context, s session, at *beginning, until uint64, line line) error {
	for event, err := range s.Events(ctx, at.position, until) {
		if err != nil {
			return err
		}
		if at.tx != "" {
			if event.Position != at.position || event.Tx != at.tx {
				return errors.New(l.text.Say("events.foreign", map[string]string{"file": l.checkpoint, "id": at.position.String(), "tx": at.tx}))
			}
			at.tx, at.position = "", event.Next()
			continue
		}
		if l.alliance == "" || event.Event.Alliance == l.alliance {
			if err := line.print(event); err != nil {
				return err
			}
			if err := l.keep(event); err != nil {
				return err
			}
		}
		at.position = event.Next()
	}
	return nil
}

func (l *listening) keep(event client.Event) error {
	if l.checkpoint == "" {
		return nil
	}
	return writeCheckpoint(l.checkpoint, event)
}
