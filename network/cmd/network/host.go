package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/legible"
	"allianceregistry/network"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/keys"
	"allianceregistry/network/token"
	"allianceregistry/network/words"
)

// host are the commands for a host on a machine of its own.
func (p *program) host() *cobra.Command {
	host := &cobra.Command{Use: "host"}
	host.AddCommand(p.hostInit(), p.hostMove(), p.hostRenew(), p.hostStart(), p.hostPeers(), p.hostToken())
	host.AddCommand(p.supervised()...)
	return host
}

func (p *program) hostInit() *cobra.Command {
	var host network.Host
	var rootCertificate, rootKey string
	var renew bool
	command := &cobra.Command{
		Use: "init", Args: cli.Args(1, 1),
		RunE: func(command *cobra.Command, args []string) error {
			host.Name = args[0]
			if !command.Flags().Changed("name") {
				p.name = host.Name
			}
			root, err := loadRoot(rootCertificate, rootKey)
			if err != nil {
				return err
			}
			if err := completeToken(&host.Token); err != nil {
				return err
			}
			file, err := network.InitHost(p.home, p.folder(), host.WithDefaults(), root, renew, p.Stage)
			if err != nil {
				return err
			}
			return p.showPublicFile(file)
		},
	}
	p.OutputFlag(command.Flags())
	flags := command.Flags()
	flags.StringVar(&host.Address, "address", "", "")
	flags.StringVar(&host.Listen, "listen", "", "")
	flags.IntVar(&host.BasePort, "base-port", 0, "")
	flags.StringVar(&rootCertificate, "root-cert", "", "")
	flags.StringVar(&rootKey, "root-key", "", "")
	tokenFlags(flags, &host.Token)
	flags.BoolVar(&renew, "renew", false, "")
	return command
}

// tokenFlags adds the flags that name a token.
func tokenFlags(flags *pflag.FlagSet, settings *token.Settings) {
	flags.StringVar(&settings.Library, "token-library", "", "")
	flags.StringVar(&settings.Label, "token-label", "", "")
	flags.StringVar(&settings.PINFile, "token-pin-file", "", "")
	flags.StringArrayVar(&settings.Env, "token-env", nil, "")
}

// completeToken makes the path of the PIN's file whole: services run in folders of their own.
func completeToken(settings *token.Settings) (err error) {
	if settings.PINFile != "" {
		settings.PINFile, err = filepath.Abs(settings.PINFile)
	}
	return err
}

// hostToken moves keys of a host from files into a token.
func (p *program) hostToken() *cobra.Command {
	var settings token.Settings
	var yes, dryRun bool
	command := &cobra.Command{
		Use: "token", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if err := completeToken(&settings); err != nil {
				return err
			}
			if !settings.IsSet() {
				return cli.NewUsageError("token.incomplete")
			}
			host, files, err := network.KeysInFiles(p.folder())
			if err != nil {
				return err
			}
			if err := p.showKeys(host.Name, files); err != nil || dryRun {
				return err
			}
			if len(files) == 0 {
				p.say(words.Of("token.moved", "label", host.Token.Label))
				return nil
			}
			if err := p.confirm(yes, words.Of("token.warning", "label", settings.Label), host.Name); err != nil {
				return err
			}
			if err := network.MoveKeys(p.home, p.folder(), settings); err != nil {
				return err
			}
			p.say(words.Of("token.moved", "label", settings.Label))
			return nil
		},
	}
	p.OutputFlag(command.Flags())
	tokenFlags(command.Flags(), &settings)
	command.Flags().BoolVar(&yes, "yes", false, "")
	command.Flags().BoolVar(&dryRun, "dry-run", false, "")
	return command
}

// showKeys prints the files with keys that are to be moved.
func (p *program) showKeys(host string, files []string) error {
	if p.Output == "json" {
		return p.printJSON(struct {
			Host  string   `json:"host"`
			Files []string `json:"files"`
		}{host, files})
	}
	for _, file := range files {
		if _, err := fmt.Fprintln(p.Out, legible.Line(file)); err != nil {
			return err
		}
	}
	return nil
}

// maxPEM bounds the size of a certificate's or a key's file, in bytes.
const maxPEM = 64 << 10

// loadRoot loads the root that a host brings; nil if it brings none.
func loadRoot(certificate, key string) (*keys.Authority, error) {
	switch {
	case certificate == "" && key == "":
		return nil, nil
	case certificate == "" || key == "":
		return nil, cli.NewUsageError("host.root")
	}
	content, err := input.ReadFile(certificate, maxPEM)
	if err != nil {
		return nil, err
	}
	private, err := input.ReadFile(key, maxPEM)
	if err != nil {
		return nil, err
	}
	return keys.LoadRoot(content, private, time.Now())
}

func (p *program) showPublicFile(file network.PublicFile) error {
	if p.Output == "json" {
		return p.printJSON(file)
	}
	if _, err := fmt.Fprintln(p.Out, legible.Line(file.File)); err != nil {
		return err
	}
	p.say(words.Of("host.fingerprint", "fingerprint", hostfile.Aloud(file.Fingerprint)))
	// In the words of "channel check", with which they are compared.
	for i, key := range []string{"explain.ca", "explain.tlsCA", "explain.ordererCA", "explain.ordererTLSCA"} {
		p.say(words.Of(key, "fingerprint", hostfile.Aloud(file.Authorities[i])))
	}
	p.say(words.Of("host.send", "file", file.File, "until", file.Until.Format(time.DateOnly)))
	return nil
}

