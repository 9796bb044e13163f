package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
)

func (a *app) indexCommand() *cobra.Command {
	var follow bool
	cmd := &cobra.Command{Use: "index", Args: cli.Args(0, 0)}
	from := fromFlag(cmd)
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, func(ctx context.Context, s session) error {
			err := a.onIndex(ctx, func(x *index.Index) error { return a.follow(ctx, &s, x, follow) })
			ended := follow && errors.Is(cmd.Context().Err(), context.Canceled) // that is how following ends
			if err != nil && !ended {
				return err
			}
			err = a.status(context.WithoutCancel(ctx), s.findings)
			if ended && errors.As(err, new(*uncheckedError)) { // who was away may be back
				err = nil
			}
			return err
		})
	}
	cmd.AddCommand(a.indexStatusCommand(), a.indexCheckCommand(), a.indexRebuildCommand())
	return cmd
}

// follow brings the index up to what the sources have.
func (a *app) follow(ctx context.Context, s *session, x *index.Index, forever bool) (err error) {
	verifier, err := a.resume(ctx, *s, x)
	if err != nil {
		return err
	}
	defer func() {
		if kept := remember(context.WithoutCancel(ctx), s.past, x); err == nil {
			err = kept
		}
	}()
	if err := x.AddFindings(ctx, forkFindings(s.findings)); err != nil {
		return err
	}
	if forever {
		s.sources = append(s.sources, s.silent...)
	}
	if err := s.checkSources(); err != nil {
		return err
	}
	begun := verifier.Checkpoint().Next
	bar := a.NewBar()
	defer bar.End()
	err = index.Follow(ctx, x, verifier, s.sources, index.Options{
		Forever: forever, OnProgress: func(p index.Progress) {
			bar.Show(a.Say("progress.blocks"), p.Height, p.Target)
			_ = remember(ctx, s.past, x) // at the end again, and then its error counts
			if a.added != nil {
				a.added()
			}
		},
		CompareHistory: func(ctx context.Context, source chain.Source) ([]chain.Finding, error) {
			if err := remember(ctx, s.past, x); err != nil {
				return nil, err
			}
			return a.compareWithPast(ctx, s.past, source)
		},
		OnLate:   func(found chain.Finding) { s.findings = append(s.findings, found) },
		Patience: a.patience,
		OnWaiting: func(err error) {
			fmt.Fprintln(a.Err, a.text.Compose("index.waiting", nil, catalogue.Params{"what": a.errorText(err)}))
		},
	})
	if err == nil {
		err = a.recheckSources(ctx, s, x)
	}
	if err == nil && begun == 0 { // all of it comes from blocks that were verified just now
		_, err = x.CheckAll(ctx, time.Now())
	}
	return err
}

// recheckSources compares the sources with what was added to the index, and records what
// does not hold.
func (a *app) recheckSources(ctx context.Context, s *session, x *index.Index) error {
	if err := remember(ctx, s.past, x); err != nil {
		return err
	}
	found, err := a.recheck(ctx, *s, s.findings)
	if err != nil {
		return err
	}
	s.findings = append(s.findings, found...)
	return x.AddFindings(ctx, forkFindings(found))
}

// resume is the verifier that goes on where the index stands.
func (a *app) resume(ctx context.Context, s session, x *index.Index) (*chain.Verifier, error) {
	at, err := x.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	if at.Next == 0 {
		return s.verifier()
	}
	if err := s.trust.checkGenesis(at); err != nil {
		return nil, err
	}
	if err := x.Check(ctx); err != nil {
		return nil, err
	}
	if err := a.checkSameHistory(ctx, x, at); err != nil {
		return nil, err
	}
	verifier, err := chain.Resume(at)
	if err != nil {
		return nil, err
	}
	verifier.Remember(s.past.Hash)
	return verifier, remember(ctx, s.past, x)
}

// forkFindings are the findings of another history: the index keeps them.
func forkFindings(list []chain.Finding) []chain.Finding {
	return slices.DeleteFunc(slices.Clone(list), func(f chain.Finding) bool { return f.Code != chain.ForkedHistory })
}

// checkSameChain refuses to answer from an index of another chain than what is trusted.
// Who only reads an index that somebody else keeps need trust none.
func (a *app) checkSameChain(at chain.Checkpoint) error {
	t, err := a.trusted()
	if none := new(catalogue.Message); errors.As(err, &none) && none.Key == noTrust {
		return nil
	}
	if err != nil {
		return err
	}
	return t.checkGenesis(at)
}

// onIndex runs something on the index, which is made if it is not there.
func (a *app) onIndex(ctx context.Context, do func(*index.Index) error) (err error) {
	x, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := x.Close(); err == nil {
			err = closed
		}
	}()
	return do(x)
}

// open opens the index, and makes it if it is not there.
func (a *app) open(ctx context.Context) (*index.Index, error) {
	if a.place == "" {
		return nil, profile.ErrHome
	}
	if !strings.Contains(a.place, "://") {
		if err := os.MkdirAll(filepath.Dir(a.place), 0o700); err != nil {
			return nil, err
		}
	}
	x, err := index.Open(ctx, a.place, index.WithChaincode(a.chaincode()))
	if known := new(index.Error); err != nil && !errors.As(err, &known) {
		return nil, catalogue.NewError("index.unopened", "cause", err)
	}
	return x, err
}

// chaincode is the registry's name on the channel, empty where nothing is trusted:
// who only reads an index that somebody else keeps takes it from there.
func (a *app) chaincode() string {
	t, err := a.trusted()
	if err != nil {
		return ""
	}
	return t.Chaincode
}
