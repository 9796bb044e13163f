package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"allianceregistry/client"
	"allianceregistry/client/sdk"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// writer is one client: a party that states claims about itself, as fast as they
// are committed. Each claim has a key of its own, so each can be counted.
type writer struct {
	*client.Client
	ledger *sdk.Ledger
	id     string
}

type writerGroup []writer

// enrollWriters enrolls and registers the parties, over all hosts.
func enrollWriters(ctx context.Context, n network, count int) (writerGroup, error) {
	hosts := []string{"association", "industry", "academia"}
	run := strconv.FormatInt(time.Now().UnixMilli(), 36)
	var writers writerGroup
	for i := range count {
		w, err := newWriter(ctx, n, fmt.Sprintf("chaos-%s-%d", run, i), hosts[i%len(hosts)])
		if err != nil {
			return nil, errors.Join(err, writers.close())
		}
		writers = append(writers, w)
	}
	return writers, nil
}

func newWriter(ctx context.Context, n network, slug, host string) (writer, error) {
	id := slug + "@" + host
	out, err := n.do(ctx, "register", id, "-o", "json")
	if err != nil {
		return writer{}, err
	}
	var registered struct {
		Secret string `json:"secret"`
	}
	if err := json.Unmarshal(out, &registered); err != nil {
		return writer{}, err
	}
	identity, err := sdk.Enroll(ctx, n.settings(host).Connection, host, id, registered.Secret)
	if err != nil {
		return writer{}, err
	}
	ledger, err := sdk.Open(n.settings(host), identity)
	if err != nil {
		return writer{}, err
	}
	w := writer{Client: client.New(ledger), ledger: ledger, id: id}
	_, err = w.Submit(ctx, membership.RegisterParty{
		Request: client.NewRequest(), Kind: charter.Enterprise, Names: form.Names{"en": "Writer"},
	})
	return w, err
}

func (c writerGroup) close() error {
	var errs []error
	for _, w := range c {
		errs = append(errs, w.ledger.Close())
	}
	return errors.Join(errs...)
}

// attempt is what became of one transaction.
type attempt struct {
	request  string
	took     time.Duration
	attempts int
	err      error
}

// write has all writers write until a time, and returns what they sent.
func (c writerGroup) write(ctx context.Context, until time.Time) [][]attempt {
	all := make([][]attempt, len(c))
	var group sync.WaitGroup
	for i, w := range c {
		group.Go(func() {
			for time.Now().Before(until) && ctx.Err() == nil {
				all[i] = append(all[i], w.stateClaim(ctx))
			}
		})
	}
	group.Wait()
	return all
}

func (w writer) stateClaim(ctx context.Context) attempt {
	s := attempt{request: client.NewRequest()}
	began := time.Now()
	receipt, err := w.Submit(ctx, membership.StateClaim{
		Request: s.request, About: w.id, What: "trial", Value: s.request, Source: "this program",
	})
	s.took, s.attempts, s.err = time.Since(began), receipt.Attempts, err
	return s
}

// recount asks the ledger how often each value stands there.
func (w writer) recount(ctx context.Context) (map[string]int, error) {
	claims, err := w.Claims(ctx, w.id)
	counts := map[string]int{}
	for _, one := range claims {
		counts[one.Claim.Value]++
	}
	return counts, err
}
