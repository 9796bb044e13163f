package network

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"allianceregistry/internal/input"
	"allianceregistry/network/words"
)

// errNoLeader is normal for a second or two after the orderers start.
var errNoLeader error = words.Of("channel.leaderless")

// joinChannel joins those orderers and peers of this machine to the channel that have not
// joined yet.
func (n *Network) joinChannel(ctx context.Context) error {
	block, err := input.ReadFile(n.dir.genesis(), maxGenesis)
	if err != nil {
		return err
	}
	joinOrderers := func() error {
		return forEach(n.localOrderers(), func(node ordererNode) error {
			if err := n.joinOrderer(ctx, node, block); err != nil {
				return words.Of("channel.join", "process", node.Name, "cause", err)
			}
			return nil
		})
	}
	joinPeers := func() error {
		return forEach(n.localPeers(), func(peer peerNode) error { return n.joinPeer(ctx, peer) })
	}
	steps := []func() error{joinOrderers, joinPeers}
	if n.host != nil { // its orderer asks its peer what the channel has become
		steps = []func() error{joinPeers, joinOrderers}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// participation returns a client for an orderer's channel participation API, which
// accepts only the administrator of the orderer's organization.
func (n *Network) participation(node ordererNode) (*http.Client, error) {
	roots, err := CertPool(node.TLSRoot)
	if err != nil {
		return nil, err
	}
	own := n.dir.ordererAdminTLS(node.Organization)
	pair, err := tls.LoadX509KeyPair(filepath.Join(own, "client.crt"), filepath.Join(own, "client.key"))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: config}}, nil
}

// channelInfo is an orderer's answer about a channel.
type channelInfo struct {
	Status string `json:"status"`
	Height uint64 `json:"height"`
}

// errNotJoined means that an orderer has not joined the channel.
var errNotJoined error = words.Of("channel.unjoined")

func channelsURL(node ordererNode) string {
	return "https://" + node.Admin + "/participation/v1/channels"
}

func (n *Network) ordererInfo(ctx context.Context, node ordererNode) (channelInfo, error) {
	var info channelInfo
	client, err := n.participation(node)
	if err != nil {
		return info, err
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, channelsURL(node)+"/"+n.topology.Channel, nil)
	if err != nil {
		return info, err
	}
	response, err := client.Do(request)
	if err != nil {
		return info, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return info, errNotJoined
	}
	if response.StatusCode != http.StatusOK {
		return info, words.Of("channel.answer", "status", response.Status)
	}
	return info, json.NewDecoder(response.Body).Decode(&info)
}

func (n *Network) joinOrderer(ctx context.Context, node ordererNode, block []byte) error {
	if _, err := n.ordererInfo(ctx, node); !errors.Is(err, errNotJoined) {
		return err
	}
	if n.host != nil {
		var err error
		if block, err = n.joinBlock(ctx, block); err != nil {
			return err
		}
	}
	client, err := n.participation(node)
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	part, err := writer.CreateFormFile("config-block", "config.block")
	if err != nil {
		return err
	}
	if _, err := part.Write(block); err != nil {
		return err
	}
	if err := writer.Close(); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, channelsURL(node), &form)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", writer.FormDataContentType())
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		reason, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
		return fmt.Errorf("%s: %s", response.Status, reason)
	}
	return nil
}

func (n *Network) joinPeer(ctx context.Context, peer peerNode) error {
	if _, err := n.peerHeight(ctx, peer); err == nil {
		return nil
	}
	if _, err := n.peerAt(ctx, peer, "channel", "join", "--blockpath", n.dir.genesis()); err != nil {
		return words.Of("channel.join", "process", peer.Name, "cause", err)
	}
	return nil
}

// leaderMetric is the metric that is 1 at the leader, by kind of consensus.
var leaderMetric = map[string]string{Raft: "consensus_etcdraft_is_leader", BFT: "consensus_BFT_is_leader"}

// waitLeader waits until the orderers have a leader and returns it.
func (n *Network) waitLeader(ctx context.Context) (ordererNode, error) {
	var leader ordererNode
	err := waitUntil(ctx, startTimeout, words.Of("channel.undecided"), func(ctx context.Context) (err error) {
		leader, err = n.findLeader(ctx)
		return err
	})
	return leader, err
}

// isLeader reports whether an orderer calls itself the leader.
func (n *Network) isLeader(ctx context.Context, orderer Process) bool {
	value, err := metric(ctx, orderer, leaderMetric[n.topology.Consensus], n.topology.Channel)
	return err == nil && value == 1
}

// findLeader asks every orderer of this machine once. After the death of a BFT leader, the
// next one calls itself the leader only when it has committed a block. Until then any
// orderer will do: it forwards what it is sent. So it is for a host on a machine of its own,
// which does not know whether another host's leads.
func (n *Network) findLeader(ctx context.Context) (ordererNode, error) {
	var joined []ordererNode
	for _, node := range n.localOrderers() {
		value, err := metric(ctx, n.ordererProcess(node), leaderMetric[n.topology.Consensus], n.topology.Channel)
		if err == nil && value == 1 {
			return node, nil
		}
		if err == nil {
			joined = append(joined, node)
		}
	}
	if n.topology.Consensus == BFT && n.host == nil && len(joined) > 0 {
		return joined[0], nil
	}
	if n.host != nil {
		return n.findOrderer(ctx, joined)
	}
	return ordererNode{}, errNoLeader
}

// findOrderer returns an orderer to which a host on a machine of its own can send: its own if
// that has joined the channel and takes part in ordering, or else another host's.
func (n *Network) findOrderer(ctx context.Context, joined []ordererNode) (ordererNode, error) {
	for _, node := range n.orderers { // local ones come first
		isJoined := slices.ContainsFunc(joined, func(other ordererNode) bool { return other.Name == node.Name })
		if !node.Orders || node.Local && !isJoined || !node.Local && reach(ctx, node.Address) != nil {
			continue
		}
		return node, nil
	}
	return ordererNode{}, errNoLeader
}

// NewestBlock returns the newest block of a host's peer, serialized.
func (n *Network) NewestBlock(ctx context.Context, host string) ([]byte, error) {
	out, err := n.peer(ctx, host, "channel", "fetch", "newest", "/dev/stdout", "--channelID", n.topology.Channel)
	return []byte(out), err
}
