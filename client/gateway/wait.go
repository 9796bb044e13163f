package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"allianceregistry/client"
)

// pace is how the wait for a commit makes up for a report that does not come.
type pace struct {
	// look is when the peers are first asked for a transaction of which no report
	// came; a block takes less.
	look time.Duration
	// again is the time between two such questions.
	again time.Duration
	// resend is when a transaction that no peer has is sent to the orderers again: one
	// that accepted it may have died with it. It is the same transaction, which can be
	// committed as valid only once.
	resend time.Duration
}

// steady is the pace on a network whose blocks take less than a second.
var steady = pace{look: 1500 * time.Millisecond, again: 500 * time.Millisecond, resend: 3 * time.Second}

// wait waits until a transaction that was sent to be ordered is in the chain. Its
// error means that nobody could say.
func (l *Ledger) wait(ctx context.Context, made prepared) (client.Place, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, l.options.wait, fmt.Errorf("no peer reported it within %s", l.options.wait))
	defer cancel()
	found := make(chan client.Place, 2)
	go l.listen(ctx, made.tx, found)
	go l.look(ctx, made, found)
	select {
	case place := <-found:
		return place, nil
	case <-ctx.Done():
		return client.Place{}, context.Cause(ctx)
	}
}

// listen has one peer report the commit, and another if that one fails.
func (l *Ledger) listen(ctx context.Context, tx string, found chan<- client.Place) {
	for ctx.Err() == nil {
		best := l.ordered()[0]
		place, err := best.report(ctx, tx)
		switch {
		case err == nil && place.Code != peer.TxValidationCode_DUPLICATE_TXID.String():
			found <- place
			return
		case err == nil:
			return // one that was sent twice: the first counts, look finds it
		}
		best.passOver(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(l.options.pace.again):
		}
	}
}

// report waits until this peer has committed a transaction.
func (p *Peer) report(ctx context.Context, tx string) (client.Place, error) {
	creator, err := p.signer.creator()
	if err != nil {
		return client.Place{}, err
	}
	request, err := proto.Marshal(&gateway.CommitStatusRequest{ChannelId: p.settings.Channel, TransactionId: tx, Identity: creator})
	if err != nil {
		return client.Place{}, err
	}
	raw, err := proto.Marshal(&gateway.SignedCommitStatusRequest{Request: request})
	if err != nil {
		return client.Place{}, err
	}
	commit, err := p.gateway.NewCommit(raw)
	if err != nil {
		return client.Place{}, err
	}
	status, err := commit.StatusWithContext(ctx)
	if err != nil {
		return client.Place{}, err
	}
	return client.Place{Tx: tx, Block: status.BlockNumber, Code: status.Code.String()}, nil
}

// look asks the peers for a transaction until one has it, and has it ordered
// again meanwhile if none has.
func (l *Ledger) look(ctx context.Context, made prepared, found chan<- client.Place) {
	sent := time.Now()
	for pause := l.options.pace.look; ; pause = l.options.pace.again {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		place, err := l.Locate(ctx, made.tx)
		if err == nil {
			found <- place
			return
		}
		if errors.Is(err, client.ErrNotFound) && time.Since(sent) >= l.options.pace.resend {
			sent = time.Now()
			_, _ = l.order(ctx, made) // whatever they say, the next look tells
		}
	}
}
