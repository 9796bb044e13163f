package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// Peer is one host's peer, for one identity. Nobody answers in its place. It may
// be used from several goroutines at once.
type Peer struct {
	endpoint Endpoint
	settings Settings
	signer   *signer
	conn     *grpc.ClientConn
	gateway  *fabric.Gateway
	limit    time.Duration // for one answer
	pool     *failover.Pool[*Peer]
}

// Info is what a peer says of its chain.
type Info struct {
	// Height is the number of blocks, Hash that of the last one's header, and
	// Previous that of the one before.
	Height   uint64
	Hash     []byte
	Previous []byte
}

// OpenPeers gets ready to ask the peers of all hosts, in the order of the
// settings. It connects to nothing yet: an error is about the settings or the
// identity. Each is to be closed.
func OpenPeers(settings Settings, identity client.Identity) ([]*Peer, error) {
	signer, err := newSigner(identity)
	if err != nil {
		return nil, err
	}
	var peers []*Peer
	for _, endpoint := range settings.Peers {
		opened, err := openPeer(settings, endpoint, signer)
		if err != nil {
			_ = closeAll(peers) // never used
			return nil, err
		}
		peers = append(peers, opened)
	}
	pool := failover.NewPool(identity.MSP, peers)
	for _, opened := range peers {
		opened.pool = pool
	}
	return peers, nil
}

func openPeer(settings Settings, endpoint Endpoint, signer *signer) (*Peer, error) {
	conn, err := dial(endpoint, signer.pair)
	if err != nil {
		return nil, err
	}
	opened, err := fabric.Connect(signer.id, fabric.WithSign(signer.sign), fabric.WithClientConnection(conn),
		fabric.WithTLSClientCertificateHash(signer.certificateHash()))
	if err != nil {
		_ = conn.Close() // never used
		return nil, fmt.Errorf("%s: %w", endpoint.Name, err)
	}
	return &Peer{endpoint: endpoint, settings: settings, signer: signer, conn: conn, gateway: opened, limit: failover.DefaultLimits().Answer}, nil
}

func closeAll(peers []*Peer) error {
	var faults []error
	for _, p := range peers {
		faults = append(faults, p.Close())
	}
	return errors.Join(faults...)
}

// Name is the peer's name: peer.academia.
func (p *Peer) Name() string { return p.endpoint.Name }

// Host is whose peer it is.
func (p *Peer) Host() string { return p.endpoint.Host }

// MSPID is whose peer it is, by the host's name in Fabric.
func (p *Peer) MSPID() string { return p.endpoint.MSPID }

// Broken reports whether the connection is known to be down. It comes back by itself.
func (p *Peer) Broken() bool { return p.conn.GetState() == connectivity.TransientFailure }

// Close ends the connection, and what is under way on it.
func (p *Peer) Close() error {
	_ = p.gateway.Close() // it has nothing that could fail
	return p.conn.Close()
}

// Ask asks the chaincode a question on this very peer. Nothing is committed, and
// the answer is the peer's word: whose TLS certificate was checked, and nothing
// else. The error is a *refusal.Error if the rules refuse, else a *client.Fault.
func (p *Peer) Ask(ctx context.Context, name string, argument []byte) ([]byte, error) {
	return p.query(ctx, p.settings.Chaincode, name, failover.Arguments(argument)...)
}

// Height is how many blocks the peer has.
func (p *Peer) Height(ctx context.Context) (uint64, error) {
	info, err := p.Info(ctx)
	return info.Height, err
}

// Info says how long the peer's chain is, and how it ends.
func (p *Peer) Info(ctx context.Context) (Info, error) {
	raw, err := p.query(ctx, failover.LedgerChaincode, "GetChainInfo", []byte(p.settings.Channel))
	if err != nil {
		return Info{}, err
	}
	info := &common.BlockchainInfo{}
	if err := proto.Unmarshal(raw, info); err != nil {
		return Info{}, failover.NewFault(client.Query, client.Failed, "", fmt.Errorf("%s: read what it says of its chain: %w", p.Name(), err))
	}
	return Info{Height: info.GetHeight(), Hash: info.GetCurrentBlockHash(), Previous: info.GetPreviousBlockHash()}, nil
}

// Block returns the bytes of one block (Fabric: common.Block). It fails if the
// peer does not have it: not yet, or not at all if it joined from a snapshot.
func (p *Peer) Block(ctx context.Context, number uint64) ([]byte, error) {
	return p.query(ctx, failover.LedgerChaincode, "GetBlockByNumber", []byte(p.settings.Channel), []byte(strconv.FormatUint(number, 10)))
}

// Find returns where a transaction stands in this peer's chain. It returns
// client.ErrNotFound if it is not in it.
func (p *Peer) Find(ctx context.Context, tx string) (client.Place, error) {
	got := p.ask(ctx, failover.LedgerChaincode, "GetBlockByTxID", []byte(p.settings.Channel), []byte(tx))
	if err := got.QueryError(ctx, tx); err != nil {
		return client.Place{}, err
	}
	return p.placeIn(got.payload, tx)
}

func (p *Peer) placeIn(raw []byte, tx string) (client.Place, error) {
	place, err := placeIn(raw, tx)
	if err != nil {
		return place, failover.NewFault(client.Query, client.Failed, tx, fmt.Errorf("%s: %w", p.Name(), err))
	}
	return place, nil
}

// query asks this peer and returns its answer, its refusal, or what went wrong.
func (p *Peer) query(ctx context.Context, chaincode, function string, arguments ...[]byte) ([]byte, error) {
	got := p.ask(ctx, chaincode, function, arguments...)
	return got.payload, got.QueryError(ctx, "")
}

// ask sends a proposal to the peer's endorser service. A peer that turns out not
// to work is left alone by a Ledger for a while.
func (p *Peer) ask(ctx context.Context, chaincode, function string, arguments ...[]byte) answer {
	proposal, err := p.signedProposal(chaincode, function, arguments...)
	if err != nil {
		return answer{Answer: failover.Answer{Verdict: failover.Rejected, Err: err}}
	}
	return p.send(ctx, proposal)
}

// send is ask for a proposal that several peers may be sent.
func (p *Peer) send(ctx context.Context, proposal *peer.SignedProposal) answer {
	limited, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	got := judge(peer.NewEndorserClient(p.conn).ProcessProposal(limited, proposal))
	got.Answer = p.mark(ctx, limited, got.Answer)
	return got
}

// mark has a peer that does not work left alone, and names it in the answer.
func (p *Peer) mark(ctx, limited context.Context, got failover.Answer) failover.Answer {
	p.pool.MarkAnswer(ctx, limited, p, got.Verdict)
	return got.From(p.Name())
}
