package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/terminal"
	"allianceregistry/network"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// channel are the commands by which hosts agree on a channel.
func (p *program) channel() *cobra.Command {
	group := &cobra.Command{Use: "channel"}
	group.AddCommand(p.channelDraft(), p.channelCheck())
	return group
}

func (p *program) channelDraft() *cobra.Command {
	defaults := network.DefaultTopology()
	terms := channel.Terms{
		Channel: defaults.Channel, Chaincode: defaults.Chaincode, Consensus: defaults.Consensus,
		BatchTimeout: defaults.BatchTimeout, TimeWindow: defaults.TimeWindow, TotalQueryLimit: defaults.TotalQueryLimit,
	}
	var out string
	command := &cobra.Command{
		Use: "draft", Args: cli.Args(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			var files []hostfile.File
			for _, path := range args {
				file, err := readHostFile(path)
				if err != nil {
					return err
				}
				files = append(files, file)
			}
			draft, err := channel.NewDraft(terms, files...)
			if err != nil {
				return err
			}
			if err := draft.Check(time.Now()); err != nil {
				return err
			}
			return p.writeDraft(draft, out)
		},
	}
	flags := command.Flags()
	flags.StringVar(&terms.Channel, "channel", terms.Channel, "")
	flags.StringVar(&terms.Consensus, "consensus", terms.Consensus, "")
	flags.DurationVar(&terms.BatchTimeout, "batch-timeout", terms.BatchTimeout, "")
	flags.DurationVar(&terms.TimeWindow, "time-window", terms.TimeWindow, "")
	flags.StringVar(&out, "file", "", "")
	return command
}

func readHostFile(path string) (hostfile.File, error) {
	content, err := input.ReadFile(path, hostfile.MaxSize)
	if err != nil {
		return hostfile.File{}, err
	}
	file, err := hostfile.Parse(content)
	if err != nil {
		return hostfile.File{}, words.Of("host.fault", "file", path, "cause", err)
	}
	return file, nil
}

func (p *program) writeDraft(draft channel.Draft, file string) error {
	content, err := draft.Marshal()
	if err != nil {
		return err
	}
	return p.writePublic(content, file, words.Of("channel.drafted", "file", file))
}

func (p *program) channelCheck() *cobra.Command {
	var hash string
	var joining bool
	command := &cobra.Command{
		Use: "check", Args: cli.Args(1, 1),
		RunE: func(command *cobra.Command, args []string) error {
			content, err := input.ReadFile(args[0], channel.MaxDraft)
			if err != nil {
				return err
			}
			proposed, err := p.home.Propose(command.Context(), content)
			if err != nil {
				return words.Of("host.fault", "file", args[0], "cause", err)
			}
			if err := p.explain(proposed); err != nil {
				return err
			}
			return p.accept(proposed, hash, joining)
		},
	}
	p.OutputFlag(command.Flags())
	command.Flags().StringVar(&hash, "hash", "", "")
	command.Flags().BoolVar(&joining, "joining", false, "")
	return command
}

// explain says what a host would agree to.
func (p *program) explain(proposed network.Proposed) error {
	lines, err := channel.Explain(proposed.Draft, proposed.Block)
	if err != nil {
		return err
	}
	if p.Output == "json" {
		return p.printJSON(explained{proposed.Draft.Channel, proposed.Hash, said(lines)})
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(p.Out, p.Words.Tell(line, nil)); err != nil {
			return err
		}
	}
	return nil
}

// explained is what `channel check` and `change show` answer in JSON.
type explained struct {
	Channel string   `json:"channel"`
	Hash    string   `json:"hash"`
	Lines   []string `json:"lines"` // in English
}

// said returns messages in English, for JSON.
func said(lines []*words.Message) []string {
	all := make([]string, 0, len(lines))
	for _, line := range lines {
		all = append(all, line.Error())
	}
	return all
}

// heardLength is how many characters of a hash a person types at least who has heard them:
// 128 bits. Whoever writes drafts could try until two of them agree in fewer.
const heardLength = 32

// compare asks for the end of a hash as another host has read it: whoever types it has
// compared it. What the end is it does not say.
func (p *program) compare(host, hash string) error {
	answer, err := terminal.Ask(p.In, p.Err, p.Words.Tell(words.Of("agreement.ask", "host", host, "length", heardLength), nil))
	if err != nil {
		return err
	}
	if heard := plainHash(answer); len(heard) < heardLength || !strings.HasSuffix(hash, heard) {
		return words.Of("agreement.heard", "length", heardLength)
	}
	return nil
}

// accept has the folder's host agree, if a hash was given or a person says so. A script that
// gives none has only looked.
func (p *program) accept(proposed network.Proposed, hash string, joining bool) error {
	host, err := network.OwnHost(p.folder())
	if err != nil || host == nil && hash == "" {
		return err
	}
	if hash == "" && !terminal.IsTerminal(p.In) {
		p.say(words.Of("agreement.hint", "host", host.Name))
		return nil
	}
	if hash == "" {
		if err := p.compare(host.Name, proposed.Hash); err != nil {
			return err
		}
		hash = proposed.Hash
	}
	if err := network.Accept(p.folder(), proposed, hash, joining); err != nil {
		return err
	}
	p.Stage(words.Of("agreement.done", "self", p.self()))
	return nil
}
