package sdk

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	mspclient "github.com/hyperledger/fabric-sdk-go/pkg/client/msp"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/msp"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"

	"allianceregistry/client"
	"allianceregistry/client/internal/failover"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// enrollLimit is how long a certificate authority may take.
const enrollLimit = 15 * time.Second

// Enroll gets a certificate for a new key from a host's certificate authority, as the
// connection profile has it under the host's MSP, for an id that was registered there, with the attribute that names the party.
// The key is made here, leaves the process only in the Identity returned, and is
// on no disk.
//
// The error is a *client.Fault if the authority cannot be reached, or
// client.ErrNotAuthenticated or client.ErrNoParty.
func Enroll(ctx context.Context, connection, host, id, secret string) (client.Identity, error) {
	key, err := newKey()
	if err != nil {
		return client.Identity{}, err
	}
	type enrolled struct {
		client.Identity
		err error
	}
	done := make(chan enrolled, 1)
	go func() { // the SDK's client of the authority takes no context
		identity, err := certify(connection, host, id, secret, key)
		done <- enrolled{identity, err}
	}()
	ctx, cancel := context.WithTimeout(ctx, enrollLimit)
	defer cancel()
	select {
	case <-ctx.Done():
		return client.Identity{}, failover.NewFault(client.Connect, client.Unavailable, "", fmt.Errorf("certificate authority of %s: %w", host, ctx.Err()))
	case got := <-done:
		if got.err != nil {
			return client.Identity{}, enrollFault(host, got.err)
		}
		return got.Identity, nil
	}
}

// certify has the authority certify the key.
func certify(connection, host, id, secret string, key *enrollmentKey) (identity client.Identity, err error) {
	// The SDK's client makes empty folders where it would keep keys.
	folder, err := os.MkdirTemp("", "enroll-")
	if err != nil {
		return identity, err
	}
	defer func() {
		if removal := os.RemoveAll(folder); err == nil {
			err = removal
		}
	}()
	users := newUsers()
	made, err := newSDK(connection, "", key, users, newConnector(failover.ConnectLimit), fabsdk.WithIdentityConfig(keyFolder(folder)))
	if err != nil {
		return identity, err
	}
	defer made.Close()
	organization, mspID, err := organizationOf(made.Context(), func(mspID string) bool { return slices.Contains(form.HostNames(mspID), host) })
	if err != nil {
		return identity, fmt.Errorf("connection profile %s: host %s: %w", connection, host, err)
	}
	authority, err := mspclient.New(made.Context(), mspclient.WithOrg(organization))
	if err != nil {
		return identity, fmt.Errorf("connection profile %s: %w", connection, err)
	}
	attributes := []*mspclient.AttributeRequest{
		{Name: membership.PartyAttribute}, {Name: membership.OperatorAttribute, Optional: true},
	}
	// Without it the SDK asks for a certificate of this machine's name, which everybody
	// would read on the ledger, and which peers take for a server's.
	nowhere := &mspclient.CSRInfo{CN: id, Hosts: []string{}}
	if err := authority.Enroll(id, mspclient.WithSecret(secret), mspclient.WithAttributeRequests(attributes), mspclient.WithCSR(nowhere)); err != nil {
		return identity, err
	}
	user, err := users.Load(msp.IdentityIdentifier{ID: id, MSPID: mspID})
	if err != nil {
		return identity, fmt.Errorf("the certificate authority's answer: %w", err)
	}
	if block, _ := pem.Decode(user.EnrollmentCertificate); block == nil {
		return identity, errors.New("the certificate authority's answer holds no certificate")
	}
	return client.Identity{MSP: mspID, Certificate: user.EnrollmentCertificate, Key: key.pem()}, nil
}

// keyFolder is the folder where the SDK's client of the authority keeps things.
type keyFolder string

// CAKeyStorePath overrides the connection profile's.
func (f keyFolder) CAKeyStorePath() string { return string(f) }

// enrollFault distinguishes an authority that does not answer from one that does not want.
func enrollFault(host string, err error) error {
	var unreached *url.Error
	switch {
	case errors.As(root(err), &unreached):
		return failover.NewFault(client.Connect, client.Unavailable, "", fmt.Errorf("certificate authority of %s: %w", host, unreached.Err))
	case strings.Contains(err.Error(), "Authentication failure"), strings.Contains(err.Error(), "Error Code: 20 "):
		return client.ErrNotAuthenticated
	case strings.Contains(err.Error(), "attributes are missing"):
		return client.ErrNoParty
	}
	return fmt.Errorf("enroll at %s: %w", host, root(err))
}
