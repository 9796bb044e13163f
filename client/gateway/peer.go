package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	fabric "github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
)

// ledgerChaincode answers questions about the chain on every peer.
const ledgerChaincode = "qscc"

// answerLimit is how long a peer may take for one answer, unless an option says
// otherwise.
const answerLimit = 10 * time.Second

// Peer is one host's peer, for one identity. Nobody answers in its place. It may
// be used from several goroutines at once.
type Peer struct {
	endpoint Endpoint
	settings Settings
	signer   *signer
	conn     *grpc.ClientConn
	gateway  *fabric.Gateway
	limit    time.Duration // for one answer
	rest     rest
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
	return peers, nil
}

func openPeer(settings Settings, endpoint Endpoint, signer *signer) (*Peer, error) {
	conn, err := dial(endpoint, signer.pair)
	if err != nil {
		return nil, err
	}
	opened, err := fabric.Connect(signer.id, fabric.WithSign(signer.sign), fabric.WithClientConnection(conn),
		fabric.WithTLSClientCertificateHash(signer.shown()))
	if err != nil {
		_ = conn.Close() // never used
		return nil, fmt.Errorf("%s: %w", endpoint.Name, err)
	}
	return &Peer{endpoint: endpoint, settings: settings, signer: signer, conn: conn, gateway: opened, limit: answerLimit}, nil
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

// Close ends the connection, and what is under way on it.
func (p *Peer) Close() error {
	_ = p.gateway.Close() // it has nothing that could fail
	return p.conn.Close()
}

// Ask asks the chaincode a question on this very peer. Nothing is committed, and
// the answer is the peer's word: whose TLS certificate was checked, and nothing
// else. The error is a *membership.Error if the rules refuse, else a *client.Fault.
func (p *Peer) Ask(ctx context.Context, name string, argument []byte) ([]byte, error) {
	return p.query(ctx, p.settings.Chaincode, name, arguments(argument)...)
}

// Height is how many blocks the peer has.
func (p *Peer) Height(ctx context.Context) (uint64, error) {
	info, err := p.Info(ctx)
	return info.Height, err
}

// Info tells how long the peer's chain is, and how it ends.
func (p *Peer) Info(ctx context.Context) (Info, error) {
	raw, err := p.query(ctx, ledgerChaincode, "GetChainInfo", []byte(p.settings.Channel))
	if err != nil {
		return Info{}, err
	}
	info := &common.BlockchainInfo{}
	if err := proto.Unmarshal(raw, info); err != nil {
		return Info{}, fault(client.Query, client.Failed, "", fmt.Errorf("%s: read what it says of its chain: %w", p.Name(), err))
	}
	return Info{Height: info.GetHeight(), Hash: info.GetCurrentBlockHash(), Previous: info.GetPreviousBlockHash()}, nil
}

// Block returns the bytes of one block (Fabric: common.Block). It fails if the
// peer does not have it: not yet, or not at all if it joined from a snapshot.
func (p *Peer) Block(ctx context.Context, number uint64) ([]byte, error) {
	return p.query(ctx, ledgerChaincode, "GetBlockByNumber", []byte(p.settings.Channel), []byte(strconv.FormatUint(number, 10)))
}

// Find tells where a transaction stands in this peer's chain. It returns
// client.ErrNotFound if it is not in it.
func (p *Peer) Find(ctx context.Context, tx string) (client.Place, error) {
	got := p.ask(ctx, ledgerChaincode, "GetBlockByTxID", []byte(p.settings.Channel), []byte(tx))
	switch {
	case got.verdict == endorsed:
		return p.placeIn(got.payload, tx)
	case notFound(got):
		return client.Place{}, client.ErrNotFound
	}
	return client.Place{}, p.failure(ctx, got, tx)
}

func (p *Peer) placeIn(raw []byte, tx string) (client.Place, error) {
	place, err := placeIn(raw, tx)
	if err != nil {
		return place, fault(client.Query, client.Failed, tx, fmt.Errorf("%s: %w", p.Name(), err))
	}
	return place, nil
}

// notFound tells whether a peer says that it does not have a transaction.
func notFound(got answer) bool {
	return got.verdict == rejected && strings.Contains(got.err.Error(), "no such transaction ID")
}

// query asks this peer and returns its answer, its refusal, or what went wrong.
func (p *Peer) query(ctx context.Context, chaincode, function string, arguments ...[]byte) ([]byte, error) {
	got := p.ask(ctx, chaincode, function, arguments...)
	if got.verdict == endorsed {
		return got.payload, nil
	}
	return nil, p.failure(ctx, got, "")
}

// failure is the error that an answer amounts to.
func (p *Peer) failure(ctx context.Context, got answer, tx string) error {
	switch {
	case got.verdict == refused:
		return got.refusal
	case ctx.Err() != nil:
		return fault(client.Query, client.Unavailable, tx, ctx.Err())
	}
	return fault(client.Query, unanswered(got), tx, got.err)
}

// ask sends a proposal to the peer's endorser service. A peer that turns out not
// to work is left alone by a Ledger for a while.
func (p *Peer) ask(ctx context.Context, chaincode, function string, arguments ...[]byte) answer {
	proposal, err := p.signedProposal(chaincode, function, arguments...)
	if err != nil {
		return answer{verdict: rejected, err: err}
	}
	return p.send(ctx, proposal)
}

// send is ask for a proposal that several peers may be sent.
func (p *Peer) send(ctx context.Context, proposal *peer.SignedProposal) answer {
	limited, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	got := judge(peer.NewEndorserClient(p.conn).ProcessProposal(limited, proposal))
	return p.note(ctx, limited, got)
}

// note remembers that a peer does not work, unless it was the caller who gave up,
// and names it in the answer.
func (p *Peer) note(ctx, limited context.Context, got answer) answer {
	if got.err != nil {
		got.err = fmt.Errorf("%s: %w", p.Name(), got.err)
	}
	switch {
	case got.verdict != down || ctx.Err() != nil: // it is well, or the caller gave up
	case limited.Err() != nil:
		p.rest.begin(silentPeriod)
	case got.lame:
		p.rest.begin(lamePeriod)
	default:
		p.rest.begin(failedPeriod)
	}
	return got
}

// passOver leaves a peer alone whose stream broke, unless it was the caller who
// gave up.
func (p *Peer) passOver(ctx context.Context) {
	if ctx.Err() == nil {
		p.rest.begin(failedPeriod)
	}
}

// worth tells whether the peer did not fail a moment ago.
func (p *Peer) worth() bool {
	return p.rest.over() && p.conn.GetState() != connectivity.TransientFailure
}
