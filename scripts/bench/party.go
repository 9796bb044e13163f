package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

var hosts = []string{"association", "industry", "academia"}

// party is one that acts: its client, and the ledger below, through which no-ops go.
type party struct {
	*client.Client
	id     string
	ledger client.Ledger
	read   *sync.Map      // what proposals are about, by their ids; all parties share it
	reader *client.Client // by which that is read, and nothing written down
}

// partyPool has the registered parties, and what they share.
type partyPool struct {
	run     string // makes the names of this run its own
	parties []party
	opened  []client.Ledger // one of each host
	log     *attemptLog
	read    sync.Map
}

// How many things are done at once while nothing is measured.
const (
	enrollConcurrency = 8
	setupConcurrency  = 96
)

// enrollParties registers and enrolls parties, over all hosts, and opens one ledger for
// each host.
func enrollParties(ctx context.Context, n network, count int, talk io.Writer) (*partyPool, error) {
	c := &partyPool{run: strconv.FormatInt(time.Now().UnixMilli(), 36), parties: make([]party, count), log: newAttemptLog()}
	ids := make([]string, count)
	for i := range ids {
		ids[i] = fmt.Sprintf("b%s-%d@%s", c.run, i, hosts[i%len(hosts)])
	}
	began := time.Now()
	secrets, err := n.register(ctx, ids)
	if err != nil {
		return c, err
	}
	fmt.Fprintf(talk, "bench: %d parties registered at their hosts after %.0f s\n", count, time.Since(began).Seconds())
	identities := make([]client.Identity, count)
	if err := parallel(ctx, count, enrollConcurrency, func(ctx context.Context, i int) (err error) {
		host := hosts[i%len(hosts)]
		identities[i], err = sdk.Enroll(ctx, n.settings(host).Connection, host, ids[i], secrets[ids[i]])
		return err
	}); err != nil {
		return c, err
	}
	fmt.Fprintf(talk, "bench: enrolled after %.0f s\n", time.Since(began).Seconds())
	if err := c.open(n, ids, identities); err != nil {
		return c, err
	}
	err = c.register(ctx)
	fmt.Fprintf(talk, "bench: registered on the ledger after %.0f s\n", time.Since(began).Seconds())
	return c, err
}

// register has every party register itself on the ledger.
func (c *partyPool) register(ctx context.Context) error {
	err := parallel(ctx, len(c.parties), setupConcurrency, func(ctx context.Context, i int) error {
		_, err := c.parties[i].Submit(ctx, membership.RegisterParty{
			Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Trial party"},
		})
		return err
	})
	if err == nil {
		err = c.syncPeers(ctx)
	}
	return err
}

// open gives each party its ledger over its host's connections.
func (c *partyPool) open(n network, ids []string, identities []client.Identity) error {
	var first []*sdk.Ledger
	for i, identity := range identities {
		var ledger *sdk.Ledger
		var err error
		if i < len(hosts) {
			ledger, err = sdk.Open(n.settings(identity.MSP), identity)
			if err == nil {
				first, c.opened = append(first, ledger), append(c.opened, ledger)
			}
		} else {
			ledger, err = first[i%len(hosts)].As(identity)
		}
		if err != nil {
			return err
		}
		c.parties[i] = c.newParty(ids[i], ledger)
	}
	return nil
}

func (c *partyPool) newParty(id string, ledger client.Ledger) party {
	noted := loggingLedger{ledger, c.log}
	return party{Client: client.New(noted), id: id, ledger: noted, read: &c.read, reader: client.New(ledger)}
}

func (c *partyPool) close() error {
	var errs []error
	for _, ledger := range c.opened {
		errs = append(errs, ledger.Close())
	}
	return errors.Join(errs...)
}

// syncPeers waits until every host's peer has what any has now: what one party does
// next may rest on what another did elsewhere.
func (c *partyPool) syncPeers(ctx context.Context) error {
	highest, heights := uint64(0), make([]uint64, len(c.opened))
	for {
		behind := false
		for i, ledger := range c.opened {
			if heights[i] >= highest && highest > 0 {
				continue
			}
			height, err := ledger.Height(ctx)
			if err != nil {
				return err
			}
			heights[i] = height
			behind = behind || height < highest
		}
		if highest == 0 {
			for _, height := range heights {
				highest = max(highest, height)
			}
			continue
		}
		if !behind {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
