package main

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership/charter"
)

// replayAnswer is the answer of replay.
type replayAnswer struct {
	Genesis string `json:"genesis"`
	Height  uint64 `json:"height"`
	Hash    string `json:"hash"`
	Engine  string `json:"engine"`
	// Steps are the registry's transactions that were run again.
	Steps int `json:"steps"`
	// States are the hosts' states, compared record by record and answer by answer.
	States   []replay.StateResult `json:"states"`
	Findings []chain.Finding      `json:"findings"`
}

func (a *app) replayCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "replay", Args: cli.Args(0, 0)}
	from := fromFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.with(cmd.Context(), *from, func(ctx context.Context, s session) error {
			reader, err := a.read(ctx, s)
			if err != nil {
				return err
			}
			states, err := a.states(ctx, s, reader)
			if err != nil {
				return err
			}
			return a.printReplay(reader, states)
		})
	}
	return cmd
}

// read verifies and replays all that the sources have now.
func (a *app) read(ctx context.Context, s session) (*replay.Reader, error) {
	if err := s.checkSources(); err != nil {
		return nil, err
	}
	verifier, err := s.verifier()
	if err != nil {
		return nil, err
	}
	bar := a.NewBar()
	defer bar.End()
	reader := replay.NewReader(verifier, s.sources, s.trust.Chaincode, a.phases(bar))
	reader.AddFindings(s.findings...)
	height, err := reader.MaxHeight(ctx)
	if err != nil {
		return nil, err
	}
	err = reader.Read(ctx, height)
	if err := errors.Join(ctx.Err(), s.past.Add(0, reader.Hashes()...)); err != nil {
		return reader, err
	}
	diverged, failed := a.recheck(ctx, s, reader.Findings())
	if failed != nil {
		return reader, failed
	}
	if broken := new(chain.Broken); errors.As(err, &broken) {
		return reader, &chain.Broken{Findings: append(diverged, broken.Findings...)}
	}
	reader.AddFindings(diverged...)
	return reader, err
}

// states compares each host's state with the replay.
func (a *app) states(ctx context.Context, s session, reader *replay.Reader) ([]replay.StateResult, error) {
	states := []replay.StateResult{}
	for _, peer := range s.peers {
		if s.other[peer.Name()] { // its state is another history's
			continue
		}
		bar := a.NewBar()
		state, err := replay.CompareState(ctx, reader.Replay(), peer, replay.WithProgress(a.phases(bar)), replay.WithAdvance(reader.Read))
		bar.End()
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}

func (a *app) printReplay(reader *replay.Reader, states []replay.StateResult) error {
	r := reader.Replay()
	answer := replayAnswer{
		Genesis: hex.EncodeToString(r.Genesis()), Height: r.Height(), Hash: hex.EncodeToString(r.Hash()),
		Engine: charter.Engine, Steps: len(r.Steps()), States: states, Findings: orEmpty(slices.Concat(reader.Findings(), r.Findings(), r.Weaknesses())),
	}
	all := slices.Clone(answer.Findings)
	for _, state := range states {
		all = append(all, state.Findings...)
	}
	rows := a.Fields("genesis", answer.Genesis, "height", view.Number(answer.Height), "lastBlock", answer.Hash,
		"engine", answer.Engine, "steps", strconv.Itoa(answer.Steps))
	for _, state := range states {
		key := "replay.state"
		if state.Height == 0 {
			key = "replay.silent"
		}
		rows = append(rows, []string{state.Peer, a.text.Say(key, map[string]string{
			"height": view.Number(state.Height), "records": strconv.Itoa(state.Records), "questions": strconv.Itoa(state.Questions),
			"findings": strconv.Itoa(len(state.Findings)),
		})})
	}
	return a.printWithFindings(view.View{Data: answer, Columns: []string{"field", "value"}, Rows: rows}, all)
}

// printWithFindings prints an answer with the findings below, and says whether all holds.
func (a *app) printWithFindings(v view.View, findings []chain.Finding) error {
	for _, f := range findings {
		v.Rows = append(v.Rows, []string{a.Label("level." + string(f.Severity)), a.findingLine(f)})
	}
	if !hasFaults(findings) {
		v.Rows = append(v.Rows, []string{a.Label("result"), a.result(findings)})
	}
	if err := a.Print(v); err != nil {
		return err
	}
	return a.verdict(findings)
}
