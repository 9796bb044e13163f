package network

import (
	"context"
	"crypto"
	"crypto/tls"
	"encoding/pem"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/words"
)

// The channel changes while it runs: any host drafts a change, each administrator signs it
// on that host's machine, and any host submits it.

// config returns the channel's newest configuration.
func (n *Network) config(ctx context.Context) (*common.Config, error) {
	if err := n.requireRunning(KindPeer, n.localNames()[0]); err != nil {
		return nil, err
	}
	block, err := n.newestConfig(ctx)
	if err != nil {
		return nil, words.Of("configuration.unknown", "cause", err)
	}
	return channel.Config(block)
}

// DraftChange returns the change that an edit makes of the channel's newest configuration.
func (n *Network) DraftChange(ctx context.Context, edit change.Edit) (change.Change, error) {
	config, err := n.config(ctx)
	if err != nil {
		return change.Change{}, err
	}
	return change.New(n.topology.Channel, config, edit)
}

// ExplainedChange is what a change means.
type ExplainedChange struct {
	change.Difference
	Missing  []change.Signers // who has to sign it still
	Counting change.Change    // it, with those signatures alone that count
	Ignored  []error          // why others do not
}

// ExplainChange says what a change does to the channel's newest configuration, and who has
// to sign it still. A signature that does not count is passed over: anybody could add one.
func (n *Network) ExplainChange(ctx context.Context, c change.Change) (ExplainedChange, error) {
	config, err := n.config(ctx)
	if err != nil {
		return ExplainedChange{}, err
	}
	if c.Channel != n.topology.Channel {
		return ExplainedChange{}, words.Of("change.channel", "channel", n.topology.Channel, "other", c.Channel)
	}
	difference, err := c.Explain(config)
	if err != nil {
		return ExplainedChange{}, err
	}
	now := time.Now()
	explained := ExplainedChange{Difference: difference, Missing: c.Missing(config, difference.Signers, now)}
	explained.Counting, explained.Ignored = c.Counting(config, now)
	return explained, nil
}

// OwnOrderers returns the organizations of the orderers that run here.
func (n *Network) OwnOrderers() []string {
	var own []string
	for _, node := range n.localOrderers() {
		own = append(own, node.Organization)
	}
	slices.Sort(own)
	return slices.Compact(own)
}

// SignChange adds the signatures of the local hosts' administrators: for each host itself,
// and for the organization of its orderers. Signatures that do not count are left out: the
// file goes on to others, and so many could be in it that they could not read it.
func (n *Network) SignChange(ctx context.Context, c *change.Change) error {
	explained, err := n.ExplainChange(ctx, *c)
	if err != nil {
		return err
	}
	signed := explained.Counting
	type organization struct{ name, admin string }
	var own []organization
	for _, name := range n.localNames() {
		own = append(own, organization{name, n.dir.admin(name)})
	}
	for _, node := range n.localOrderers() {
		if !slices.ContainsFunc(own, func(o organization) bool { return o.name == node.Organization }) {
			own = append(own, organization{node.Organization, n.dir.ordererAdmin(node.Organization)})
		}
	}
	for _, signer := range own {
		certificate := filepath.Join(signer.admin, "signcerts", "Admin@"+signer.name+"-cert.pem")
		pair, err := tls.LoadX509KeyPair(certificate, filepath.Join(signer.admin, "keystore", "priv_sk"))
		if err != nil {
			return words.Of("change.unsigned", "organization", signer.name, "cause", err)
		}
		key, ok := pair.PrivateKey.(crypto.Signer)
		if !ok {
			return words.Of("change.unsigned", "organization", signer.name, "cause", certificate)
		}
		encoded := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})
		if err := signed.Sign(signer.name, encoded, key); err != nil {
			return words.Of("change.unsigned", "organization", signer.name, "cause", err)
		}
	}
	*c = signed
	return nil
}

// IsMade reports whether a change is in force already.
func (n *Network) IsMade(ctx context.Context, c change.Change) (bool, error) {
	config, err := n.config(ctx)
	return err == nil && c.Channel == n.topology.Channel && c.InForce(config), err
}

