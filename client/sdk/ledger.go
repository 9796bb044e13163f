package sdk

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	mspclient "github.com/hyperledger/fabric-sdk-go/pkg/client/msp"
	fabcontext "github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/msp"
	sdkcontext "github.com/hyperledger/fabric-sdk-go/pkg/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
)

// Settings say which ledger to open.
type Settings struct {
	// Connection is the path of a connection profile for fabric-sdk-go.
	Connection string
	Channel    string
	Chaincode  string
}

// reads are the questions that a Ledger answers.
type reads = failover.Reads[*hostPeer]

// Ledger is the port on fabric-sdk-go, for one identity.
type Ledger struct {
	settings Settings
	options  choices
	msp      string // whose identity it is
	sdk      *fabsdk.FabricSDK
	context  fabcontext.Client
	peers    peers
	orderers []fab.Orderer
	policy   *policy
	members  *members
	events   *events
	borrowed bool // the connections are another Ledger's
	reads

	transactions, queries *failover.InFlight
}

var _ client.Ledger = (*Ledger)(nil)

// Open reads the connection profile and gets ready to act for the identity. It
// connects to nothing yet: each call connects to what it needs, so an error here
// is about the settings or the identity, never about the network.
func Open(settings Settings, identity client.Identity, opts ...Option) (*Ledger, error) {
	o := choicesOf(opts)
	if o.log != nil {
		sdkLog.Store(o.log)
	}
	pair, err := keyPair(identity)
	if err != nil {
		return nil, err
	}
	suite, err := newSuite()
	if err != nil {
		return nil, err
	}
	conns := newConnector(o.connect)
	made, err := newSDK(settings.Connection, settings.Channel, suite, newUsers(), conns, fabsdk.WithEndpointConfig(tlsCertificate(pair)))
	if err != nil {
		return nil, err
	}
	l := &Ledger{settings: settings, options: o, msp: identity.MSP, sdk: made, transactions: failover.NewInFlight(o.limits.InFlight), queries: failover.NewInFlight(o.limits.InFlight)}
	if err := l.assemble(identity, conns); err != nil {
		made.Close()
		return nil, fmt.Errorf("connection profile %s: %w", settings.Connection, err)
	}
	return l, nil
}

// As returns the ledger for another identity of the same host, over the same
// connections, stream of commits and knowledge of the channel: a program that
// acts for many parties needs one of them for each host. On the connections peers
// see the certificate of the one that was opened. Closing the one that
// was opened ends them all; closing this one does nothing.
func (l *Ledger) As(identity client.Identity) (*Ledger, error) {
	if identity.MSP != l.msp {
		return nil, fmt.Errorf("an identity of %s cannot use the connections of one of %s", identity.MSP, l.msp)
	}
	if _, err := keyPair(identity); err != nil {
		return nil, err
	}
	plain, err := l.identified(identity)
	if err != nil {
		return nil, err
	}
	other := *l
	other.context, other.borrowed = plain, true
	other.reads = other.newReads()
	return &other, nil
}

// assemble makes the parts that a ledger works with.
func (l *Ledger) assemble(identity client.Identity, conns *connector) error {
	plain, err := l.identified(identity)
	if err != nil {
		return err
	}
	l.peers, err = newPeers(plain, l.settings.Channel, identity.MSP, conns)
	if err != nil {
		return err
	}
	l.context = plain
	if l.orderers, err = newOrderers(plain, l.settings.Channel); err != nil {
		return err
	}
	l.policy = newPolicy(l)
	l.members = &members{ledger: l}
	l.events = newEvents(l)
	l.reads = l.newReads()
	return nil
}

func (l *Ledger) newReads() reads {
	return failover.NewReads(l.peers.Pool, transport{l}, l.options.limits, l.queries)
}

// keyPair refuses a key that is not the certificate's.
func keyPair(identity client.Identity) (tls.Certificate, error) {
	pair, err := tls.X509KeyPair(identity.Certificate, identity.Key)
	if err != nil {
		return pair, fmt.Errorf("the identity's certificate and key: %w", err)
	}
	return pair, nil
}

// identified is the SDK's context of an identity.
func (l *Ledger) identified(identity client.Identity) (fabcontext.Client, error) {
	signer, err := l.signer(identity)
	if err != nil {
		return nil, err
	}
	return l.sdk.Context(fabsdk.WithIdentity(signer))()
}

// signer makes the SDK's identity out of ours.
func (l *Ledger) signer(identity client.Identity) (msp.SigningIdentity, error) {
	organization, _, err := organizationOf(l.sdk.Context(), func(mspID string) bool { return mspID == identity.MSP })
	if err != nil {
		return nil, fmt.Errorf("MSP %s: %w", identity.MSP, err)
	}
	identities, err := mspclient.New(l.sdk.Context(), mspclient.WithOrg(organization))
	if err != nil {
		return nil, fmt.Errorf("MSP %s: %w", identity.MSP, err)
	}
	signer, err := identities.CreateSigningIdentity(msp.WithCert(identity.Certificate), msp.WithPrivateKey(identity.Key))
	if err != nil {
		return nil, fmt.Errorf("the identity's key: %w", err)
	}
	return signer, nil
}

// request returns a context with which the SDK's parts work: it ends with ctx,
// or when the limit is over.
func (l *Ledger) request(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return sdkcontext.NewRequest(l.context, sdkcontext.WithParent(ctx), sdkcontext.WithTimeout(limit))
}

// Close implements client.Ledger.
func (l *Ledger) Close() error {
	if l.borrowed {
		return nil
	}
	l.events.close()
	l.sdk.Close()
	return nil
}
