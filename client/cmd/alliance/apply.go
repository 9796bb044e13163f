package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/steps"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
)

func (a *app) applyCommand() *cobra.Command {
	var path, documents string
	cmd := &cobra.Command{
		Use: "apply", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			content, err := a.readFile(path)
			if err != nil {
				return err
			}
			if isSheet(path, content) {
				return a.applySheet(cmd.Context(), path, content)
			}
			from := steps.Folders{Steps: filepath.Dir(path), Documents: documents}
			if documents == "" {
				from.Documents = from.Steps
			}
			list, err := steps.Read(content, from)
			if err != nil {
				return inFile(path, err)
			}
			return a.applyAll(cmd.Context(), list)
		},
	}
	cmd.Flags().StringVarP(&path, "file", "f", "", "")
	cmd.Flags().StringVar(&documents, "documents", "", "")
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	_ = cmd.MarkFlagRequired("file") // the flag exists
	return cmd
}

// applyAll carries out the steps in their order, over one connection a profile.
// It ends at the first that is refused or fails; what was done before it is done.
func (a *app) applyAll(ctx context.Context, list []steps.Step) error {
	sessions := sessions{}
	defer sessions.close()
	outcomes := []outcome{}
	last := ""
	for i, one := range list {
		if a.dryRun {
			fmt.Fprintf(a.Err, "[%d/%d] %s %s\n", i+1, len(list), legible.Line(one.As), one.Verb)
			continue
		}
		done, err := a.applyOne(ctx, sessions, one, last)
		if err != nil {
			return catalogue.NewError("apply.step", "step", i+1, "of", len(list), "verb", one.Verb, "as", one.As, "cause", err)
		}
		for _, outcome := range done {
			said := a.text.Say("line.event", catalogue.Params{"event": a.Say(outcome.Event.Type), "subject": a.text.Subject(outcome.Event)})
			fmt.Fprintf(a.Err, "[%d/%d] %s\n", i+1, len(list), said)
			outcomes, last = append(outcomes, outcome), outcome.Tx
		}
	}
	if a.dryRun {
		return nil
	}
	return a.Print(a.receipts(outcomes...))
}

// sessions are the connections of several profiles, by their names.
type sessions map[string]session

func (all sessions) close() {
	for _, s := range all {
		_ = s.ledger.Close() // all is committed, or its error is under way
	}
}

// openOnce is the connection of a profile, opened when it is first wanted.
func (a *app) openOnce(ctx context.Context, all sessions, profile string) (session, error) {
	if s, open := all[profile]; open {
		return s, nil
	}
	s, err := a.open(ctx, profile)
	if err == nil {
		all[profile] = s
	}
	return s, err
}

// applyOne carries out one step after the last transaction, which another host's
// peer may have written: the step's own peer must have it first. An endorsement is
// followed by the step that it makes possible, as the command endorse does.
func (a *app) applyOne(ctx context.Context, sessions sessions, one steps.Step, last string) ([]outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	s, err := a.openOnce(ctx, sessions, one.As)
	if err != nil {
		return nil, err
	}
	if err := s.Await(ctx, last); err != nil {
		return nil, err
	}
	t, err := resolve(ctx, s, one)
	if err != nil {
		return nil, err
	}
	done, err := a.submit(ctx, s, t)
	if err != nil {
		err = s.Explain(ctx, err)
		a.nameAfterCharter(ctx, s, t, err)
		return nil, err
	}
	outcomes := []outcome{done}
	if endorsement, is := t.(membership.Endorse); is && !one.Alone {
		outcomes = append(outcomes, a.follow(ctx, s, endorsement)...)
	}
	return outcomes, nil
}

// resolve makes a step's transaction; what the file leaves to the ledger is
// asked for: an applicant's proposal, or the one that begins so.
func resolve(ctx context.Context, s session, one steps.Step) (membership.Transaction, error) {
	if one.Applicant != nil {
		dossier, err := client.Agreed(ctx, s.Client, *one.Applicant)
		if err != nil {
			return nil, err
		}
		return one.WithProposal(dossier.Proposal.Recorded())
	}
	if beginning := one.Proposal(); reading.Beginning(beginning) {
		dossier, err := find(ctx, s, []string{beginning})
		if err != nil {
			return nil, err
		}
		return one.WithProposal(dossier.Proposal.Recorded())
	}
	return one.Transaction, nil
}
