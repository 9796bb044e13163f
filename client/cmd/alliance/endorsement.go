package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/naming"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func (a *app) endorseCommand() *cobra.Command {
	var in membership.Endorse
	var positions [4]bool
	var wait bool
	cmd := &cobra.Command{
		Use: "endorse", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(in.Ranking) > 0 && positions == [4]bool{} {
				positions[0] = true // who names candidates votes for
			}
			position, err := onePosition(positions)
			if err != nil {
				return err
			}
			in.Request, in.Position = a.requestID(), position
			return a.with(cmd, func(ctx context.Context, s session) error {
				dossier, err := find(ctx, s, args)
				if err != nil {
					return err
				}
				about, err := dossier.Proposal.About()
				if err != nil {
					return err
				}
				in.Proposal, in.About = dossier.Proposal.ID, &about
				return a.endorse(ctx, s, in, !wait)
			})
		},
	}
	addAsFlag(cmd, &in.As)
	flags := cmd.Flags()
	flags.StringVar(&in.Principal, "proxy-for", "", "")
	flags.BoolVar(&positions[0], "for", false, "")
	flags.BoolVar(&positions[1], "against", false, "")
	flags.BoolVar(&positions[2], "abstain", false, "")
	flags.BoolVar(&positions[3], "sponsor", false, "")
	flags.StringSliceVar(&in.Ranking, "ranking", nil, "")
	flags.StringVar(&in.Reason, "reason", "", "")
	flags.StringVar(&in.Evidence, "evidence", "", "")
	flags.BoolVar(&wait, "no-decide", false, "")
	return a.addWriteFlags(cmd)
}

// sendOn sends what its sender signs of a proposal: which one, and what it is about.
func (a *app) sendOn(cmd *cobra.Command, args []string, on func(proposal string, about *membership.About) membership.Transaction) error {
	return a.with(cmd, func(ctx context.Context, s session) error {
		dossier, err := find(ctx, s, args)
		if err != nil {
			return err
		}
		about, err := dossier.Proposal.About()
		if err != nil {
			return err
		}
		done, err := a.submit(ctx, s, on(dossier.Proposal.ID, &about))
		if err != nil {
			return err
		}
		return a.Print(a.receipts(done))
	})
}

