package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/show"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
)

// eventReader is one run of the command.
type eventReader struct {
	*app
	from       uint64
	after      string
	follow     bool
	alliance   string
	checkpoint string
}

func (a *app) eventsCommand() *cobra.Command {
	l := &eventReader{app: a}
	cmd := &cobra.Command{
		Use: "events", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("from") && cmd.Flags().Changed("after") {
				return cli.NewUsageError("usage.beginning")
			}
			if l.Output == view.Workbook {
				return cli.NewUsageError("usage.eventsInWorkbook")
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

func (l *eventReader) run(ctx context.Context) error {
	limited, cancel := ctx, context.CancelFunc(func() {})
	if !l.follow {
		limited, cancel = context.WithTimeout(ctx, l.timeout)
	}
	defer cancel()
	s, err := l.open(limited, l.profile)
	if err != nil {
		return err
	}
	err = l.printAll(limited, s)
	if l.follow && errors.Is(ctx.Err(), context.Canceled) {
		err = nil // that is how following ends
	}
	if closed := s.ledger.Close(); err == nil {
		err = closed
	}
	return err
}

// printAll prints events from where it is to begin, and after an interruption from
// where it was.
func (l *eventReader) printAll(ctx context.Context, s session) error {
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
	line := l.show().Events(at.resumed)
	for {
		err := l.read(ctx, s, &at, until, line)
		var fault *client.Fault
		switch {
		case err == nil:
			return line.End()
		case errors.Is(err, context.DeadlineExceeded):
			return &client.Fault{Phase: client.Query, Kind: client.Unavailable, Err: fmt.Errorf("events from %s on: %w", at.position, err)}
		case !l.follow || ctx.Err() != nil || !errors.As(err, &fault) || !fault.Retryable():
			return err
		}
		fmt.Fprintf(l.Err, "%s\n  %s\n", l.text.Say("events.waiting", map[string]string{"id": at.position.String()}), catalogue.Raw(fault))
	}
}

// start is where to begin: after the checkpoint if there is one, or where the
// flags say.
func (l *eventReader) start(ctx context.Context, s session) (start, error) {
	if l.checkpoint != "" {
		kept, err := readCheckpoint(l.checkpoint)
		if !errors.Is(err, os.ErrNotExist) {
			return kept, err
		}
	}
	switch {
	case l.after == "":
		return start{position: client.Position{Block: l.from}}, nil
	case strings.Contains(l.after, "."):
		last, err := client.ParsePosition(l.after)
		if err != nil {
			return start{}, cli.NewUsageError("usage.after", "value", l.after)
		}
		return start{position: last.Next(), resumed: true}, nil
	}
	place, err := s.Find(ctx, l.after)
	if err != nil && !errors.Is(err, client.ErrNotFound) {
		return start{}, err
	}
	if err == nil {
		for event, err := range s.Events(ctx, client.Position{Block: place.Block}, place.Block+1) {
			if err != nil {
				return start{}, err
			}
			if event.Tx == l.after {
				return start{position: event.Next(), resumed: true}, nil
			}
		}
	}
	return start{}, cli.NewUsageError("usage.noEvent", "value", l.after)
}

// warn says that the chain is shorter than it was: either the peer has to catch
// up, or it is another chain.
func (l *eventReader) warn(ctx context.Context, s session, at start) {
	if at.tx == "" {
		return
	}
	if height, err := s.Height(ctx); err == nil && height <= at.position.Block {
		fmt.Fprintln(l.Err, l.text.Say("events.behind", map[string]string{
			"file": l.checkpoint, "id": at.position.String(), "height": view.Number(height),
		}))
	}
}

// read prints events and moves the position on with each.
func (l *eventReader) read(ctx context.Context, s session, at *start, until uint64, line show.Lines) error {
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
			if err := line.Print(event); err != nil {
				return err
			}
			if err := l.saveCheckpoint(event); err != nil {
				return err
			}
		}
		at.position = event.Next()
	}
	return nil
}

func (l *eventReader) saveCheckpoint(event client.Event) error {
	if l.checkpoint == "" {
		return nil
	}
	return writeCheckpoint(l.checkpoint, event)
}

// start is where a reading of the events begins.
type start struct {
	position client.Position
	// resumed says that a reading before it ended here.
	resumed bool
	// tx, if it is known, is the transaction that has to stand at the position: it
	// has been seen, and says whether this is the chain that it was seen on.
	tx string
}

// maxCheckpoint bounds the bytes of a checkpoint, which is a line.
const maxCheckpoint = 4 << 10

// readCheckpoint reads the last event that was printed, "BLOCK.INDEX TX".
func readCheckpoint(path string) (start, error) {
	content, err := input.ReadFile(path, maxCheckpoint)
	if err != nil {
		return start{}, err
	}
	id, tx, _ := strings.Cut(strings.TrimSpace(string(content)), " ")
	position, err := client.ParsePosition(id)
	if err != nil || tx == "" {
		return start{}, catalogue.NewError("events.noCheckpoint", "file", path)
	}
	return start{position: position, resumed: true, tx: tx}, nil
}

// writeCheckpoint replaces the file in one step: at no moment is there half of one, nor
// after a power failure.
func writeCheckpoint(path string, event client.Event) error {
	return renameio.WriteFile(path, fmt.Appendf(nil, "%s %s\n", event.Position, event.Tx), 0o600)
}
