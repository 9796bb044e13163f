package network

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"allianceregistry/network/channel"
	"allianceregistry/network/words"
)

// Each host approves the chaincode for itself, by its administrator's signature in the
// ledger. When enough hosts have, any of them commits the definition for the channel.

// Approval is what is known of one host and the chaincode.
type Approval struct {
	Host     string `json:"host"`
	Approved bool   `json:"approved"`
	// Answers reports whether the host's peer answered, and its chaincode through it. What
	// the program says of itself is no proof: it is what that host's operator has started.
	Answers bool   `json:"answers"`
	Release string `json:"release,omitempty"`
	Digest  string `json:"digest,omitempty"` // SHA-256 of the program, in hex
	Why     string `json:"why,omitempty"`    // it does not answer
}

// Chaincode is the chaincode's definition as the folder's own peer knows it.
type Chaincode struct {
	Name      string     `json:"name"`
	Version   string     `json:"version"`
	Sequence  string     `json:"sequence"`
	Committed bool       `json:"committed"`
	Needed    int        `json:"needed"` // approvals that a commit takes
	Approvals []Approval `json:"approvals"`
}

// missing returns the hosts that have not approved.
func (c Chaincode) missing() []string {
	var hosts []string
	for _, approval := range c.Approvals {
		if !approval.Approved {
			hosts = append(hosts, approval.Host)
		}
	}
	return hosts
}

// ApprovedBy reports whether a host has approved it.
func (c Chaincode) ApprovedBy(host string) bool { return !slices.Contains(c.missing(), host) }

// majority is the smallest number of hosts that are more than half.
func majority(hosts int) int { return hosts/2 + 1 }

// ChaincodeStatus asks the own peer who has approved, and with ask every host's peer what
// its chaincode says it is.
func (n *Network) ChaincodeStatus(ctx context.Context, ask bool) (Chaincode, error) {
	status := Chaincode{
		Name: n.topology.Chaincode, Version: chaincodeVersion, Sequence: chaincodeSequence, Needed: majority(len(n.hosts)),
	}
	if err := n.requireRunning(KindPeer, n.localNames()[0]); err != nil {
		return status, err
	}
	out, err := n.queryDefinition(ctx, &status)
	if err != nil {
		return status, err
	}
	var parsed struct{ Approvals map[string]bool }
	if err := json.Unmarshal([]byte(out), &parsed); err != nil {
		return status, fmt.Errorf("approvals: %w", err)
	}
	for _, node := range n.hosts {
		status.Approvals = append(status.Approvals, Approval{Host: node.Name, Approved: parsed.Approvals[node.Name]})
	}
	slices.SortFunc(status.Approvals, func(a, b Approval) int { return strings.Compare(a.Host, b.Host) })
	if ask {
		n.askPrograms(ctx, &status)
	}
	return status, nil
}

// queryDefinition asks the own peer for the committed definition, or else for the approvals
// of the one that is to be committed. It may be committed between the two questions.
func (n *Network) queryDefinition(ctx context.Context, status *Chaincode) (string, error) {
	host := n.localNames()[0]
	var unready error
	for range 2 {
		out, err := n.peer(ctx, host, n.lifecycleQuery("querycommitted")...)
		if err == nil {
			status.Committed = true
			status.Sequence, err = committedSequence([]byte(out))
			return out, err
		}
		args := append([]string{"lifecycle", "chaincode", "checkcommitreadiness"}, n.definitionFlags()...)
		if out, unready = n.peer(ctx, host, append(args, "--output", "json")...); unready == nil {
			return out, nil
		}
	}
	return "", words.Of("chaincode.unasked", "host", host, "cause", unready)
}

// askPrograms asks every host's chaincode, through its peer, what it is.
func (n *Network) askPrograms(ctx context.Context, status *Chaincode) {
	_ = forEach(n.hosts, func(node hostNode) error {
		i := slices.IndexFunc(status.Approvals, func(approval Approval) bool { return approval.Host == node.Name })
		approval := &status.Approvals[i]
		out, err := n.queryAt(ctx, node, metadataFunction)
		if err == nil {
			approval.Release, approval.Digest, err = parseProgram([]byte(out))
		}
		if approval.Answers = err == nil; err != nil {
			approval.Why = err.Error()
		}
		return nil
	})
}

// metadataFunction asks a chaincode for its metadata.
const metadataFunction = `{"Args":["org.hyperledger.fabric:GetMetadata"]}`

// parseProgram reads release and digest from a chaincode's metadata, whose version is
// RELEASE+DIGEST.
func parseProgram(metadata []byte) (release, digest string, err error) {
	var parsed struct {
		Contracts struct {
			Registry struct{ Info struct{ Version string } }
		}
	}
	if err := json.Unmarshal(metadata, &parsed); err != nil {
		return "", "", fmt.Errorf("the chaincode's metadata: %w", err)
	}
	release, digest, _ = strings.Cut(parsed.Contracts.Registry.Info.Version, "+")
	return release, digest, nil
}

// queryTimeout bounds a query to a peer that may not be reached.
const queryTimeout = 10 * time.Second