func (p *program) hostMove() *cobra.Command {
	var to network.Place
	return p.reissue("move", func(flags *pflag.FlagSet) {
		flags.StringVar(&to.Address, "address", "", "")
		flags.StringVar(&to.Listen, "listen", "", "")
	}, func(dry bool) (network.Move, error) { return network.MoveHost(p.home, p.folder(), to, dry) })
}

func (p *program) hostRenew() *cobra.Command {
	return p.reissue("renew", func(*pflag.FlagSet) {}, func(dry bool) (network.Move, error) {
		return network.RenewHost(p.home, p.folder(), dry)
	})
}

// reissue is a command by which the host's certificates are issued anew.
func (p *program) reissue(use string, add func(*pflag.FlagSet), do func(dry bool) (network.Move, error)) *cobra.Command {
	var dry bool
	command := &cobra.Command{
		Use: use, Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			move, err := do(dry)
			if err != nil {
				return err
			}
			return p.showMove(move)
		},
	}
	p.OutputFlag(command.Flags())
	command.Flags().BoolVar(&dry, "dry-run", false, "")
	add(command.Flags())
	return command
}

func (p *program) showMove(move network.Move) error {
	if p.Output == "json" {
		return p.printJSON(move)
	}
	place := words.Of("move.place", "host", move.Host, "address", move.Place.Address, "listen", move.Place.Listen)
	if move.Former != nil {
		place = words.Of("move.moves", "host", move.Host, "former", move.Former.Address, "address", move.Place.Address, "listen", move.Place.Listen)
	}
	lines := []*words.Message{place}
	for _, certificate := range move.Certificates {
		file, err := filepath.Rel(string(p.folder()), certificate.File)
		if err != nil {
			file = certificate.File
		}
		names := strings.Join(certificate.Names, ", ")
		if names == "" {
			names = "–"
		}
		lines = append(lines, words.Of("move.certificate", "file", file, "names", names, "until", certificate.Until.Format(time.DateOnly)))
	}
	if len(move.Certificates) == 0 {
		lines = append(lines, words.Of("move.none"))
	}
	for _, orderer := range move.Kept {
		lines = append(lines, words.Of("move.kept", "name", orderer))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(p.Out, p.Words.Tell(line, nil)); err != nil {
			return err
		}
	}
	if move.PublicFile == nil {
		p.say(words.Of("move.dry"))
		return nil
	}
	if err := p.showPublicFile(*move.PublicFile); err != nil {
		return err
	}
	if move.Channel {
		p.say(words.Of("move.next", "self", p.self(), "file", move.PublicFile.File))
	}
	return nil
}

// say prints a message to standard error.
func (p *program) say(message *words.Message) {
	fmt.Fprintln(p.Err, p.Words.Tell(message, nil))
}

func (p *program) hostStart() *cobra.Command {
	command := &cobra.Command{
		Use: "start", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if !n.IsOwn() {
				return words.Of("host.machine", "folder", n.Dir())
			}
			if by := n.Supervisor(); by != "" {
				p.Stage(words.Of("supervisor.awaited", "supervisor", by, "line", p.lines().Start("")))
				if err := n.AwaitSupervisor(command.Context()); err != nil {
					return err
				}
			}
			changed, err := n.Up(command.Context())
			if err != nil {
				return err
			}
			if !changed {
				p.Stage(words.Of("up.already"))
			}
			status := n.Status(command.Context())
			if p.Output == "json" {
				return p.printJSON(status)
			}
			p.printStatus(status)
			p.say(words.Of("up.genesis", "hash", status.Genesis))
			if chaincode, err := n.ChaincodeStatus(command.Context(), false); err != nil || !chaincode.Committed || !chaincode.ApprovedBy(status.Name) {
				p.say(words.Of("host.next", "self", p.self()))
			}
			return nil
		},
	}
	p.OutputFlag(command.Flags())
	return command
}

func (p *program) hostPeers() *cobra.Command {
	command := &cobra.Command{
		Use: "peers", Args: cli.Args(0, 1),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				peers, err := network.ReadPeers(p.folder())
				if err != nil {
					return err
				}
				return p.printPeers(peers)
			}
			count, err := strconv.Atoi(args[0])
			if err != nil {
				return cli.NewUsageError("peers.count", "count", args[0], "most", network.MaxPeers)
			}
			peers, err := network.SetPeers(p.home, p.folder(), count, p.Stage)
			if err != nil {
				return err
			}
			if err := p.printPeers(peers); err != nil {
				return err
			}
			return p.advisePeers(peers)
		},
	}
	p.OutputFlag(command.Flags())
	return command
}

// printPeers prints the names of a host's peers.
func (p *program) printPeers(peers network.HostPeers) error {
	if p.Output == "json" {
		return p.printJSON(peers)
	}
	for _, name := range peers.Peers {
		if _, err := fmt.Fprintln(p.Out, legible.Line(name)); err != nil {
			return err
		}
	}
	return nil
}

// advisePeers says what is left to do after the number of a host's peers was set.
func (p *program) advisePeers(peers network.HostPeers) error {
	if !peers.Changed {
		p.say(words.Of("peers.none", "count", len(peers.Peers)))
	} else {
		p.say(words.Of("peers.have", "host", peers.Host, "count", len(peers.Peers), "peers", strings.Join(peers.Peers, ", ")))
		p.say(words.Of("peers.send", "file", peers.File.File, "fingerprint", hostfile.Aloud(peers.File.Fingerprint)))
	}
	if peers.Supervisor != "" {
		p.say(words.Of("peers.supervised", "self", p.self(), "supervisor", peers.Supervisor))
		return nil
	}
	p.say(words.Of("peers.next", "self", p.self()))
	return nil
}
