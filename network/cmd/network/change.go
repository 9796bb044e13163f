package main

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/terminal"
	"allianceregistry/network"
	"allianceregistry/network/change"
	"allianceregistry/network/hostfile"
	files "allianceregistry/network/internal/file"
	"allianceregistry/network/words"
)

// change are the commands by which a running channel changes.
func (p *program) change() *cobra.Command {
	group := &cobra.Command{Use: "change"}
	group.AddCommand(p.changeDraft(), p.changeShow(), p.changeSign(), p.changeSubmit())
	return group
}

func (p *program) changeDraft() *cobra.Command {
	var wanted struct{ add, remove, move, addOrderer, removeOrderer string }
	var out string
	command := &cobra.Command{
		Use: "draft", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			var own []string // organizations of this machine's orderers
			edits := map[string]func(string) (change.Edit, error){
				"add": fromFile(change.AddHost), "move": fromFile(change.MoveHost), "add-orderer": fromFile(addOrderers),
				"remove":         func(host string) (change.Edit, error) { return change.RemoveHost(host), nil },
				"remove-orderer": func(address string) (change.Edit, error) { return change.RemoveOrderer(address, own...), nil },
			}
			var given []string
			for name := range edits {
				if command.Flags().Changed(name) {
					given = append(given, name)
				}
			}
			if len(given) != 1 {
				slices.Sort(given)
				return cli.NewUsageError("change.one")
			}
			n, err := p.open()
			if err != nil {
				return err
			}
			own = n.OwnOrderers()
			edit, err := edits[given[0]](command.Flag(given[0]).Value.String())
			if err != nil {
				return err
			}
			drafted, err := n.DraftChange(command.Context(), edit)
			if err != nil {
				return err
			}
			return p.writeChange(drafted, out)
		},
	}
	flags := command.Flags()
	flags.StringVar(&wanted.add, "add", "", "")
	flags.StringVar(&wanted.remove, "remove", "", "")
	flags.StringVar(&wanted.move, "move", "", "")
	flags.StringVar(&wanted.addOrderer, "add-orderer", "", "")
	flags.StringVar(&wanted.removeOrderer, "remove-orderer", "", "")
	flags.StringVar(&out, "file", "", "")
	return command
}

// fromFile is an edit that follows from a host's public file.
func fromFile(edit func(hostfile.File) change.Edit) func(string) (change.Edit, error) {
	return func(path string) (change.Edit, error) {
		file, err := readHostFile(path)
		if err != nil {
			return nil, err
		}
		if err := file.Check(time.Now()); err != nil {
			return nil, words.Of("host.fault", "file", path, "cause", err)
		}
		return edit(file), nil
	}
}

// addOrderers has a host's first orderer take part in ordering.
func addOrderers(file hostfile.File) change.Edit {
	if len(file.Orderers) == 0 {
		return change.AddOrderer(file.Host, hostfile.Orderer{})
	}
	return change.AddOrderer(file.Host, file.Orderers[0])
}

func (p *program) writeChange(c change.Change, file string) error {
	content, err := c.Marshal()
	if err != nil {
		return err
	}
	return p.writePublic(content, file, words.Of("change.written", "file", file))
}

// writePublic writes what is to travel to a file, and says so, or to standard output if
// none is named.
func (p *program) writePublic(content []byte, file string, written *words.Message) error {
	if file == "" {
		_, err := p.Out.Write(content)
		return err
	}
	if err := files.Write(file, content); err != nil {
		return err
	}
	p.Stage(written)
	return nil
}

// readChanges reads copies of one change, and returns it with the signatures of all.
func readChanges(paths []string) (change.Change, error) {
	var all change.Change
	for i, path := range paths {
		content, err := input.ReadFile(path, change.MaxSize)
		if err != nil {
			return all, err
		}
		read, err := change.Parse(content)
		if err == nil && i == 0 {
			all = read
		} else if err == nil {
			err = all.Join(read)
		}
		if err != nil {
			return all, words.Of("host.fault", "file", path, "cause", err)
		}
	}
	return all, nil
}

