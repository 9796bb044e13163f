package sdk

import (
	"context"
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"

	"allianceregistry/client"
	"allianceregistry/client/adapter"
)

// Height implements client.Ledger.
func (l *Ledger) Height(ctx context.Context) (uint64, error) {
	got, err := l.query(ctx, ledgerChaincode, "GetChainInfo", []byte(l.settings.Channel))
	switch {
	case err != nil:
		return 0, err
	case got.verdict == refused:
		return 0, got.refusal
	}
	height, err := heightIn(got)
	if err != nil {
		return 0, fault(client.Query, client.Failed, "", err)
	}
	return height, nil
}

func heightIn(got answer) (uint64, error) {
	info := &common.BlockchainInfo{}
	if err := unmarshal(got.response.GetResponse().GetPayload(), info); err != nil {
		return 0, fmt.Errorf("read the chain's height: %w", err)
	}
	return info.GetHeight(), nil
}

// doubt is what was found out about a stream that said nothing while a block was
// missing: nil if there is nothing to say, or why it should be left.
type doubt struct {
	next uint64
	err  error
}

// examine finds out, in the background, whether a stream is silent because
// nothing happens.
func (l *Ledger) examine(ctx context.Context, reading fab.Peer, next uint64) chan doubt {
	verdicts := make(chan doubt, 1)
	go func() { verdicts <- doubt{next, l.suspect(ctx, reading, next)} }()
	return verdicts
}

func (l *Ledger) suspect(ctx context.Context, reading fab.Peer, next uint64) error {
	heights, err := l.heights(ctx)
	if err != nil {
		return nil //nolint:nilerr // nothing was found out
	}
	own, alive := heights[reading.URL()]
	if !alive && ctx.Err() == nil {
		l.peers.out.add(reading.URL(), failedPeriod)
		return errors.New("the peer does not answer")
	}
	if !l.isOwn(reading) {
		for _, peer := range l.peers.own() {
			if height := heights[peer.URL()]; height >= own && height >= next && l.peers.worth(peer.URL()) {
				return errHome
			}
		}
	}
	for _, height := range heights {
		if height > next {
			if !adapter.Pause(ctx, doubtPeriod) { // it may be on its way
				return nil
			}
			return errors.New("the peer withholds a block that there is")
		}
	}
	return nil
}

// heights asks all peers for the height of their chains; those that do not answer
// soon are left out.
func (l *Ledger) heights(ctx context.Context) (map[string]uint64, error) {
	proposal, err := l.propose(ledgerChaincode, "GetChainInfo", []byte(l.settings.Channel))
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	heights := map[string]uint64{}
	for _, got := range l.askAll(limited, proposal, l.peers.all) {
		if got.verdict == down {
			continue
		}
		heights[got.peer.URL()] = 0
		if got.verdict != endorsed {
			continue // it lives, and that is all it says
		}
		if height, err := heightIn(got); err == nil {
			heights[got.peer.URL()] = height
		}
	}
	return heights, nil
}
