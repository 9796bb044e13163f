package main

import (
	"context"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/audit/proof"
	"allianceregistry/audit/witness"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

// proving is one run of the command.
type proving struct {
	*app
	request witness.Request
	folders []string
	file    string
}

func (a *app) proveCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "prove", Args: cli.Args(0, 0), RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	for _, kind := range []proof.Kind{proof.Membership, proof.Absence} {
		cmd.AddCommand(a.proveKindCommand(kind))
	}
	return cmd
}

func (a *app) proveKindCommand(kind proof.Kind) *cobra.Command {
	p := &proving{app: a}
	cmd := &cobra.Command{
		Use: string(kind), Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			p.request.Alliance, p.request.Party = args[0], args[1]
			if !cmd.Flags().Changed("epoch") {
				p.request.Epoch = -1
			}
			if len(p.folders) == 0 {
				folder, err := a.home.Path(witnessFolder)
				if err != nil {
					return err
				}
				p.folders = []string{folder}
			}
			return a.onIndex(cmd.Context(), func(x *index.Index) error { return p.run(cmd.Context(), x, kind) })
		},
	}
	cmd.Flags().IntVar(&p.request.Epoch, "epoch", 0, "")
	cmd.Flags().StringArrayVar(&p.folders, "witness", nil, "")
	cmd.Flags().StringVar(&p.file, "file", "", "")
	return cmd
}

func (p *proving) run(ctx context.Context, x *index.Index, kind proof.Kind) error {
	question := membership.GetRosterProof{Alliance: p.request.Alliance, Epoch: max(p.request.Epoch, 0), Party: p.request.Party}
	if err := membership.CheckQuery(question); err != nil {
		return err
	}
	at, err := x.Checkpoint(ctx)
	if err == nil {
		err = p.checkSameHistory(ctx, x, at)
	}
	if err != nil {
		return err
	}
	made, err := witness.Prove(ctx, x, p.folders, p.request)
	if err != nil {
		return err
	}
	if made.Kind != kind {
		return &foundError{message: p.text.Say("prove.is."+string(made.Kind), catalogue.Params{"party": p.request.Party, "alliance": p.request.Alliance})}
	}
	text, err := made.Format()
	if err != nil {
		return err
	}
	if p.file == "" {
		_, err = p.Out.Write(text)
		return err
	}
	return renameio.WriteFile(p.file, text, 0o644)
}

// proofVerifying is one run of the command.
type proofVerifying struct {
	*app
	policy string
	demand proof.Demand
}

func (a *app) verifyCommand() *cobra.Command {
	v := &proofVerifying{app: a}
	cmd := &cobra.Command{
		Use: "verify", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return v.run(args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&v.policy, "policy", "", "")
	flags.DurationVar(&v.demand.Fresh, "fresh", 0, "")
	flags.StringVar(&v.demand.Alliance, "alliance", "", "")
	flags.StringVar(&v.demand.Party, "party", "", "")
	return cmd
}

func (v *proofVerifying) run(file string) error {
	if v.policy == "" {
		return cli.NewUsageError("proof.noPolicy")
	}
	text, err := input.ReadFile(v.policy, proof.MaxFile)
	if err != nil {
		return err
	}
	policy, err := proof.ReadPolicy(text)
	if err != nil {
		return catalogue.NewError("proof.policy", "file", v.policy, "cause", err)
	}
	if text, err = input.ReadFile(file, proof.MaxFile); err != nil {
		return err
	}
	proved, err := proof.Verify(text, policy, time.Now(), v.demand)
	if err != nil {
		return err
	}
	return v.Print(v.provedView(proved))
}

// provedView says what a file proves, and what it does not.
func (v *proofVerifying) provedView(p proof.Proved) view.View {
	who := catalogue.Params{"party": p.Party, "alliance": p.Alliance, "epoch": view.Number(p.Epoch)}
	fields := []string{"result", v.text.Say("proof.result."+string(p.Kind), who)}
	if m := p.Member; m != nil {
		fields = append(fields, "class", m.Class, "state", v.text.Words(m.State), "since", view.When(m.Since), "from", view.When(m.From),
			"group", m.Group, "renewalDue", view.When(m.Expires), "endsUnrenewed", view.When(m.Over), "lifts", view.When(m.Lifts))
	}
	fields = append(fields, "sealed", view.When(p.Sealed))
	for _, s := range p.Seen {
		fields = append(fields, "seenBy", v.text.Say("proof.seen", catalogue.Params{"witness": s.Witness, "time": view.When(s.Time)}))
	}
	fields = append(fields, "seenByEnough", view.When(p.By), "origin", p.Origin, "notProved", v.Say("proof.not"))
	return view.View{Data: p, Columns: []string{"field", "value"}, Rows: v.Fields(fields...)}
}
