package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

func (a *app) leaveCommand() *cobra.Command {
	var in membership.Leave
	cmd := &cobra.Command{
		Use: "leave", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) expireCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "expire", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd, membership.EndMembership{Alliance: args[0], Party: args[1]})
		},
	}
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	return cmd
}

func (a *app) membershipCommand() *cobra.Command {
	var of string
	cmd := &cobra.Command{
		Use: "membership",
		Args: func(_ *cobra.Command, args []string) error {
			if (of == "" && len(args) == 2) || (of != "" && len(args) == 0) {
				return nil
			}
			return cli.NewUsageError("usage.membership")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				if of != "" {
					memberships, err := s.Memberships(ctx, of)
					if err != nil {
						return err
					}
					return a.Print(a.memberships(ctx, s, memberships))
				}
				m, err := client.Ask(ctx, s.Client, membership.GetMembership{Alliance: args[0], Party: args[1]})
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, m.Alliance, 0)
				return a.Print(a.membership(m))
			})
		},
	}
	cmd.Flags().StringVar(&of, "of", "", "")
	return cmd
}

func (a *app) memberships(ctx context.Context, s session, memberships []membership.MembershipNow) view.View {
	v := view.View{
		Data:     append([]membership.MembershipNow{}, memberships...),
		Columns:  []string{"alliance", "state", "recordedAs", "class", "since", "until"},
		Optional: []string{"recordedAs"},
	}
	for _, m := range memberships {
		since, until := m.Periods[len(m.Periods)-1].From.Time, a.text.Words("present")
		if m.State == charter.Ended {
			until = view.When(m.EndedAt)
		}
		v.Rows = append(v.Rows, []string{m.Alliance, a.state(m), a.text.Words(string(m.RecordedState)), a.calling(ctx, s, m.Alliance, 0).Class(m.Class), view.When(since), until})
	}
	return v
}

// state says what a membership is now.
func (a *app) state(m membership.MembershipNow) string {
	return a.stateIn(m.State, m.Ending, m.Grace)
}

func (a *app) stateIn(state charter.MembershipState, ending string, grace bool) string {
	said := []string{string(state), text.Ended(ending)}
	if grace {
		said = append(said, "grace")
	}
	return a.text.Words(said...)
}

// termed are the columns of what not every membership has.
var termed = []string{"group", "weights", "expires"}

// membership shows each state in which a party was, with what began it: a reason
// is recorded with the period that it ended, and is told with what came then.
func (a *app) membership(m membership.MembershipNow) view.View {
	v := view.View{
		Data:     m,
		Columns:  []string{"from", "until", "state", "recordedAs", "class", "group", "weights", "expires", "proposal", "tx", "reason"},
		Optional: append([]string{"recordedAs"}, termed...),
	}
	reason := ""
	for i, p := range m.Periods {
		last, until, proposal := i == len(m.Periods)-1, a.endOf(m, p), p.Proposal
		if proposal == "" && p.FromEpoch == 0 {
			proposal = a.Label("founder")
		}
		v.Rows = append(v.Rows, []string{
			view.When(p.From.Time), until, a.stateIn(p.State, "", last && m.Grace), "", a.text.Class(p.Class), p.Group, a.show().Weights(p.Weights),
			view.End(p.Expires), proposal, p.From.Tx, reason,
		})
		reason = p.Reason
		switch {
		case last && m.RecordedState == charter.Suspended && m.State == charter.Active:
			v.Rows = append(v.Rows, a.lifted(until, m, p))
		case last && m.State == charter.Ended:
			v.Rows = append(v.Rows, a.ended(until, a.text.Words("present"), m, p))
		case !last && *p.Until != m.Periods[i+1].From:
			v.Rows = append(v.Rows, a.ended(until, view.When(m.Periods[i+1].From.Time), membership.MembershipNow{}, p))
			reason = ""
		}
	}
	return v
}

