package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"

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
		return nil, fmt.Errorf("network %s: %w: %s", args[0], err, said.String())
	}
	return out, nil
}

// process is one line of the network's status.
type process struct {
	Kind string `json:"kind"`
	PID  int    `json:"pid"`
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

// register registers ids at their hosts and returns their secrets.
func (n network) register(ctx context.Context, ids []string) (map[string]string, error) {
	out, err := n.do(ctx, append([]string{"register", "-o", "json"}, ids...)...)
	if err != nil {
		return nil, err
	}
	return secrets(out)
}

// secrets reads registrations, one JSON object after another.
func secrets(out []byte) (map[string]string, error) {
	secrets := map[string]string{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var one struct {
			ID     string `json:"id"`
			Secret string `json:"secret"`
		}
		switch err := decoder.Decode(&one); {
		case errors.Is(err, io.EOF):
			return secrets, nil
		case err != nil:
			return nil, fmt.Errorf("read what was registered: %w", err)
		}
		secrets[one.ID] = one.Secret
	}
}

func (n network) settings(host string) sdk.Settings {
	return sdk.Settings{
		Connection: filepath.Join(n.folder, "hosts", host, "connection.yaml"), Channel: "registry", Chaincode: "registry",
	}
}
