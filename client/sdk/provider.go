package sdk

import (
	"crypto/tls"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/logging"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/context"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/core"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/msp"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/config"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/cryptosuite/bccsp/sw"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk/factory/defcore"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk/factory/defmsp"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk/provider/fabpvdr"
	mspimpl "github.com/hyperledger/fabric-sdk-go/pkg/msp"

	"allianceregistry/client/internal/failover"
	"allianceregistry/internal/input"
)

// maxProfile bounds the bytes of a connection profile.
const maxProfile = 1 << 20

// newSDK reads a connection profile. suite is the cryptography that the SDK
// uses, users where it keeps certificates: both in memory.
func newSDK(connection string, suite core.CryptoSuite, users msp.UserStore, conns *connector, more ...fabsdk.Option) (*fabsdk.FabricSDK, error) {
	opts := append([]fabsdk.Option{
		fabsdk.WithCorePkg(&coreProvider{suite: suite, conns: conns}),
		fabsdk.WithMSPPkg(&mspProvider{users: users}),
	}, more...)
	content, err := input.ReadFile(connection, maxProfile)
	if err != nil {
		return nil, fmt.Errorf("read the connection profile: %w", err)
	}
	made, err := fabsdk.New(config.FromRaw(content, "yaml"), opts...)
	if err != nil {
		return nil, fmt.Errorf("read the connection profile %s: %w", connection, err)
	}
	return made, nil
}

// newSuite returns cryptography that writes no key to disk.
func newSuite() (core.CryptoSuite, error) {
	logging.Initialize(logProvider{}) // before the SDK's first word, or it takes its own
	return sw.GetSuiteWithDefaultEphemeral()
}

// tlsCertificate is the certificate, with its key, that peers and orderers see that ask who
// connects. They ask for its hash in requests of blocks too.
type tlsCertificate tls.Certificate

// TLSClientCerts overrides the connection profile's.
func (c tlsCertificate) TLSClientCerts() []tls.Certificate {
	return []tls.Certificate{tls.Certificate(c)}
}

// coreProvider gives the SDK cryptography and connections.
type coreProvider struct {
	defcore.ProviderFactory
	suite core.CryptoSuite
	conns *connector
}

// CreateCryptoSuiteProvider implements the SDK's factory.
func (p *coreProvider) CreateCryptoSuiteProvider(core.CryptoSuiteConfig) (core.CryptoSuite, error) {
	return p.suite, nil
}

// CreateInfraProvider implements the SDK's factory.
func (p *coreProvider) CreateInfraProvider(endpoints fab.EndpointConfig) (fab.InfraProvider, error) {
	return &infraProvider{InfraProvider: fabpvdr.New(endpoints), conns: p.conns}, nil
}

// infraProvider is the SDK's own, with our connections.
type infraProvider struct {
	*fabpvdr.InfraProvider
	conns *connector
}

// CommManager returns the connections.
func (p *infraProvider) CommManager() fab.CommManager { return p.conns }

// Close ends the connections.
func (p *infraProvider) Close() {
	p.conns.close()
	p.InfraProvider.Close()
}

// mspProvider keeps certificates in memory.
type mspProvider struct {
	defmsp.ProviderFactory
	users msp.UserStore
}

// CreateUserStore implements the SDK's factory.
func (p *mspProvider) CreateUserStore(msp.IdentityConfig) (msp.UserStore, error) {
	return p.users, nil
}

func newUsers() msp.UserStore { return mspimpl.NewMemoryUserStore() }

// onePeerContext is the SDK's context of an identity, narrowed so that discovery
// questions go to one peer that is healthy, once: trying again is ours.
type onePeerContext struct {
	context.Client
	peers peers
}

// EndpointConfig implements the SDK's context.
func (d onePeerContext) EndpointConfig() fab.EndpointConfig {
	return onePeerEndpoints{d.Client.EndpointConfig(), d.peers}
}

type onePeerEndpoints struct {
	fab.EndpointConfig
	peers peers
}

// ChannelPeers returns the peer to ask.
func (d onePeerEndpoints) ChannelPeers(channel string) []fab.ChannelPeer {
	best := d.peers.Best().URL()
	for _, peer := range d.EndpointConfig.ChannelPeers(channel) {
		if peer.URL == best {
			return []fab.ChannelPeer{peer}
		}
	}
	return nil
}

// Timeout returns the profile's, but less for the answer of one peer to a
// discovery question: it is not worth waiting for when another can be asked.
func (d onePeerEndpoints) Timeout(of fab.TimeoutType) time.Duration {
	limit := d.EndpointConfig.Timeout(of)
	if of == fab.DiscoveryResponse {
		limit = min(limit, failover.ProbeLimit)
	}
	return limit
}

// ChannelConfig returns the profile's settings without the SDK's own attempts.
func (d onePeerEndpoints) ChannelConfig(channel string) *fab.ChannelEndpointConfig {
	settings := *d.EndpointConfig.ChannelConfig(channel)
	settings.Policies.Discovery.MaxTargets = 1
	settings.Policies.Discovery.RetryOpts.Attempts = 0
	return &settings
}