func (a *app) nominateCommand() *cobra.Command {
	var in membership.Nominate
	cmd := &cobra.Command{
		Use: "nominate", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request = a.requestID()
			return a.sendOn(cmd, args, func(proposal string, about *membership.About) membership.Transaction {
				in.Proposal, in.About = proposal, about
				return in
			})
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().BoolVar(&in.Withdraw, "withdraw", false, "")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

func onePosition(positions [4]bool) (charter.Position, error) {
	var position charter.Position
	for i, p := range []charter.Position{charter.For, charter.Against, charter.Abstain, charter.Sponsor} {
		if !positions[i] {
			continue
		}
		if position != "" {
			return "", cli.NewUsageError("usage.position")
		}
		position = p
	}
	if position == "" {
		return "", cli.NewUsageError("usage.position")
	}
	return position, nil
}

// endorse records an endorsement and takes the step that it may have made possible.
func (a *app) endorse(ctx context.Context, s session, t membership.Endorse, step bool) error {
	done, err := a.submit(ctx, s, t)
	if err != nil {
		return err
	}
	outcomes := []outcome{done}
	if step && !a.dryRun {
		outcomes = append(outcomes, a.follow(ctx, s, t)...)
	}
	return a.Print(a.receipts(outcomes...))
}

// follow takes the step that an endorsement may have made possible: a sponsored
// proposal is put to the vote, a certain outcome decided. That the step is not due is
// no error here. One that fails on the way is said, and left to the next who asks:
// the endorsement is recorded.
func (a *app) follow(ctx context.Context, s session, t membership.Endorse) []outcome {
	next, err := a.submit(ctx, s, nextStep(t))
	var denied *refusal.Error
	switch {
	case err == nil:
		return []outcome{next}
	case errors.As(err, &denied) && slices.Contains(notDue, denied.Code):
	default:
		fmt.Fprintln(a.Err, a.text.Compose("endorse.unfinished", nil, catalogue.Params{"fault": a.errorText(err)}))
	}
	return nil
}

// notDue are the refusals of a step whose time has not come.
var notDue = []refusal.Code{refusal.NotDecidable, refusal.SponsorsMissing, refusal.DiscussionOpen}

func nextStep(t membership.Endorse) membership.Transaction {
	if t.Position == charter.Sponsor {
		return membership.PutToVote{Proposal: t.Proposal}
	}
	return membership.Decide{Proposal: t.Proposal}
}

// endorsementFilter is of whom, on what and how: what is empty does not narrow.
type endorsementFilter struct{ by, alliance, proposal, position string }

func (a *app) endorsementsCommand() *cobra.Command {
	var f endorsementFilter
	cmd := &cobra.Command{
		Use: "endorsements", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if f.by == "" && f.alliance == "" && f.proposal == "" || f.alliance != "" && f.proposal != "" {
				return cli.NewUsageError("usage.endorsements")
			}
			if f.position, err = a.choice("--position", f.position, positionWords()); err != nil {
				return err
			}
			return a.with(cmd, func(ctx context.Context, s session) error {
				given, err := a.endorsementsOf(ctx, s, f)
				if err != nil {
					return err
				}
				return a.Print(a.given(given))
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.by, "by", "", "")
	flags.StringVar(&f.alliance, "alliance", "", "")
	flags.StringVar(&f.proposal, "proposal", "", "")
	flags.StringVar(&f.position, "position", "", "")
	return cmd
}

func positionWords() []string {
	return []string{string(charter.For), string(charter.Against), string(charter.Abstain), string(charter.Sponsor)}
}

// givenEndorsement is an endorsement with what it was given on.
type givenEndorsement struct {
	membership.Endorsement
	Action  charter.Action            `json:"action"`
	Subject string                    `json:"subject,omitempty"`
	Status  membership.ProposalStatus `json:"status"`
	// Changed says that another vote took its place.
	Changed bool `json:"changed,omitempty"`
}

// endorsementsOf reads the dossiers of the proposals that may have such endorsements. The
// ledger keeps endorsements with their proposals, so that each costs a question: of an
// alliance all its proposals, of a party all of the alliances in which it is or was a
// member.
func (a *app) endorsementsOf(ctx context.Context, s session, f endorsementFilter) ([]givenEndorsement, error) {
	ids, err := a.endorsable(ctx, s, f)
	if err != nil {
		return nil, err
	}
	bar, given := a.NewBar(), []givenEndorsement{}
	for i, id := range ids {
		dossier, err := client.Ask(ctx, s.Client, membership.GetProposal{ID: id})
		if err != nil {
			return nil, err
		}
		given = append(given, f.among(dossier)...)
		if len(ids) > 1 {
			bar.Show(a.Say("endorsements.reading"), uint64(i+1), uint64(len(ids)))
		}
	}
	bar.End()
	slices.SortStableFunc(given, func(x, y givenEndorsement) int { return x.Stamp.Time.Compare(y.Stamp.Time) })
	return given, nil
}

// endorsable lists the proposals that have to be looked at.
func (a *app) endorsable(ctx context.Context, s session, f endorsementFilter) (ids []string, err error) {
	if f.proposal != "" {
		id, err := naming.ProposalID(ctx, s.Client, f.proposal)
		return []string{id}, err
	}
	alliances := []string{f.alliance}
	if f.alliance == "" {
		memberships, err := s.Memberships(ctx, f.by)
		if err != nil {
			return nil, err
		}
		alliances = nil
		for _, m := range memberships {
			alliances = append(alliances, m.Alliance)
		}
	}
	for _, alliance := range alliances {
		proposals, err := s.Proposals(ctx, alliance)
		if err != nil {
			return nil, err
		}
		for _, p := range proposals {
			ids = append(ids, p.ID)
		}
	}
	return ids, nil
}

// among are the endorsements on a proposal that are asked for.
func (f endorsementFilter) among(d membership.Dossier) (given []givenEndorsement) {
	for i, list := range [][]membership.Endorsement{d.Sponsorships, d.Earlier, d.Endorsements} {
		for _, e := range list {
			if (f.by == "" || e.Party == f.by) && (f.position == "" || string(e.Position) == f.position) {
				given = append(given, givenEndorsement{e, d.Proposal.Action, d.Proposal.Subject, d.Proposal.Status, i == 1})
			}
		}
	}
	return given
}

func (a *app) given(given []givenEndorsement) view.View {
	v := view.View{
		Data:     given,
		Columns:  []string{"time", "party", "position", "proxy", "changed", "action", "subject", "alliance", "proposal", "status", "reason", "evidence", "tx"},
		Optional: []string{"proxy", "changed", "reason", "evidence"},
	}
	for _, e := range given {
		changed := ""
		if e.Changed {
			changed = a.Say("yes")
		}
		v.Rows = append(v.Rows, []string{
			view.When(e.Stamp.Time), e.Party, a.text.Words(string(e.Position)), e.Proxy, changed, a.text.Words(string(e.Action)), e.Subject, e.Alliance,
			e.Proposal, a.text.Words(string(e.Status)), e.Reason, e.Evidence, e.Stamp.Tx,
		})
	}
	return v
}
