package sdk

import (
	"crypto/tls"
	"fmt"

	"github.com/hyperledger/fabric-sdk-go/pkg/common/logging"
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
)

// newSDK reads a connection profile for a channel, or for none. suite is the cryptography that the SDK
// uses, users where it keeps certificates: both in memory.
func newSDK(connection, channel string, suite core.CryptoSuite, users msp.UserStore, conns *connector, more ...fabsdk.Option) (*fabsdk.FabricSDK, error) {
	opts := append([]fabsdk.Option{
		fabsdk.WithCorePkg(&coreProvider{suite: suite, conns: conns}),
		fabsdk.WithMSPPkg(&mspProvider{users: users}),
	}, more...)
	content, err := readConnection(connection, channel)
	if err != nil {
		return nil, err
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
