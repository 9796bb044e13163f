package network

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"allianceregistry/internal/input"
	"allianceregistry/network/internal/kernel"
	"allianceregistry/network/words"
)

// Network is one network: what it consists of, its folder, and who is told of progress.
type Network struct {
	home       Home
	dir        Dir
	host       *Host // whose own network this is; nil for all hosts on one machine
	topology   Topology
	supervisor string // who runs the processes, see supervisor.go
	hosts      []hostNode
	orderers   []ordererNode
	program    string // how its commands begin, see CallBy
	progress   func(stage *words.Message)
}

// ErrNotExist is returned if there is no network in the folder.
var ErrNotExist error = words.Of("network.none")

// New returns a network that may not exist yet. It calls progress at the end of each
// stage.
func New(home Home, dir Dir, topology Topology, progress func(stage *words.Message)) (*Network, error) {
	if err := topology.Validate(); err != nil {
		return nil, err
	}
	dir, err := dir.resolve()
	if err != nil {
		return nil, err
	}
	return &Network{
		home: home, dir: dir, topology: topology, progress: progress,
		hosts: topology.hostNodes(dir), orderers: topology.ordererNodes(dir),
	}, nil
}

// Open returns the network that exists in a folder, or ErrNotExist.
func Open(home Home, dir Dir, progress func(stage *words.Message)) (*Network, error) {
	dir, err := dir.resolve()
	if err != nil {
		return nil, err
	}
	if host, err := readHost(dir); err == nil {
		return openHost(home, dir, host, progress)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	topology, err := savedTopology(dir)
	if err != nil {
		return nil, err
	}
	return New(home, dir, topology, progress)
}

// savedTopology reads the topology that a network was made from.
func savedTopology(dir Dir) (Topology, error) {
	content, err := input.ReadFile(dir.topology(), maxTopology)
	if errors.Is(err, fs.ErrNotExist) {
		return Topology{}, fmt.Errorf("%s: %w", dir, ErrNotExist)
	}
	if err != nil {
		return Topology{}, err
	}
	topology, err := ParseTopology(content)
	if err == nil {
		err = topology.Validate()
	}
	if err != nil {
		return Topology{}, words.Of("network.old", "folder", dir, "cause", err)
	}
	return topology, nil
}

// IsOwn reports whether this is the network of a host on a machine of its own.
func (n *Network) IsOwn() bool { return n.host != nil }

// Topology returns what the network consists of.
func (n *Network) Topology() Topology { return n.topology }

// Home returns the project's folder, whose programs the network runs.
func (n *Network) Home() Home { return n.home }

// Dir returns the folder that the network lives in.
func (n *Network) Dir() Dir { return n.dir }

// run runs one of the built programs to its end and returns its output. The environment
// is the given one alone, so that a CORE_… variable in the user's shell has no effect.
func (n *Network) run(ctx context.Context, env []string, program string, args ...string) (string, error) {
	env = append([]string{"HOME=" + string(n.dir), plainLogFormat}, env...)
	return command(ctx, string(n.dir), env, n.home.program(program), args...)
}

// command runs a program in a folder to its end and returns its output. If this program
// is killed, so is that one: on Linux, when the thread that started it ends.
func command(ctx context.Context, folder string, env []string, program string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Env = append([]string{}, env...)
	command.Dir = folder
	var out, errOut bytes.Buffer
	command.Stdout, command.Stderr = &out, &errOut
	kernel.KillWithParent(command)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", filepath.Base(program), err, lastLine(errOut.String()))
	}
	return out.String(), nil
}

// lastLine returns the line in which Fabric's programs say what went wrong.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "Error:") {
			return lines[i]
		}
	}
	return lines[len(lines)-1]
}
