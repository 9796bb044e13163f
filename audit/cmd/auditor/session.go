package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/chain/past"
	"allianceregistry/audit/replay"
	"allianceregistry/client"
	"allianceregistry/client/gateway"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
)

// network is how this program reaches hosts. There is one on Fabric; the tests of
// the commands read files, and have none.
type network interface {
	// Enroll gets a certificate for a new key from the host's certificate authority.
	Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error)
	// Peers gets ready to ask every host's peer, and returns what ends that.
	Peers(p profile.Profile, identity client.Identity, t trust) ([]replay.Peer, func() error, error)
}

// fabric is the network on fabric-gateway.
type fabric struct{}

// Enroll implements network.
func (fabric) Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error) {
	settings, err := gateway.ReadSettings(p.Connection)
	if err != nil {
		return client.Identity{}, err
	}
	return gateway.Enroll(ctx, settings, p.Party, secret)
}

// Peers implements network.
func (fabric) Peers(p profile.Profile, identity client.Identity, t trust) ([]replay.Peer, func() error, error) {
	settings, err := gateway.ReadSettings(p.Connection)
	if err != nil {
		return nil, nil, err
	}
	settings.Channel, settings.Chaincode = t.Channel, t.Chaincode
	opened, err := gateway.OpenPeers(settings, identity)
	if err != nil {
		return nil, nil, err
	}
	peers := make([]replay.Peer, 0, len(opened))
	for _, peer := range opened {
		peers = append(peers, peer)
	}
	return peers, func() error {
		var faults []error
		for _, peer := range opened {
			faults = append(faults, peer.Close())
		}
		return errors.Join(faults...)
	}, nil
}

// session is what a command checks by: what is trusted, and who is asked.
type session struct {
	trust trust
	// peers are the hosts'; none if copies of files are read.
	peers   []replay.Peer
	sources []chain.Source
	// past is what was verified before.
	past *past.Past
	// findings are what is to be said of the sources before they are read. Those of
	// another history are the other ones, by their names; silent are those that did
	// not answer in time, and silentErrs is what they failed with.
	findings   []chain.Finding
	other      map[string]bool
	silent     []chain.Source
	silentErrs []error
}

// verifier is one that begins with the first block.
func (s session) verifier() (*chain.Verifier, error) {
	genesis, err := s.trust.hash()
	verifier := chain.New(genesis, s.trust.Channel)
	verifier.Remember(s.past.Hash)
	return verifier, err
}

// fromFlag adds the flag by which a command reads files in the place of peers.
func fromFlag(cmd *cobra.Command) *[]string {
	from := []string{}
	cmd.Flags().StringArrayVar(&from, "from", nil, "")
	return &from
}

// with runs something by a session that reads the folders, or else the peers.
func (a *app) with(ctx context.Context, from []string, do func(context.Context, session) error) error {
	s := session{}
	var err error
	if s.trust, err = a.trusted(); err != nil {
		return err
	}
	if len(from) > 0 {
		if err = a.files(ctx, &s, from); err != nil {
			return err
		}
		return a.withCheckedSources(ctx, s, do)
	}
	return a.connected(ctx, s, func(ctx context.Context, s session) error { return a.withCheckedSources(ctx, s, do) })
}

// connected runs something by a session that asks the hosts' peers.
func (a *app) connected(ctx context.Context, s session, do func(context.Context, session) error) (err error) {
	name, err := a.home.Current()
	if errors.Is(err, profile.ErrNone) {
		return catalogue.NewError("enroll.none")
	}
	if err != nil {
		return err
	}
	p, identity, err := a.home.Load(name)
	if err != nil {
		return err
	}
	peers, end, err := a.net.Peers(p, identity, s.trust)
	if err != nil {
		return err
	}
	defer func() {
		if ended := end(); err == nil {
			err = ended
		}
	}()
	s.peers = replay.WithPatience(peers, a.patience)
	for _, peer := range peers {
		s.sources = append(s.sources, peer)
	}
	return do(ctx, s)
}

// files opens copies of peers' block files.
func (a *app) files(ctx context.Context, s *session, folders []string) error {
	for _, folder := range folders {
		source, err := block.OpenFiles(folder)
		if err != nil {
			return catalogue.NewError("from.unread", "folder", folder, "cause", err)
		}
		found, err := a.fileFindings(ctx, source)
		if err != nil {
			return err
		}
		s.sources, s.findings = append(s.sources, source), append(s.findings, found...)
	}
	return nil
}

// phases shows each phase of something long on a bar.
func (a *app) phases(bar *cli.Bar) func(phase string, done, total uint64) {
	return func(phase string, done, total uint64) { bar.Show(a.Say("progress."+phase), done, total) }
}
