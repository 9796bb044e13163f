package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) foundCommand() *cobra.Command {
	var in membership.FoundAlliance
	var names []string
	var charter, places string
	cmd := &cobra.Command{
		Use: "found", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if in.Charter, err = a.readCharter(charter); err != nil {
				return err
			}
			if places != "" {
				if err := a.readFields(places, &in.Places); err != nil {
					return err
				}
			}
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			in.Request, in.Slug = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&names, "name", nil, "")
	flags.StringArrayVar(&in.Founders, "founder", nil, "")
	flags.StringVar(&charter, "charter", "", "")
	flags.StringVar(&places, "places", "", "")
	flags.StringVar(&in.Sector, "sector", "", "")
	flags.StringVar(&in.Scope, "scope", "", "")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "")
	_ = cmd.MarkFlagRequired("charter") // the flag exists
	return a.asks(a.addWriteFlags(cmd), askFounding, "name", "founder", "charter")
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				alliances, err := s.Alliances(ctx)
				if err != nil {
					return err
				}
				return a.Print(a.alliances(alliances))
			})
		},
	}
}

func (a *app) alliances(alliances []membership.Alliance) view.View {
	v := view.View{Data: append([]membership.Alliance{}, alliances...), Columns: []string{"alliance", "name", "sector", "status", "since"}}
	for _, one := range alliances {
		since := ""
		if one.Opened != nil {
			since = view.When(one.Opened.Time)
		}
		v.Rows = append(v.Rows, []string{one.ID, a.text.Name(one.Names), a.text.Sector(one.Sector), a.text.Words(string(one.Status)), since})
	}
	return v
}

// version writes a version that there is.
func version(n int) string {
	if n == 0 {
		return ""
	}
	return view.Number(n)
}

// shown is an alliance with its founders' consents, and with the rules that are out of its reach.
type shown struct {
	membership.Alliance
	Consents membership.Consents `json:"consents"`
	Alarms   []client.Alarm      `json:"alarms,omitempty"`
}

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				alliance, err := client.Agreed(ctx, s.Client, membership.GetAlliance{ID: args[0]})
				if err != nil {
					return err
				}
				consents, err := client.Agreed(ctx, s.Client, membership.ListConsents{Alliance: args[0]})
				if err != nil {
					return err
				}
				if len(alliance.Places) > 0 {
					a.text = a.calling(ctx, s, alliance.ID, 0)
				}
				var alarms []client.Alarm
				if alliance.Status == membership.Open {
					if alarms, err = s.Alarms(ctx, alliance.ID); err != nil {
						return err
					}
				}
				return a.Print(a.alliance(shown{alliance, consents, alarms}))
			})
		},
	}
}

func (a *app) alliance(s shown) view.View {
	opened, openedBy, dissolved := "", "", ""
	if s.Opened != nil {
		opened, openedBy = view.When(s.Opened.Time), s.Opened.Tx
	}
	if s.Dissolved != nil {
		dissolved = a.show().Joined(view.When(s.Dissolved.Time), s.Dissolved.Tx)
	}
	rows := a.Fields("alliance", s.ID, "name", a.names(s.Names), "aliases", strings.Join(s.Aliases, ", "), "source", s.Source, "sector", a.text.Sector(s.Sector), "scope", a.text.Words(s.Scope),
		"jurisdiction", s.Jurisdiction, "status", a.text.Words(string(s.Status)), "since", opened, "tx", openedBy,
		"founders", strings.Join(s.Founders, ", "), "charter", version(s.Charter), "digest", s.CharterDigest,
		"dissolved", dissolved)
	for _, founder := range slices.Sorted(maps.Keys(s.Places)) {
		place := s.Places[founder]
		rows = append(rows, []string{a.Label("founder"), text.Spaced(founder, a.text.Class(place.Class), place.Group, a.show().Weights(place.Weights))})
	}
	for _, given := range s.Consents.Given {
		rows = append(rows, []string{a.text.Say("given", nil), given.Party + "  " + view.When(given.Stamp.Time) + "  " + given.Stamp.Tx})
	}
	for _, missing := range s.Consents.Missing {
		rows = append(rows, []string{a.text.Say("missing", nil), missing})
	}
	for _, alarm := range s.Alarms {
		rows = append(rows, []string{a.Label("alarm"), a.alarm(alarm)})
	}
	return view.View{Data: s, Columns: []string{"field", "value"}, Rows: rows}
}

func (a *app) describeCommand() *cobra.Command {
	var in membership.DescribeAlliance
	var names []string
	cmd := &cobra.Command{
		Use: "describe", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if in.Names, err = parseNames(names); err != nil {
				return err
			}
			in.Request, in.Slug = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&names, "name", nil, "")
	flags.StringArrayVar(&in.Aliases, "alias", nil, "")
	flags.StringVar(&in.Sector, "sector", "", "")
	flags.StringVar(&in.Scope, "scope", "", "")
	flags.StringVar(&in.Jurisdiction, "jurisdiction", "", "")
	flags.StringVar(&in.Source, "source", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) consentCommand() *cobra.Command {
	var digest, as string
	cmd := &cobra.Command{
		Use: "consent", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				done, err := a.submit(ctx, s, membership.Consent{Request: a.requestID(), As: as, Alliance: args[0], Charter: digest})
				if err != nil {
					return err
				}
				return a.Print(a.receipts(done))
			})
		},
	}
	addAsFlag(cmd, &as)
	cmd.Flags().StringVar(&digest, "charter", "", "")
	return a.addWriteFlags(cmd)
}
