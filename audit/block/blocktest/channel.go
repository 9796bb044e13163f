package blocktest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
)

// ChannelID is the name of every channel that is made here.
const ChannelID = "registry"

// Channel is a channel from its first block on, as an honest peer has it: a source
// of blocks. It is not safe for use by several goroutines.
type Channel struct {
	Hosts    []*Host
	Orderers Orderers
	// OrdererHost is the orderers' organization.
	OrdererHost *Host
	// Clock is the time of the next transaction; each is a second after the one
	// before.
	Clock time.Time

	blocks   [][]byte
	settings Settings
	config   *common.Config
	// lastConfig is the number of the configuration's block.
	lastConfig uint64
	commit     []byte
}

// NewRaft makes a channel of hosts with one orderer, whose signature is enough.
func NewRaft(hosts ...string) *Channel {
	channel := newChannel(hosts)
	channel.Orderers.Raft = []Signer{channel.OrdererHost.Orderer}
	channel.settings.BlockValidation = Implicit("ANY", "Writers")
	channel.begin()
	return channel
}

// NewBFT makes a channel of hosts with four orderers, three of which must sign.
func NewBFT(hosts ...string) *Channel {
	channel := newChannel(hosts)
	channel.Orderers.BFT = map[uint32]Signer{}
	quorum := &block.SignaturePolicy{Rule: block.SignatureRule{Count: 3}}
	for number := range uint32(4) {
		signer := channel.OrdererHost.Issue(fmt.Sprintf("orderer%d", number+1), "orderer")
		channel.Orderers.BFT[number+1] = signer
		quorum.Rule.Of = append(quorum.Rule.Of, block.SignatureRule{Principal: int(number)})
		quorum.Principals = append(quorum.Principals, block.Principal{Identity: signer.Serialized()})
	}
	channel.settings.consenters = channel.Orderers.BFT
	channel.settings.BlockValidation = block.Policy{Signature: quorum}
	channel.begin()
	return channel
}

// newChannel makes a channel's organizations.
func newChannel(hosts []string) *Channel {
	channel := &Channel{
		OrdererHost: NewHost("orderers"),
		Clock:       time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC),
	}
	for _, host := range hosts {
		channel.Hosts = append(channel.Hosts, NewHost(host))
	}
	channel.settings = Settings{
		Hosts:        channel.Hosts,
		Revoked:      map[string][]byte{},
		BatchTimeout: "200ms",
		MSPs:         map[string]string{},
		Capability:   "V2_5",
		orderers:     channel.OrdererHost,
		Policies: map[string]block.Policy{
			"Readers":              Implicit("ANY", "Readers"),
			"Writers":              Implicit("ANY", "Writers"),
			"Admins":               Implicit("MAJORITY", "Admins"),
			"Endorsement":          Implicit("MAJORITY", "Endorsement"),
			"LifecycleEndorsement": Implicit("MAJORITY", "Endorsement"),
		},
	}
	return channel
}

// begin makes the first block, which nobody signs.
func (c *Channel) begin() {
	c.config = &common.Config{ChannelGroup: c.settings.tree()}
	transaction := c.configuration(Signer{}, &common.ConfigEnvelope{Config: c.config})
	raw := NewBlock(0, nil, 0, Orderers{}, transaction)
	c.blocks = [][]byte{Edit(raw, func(e *Editor) {
		e.block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = nil
	})}
}

// Append makes the next block out of transactions, all of them VALID, and gives its
// bytes.
func (c *Channel) Append(transactions ...[]byte) []byte {
	number := uint64(len(c.blocks))
	raw := NewBlock(number, Hash(c.blocks[number-1]), c.lastConfig, c.Orderers, transactions...)
	raw = Edit(raw, func(e *Editor) {
		c.commit = hash(c.commit, e.block.Header.DataHash)
		e.SetCommit(c.commit)
	})
	c.blocks = append(c.blocks, raw)
	return raw
}

// AppendConfig makes the next block out of a configuration that Reconfigure made,
// and gives its bytes.
func (c *Channel) AppendConfig(transaction []byte) []byte {
	// The block with a new configuration names itself.
	c.lastConfig = uint64(len(c.blocks))
	payload := unmarshal(unmarshal(transaction, &common.Envelope{}).Payload, &common.Payload{})
	c.config = unmarshal(payload.Data, &common.ConfigEnvelope{}).Config
	return c.Append(transaction)
}

// Reconfigure makes the transaction of a configuration with other settings, asked
// for by administrators. The settings hold from here on: AppendConfig has to
// follow.
func (c *Channel) Reconfigure(change func(*Settings), admins ...Signer) []byte {
	next := c.settings.clone()
	change(&next)
	c.settings, c.Hosts = next, next.Hosts
	return c.update(next.tree(), admins)
}

// update makes the transaction of a configuration with another tree.
func (c *Channel) update(tree *common.ConfigGroup, admins []Signer) []byte {
	advance(c.config.ChannelGroup, tree)
	update := marshal(&common.ConfigUpdate{
		ChannelId: ChannelID,
		ReadSet:   versions(c.config.ChannelGroup),
		WriteSet:  proto.CloneOf(tree),
	})
	signed := &common.ConfigUpdateEnvelope{ConfigUpdate: update}
	for _, admin := range admins {
		header := marshal(&common.SignatureHeader{Creator: admin.Serialized(), Nonce: c.nonce()})
		signed.Signatures = append(signed.Signatures, &common.ConfigSignature{
			SignatureHeader: header,
			Signature:       admin.Sign(append(append([]byte(nil), header...), update...)),
		})
	}
	asked := c.header(common.HeaderType_CONFIG_UPDATE, admins[0])
	return c.configuration(c.OrdererHost.Orderer, &common.ConfigEnvelope{
		Config: &common.Config{Sequence: c.config.Sequence + 1, ChannelGroup: tree},
		LastUpdate: unmarshal(seal(admins[0], &common.Payload{Header: asked, Data: marshal(signed)}),
			&common.Envelope{}),
	})
}

// Call is a call of a chaincode by a host's client at the channel's time, endorsed
// by the peers of all hosts; the test changes what it wants before it takes the
// Envelope.
func (c *Channel) Call(sender *Host, chaincode, name string, sets ...block.Set) Call {
	call := Call{
		Channel:   ChannelID,
		Chaincode: chaincode,
		Name:      name,
		Time:      c.tick(),
		Status:    200,
		Sets:      sets,
		Sender:    sender.Client,
	}
	for _, host := range c.Hosts {
		call.Endorsers = append(call.Endorsers, host.Peer)
	}
	return call
}

// tick is the time now, and moves the clock on.
func (c *Channel) tick() time.Time {
	now := c.Clock
	c.Clock = now.Add(time.Second)
	return now
}

// Name is the source's name.
func (c *Channel) Name() string { return "forged" }

// Height is the number of blocks.
func (c *Channel) Height(context.Context) (uint64, error) { return uint64(len(c.blocks)), nil }

// Blocks yields the blocks from a number on, and ends after the last.
func (c *Channel) Blocks(_ context.Context, from uint64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, raw := range c.All()[min(from, uint64(len(c.blocks))):] {
			if !yield(raw, nil) {
				return
			}
		}
	}
}

// All are the blocks from the first on. The list is the caller's to change, the
// bytes are not.
func (c *Channel) All() [][]byte { return slices.Clone(c.blocks) }
