package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"allianceregistry/client/sdk"
)

// network is a running network, driven by the operator's program.
type network struct{ program, name, folder string }

func (n network) do(ctx context.Context, args ...string) ([]byte, error) {
	var said strings.Builder
	command := exec.CommandContext(ctx, n.program, append([]string{"--name", n.name}, args...)...)
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("network %s: %w: %s", strings.Join(args, " "), err, said.String())
	}
	return out, nil
}

// process is one line of the network's status.
type process struct {
	Name  string `json:"name"`
	PID   int    `json:"pid"`
	Leads bool   `json:"leads"`
}

func (n network) processes(ctx context.Context) ([]process, error) {
	out, err := n.do(ctx, "status", "-o", "json")
	if err != nil {
		return nil, err
	}
	var status struct {
		Processes []process `json:"processes"`
	}
	return status.Processes, json.Unmarshal(out, &status)
}

// find returns the first process for which is holds.
func (n network) find(ctx context.Context, is func(process) bool) (process, error) {
	all, err := n.processes(ctx)
	if err != nil {
		return process{}, err
	}
	for _, p := range all {
		if is(p) {
			return p, nil
		}
	}
	return process{}, errors.New("the network has no such process")
}

// signal sends a signal to one of the network's processes.
func (n network) signal(p process, s syscall.Signal) error {
	if p.PID <= 1 {
		return fmt.Errorf("%s does not run", p.Name)
	}
	return syscall.Kill(p.PID, s)
}

func (n network) settings(host string) sdk.Settings {
	return sdk.Settings{
		Connection: filepath.Join(n.folder, "hosts", host, "connection.yaml"), Channel: "registry", Chaincode: "registry",
	}
}