// endOf says when a period of a membership ended, or a suspension lifts.
func (a *app) endOf(m membership.MembershipNow, p membership.Period) string {
	switch {
	case !p.Lifts.IsZero() && (p.Until == nil && m.State != charter.Ended || p.Until != nil && p.Lifts.Before(p.Ended())):
		return view.When(p.Lifts)
	case p.Until != nil:
		return view.When(p.Ended())
	case m.State == charter.Ended:
		return view.When(m.EndedAt)
	}
	return a.text.Words("present")
}

// lifted is the row of the time since a suspension has lifted, which is not recorded yet.
func (a *app) lifted(from string, m membership.MembershipNow, p membership.Period) []string {
	return []string{
		from, a.text.Words("present"), a.stateIn(charter.Active, "", m.Grace), a.text.Words(string(m.RecordedState)), a.text.Class(p.Class), p.Group,
		a.show().Weights(p.Weights), view.End(p.Expires), "", "", "",
	}
}

// ended is the row of a time in which a party was no member any more. How a
// membership ended is known of its last end alone.
func (a *app) ended(from, until string, m membership.MembershipNow, before membership.Period) []string {
	tx := ""
	if before.Until != nil {
		tx = before.Until.Tx
	}
	return []string{
		from, until, a.stateIn(charter.Ended, m.Ending, false), a.text.Words(string(m.RecordedState)), a.text.Class(before.Class), "", "", "", "", tx, before.Reason,
	}
}

func (a *app) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "history",
		Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				versions, err := s.History(ctx, args[0], args[1])
				if err != nil {
					return err
				}
				listed, err := withPlaces(ctx, s, versions, func(m membership.Membership) string { return m.Written.Tx })
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, args[0], 0)
				return a.Print(a.history(listed))
			})
		},
	}
}

func (a *app) history(versions []placed[membership.Membership]) view.View {
	v := view.View{
		Data:     versions,
		Columns:  []string{"version", "time", "state", "class", "predecessor", "successor", "group", "weights", "expires", "proposal", "block", "code", "tx", "reason"},
		Optional: append([]string{"predecessor", "successor"}, termed...),
	}
	for _, listed := range versions {
		m := listed.Record
		last := m.Periods[len(m.Periods)-1]
		v.Rows = append(v.Rows, []string{
			view.Number(m.Version), view.When(m.Written.Time), a.text.Words(string(m.State), text.Ended(m.Ending)), a.text.Class(m.Class), a.predecessorOf(m), m.Successor, m.Group,
			a.show().Weights(m.Weights), view.End(last.Expires), last.Proposal,
			view.Number(listed.Block), listed.Code, m.Written.Tx, reasonOf(m),
		})
	}
	return v
}

// predecessorOf is whom the member succeeded by this version, and how: there the line goes back.
func (a *app) predecessorOf(m membership.Membership) string {
	for _, p := range m.Predecessors {
		if p.Stamp.Tx == m.Written.Tx {
			return p.Party + " " + a.text.Words(string(p.Form))
		}
	}
	return ""
}

// reasonOf is what was given for this version. The ledger keeps it with the
// period that this version's transaction ended.
func reasonOf(m membership.Membership) string {
	for _, p := range m.Periods {
		if p.Until != nil && p.Until.Tx == m.Written.Tx {
			return p.Reason
		}
	}
	return ""
}

// placed is a record with the place of the transaction that wrote it.
type placed[R any] struct {
	Record R      `json:"record"`
	Block  uint64 `json:"block,omitempty"`
	Code   string `json:"code,omitempty"`
}

// withPlaces looks up where the transactions that wrote these records stand. The
// record names its transaction; the block is the peer's answer.
func withPlaces[R any](ctx context.Context, s session, records []R, written func(R) string) ([]placed[R], error) {
	known := map[string]client.Place{}
	listed := make([]placed[R], 0, len(records))
	for _, record := range records {
		tx := written(record)
		place, found := known[tx]
		if !found {
			var err error
			if place, err = s.Find(ctx, tx); err != nil && !errors.Is(err, client.ErrNotFound) {
				return nil, err
			}
			known[tx] = place
		}
		listed = append(listed, placed[R]{Record: record, Block: place.Block, Code: place.Code})
	}
	return listed, nil
}
