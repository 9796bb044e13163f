package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/audit/witness"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

// witnessFolder is where a witness keeps its key and its log, in this program's folder.
const witnessFolder = "witness"

// witnessing is one run of a witness.
type witnessing struct {
	*app
	folder   string
	listen   string
	names    []string
	noFollow bool
	from     *[]string
}

func (a *app) witnessCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "witness", Args: cli.Args(0, 0), RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.witnessInitCommand(), a.witnessRunCommand())
	return cmd
}

// folderFlag adds the flag of a witness's folder.
func (w *witnessing) folderFlag(cmd *cobra.Command) {
	place, _ := w.home.Path(witnessFolder) // empty without a home, which opening it reports
	cmd.Flags().StringVar(&w.folder, "folder", place, "")
}

func (a *app) witnessInitCommand() *cobra.Command {
	w := &witnessing{app: a}
	cmd := &cobra.Command{
		Use: "init", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			chain, err := a.trusted()
			if err != nil {
				return err
			}
			key, err := witness.Init(w.folder, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.Out, "log %s\nwitness %s %s\n", key.LogVerifier(witness.Origin(chain.Genesis)), key.Name, key.Verifier())
			return err
		},
	}
	w.folderFlag(cmd)
	return cmd
}

func (a *app) witnessRunCommand() *cobra.Command {
	w := &witnessing{app: a}
	cmd := &cobra.Command{
		Use: "run", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := witness.ReadKey(w.folder); err != nil {
				return err
			}
			return a.onIndex(cmd.Context(), func(x *index.Index) error { return w.run(cmd.Context(), x) })
		},
	}
	w.folderFlag(cmd)
	flags := cmd.Flags()
	flags.StringVar(&w.listen, "listen", "", "")
	flags.StringArrayVar(&w.names, "host", nil, "")
	flags.BoolVar(&w.noFollow, "no-follow", false, "")
	w.from = fromFlag(cmd)
	return cmd
}

// run follows, adds and signs until the context ends, which is how it ends. Where it neither follows nor
// serves it signs what there is, and ends.
func (w *witnessing) run(ctx context.Context, x *index.Index) (err error) {
	at, err := x.Checkpoint(ctx)
	if err == nil && at.Next > 0 {
		err = w.checkSameHistory(ctx, x, at)
	}
	if err != nil {
		return err
	}
	s := &witnessSteps{folder: w.folder, index: x}
	defer func() { err = errors.Join(err, s.close()) }()
	if w.noFollow && w.listen == "" {
		if err := s.step(ctx); err != nil {
			return err
		}
		return w.Print(s.view())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	serve, err := w.server(ctx)
	if err != nil {
		return err
	}
	grown := make(chan struct{}, 1)
	w.added = func() {
		select {
		case grown <- struct{}{}:
		default:
		}
	}
	var others sync.WaitGroup
	if !w.noFollow {
		others.Go(func() { w.keepFollowing(ctx, x, *w.from) })
	}
	served := make(chan error, 1)
	go func() {
		err := serve(ctx)
		stop() // whoever cannot be asked any more is not to go on unnoticed
		served <- err
	}()
	err = s.run(ctx, grown)
	stop()
	others.Wait() // it uses the index, which is closed next
	return errors.Join(err, <-served)
}

// server listens, if it was told to, and returns what serves until a context ends.
func (w *witnessing) server(ctx context.Context) (func(context.Context) error, error) {
	if w.listen == "" {
		return func(ctx context.Context) error {
			<-ctx.Done()
			return nil
		}, nil
	}
	handler, err := witness.Handler(w.folder)
	if err != nil {
		return nil, err
	}
	server, err := web.Listen(ctx, web.Options{Address: w.listen, Names: w.names}, handler)
	if err != nil {
		return nil, err
	}
	address := server.URL()
	return server.Serve, w.Print(view.View{Data: map[string]string{"address": address}, Columns: []string{"address"}, Rows: [][]string{{address}}})
}

// witnessSteps adds to a witness's log, which is opened when there is a chain.
type witnessSteps struct {
	folder string
	index  *index.Index
	log    *witness.Log
}

// witnessLook is how often an index is looked at that another program adds to.
const witnessLook = 2 * time.Second

// run adds and signs until the context ends.
func (s *witnessSteps) run(ctx context.Context, grown <-chan struct{}) error {
	for {
		if err := s.step(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-grown:
		case <-time.After(witnessLook):
		}
	}
}

// step adds what there is, and signs.
func (s *witnessSteps) step(ctx context.Context) error {
	if s.log == nil {
		at, err := s.index.Checkpoint(ctx)
		if err != nil || at.Next == 0 {
			return err
		}
		if s.log, err = witness.Open(ctx, s.folder, s.index); err != nil {
			return err
		}
	}
	if _, err := s.log.Follow(ctx, s.index); err != nil {
		return err
	}
	return s.log.Refresh()
}

func (s *witnessSteps) close() error {
	if s.log == nil {
		return nil
	}
	return s.log.Close()
}

// view says what was signed last.
func (s *witnessSteps) view() view.View {
	size, root := int64(0), ""
	if s.log != nil {
		size, root = s.log.Tree().N, s.log.Tree().Hash.String()
	}
	return view.View{
		Data: map[string]any{"size": size, "root": root}, Columns: []string{"entries", "root"}, Rows: [][]string{{view.Number(int(size)), root}},
	}
}
