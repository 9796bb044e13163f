package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
)

const eventsHelp = `What took effect in the registry, in the order of the chain: one line for each
event, as soon as there is one. Invalid transactions have none.

  alliance events                                   all until now
  alliance events --from 120 -o json                from block 120 on, an object a line
  alliance events --alliance hyperledger@industry --follow
  alliance events --after 120.3                     what came after an event
  alliance events --follow --checkpoint seen.txt -o json >> events.jsonl

Each event has an id, BLOCK.INDEX: its block, and its transaction's number in the
block. Ids never change and never repeat, on any host's peer, and grow with time.

--checkpoint keeps the id of the last event in a file, written after the event's
line was. Started again with the same file, however it ended, the program goes on
after that event: nothing is lost. If it was killed between the line and the file,
that one line is written again; a reader that must not count it twice drops what
it has seen by id:

  awk -F'"' '!seen[$4]++' events.jsonl
  INSERT ... ON CONFLICT (id) DO NOTHING

The file is as safe as the lines are: against the end of the program, not against
the loss of power, after which what standard output went to may have lost more.

--follow ends with Ctrl-C. When the network is down it says so, and waits.`

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
		Use: "events", Short: "What took effect, in the order of the chain, from any event on", Long: eventsHelp, Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("from") && cmd.Flags().Changed("after") {
				return usage("--from and --after both say where to begin; give one")
			}
			return l.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.Uint64Var(&l.from, "from", 0, "begin with this block")
	flags.StringVar(&l.after, "after", "", "begin after this event: its id BLOCK.INDEX, or its transaction")
	flags.BoolVarP(&l.follow, "follow", "f", false, "go on with events that are yet to come; --timeout does not apply")
	flags.StringVar(&l.alliance, "alliance", "", "only those of this alliance")
	flags.StringVar(&l.checkpoint, "checkpoint", "", "go on after the event that this file names, and keep it up to date")
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
		fmt.Fprintf(l.err, "%s\n  %v\n", l.text.Say("events.waiting", map[string]string{"id": at.position.String()}), fault)
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
			return beginning{}, usage("--after: %v", err)
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
	return beginning{}, usage("--after: no event has the id or the transaction %q", l.after)
}

// warn says that the chain is shorter than it was: either the peer has to catch
// up, or it is another chain.
func (l *listening) warn(ctx context.Context, s session, at beginning) {
	if at.tx == "" {
		return
	}
	if height, err := s.Height(ctx); err == nil && height <= at.position.Block {
		fmt.Fprintln(l.err, l.text.Say("events.behind", map[string]string{
			"file": l.checkpoint, "id": at.position.String(), "height": number(height),
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
