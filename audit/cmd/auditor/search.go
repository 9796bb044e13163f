package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/audit/index"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
)

func (a *app) searchCommand() *cobra.Command {
	q := index.SearchQuery{}
	cmd := &cobra.Command{
		Use: "search", Args: cli.Args(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text = strings.Join(args, " ")
			return a.query(cmd, func(ctx context.Context, x *index.Index) (view.View, error) {
				hits, err := allPages(a, cmd, &q.Page, index.Hits{Hits: []index.Hit{}}, func() (index.Hits, error) { return x.Search(ctx, q) },
					func(whole *index.Hits, page index.Hits) string {
						whole.Hits = append(whole.Hits, page.Hits...)
						return page.Next
					})
				a.setNext(hits.Next)
				return a.hits(hits), err
			})
		},
	}
	ordered(cmd, &q.Page)
	return cmd
}

func (a *app) hits(list index.Hits) view.View {
	v := view.View{Data: list, Columns: []string{"record", "identifier", "field", "text", "time", "block", "tx"}}
	for _, h := range list.Hits {
		v.Rows = append(v.Rows, []string{
			a.Label("record." + h.Kind), h.Value, h.Field, h.Text, view.When(h.Time), view.Number(h.Block), h.Tx,
		})
	}
	return v
}
