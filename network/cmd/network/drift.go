package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/words"
)

// errDrifted ends `network drift` if a host is in the channel whose party is no member in
// good standing; the table has been printed.
var errDrifted = errors.New("the channel has drifted from the registry")

func (p *program) drift() *cobra.Command {
	var parties []string
	var out, leaving string
	command := &cobra.Command{
		Use: "drift", Args: cli.Args(1, 1),
		RunE: func(command *cobra.Command, args []string) error {
			byHost, err := parseParties(parties)
			if err != nil {
				return err
			}
			if leaving != "" && out == "" {
				return cli.NewUsageError("drift.file")
			}
			n, err := p.open()
			if err != nil {
				return err
			}
			lines, err := n.Drift(command.Context(), args[0], byHost)
			if err != nil {
				return err
			}
			if out == "" {
				return p.showDrift(lines)
			}
			return p.draftLeaving(command.Context(), n, lines, leaving, out)
		},
	}
	p.OutputFlag(command.Flags())
	flags := command.Flags()
	flags.StringArrayVar(&parties, "party", nil, "")
	flags.StringVar(&out, "file", "", "")
	flags.StringVar(&leaving, "host", "", "")
	return command
}

// parseParties reads HOST=PARTY.
func parseParties(pairs []string) (map[string]string, error) {
	byHost := map[string]string{}
	for _, pair := range pairs {
		host, party, found := strings.Cut(pair, "=")
		if !found || host == "" || party == "" {
			return nil, cli.NewUsageError("drift.pair", "pair", pair)
		}
		byHost[host] = party
	}
	return byHost, nil
}

// draftLeaving prints what was found, and drafts the next step by which a host is taken out.
func (p *program) draftLeaving(ctx context.Context, n *network.Network, lines []network.Drift, host, file string) error {
	if err := p.showDrift(lines); err != nil && !errors.Is(err, errDrifted) {
		return err
	}
	leaving, err := network.Leaving(lines, host)
	if err != nil {
		return err
	}
	drafted, err := n.DraftLeaving(ctx, leaving)
	if err != nil {
		return err
	}
	if err := p.writeChange(drafted, file); err != nil {
		return err
	}
	if len(leaving.Orderers) > 0 {
		p.say(words.Of("drift.orderer", "host", leaving.Host, "address", leaving.Orderers[0]))
		return nil
	}
	p.say(words.Of("drift.host", "host", leaving.Host))
	return nil
}

// showDrift prints a line for each host and each member without one, and what to type.
func (p *program) showDrift(lines []network.Drift) error {
	drifted := false
	for _, line := range lines {
		drifted = drifted || line.Departed() || line.Suspended() || line.NeverMember()
	}
	if p.Output == "json" {
		if err := p.printJSON(lines); err != nil {
			return err
		}
	} else {
		p.printDrift(lines)
	}
	if drifted {
		return errDrifted
	}
	return nil
}

func (p *program) printDrift(lines []network.Drift) {
	writer := p.newTable("host", "party", "standing")
	for _, line := range lines {
		host := line.Host
		if host == "" {
			host = "-"
		}
		standing := p.Words.Say("standing.ended", catalogue.Params{"state": line.State})
		if line.State == network.StateActive || line.State == network.StateSuspended || line.State == network.StateNone {
			standing = p.Words.Say("standing."+line.State, nil)
		}
		writer.AppendRow(table.Row{host, line.Party, standing})
	}
	writer.Render()
	for _, line := range lines {
		switch {
		case line.Suspended():
			p.say(words.Of("drift.suspended", "host", line.Host, "party", line.Party))
		case line.Departed():
			p.say(words.Of("drift.departed", "host", line.Host, "party", line.Party, "state", line.State))
		case line.NeverMember():
			p.say(words.Of("drift.never", "host", line.Host, "party", line.Party))
		default:
			continue
		}
		for _, address := range line.Orderers {
			fmt.Fprintf(p.Err, "  %s\n", p.Words.Say("command", catalogue.Params{"line": p.self() + " change draft --remove-orderer " + address + " --file orderer.change.yaml"}))
		}
		fmt.Fprintf(p.Err, "  %s\n", p.Words.Say("command", catalogue.Params{"line": p.self() + " change draft --remove " + line.Host + " --file remove.change.yaml"}))
	}
}
