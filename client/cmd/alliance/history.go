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
)

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
		Columns:  []string{"version", "time", "state", "class", "group", "weights", "expires", "proposal", "block", "code", "tx", "reason"},
		Optional: termed,
	}
	for _, listed := range versions {
		m := listed.Record
		last := m.Periods[len(m.Periods)-1]
		v.Rows = append(v.Rows, []string{
			view.Number(m.Version), view.When(m.Written.Time), a.text.Words(string(m.State), text.Ended(m.Ending)), a.text.Class(m.Class), m.Group,
			a.weights(m.Weights), view.End(last.Expires), last.Proposal,
			view.Number(listed.Block), listed.Code, m.Written.Tx, reasonOf(m),
		})
	}
	return v
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
