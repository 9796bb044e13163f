package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/legible"
	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/deploy"
	files "allianceregistry/network/internal/file"
	"allianceregistry/network/token"
	"allianceregistry/network/words"
)

// release is this version, and the tag of its images.
const release = "0.1.0"

// supervised are the commands for a host whose processes another program runs.
func (p *program) supervised() []*cobra.Command {
	return []*cobra.Command{
		p.hostSystemd(), p.hostCompose(), p.hostKubernetes(), p.hostConfigure(), p.hostRestore(),
		hostHold(), hostExec(), hostListening(),
	}
}

// deployment has this machine's host configured and left to a supervisor, and describes it.
func (p *program) deployment(command *cobra.Command, supervisor string) (deploy.Host, error) {
	n, err := p.open()
	if err != nil {
		return deploy.Host{}, err
	}
	if _, err := n.Deployment(); err != nil { // before anything is written
		return deploy.Host{}, err
	}
	if err := n.Configure(command.Context()); err != nil {
		return deploy.Host{}, err
	}
	host, err := n.Deployment() // again: the chaincode's package may only now exist
	if err != nil {
		return deploy.Host{}, err
	}
	return host, n.Supervise(supervisor)
}

func (p *program) hostSystemd() *cobra.Command {
	var folder, user string
	command := &cobra.Command{
		Use: "systemd", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			host, err := p.deployment(command, advice.Systemd)
			if err != nil {
				return err
			}
			files, err := deploy.Systemd(host, user)
			if err != nil {
				return err
			}
			if folder == "" {
				folder = filepath.Join(host.Folder, "systemd")
			}
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return err
			}
			for _, file := range files {
				path := filepath.Join(folder, file.Name)
				if err := p.writeOut(path, file.Content); err != nil {
					return err
				}
			}
			p.say(words.Of("deploy.systemd", "folder", folder, "user", user, "name", host.Name, "home", host.Folder, "self", p.self()))
			return nil
		},
	}
	command.Flags().StringVar(&folder, "to", "", "")
	command.Flags().StringVar(&user, "user", "registry", "")
	return command
}

// imageFlags adds the flags that name images.
func imageFlags(command *cobra.Command, images *deploy.Images) {
	command.Flags().StringVar(&images.Prefix, "images", "localhost/alliance-registry/", "")
	command.Flags().StringVar(&images.Tag, "tag", release, "")
}

func (p *program) hostCompose() *cobra.Command {
	var options deploy.ComposeOptions
	var file string
	command := &cobra.Command{
		Use: "compose", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			host, err := p.deployment(command, advice.Compose)
			if err != nil {
				return err
			}
			if options.User == "" {
				if options.User, err = owner(host.Folder); err != nil {
					return err
				}
			}
			content, err := deploy.Compose(host, options)
			if err != nil {
				return err
			}
			return p.hand(file, content, "deploy.compose")
		},
	}
	imageFlags(command, &options.Images)
	flags := command.Flags()
	flags.StringVar(&file, "to", "", "")
	flags.StringVar(&options.User, "user", "", "")
	flags.StringVar(&options.Publish, "publish", "", "")
	flags.StringVar(&options.Network, "network", "", "")
	return command
}

// owner returns UID:GID of whom a folder belongs to.
func owner(folder string) (string, error) {
	info, err := os.Stat(folder)
	if err != nil {
		return "", err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf("%d:%d", stat.Uid, stat.Gid), nil
	}
	return "", nil
}

func (p *program) hostKubernetes() *cobra.Command {
	var options deploy.KubernetesOptions
	var file string
	command := &cobra.Command{
		Use: "kubernetes", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			host, err := p.deployment(command, advice.Kubernetes)
			if err != nil {
				return err
			}
			content, err := deploy.Kubernetes(host, options)
			if err != nil {
				return err
			}
			return p.hand(file, content, "deploy.kubernetes")
		},
	}
	imageFlags(command, &options.Images)
	flags := command.Flags()
	flags.StringVar(&file, "to", "", "")
	flags.StringVar(&options.Storage, "storage", "20Gi", "")
	flags.StringVar(&options.Class, "storage-class", "", "")
	return command
}

// hand writes content to a file, or to standard output, and says what comes next.
func (p *program) hand(file string, content []byte, next string) error {
	if file == "" {
		_, err := p.Out.Write(content)
		return err
	}
	if err := p.writeOut(file, content); err != nil {
		return err
	}
	p.say(words.Of(next, "file", file))
	return nil
}

// writeOut writes a file that holds nothing secret.
func (p *program) writeOut(path string, content []byte) error {
	if err := files.Write(path, content); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.Out, legible.Line(path))
	return err
}

func (p *program) hostConfigure() *cobra.Command {
	return &cobra.Command{
		Use: "configure", Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			if _, err := n.Deployment(); err != nil {
				return err
			}
			if err := n.Configure(command.Context()); err != nil {
				return err
			}
			p.Stage(words.Of("stage.configured"))
			return nil
		},
	}
}

func (p *program) hostRestore() *cobra.Command {
	return &cobra.Command{
		Use: "restore", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			restored, err := network.Restore(p.folder(), args[0])
			if err != nil {
				return err
			}
			done := words.Of("restore.there", "folder", p.folder())
			if restored {
				done = words.Of("restore.done", "folder", p.folder())
			}
			p.say(done)
			return nil
		},
	}
}

// hostHold does nothing until it is told to stop: it holds what other containers share.
func hostHold() *cobra.Command {
	return &cobra.Command{
		Use: "hold", Hidden: true, Args: cli.Args(0, 0),
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, cancel := signal.NotifyContext(command.Context(), syscall.SIGTERM, os.Interrupt)
			defer cancel()
			<-ctx.Done()
			return nil
		},
	}
}

// hostExec becomes a service's program, with this program's mode of new files: in a container
// nothing else sets it. One whose keys are in a token learns the PIN here, and nowhere else.
func hostExec() *cobra.Command {
	return &cobra.Command{
		Use: "exec", Hidden: true, Args: cli.Args(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			env, err := serviceEnviron(args[0])
			if token.Refused(err) {
				return refusedToken{err}
			}
			if err != nil {
				return err
			}
			return syscall.Exec(args[0], args, env)
		},
	}
}

// serviceEnviron returns the environment of a service's program. If its keys are in a token, the
// token has taken the PIN.
func serviceEnviron(program string) ([]string, error) {
	settings, isSet := token.FromEnviron()
	if !isSet {
		return os.Environ(), nil
	}
	err := token.Token{Settings: settings, Program: filepath.Join(filepath.Dir(program), token.Program)}.Check()
	if err != nil {
		return nil, err
	}
	return settings.FabricEnviron()
}

// refusedToken ends a service for good: its token refuses the PIN.
type refusedToken struct{ error }

// hostListening reports whether ports are open, for health checks.
func hostListening() *cobra.Command {
	return &cobra.Command{
		Use: "listening", Hidden: true, Args: cli.Args(1, -1),
		RunE: func(_ *cobra.Command, args []string) error {
			var ports []int
			for _, arg := range args {
				port, err := strconv.ParseUint(strings.TrimSpace(arg), 10, 16)
				if err != nil {
					return cli.NewUsageError("deploy.port", "port", arg)
				}
				ports = append(ports, int(port))
			}
			return network.Listening(ports...)
		},
	}
}
