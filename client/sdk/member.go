package sdk

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric-sdk-go/pkg/client/common/verifier"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/retry"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/channel/membership"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/chconfig"

	"allianceregistry/client/internal/failover"
)

// members are the channel's hosts as its configuration names them: what an
// endorsing peer's signature is checked against.
type members struct {
	ledger *Ledger
	mu     sync.Mutex
	known  fab.ChannelMembership
}

// get returns the members, asking one peer after the other for the channel's
// configuration if it is not known yet.
func (m *members) get(ctx context.Context) (fab.ChannelMembership, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known != nil {
		return m.known, nil
	}
	var faults []error
	for _, one := range m.ledger.peers.Ordered() {
		config, err := m.ledger.config(ctx, one)
		if err == nil {
			m.known, err = membership.New(membership.Context{
				Providers: m.ledger.context, EndpointConfig: m.ledger.context.EndpointConfig(),
			}, config)
		}
		if err == nil {
			return m.known, nil
		}
		m.ledger.peers.MarkFailed(ctx, one)
		faults = append(faults, err)
	}
	return nil, fmt.Errorf("no peer gave the channel's configuration: %w", errors.Join(faults...))
}

// forget makes the next call ask for the channel's configuration again, which
// may have changed.
func (m *members) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known = nil
}

func (l *Ledger) config(ctx context.Context, from *hostPeer) (fab.ChannelCfg, error) {
	request, cancel := l.request(ctx, failover.ProbeLimit)
	defer cancel()
	// The SDK tries again only upon the codes named: none.
	never := retry.Opts{Attempts: 1, RetryableCodes: map[status.Group][]status.Code{}}
	query, err := chconfig.New(l.settings.Channel, chconfig.WithPeers([]fab.Peer{from.Peer}),
		chconfig.WithMinResponses(1), chconfig.WithMaxTargets(1), chconfig.WithRetryOpts(never))
	if err != nil {
		return nil, err
	}
	return query.Query(request)
}

// verify checks that an endorsement was signed by a member of the channel, of the host that
// was asked. A host may have said that its peer is at another host's address.
func verify(known fab.ChannelMembership, host string, response *fab.TransactionProposalResponse) error {
	if err := (&verifier.Signature{Membership: known}).Verify(response); err != nil {
		return err
	}
	endorser := &msp.SerializedIdentity{}
	if err := unmarshal(response.GetEndorsement().GetEndorser(), endorser); err != nil {
		return fmt.Errorf("read who endorsed: %w", err)
	}
	if endorser.GetMspid() != host {
		return fmt.Errorf("the endorsement is signed by a peer of %q", endorser.GetMspid())
	}
	return nil
}