func (p *program) changeShow() *cobra.Command {
	command := &cobra.Command{
		Use: "show", Args: cli.Args(1, -1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			shown, err := readChanges(args)
			if err != nil {
				return err
			}
			return p.showChange(command, n, shown)
		},
	}
	p.OutputFlag(command.Flags())
	return command
}

// shownChange is the answer of `change show` in JSON.
type shownChange struct {
	explained
	Signers []change.Signers `json:"signers"`
	Missing []change.Signers `json:"missing"`
	Ignored []string         `json:"ignored"` // why signatures do not count, in English
}

func (p *program) showChange(command *cobra.Command, n *network.Network, c change.Change) error {
	shown, err := n.ExplainChange(command.Context(), c)
	if err != nil {
		return err
	}
	hash := hex.EncodeToString(c.Hash())
	if p.Output == "json" {
		ignored := make([]string, 0, len(shown.Ignored))
		for _, why := range shown.Ignored {
			ignored = append(ignored, why.Error())
		}
		return p.printJSON(shownChange{explained{c.Channel, hash, said(shown.Lines)}, shown.Signers, shown.Missing, ignored})
	}
	lines := append([]*words.Message{words.Of("change.of", "channel", c.Channel, "hash", hostfile.Aloud(hash))}, shown.Lines...)
	for _, why := range shown.Ignored {
		lines = append(lines, words.Of("change.ignored", "cause", why))
	}
	for _, signers := range shown.Signers {
		lines = append(lines, words.Of("change.signers", "needed", signers.Needed, "organizations", strings.Join(signers.Organizations, ", ")))
	}
	for _, signers := range shown.Missing {
		lines = append(lines, words.Of("change.missing", "needed", signers.Needed, "organizations", strings.Join(signers.Organizations, ", ")))
	}
	if len(shown.Missing) == 0 {
		lines = append(lines, words.Of("change.signed"))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(p.Out, p.Words.Tell(line, nil)); err != nil {
			return err
		}
	}
	return nil
}

// agreeTo has a person say that a change may be signed, or takes the hash of the one that was
// read before. A script cannot agree to whatever the file holds.
func (p *program) agreeTo(c change.Change, hash string, warning *words.Message) error {
	if hash == "" {
		if !terminal.IsTerminal(p.In) {
			return cli.NewUsageError("change.unread", "warning", warning)
		}
		return p.confirm(false, warning, c.Channel)
	}
	if is := hex.EncodeToString(c.Hash()); plainHash(hash) != is {
		return words.Of("change.hash", "got", plainHash(hash), "hash", is)
	}
	return nil
}

// plainHash returns a hash as a program writes it: people write it in groups.
func plainHash(hash string) string { return strings.ToLower(strings.Join(strings.Fields(hash), "")) }

func (p *program) changeSign() *cobra.Command {
	var hash string
	command := &cobra.Command{
		Use: "sign", Args: cli.Args(1, 1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			signed, err := readChanges(args)
			if err != nil {
				return err
			}
			if err := p.showChange(command, n, signed); err != nil {
				return err
			}
			if err := p.agreeTo(signed, hash, words.Of("change.ask")); err != nil {
				return err
			}
			if err := n.SignChange(command.Context(), &signed); err != nil {
				return err
			}
			return p.writeChange(signed, args[0])
		},
	}
	command.Flags().StringVar(&hash, "hash", "", "")
	return command
}

func (p *program) changeSubmit() *cobra.Command {
	var hash string
	command := &cobra.Command{
		Use: "submit", Args: cli.Args(1, -1),
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if err := n.FinishMove(command.Context()); err != nil { // by this command, before it was interrupted
				return err
			}
			submitted, err := readChanges(args)
			if err != nil {
				return err
			}
			err = p.showChange(command, n, submitted)
			if done, unknown := n.IsMade(command.Context(), submitted); unknown == nil && done { // asked last: it may be made meanwhile
				return n.SubmitChange(command.Context(), submitted)
			}
			if err != nil {
				return err
			}
			if err := p.agreeTo(submitted, hash, words.Of("change.hand")); err != nil {
				return err
			}
			return n.SubmitChange(command.Context(), submitted)
		},
	}
	command.Flags().StringVar(&hash, "hash", "", "")
	return command
}
