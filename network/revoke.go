package network

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"allianceregistry/network/channel"
	"allianceregistry/network/words"
)

// A host's CA can revoke its certificates, but no peer asks the CA: peers check the
// revocation list in the channel's configuration, under the host's MSP. The host's
// administrator alone signs that change.

// configTimeout bounds a change of the channel's configuration.
const configTimeout = 30 * time.Second

// Revoke revokes all certificates of a registered id at its host's CA, bars the id from
// enrolling, and puts the host's revocation list into the channel's configuration. It
// returns when every running peer has the block. It fails if the CA does not know the id.
// It is idempotent.
func (n *Network) Revoke(ctx context.Context, id string) error {
	_, host, err := n.ParseID(id)
	if err != nil {
		return err
	}
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := n.checkOperatorKey(); err != nil {
		return err
	}
	if err := errors.Join(n.requireRunning(KindCA, host), n.requireRunning(KindPeer, host)); err != nil {
		return err
	}
	if err := n.enrollRegistrar(ctx, host); err != nil {
		return err
	}
	_, err = n.caClient(ctx, host, n.registrar(host), nil, "revoke", "--url", "https://"+n.caAddress(host),
		"--revoke.name", id)
	if err != nil && strings.Contains(err.Error(), "not found") {
		return words.Of("revoke.unknown", "id", id)
	}
	if err != nil {
		return words.Of("revoke.ca", "id", id, "cause", err)
	}
	n.progress(words.Of("revoke.revoked", "id", id))
	list, err := n.revocations(ctx, host)
	if err != nil {
		return words.Of("revoke.ca", "id", id, "cause", err)
	}
	if err := n.publishRevocations(ctx, host, list); err != nil {
		return words.Of("revoke.publish", "host", host, "cause", err)
	}
	n.progress(words.Of("revoke.published", "host", host))
	return nil
}

// revocations returns the revocation list of a host's CA, PEM.
func (n *Network) revocations(ctx context.Context, host string) ([]byte, error) {
	if _, err := n.caClient(ctx, host, n.registrar(host), nil, "gencrl", "--url", "https://"+n.caAddress(host)); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(n.registrar(host), "msp", "crls", "crl.pem"))
}

// publishRevocations puts a host's revocation list into the channel's configuration,
// unless a list of the same certificates is there already.
func (n *Network) publishRevocations(ctx context.Context, host string, list []byte) error {
	ctx, cancel := context.WithTimeout(ctx, configTimeout)
	defer cancel()
	leader, err := n.waitLeader(ctx)
	if err != nil {
		return err
	}
	config, err := n.channelConfig(ctx, host, leader)
	if err != nil {
		return err
	}
	update, err := channel.RevocationUpdate(n.topology.Channel, host, config, list)
	if err != nil || update == nil {
		return err
	}
	file := filepath.Join(n.registrar(host), "update.tx")
	if err := writeFile(file, update); err != nil {
		return err
	}
	args := append([]string{"channel", "update", "--channelID", n.topology.Channel, "--file", file}, n.ordererFlags(host, leader)...)
	if _, err := n.peer(ctx, host, args...); err != nil {
		return err
	}
	return n.waitConfig(ctx, host, leader, config.GetSequence()+1)
}

// channelConfig fetches the channel's newest configuration from an orderer. A peer that
// joined by a snapshot may not have its block.
func (n *Network) channelConfig(ctx context.Context, host string, node ordererNode) (*common.Config, error) {
	file := filepath.Join(n.registrar(host), "config.block")
	args := append([]string{"channel", "fetch", "config", file, "--channelID", n.topology.Channel}, n.ordererFlags(host, node)...)
	if _, err := n.peer(ctx, host, args...); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return channel.Config(content)
}

// waitConfig waits until an orderer has the configuration with that sequence, and every
// running peer the blocks that the orderer has then.
func (n *Network) waitConfig(ctx context.Context, host string, leader ordererNode, sequence uint64) error {
	late := words.Of("revoke.late")
	err := waitUntil(ctx, configTimeout, late, func(ctx context.Context) error {
		config, err := n.channelConfig(ctx, host, leader)
		if err == nil && config.GetSequence() < sequence {
			err = late
		}
		return err
	})
	if err != nil {
		return err
	}
	info, err := n.ordererInfo(ctx, leader)
	if err != nil {
		return err
	}
	return forEach(n.localPeers(), func(peer peerNode) error {
		return waitUntil(ctx, configTimeout, late, func(ctx context.Context) error {
			height, err := n.peerHeight(ctx, peer)
			if !n.peerProcess(peer).Running() {
				return nil // it gets the block when it runs again
			}
			if err == nil && height < info.Height {
				err = words.Of("height.catching", "process", peer.Name, "blocks", info.Height-height)
			}
			return err
		})
	})
}
