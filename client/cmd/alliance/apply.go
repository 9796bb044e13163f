package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/legible"
	"allianceregistry/internal/manual"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
)

func (a *app) applyCommand() *cobra.Command {
	var path, documents string
	cmd := &cobra.Command{
		Use: "apply", Args: manual.Arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			content, err := a.readFile(path)
			if err != nil {
				return err
			}
			from := folders{steps: filepath.Dir(path), documents: documents}
			if documents == "" {
				from.documents = from.steps
			}
			steps, err := readSteps(content, from)
			if err != nil {
				return inFile(path, err)
			}
			return a.applyAll(cmd.Context(), steps)
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
func (a *app) applyAll(ctx context.Context, steps []step) error {
	sessions := map[string]session{}
	defer func() {
		for _, s := range sessions {
			_ = s.ledger.Close() // all is committed, or its error is under way
		}
	}()
	outcomes := []outcome{}
	last := ""
	for i, one := range steps {
		if a.dryRun {
			fmt.Fprintf(a.err, "[%d/%d] %s %s\n", i+1, len(steps), legible.Line(one.As), one.name)
			continue
		}
		done, err := a.applyOne(ctx, sessions, one, last)
		if err != nil {
			return mishap("apply.step", "step", i+1, "of", len(steps), "verb", one.name, "as", one.As, "cause", err)
		}
		for _, outcome := range done {
			said := a.text.Say("line.event", catalogue.Params{"event": a.say(outcome.Event.Type), "subject": a.text.Subject(outcome.Event)})
			fmt.Fprintf(a.err, "[%d/%d] %s\n", i+1, len(steps), said)
			outcomes, last = append(outcomes, outcome), outcome.Tx
		}
	}
	if a.dryRun {
		return nil
	}
	return a.print(a.receipts(outcomes...))
}

// applyOne carries out one step after the last transaction, which another host's
// peer may have written: the step's own peer must have it first. An endorsement is
// followed by the step that it makes possible, as the command endorse does.
func (a *app) applyOne(ctx context.Context, sessions map[string]session, one step, last string) ([]outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	s, found := sessions[one.As]
	if !found {
		var err error
		if s, err = a.open(ctx, one.As); err != nil {
			return nil, err
		}
		sessions[one.As] = s
	}
	if err := s.Await(ctx, last); err != nil {
		return nil, err
	}
	t, err := one.resolve(ctx, s)
	if err != nil {
		return nil, err
	}
	done, err := a.submit(ctx, s, t)
	if err != nil {
		err = s.Explain(ctx, err)
		a.refusedIn(ctx, s, t, err)
		return nil, err
	}
	outcomes := []outcome{done}
	if endorsement, is := t.(membership.Endorse); is && !one.alone {
		outcomes = append(outcomes, a.follow(ctx, s, endorsement)...)
	}
	return outcomes, nil
}

// resolve makes the step's transaction; what the file leaves to the ledger is
// asked for: an applicant's proposal, or the one that begins so.
func (one step) resolve(ctx context.Context, s session) (membership.Transaction, error) {
	if one.applicant != nil {
		dossier, err := client.Agreed(ctx, s.Client, *one.applicant)
		if err != nil {
			return nil, err
		}
		return one.withProposal(dossier.Proposal.Recorded())
	}
	if beginning := one.proposal(); reading.Beginning(beginning) {
		dossier, err := find(ctx, s, []string{beginning})
		if err != nil {
			return nil, err
		}
		return one.withProposal(dossier.Proposal.Recorded())
	}
	return one.transaction, nil
}

// withProposal fills in the proposal; what the file says itself that an endorsement is
// about stays.
func (one step) withProposal(p membership.Proposal) (membership.Transaction, error) {
	switch t := one.transaction.(type) {
	case membership.Endorse:
		t.Proposal = p.ID
		if t.About != nil {
			return t, nil
		}
		about, err := p.About()
		t.About = &about
		return t, err
	case membership.Decide:
		t.Proposal = p.ID
		return t, nil
	case membership.PutToVote:
		t.Proposal = p.ID
		return t, nil
	case membership.Enact:
		t.Proposal = p.ID
		return t, nil
	default:
		return nil, errors.New("only endorse, vote, decide and enact name an applicant")
	}
}
