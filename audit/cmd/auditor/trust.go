package main

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
)

// trust is the one thing that the auditor takes from somebody: which chain it is.
type trust struct {
	// Genesis is the hash of the first block's header, in lower-case hex.
	Genesis string `json:"genesis"`
	Channel string `json:"channel"`
	// Chaincode is the name under which the registry stands on the channel.
	Chaincode string `json:"chaincode"`
}

// noTrust is the key of what is said where nothing is trusted yet.
const noTrust = "trust.none"

// hash returns the hash's bytes.
func (t trust) hash() ([]byte, error) { return hex.DecodeString(t.Genesis) }

// checkGenesis refuses a chain that begins with another block, with INDEX_OTHER_CHAIN.
func (t trust) checkGenesis(at chain.Checkpoint) error {
	if seen := hex.EncodeToString(at.Genesis); seen != t.Genesis {
		return &index.Error{Code: index.OtherChain, Params: map[string]string{"expected": t.Genesis, "seen": seen}}
	}
	return nil
}

func (a *app) trustCommand() *cobra.Command {
	t := trust{}
	var again bool
	cmd := &cobra.Command{
		Use: "trust", Args: cli.Args(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				kept, err := a.trusted()
				if err != nil {
					return err
				}
				return a.Print(trusted(kept))
			}
			return a.trust(args[0], t, again)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&t.Channel, "channel", cmp.Or(os.Getenv("ALLIANCE_CHANNEL"), "registry"), "")
	flags.StringVar(&t.Chaincode, "chaincode", cmp.Or(os.Getenv("ALLIANCE_CHAINCODE"), "registry"), "")
	flags.BoolVar(&again, "again", false, "")
	return cmd
}

// trust keeps what is trusted from now on: a hash, or that of a first block's file.
func (a *app) trust(what string, t trust, again bool) error {
	hash, err := genesisHash(what)
	if err != nil {
		return err
	}
	t.Genesis = hash
	if kept, err := a.trusted(); err == nil && kept != t && !again {
		return catalogue.NewError("trust.kept", "genesis", kept.Genesis, "channel", kept.Channel)
	}
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	file, err := a.home.Path(trustFile)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(a.home), 0o700); err != nil {
		return err
	}
	if err := renameio.WriteFile(file, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return a.Print(trusted(t))
}

// The bounds of what is read here, in bytes: a first block, and what is trusted.
const (
	maxBlock = 100 << 20
	maxTrust = 64 << 10
)

// genesisHash reads a hash as it is written, or works it out from a file.
func genesisHash(what string) (string, error) {
	const size = 32
	if hash, err := hex.DecodeString(strings.ToLower(what)); err == nil && len(hash) == size {
		return hex.EncodeToString(hash), nil
	}
	raw, err := input.ReadFile(what, maxBlock)
	if err != nil {
		return "", catalogue.NewError("trust.noHash", "what", what, "cause", err)
	}
	first, err := block.Parse(raw)
	if err != nil {
		return "", catalogue.NewError("trust.noHash", "what", what, "cause", err)
	}
	if first.Number != 0 {
		return "", catalogue.NewError("trust.notFirst", "file", what, "number", view.Number(first.Number))
	}
	return hex.EncodeToString(first.Hash), nil
}

// trustFile is where what is trusted is kept.
const trustFile = "trust.json"

// trusted reads what is trusted.
func (a *app) trusted() (trust, error) {
	var t trust
	file, err := a.home.Path(trustFile)
	if err != nil {
		return t, err
	}
	text, err := input.ReadFile(file, maxTrust)
	if errors.Is(err, fs.ErrNotExist) {
		return t, catalogue.NewError(noTrust)
	}
	if err != nil {
		return t, err
	}
	malformed := json.Unmarshal(text, &t)
	if hash, err := t.hash(); malformed != nil || err != nil || len(hash) == 0 {
		return t, catalogue.NewError("trust.unreadable", "file", file)
	}
	return t, nil
}

func trusted(t trust) view.View {
	return view.View{
		Data: t, Columns: []string{"channel", "chaincode", "genesis"}, Rows: [][]string{{t.Channel, t.Chaincode, t.Genesis}},
	}
}