// queryAt sends a query to any host's peer, as a local host's administrator.
func (n *Network) queryAt(ctx context.Context, node hostNode, ctor string) (string, error) {
	peer := n.answering(ctx, node.Name)
	if err := reach(ctx, peer.Address); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	env := append(n.adminEnv(n.localNames()[0]), "CORE_PEER_ADDRESS="+peer.Address, "CORE_PEER_TLS_ROOTCERT_FILE="+n.dir.hostTLSRoot(node.Name))
	return n.run(ctx, env, "peer", "chaincode", "query", "--channelID", n.topology.Channel, "--name", n.topology.Chaincode, "--ctor", ctor)
}

// reach returns an error if nobody listens at an address.
func reach(ctx context.Context, address string) error {
	dialer := net.Dialer{Timeout: 3 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// ApproveChaincode has the hosts of this machine approve the chaincode that is installed
// at their peers. It is idempotent.
func (n *Network) ApproveChaincode(ctx context.Context) error {
	unlock, err := n.dir.lock()
	if err != nil {
		return err
	}
	defer unlock()
	for _, host := range n.localNames() {
		if err := n.requireRunning(KindPeer, host); err != nil {
			return err
		}
	}
	if err := n.installChaincode(ctx); err != nil {
		return err
	}
	return forEach(n.localNames(), func(host string) error {
		return n.submit(ctx, func(orderer ordererNode) error { return n.approve(ctx, host, orderer) })
	})
}

// CommitChaincode commits the definition that enough hosts have approved. It refuses to
// before that. It is idempotent; changed is false if it was committed already.
func (n *Network) CommitChaincode(ctx context.Context) (changed bool, err error) {
	unlock, err := n.dir.lock()
	if err != nil {
		return false, err
	}
	defer unlock()
	status, err := n.ChaincodeStatus(ctx, false)
	if err != nil || status.Committed {
		return false, err
	}
	missing := status.missing()
	if approved := len(n.hosts) - len(missing); approved < status.Needed {
		return false, words.Of("chaincode.early", "approved", approved, "needed", status.Needed, "missing", strings.Join(missing, ", "))
	}
	var peers []peerNode
	var silent []string
	for _, node := range n.hosts {
		peer := n.answering(ctx, node.Name)
		if err := reach(ctx, peer.Address); err != nil {
			silent = append(silent, node.Name+" ("+peer.Address+")")
			continue
		}
		peers = append(peers, peer)
	}
	if len(peers) < status.Needed {
		return false, words.Of("chaincode.unreached", "needed", status.Needed, "silent", strings.Join(silent, ", "))
	}
	return true, n.submit(ctx, func(orderer ordererNode) error {
		err := n.commitDefinition(ctx, n.localNames()[0], orderer, peers)
		if err != nil { // an attempt of which no peer reported the end may have come first
			if now, unknown := n.ChaincodeStatus(ctx, false); unknown == nil && now.Committed {
				return nil
			}
		}
		return err
	})
}

// leaderTimeout bounds how long a transaction waits for enough orderers: other hosts' may
// not have been started yet.
const leaderTimeout = 2 * time.Minute

// submit has a transaction sent through an orderer, and repeats it while the orderers have
// no leader, or lose what they were sent with one that dies, and where another overtook it: send
// has to be idempotent.
func (n *Network) submit(ctx context.Context, send func(ordererNode) error) error {
	ctx, cancel := context.WithTimeout(ctx, leaderTimeout)
	defer cancel()
	for told := false; ; {
		orderer, err := n.findLeader(ctx)
		if err == nil {
			err = send(orderer)
		}
		overtaken := err != nil && isOvertaken(err)
		if err == nil || !errors.Is(err, errNoLeader) && !isLeaderless(err) && !isLost(err) && !overtaken {
			return err
		}
		if !told && !overtaken {
			n.progress(words.Of("chaincode.leaderless", "orderers", len(n.orderers), "needed", channel.Quorum(n.topology.Consensus, len(n.orderers))))
			told = true
		}
		select {
		case <-ctx.Done():
			return words.Of("late", "what", words.Of("channel.undecided"), "limit", leaderTimeout, "cause", err)
		case <-time.After(time.Second):
		}
	}
}

// isLeaderless reports whether an orderer refused a transaction because there is no
// leader, known by the status and the texts of Fabric 3.1.1.
func isLeaderless(err error) bool {
	return strings.Contains(err.Error(), "SERVICE_UNAVAILABLE") || strings.Contains(err.Error(), "no Raft leader")
}

// isLost reports whether a transaction was accepted by an orderer and no peer saw it for half
// a minute, known by the texts of Fabric 3.1.1 (internal/peer/chaincode/common.go): its own, and the
// one for a stream of blocks that ends with that half minute, whichever it comes to first.
func isLost(err error) bool {
	text := err.Error()
	return strings.Contains(text, "timed out waiting for txid") ||
		strings.Contains(text, "error receiving from deliver filtered") && strings.Contains(text, "DeadlineExceeded")
}

// isOvertaken reports whether another transaction changed what this one had read, known by the text
// of Fabric 3.1.1 (internal/peer/chaincode/common.go). It may have been the same, of a
// command that was killed when it had sent it: then the peer says so the next time.
func isOvertaken(err error) bool {
	return strings.Contains(err.Error(), "transaction invalidated with status (MVCC_READ_CONFLICT)")
}
