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
	"allianceregistry/network/words"
)

// Network is one network: what it consists of, where it lives, and who is
// told of its progress.
type Network struct {
	home     Home
	dir      Dir
	topology Topology
	talk     func(stage *words.Message)
}

// ErrNone is returned when there is no network in the folder.
var ErrNone error = words.Of("network.none")

// New describes a network that may not exist yet. Progress is told to talk,
// one call when a stage has ended.
func New(home Home, dir Dir, topology Topology, talk func(stage *words.Message)) (*Network, error) {
	if err := topology.Validate(); err != nil {
		return nil, err
	}
	dir, err := dir.resolved()
	if err != nil {
		return nil, err
	}
	return &Network{home: home, dir: dir, topology: topology, talk: talk}, nil
}

// Open returns the network that exists in a folder, or ErrNone.
func Open(home Home, dir Dir, talk func(stage *words.Message)) (*Network, error) {
	topology, err := savedTopology(dir)
	if err != nil {
		return nil, err
	}
	return New(home, dir, topology, talk)
}

// savedTopology reads what a network was made from.
func savedTopology(dir Dir) (Topology, error) {
	content, err := input.ReadFile(dir.topology(), maxTopology)
	if errors.Is(err, fs.ErrNotExist) {
		return Topology{}, fmt.Errorf("%s: %w", dir, ErrNone)
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

// Topology returns what the network consists of.
func (n *Network) Topology() Topology { return n.topology }

// Dir returns the folder that the network lives in.
func (n *Network) Dir() Dir { return n.dir }

// run runs one of the built programs to its end and returns its output. The
// environment is the given one and nothing else, so that a CORE_… variable in
// the user's shell changes nothing.
func (n *Network) run(ctx context.Context, env []string, program string, args ...string) (string, error) {
	env = append([]string{"HOME=" + string(n.dir), plainLog}, env...)
	return command(ctx, string(n.dir), env, n.home.program(program), args...)
}

// command runs a program in a folder to its end and returns its output. If we are
// killed, it is too: on Linux, when the thread ends that started it.
func command(ctx context.Context, folder string, env []string, program string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Env = append([]string{}, env...)
	command.Dir = folder
	var out, talk bytes.Buffer
	command.Stdout, command.Stderr = &out, &talk
	killWithUs(command)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", filepath.Base(program), err, lastLine(talk.String()))
	}
	return out.String(), nil
}

// lastLine is where Fabric's programs say what went wrong.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "Error:") {
			return lines[i]
		}
	}
	return lines[len(lines)-1]
}
