package main

import (
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible"
	"allianceregistry/network"
	"allianceregistry/network/words"
)

// chaincode are the commands by which each host approves the chaincode for itself.
func (p *program) chaincode() *cobra.Command {
	group := &cobra.Command{Use: "chaincode"}
	group.AddCommand(p.chaincodeApprove(), p.chaincodeCommit(), p.chaincodeStatus())
	return group
}

func (p *program) chaincodeApprove() *cobra.Command {
	return &cobra.Command{
		Use: "approve", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if err := n.ApproveChaincode(command.Context()); err != nil {
				return err
			}
			p.Stage(words.Of("chaincode.approved", "self", p.self()))
			return nil
		},
	}
}

func (p *program) chaincodeCommit() *cobra.Command {
	return &cobra.Command{
		Use: "commit", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			changed, err := n.CommitChaincode(command.Context())
			if err != nil {
				return err
			}
			if !changed {
				p.Stage(words.Of("chaincode.already"))
				return nil
			}
			p.Stage(words.Of("chaincode.committed"))
			return nil
		},
	}
}

func (p *program) chaincodeStatus() *cobra.Command {
	command := &cobra.Command{
		Use: "status", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			status, err := n.ChaincodeStatus(command.Context(), true)
			if err != nil {
				return err
			}
			if p.Output == "json" {
				return p.printJSON(status)
			}
			return p.printApprovals(status)
		},
	}
	p.OutputFlag(command.Flags())
	return command
}

// printApprovals prints a table with one line for each host, and what a commit takes.
func (p *program) printApprovals(status network.Chaincode) error {
	writer := p.newTable("host", "approval", "release", "digest")
	approved := 0
	for _, approval := range status.Approvals {
		word, release := "status.missing", approval.Release
		if approval.Approved {
			word = "status.approved"
			approved++
		}
		if !approval.Answers {
			release = p.Words.Say("status.noAnswer", nil)
		}
		writer.AppendRow(table.Row{approval.Host, p.Words.Say(word, nil), legible.Line(release), legible.Line(approval.Digest)})
	}
	writer.Render()
	key := "chaincode.open"
	if status.Committed {
		key = "chaincode.committedAs"
	}
	p.say(words.Of(key, "name", status.Name, "version", status.Version, "sequence", status.Sequence,
		"approved", approved, "hosts", len(status.Approvals), "needed", status.Needed))
	return nil
}
