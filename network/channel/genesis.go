package channel

import (
	"context"
	"os"
	"path/filepath"

	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// Run runs one of Fabric's programs to its end and returns its output.
type Run func(ctx context.Context, program string, args ...string) (string, error)

// Names below the folder in which a genesis block is made.
const (
	cryptoFolder = "crypto"
	configtxFile = "configtx.yaml"
)

// Genesis returns the genesis block that follows from a draft. It needs a folder to work
// in, and removes nothing there.
func Genesis(ctx context.Context, run Run, draft Draft, folder string) ([]byte, error) {
	if err := draft.Validate(); err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	for _, host := range draft.Hosts {
		if err := host.Write(filepath.Join(folder, cryptoFolder)); err != nil {
			return nil, err
		}
	}
	settings, err := draft.settings(folder)
	if err != nil {
		return nil, err
	}
	content, err := settings.Make(ctx, run, draft.Channel, folder)
	if err != nil {
		return nil, err
	}
	config, err := Config(content)
	if err != nil {
		return nil, err
	}
	return draft.bind(config)
}

// Make has configtxgen make a channel's genesis block. Its input stays in the folder, for
// whoever wants to look.
func (s Settings) Make(ctx context.Context, run Run, channel, folder string) ([]byte, error) {
	input, err := s.Render()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, configtxFile), input, 0o600); err != nil {
		return nil, err
	}
	part := filepath.Join(folder, "genesis.part")
	if _, err := run(ctx, "configtxgen", "-profile", "Genesis", "-channelID", channel, "-configPath", folder, "-outputBlock", part); err != nil {
		return nil, words.Of("genesis.fault", "cause", err)
	}
	content, err := os.ReadFile(part)
	if err != nil {
		return nil, err
	}
	return content, os.Remove(part)
}

// settings returns what configtxgen needs to know, with the files that the hosts' files
// were written to. Orderers have their numbers in the order of the hosts.
func (d Draft) settings(folder string) (Settings, error) {
	settings := Settings{Consensus: d.Consensus, BatchTimeout: d.BatchTimeout}
	id := 0
	for _, host := range d.Hosts {
		anchor, err := endpoint(host.Peers[0].Address)
		if err != nil {
			return Settings{}, err
		}
		msp := filepath.Join(folder, cryptoFolder, "peerOrganizations", host.Host, "msp")
		settings.Hosts = append(settings.Hosts, HostOrganization{host.Host, msp, anchor})
		if len(host.Orderers) == 0 {
			continue
		}
		name := hostfile.OrdererMSP(host.Host)
		organization := OrdererOrganization{Name: name, MSP: filepath.Join(folder, cryptoFolder, "ordererOrganizations", name, "msp")}
		for _, orderer := range host.Orderers {
			at, err := endpoint(orderer.Address)
			if err != nil {
				return Settings{}, err
			}
			id++
			node := filepath.Join(folder, cryptoFolder, "ordererOrganizations", name, "orderers", orderer.Name)
			organization.Nodes = append(organization.Nodes, Consenter{
				ID: id, Host: at.Host, Port: at.Port, TLS: filepath.Join(node, "tls", "server.crt"),
				Identity: filepath.Join(node, "msp", "signcerts", orderer.Name+"-cert.pem"),
			})
		}
		settings.Orderers = append(settings.Orderers, organization)
	}
	return settings, nil
}

func endpoint(address string) (Endpoint, error) {
	host, port, err := hostfile.ParseAddress(address)
	return Endpoint{host, port}, err
}
