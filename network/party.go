package network

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"allianceregistry/network/words"
)

// Registration is what a party needs to get its certificate.
type Registration struct {
	ID     string `json:"id"`     // slug@host
	Host   string `json:"host"`   // where it enrolls
	Secret string `json:"secret"` // to enroll with
	CA     string `json:"ca"`     // the CA's URL
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxSlug keeps an id within what a certificate's common name holds (64).
const maxSlug = 40

// ParseID splits a party's id, slug@host. It is refused unless the slug is lowercase
// letters, digits and single hyphens, and the host runs on this machine.
func (n *Network) ParseID(id string) (name, host string, err error) {
	name, host, found := strings.Cut(id, "@")
	if !found || !slug.MatchString(name) || len(name) > maxSlug {
		return "", "", words.Of("party.id", "id", id, "most", maxSlug)
	}
	if !slices.Contains(n.localNames(), host) {
		return "", "", words.Of("party.host", "id", id, "host", host, "hosts", strings.Join(n.localNames(), ", "))
	}
	return name, host, nil
}

// Register registers parties at their hosts' CAs, all hosts concurrently. With reset, an
// id that is already registered gets a new secret instead of a refusal. Beside an error
// it returns what was registered.
func (n *Network) Register(ctx context.Context, ids []string, reset bool) ([]Registration, error) {
	return n.register(ctx, ids, reset, false)
}

// RegisterOperators registers ids whose keys may act for their hosts: they request, for
// example, the recovery of a party that lost its keys.
func (n *Network) RegisterOperators(ctx context.Context, ids []string, reset bool) ([]Registration, error) {
	return n.register(ctx, ids, reset, true)
}

// register registers parties, or operators.
func (n *Network) register(ctx context.Context, ids []string, reset, operators bool) ([]Registration, error) {
	byHost := map[string][]int{}
	for i, id := range ids {
		_, host, err := n.ParseID(id)
		if err != nil {
			return nil, err
		}
		byHost[host] = append(byHost[host], i)
	}
	registrations := make([]Registration, len(ids))
	err := forEach(n.localNames(), func(host string) error {
		if len(byHost[host]) > 0 {
			if err := n.requireRunning(KindCA, host); err != nil {
				return err
			}
		}
		var errs []error
		for _, i := range byHost[host] {
			registration, err := n.registerParty(ctx, host, ids[i], reset, operators)
			errs = append(errs, err)
			registrations[i] = registration
		}
		return errors.Join(errs...)
	})
	return completed(registrations), err
}

// completed returns those registrations that have a secret.
func completed(registrations []Registration) []Registration {
	var done []Registration
	for _, registration := range registrations {
		if registration.Secret != "" {
			done = append(done, registration)
		}
	}
	return done
}

func (n *Network) registerParty(ctx context.Context, host, id string, reset, isOperator bool) (Registration, error) {
	if err := n.enrollRegistrar(ctx, host); err != nil {
		return Registration{}, err
	}
	attributes := map[string]string{partyAttribute: id}
	if isOperator {
		attributes[operatorAttribute] = "true"
	}
	secret, err := n.registerIdentity(ctx, host, id, attributes)
	if errors.Is(err, errRegistered) {
		if !reset {
			return Registration{}, words.Of("party.registered", "id", id)
		}
		secret, err = n.resetIdentity(ctx, host, id, attributes)
	}
	if err != nil {
		return Registration{}, words.Of("party.register", "id", id, "cause", err)
	}
	return Registration{ID: id, Host: host, Secret: secret, CA: "https://" + n.caAddress(host)}, nil
}