// SubmitChange sends a change that enough administrators have signed, and returns when this
// machine has the new configuration. One that is in force already is done. All orderers that
// stay have to answer before, and all after: where one is missing, a change of them could
// stop the others.
func (n *Network) SubmitChange(ctx context.Context, c change.Change) error {
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	explained, err := n.ExplainChange(ctx, c)
	if done, unknown := n.IsMade(ctx, c); unknown == nil && done { // asked last: it may be made meanwhile
		n.progress(words.Of("change.made"))
		return n.takeChange(ctx, c)
	}
	if err != nil {
		return err
	}
	if len(explained.Missing) > 0 {
		return words.Of("change.early", "missing", describeMissing(explained.Missing))
	}
	if explained.Orderers != nil {
		if err := n.checkOrderers(ctx, explained.Orderers); err != nil {
			return err
		}
	}
	if err := n.sendChange(ctx, explained.Counting); err != nil {
		return err
	}
	if err := n.waitSequence(ctx, c.Sequence+1); err != nil {
		return err
	}
	n.progress(words.Of("change.made"))
	return n.takeChange(ctx, c)
}

// sendChange sends a change to the orderers. The own administrator's signature is added.
func (n *Network) sendChange(ctx context.Context, c change.Change) error {
	envelope, err := c.Envelope()
	if err != nil {
		return err
	}
	host := n.localNames()[0]
	file := filepath.Join(n.dir.Host(host), "update.tx")
	if err := writeFile(file, envelope); err != nil {
		return err
	}
	err = n.submit(ctx, func(orderer ordererNode) error {
		args := append([]string{"channel", "update", "--channelID", n.topology.Channel, "--file", file}, n.ordererFlags(host, orderer)...)
		_, err := n.peer(ctx, host, args...)
		return err
	})
	if err != nil {
		// An attempt that was interrupted may have come first.
		if done, unknown := n.IsMade(ctx, c); unknown != nil || !done {
			return words.Of("change.refused", "cause", err)
		}
	}
	return nil
}

// takeChange has a host on a machine of its own take over what has changed, and waits until
// all orderers answer if the change was about them.
func (n *Network) takeChange(ctx context.Context, c change.Change) error {
	if n.host != nil {
		if err := n.refresh(ctx); err != nil {
			return err
		}
	}
	if !c.AboutOrderers() {
		return nil
	}
	return waitUntil(ctx, startTimeout, words.Of("orderers.late"), func(ctx context.Context) error {
		return n.checkOrderers(ctx, nil)
	})
}

// describeMissing names who has to sign still: 2 of a, b, c; 1 of d.
func describeMissing(missing []change.Signers) string {
	var all []string
	for _, group := range missing {
		all = append(all, strconv.Itoa(group.Needed)+": "+strings.Join(group.Organizations, ", "))
	}
	return strings.Join(all, "; ")
}

// waitSequence waits until the orderers have the configuration with that number.
func (n *Network) waitSequence(ctx context.Context, sequence uint64) error {
	late := words.Of("revoke.late")
	return waitUntil(ctx, configTimeout, late, func(ctx context.Context) error {
		config, err := n.config(ctx)
		if err == nil && config.GetSequence() < sequence {
			err = late
		}
		return err
	})
}

// checkOrderers fails unless every orderer that takes part in ordering, or each of those at
// some addresses, answers, and has as many blocks as the others, give or take those that are
// just being made. One that is to be taken out need not.
func (n *Network) checkOrderers(ctx context.Context, addresses []string) error {
	config, err := n.config(ctx)
	if err != nil {
		return err
	}
	view, err := channel.NewView(config)
	if err != nil {
		return err
	}
	heights := map[string]uint64{}
	var highest uint64
	for _, orderer := range view.Orderers {
		if !orderer.Orders || addresses != nil && !slices.Contains(addresses, orderer.Address) {
			continue
		}
		height, err := n.ordererHeight(ctx, orderer)
		if err != nil {
			return words.Of("orderers.silent", "name", orderer.Name, "address", orderer.Address, "cause", err)
		}
		heights[orderer.Name] = height
		highest = max(highest, height)
	}
	for name, height := range heights {
		if height+maxLag < highest {
			return words.Of("orderers.behind", "name", name, "blocks", highest-height)
		}
	}
	return nil
}

// maxLag is how many blocks an orderer may be behind while transactions are coming in.
const maxLag = 20

// ordererHeight returns the number of blocks that an orderer has.
func (n *Network) ordererHeight(ctx context.Context, orderer channel.ViewOrderer) (uint64, error) {
	if err := reach(ctx, orderer.Address); err != nil {
		return 0, err
	}
	host := n.localNames()[0]
	node := ordererNode{Address: orderer.Address, TLSRoot: n.dir.ordererTLSRoot(orderer.Organization)}
	content, err := n.fetchBlock(ctx, host, "newest", n.ordererFlags(host, node)...)
	if err != nil {
		return 0, err
	}
	var block common.Block
	if err := proto.Unmarshal(content, &block); err != nil {
		return 0, err
	}
	return block.GetHeader().GetNumber() + 1, nil
}
