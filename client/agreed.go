package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"allianceregistry/membership"
)

const (
	// pollLimit is how long the other hosts may take for an answer.
	pollLimit = 3 * time.Second
	// agreeAttempts is how often hosts that do not agree are asked: mostly one has only
	// to commit the last block yet. With the pauses between it takes about three seconds.
	agreeAttempts = 6
)

// Agreed asks a question of all hosts at once, and returns what two of them agree on:
// what a member signs, or reads to decide by, is not to rest on the word of its own
// host alone. The own host's answer counts as soon as another says the same.
//
// Of a proposal's dossier they need to agree on what was filed, and of an alliance on
// its founding and its charter: votes and consents come in meanwhile, and of those the
// answer has what the first of the two knows.
//
// A host that answers otherwise than two others, also after a while, or about
// something else, is found (WithFindings). Where no two hosts agree, because only one
// answers or there is no other, the own host's answer has to do, if it is about what
// was asked: else the error is a *Fault of kind Misled.
func Agreed[R any](ctx context.Context, c *Client, q membership.Query[R]) (R, error) {
	return agreedOn(ctx, c, q, func(answer R) (any, error) { return essence(answer) })
}

// essence is that of an answer on which hosts have to agree.
func essence(answer any) (any, error) {
	switch a := answer.(type) {
	case membership.Dossier:
		about, err := a.Proposal.About()
		return []any{a.Proposal.ID, about}, err
	case membership.Alliance:
		content, err := a.Content()
		return []string{a.ID, content, a.CharterDigest}, err
	}
	return answer, nil
}

// agreedOn is Agreed on what a question is asked for.
func agreedOn[R any](ctx context.Context, c *Client, q membership.Query[R], of func(R) (any, error)) (R, error) {
	hosts := c.ledger.Hosts()
	if len(hosts) < 2 {
		return askOwn(ctx, c, q)
	}
	argument, err := json.Marshal(q)
	if err != nil {
		var none R
		return none, fmt.Errorf("encode %s: %w", q.Name(), err)
	}
	for attempt := 1; ; attempt++ {
		round := poll(ctx, c, hosts, question[R]{q, argument, of})
		done := round.settled() || attempt == agreeAttempts
		if !done && c.wait(ctx, attempt) == nil {
			continue
		}
		return round.conclude(c)
	}
}

// question is one on its way: its argument, and on what hosts have to agree.
type question[R any] struct {
	membership.Query[R]
	argument []byte
	of       func(R) (any, error)
}

// said is what one host answered to a question: an answer, a refusal, or neither.
type said[R any] struct {
	host   string
	answer R
	// words are the answer or the refusal in a form that can be compared; empty if
	// there is neither, or it is about something else.
	words    string
	mismatch *membership.Mismatch
	err      error // if there is no answer
}

// round is what hosts answered to one question, the own host first.
type round[R any] struct {
	about string
	all   []said[R]
}

// poll asks every host at once. It does not wait for those that are slow once two
// agree, nor for long once the own host has answered.
func poll[R any](ctx context.Context, c *Client, hosts []string, q question[R]) round[R] {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type one struct {
		at   int
		said said[R]
	}
	come := make(chan one, len(hosts))
	for at, host := range hosts {
		go func() { come <- one{at, askAt(ctx, c, host, q)} }()
	}
	r := round[R]{q.Name(), make([]said[R], len(hosts))}
	for at, host := range hosts {
		r.all[at] = said[R]{host: host, err: &Fault{Phase: Query, Kind: Unavailable, Err: errors.New(host + " did not answer in time")}}
	}
	var late <-chan time.Time
	for range hosts {
		select {
		case got := <-come:
			r.all[got.at] = got.said
			if late == nil && got.said.words != "" {
				late = time.After(pollLimit)
			}
		case <-late:
			return r
		}
		if r.ownAgrees() {
			return r
		}
	}
	return r
}

// askAt asks one host.
func askAt[R any](ctx context.Context, c *Client, host string, q question[R]) said[R] {
	one := said[R]{host: host}
	var text []byte
	one.err = c.patiently(ctx, func() (err error) {
		text, err = c.ledger.EvaluateAt(ctx, host, q.Name(), q.argument)
		return err
	})
	var refusal *membership.Error
	if errors.As(one.err, &refusal) {
		one.words = refusal.Error()
		return one
	}
	if one.err != nil {
		return one
	}
	one.answer, one.err = decode(q.Query, text)
	if errors.As(one.err, &one.mismatch) {
		return one
	}
	essence, err := q.of(one.answer)
	if err == nil {
		var words []byte
		words, err = json.Marshal(essence)
		one.words = string(words)
	}
	one.err = err
	return one
}

// ownAgrees tells whether another host says what the own one does.
func (r round[R]) ownAgrees() bool {
	for _, other := range r.all[1:] {
		if r.all[0].words != "" && other.words == r.all[0].words {
			return true
		}
	}
	return false
}

// settled tells whether there is nothing to wait for: the own host has another that
// agrees, or none that does not; or it says nothing that could count.
func (r round[R]) settled() bool {
	if r.all[0].words == "" {
		_, found := r.agreed()
		return found || r.answered() < 2
	}
	return r.ownAgrees() || r.answered() < 2
}

// answered counts the hosts whose word could count.
func (r round[R]) answered() (count int) {
	for _, one := range r.all {
		if one.words != "" {
			count++
		}
	}
	return count
}

// agreed is the place of what two hosts say alike; the own host's before others'.
func (r round[R]) agreed() (place int, found bool) {
	for i, one := range r.all {
		for _, other := range r.all[i+1:] {
			if one.words != "" && one.words == other.words {
				return i, true
			}
		}
	}
	return 0, false
}

// conclude is the answer that a round amounts to. It tells what was found of hosts.
func (r round[R]) conclude(c *Client) (R, error) {
	place, agreed := r.agreed()
	for _, one := range r.all {
		switch {
		case one.mismatch != nil:
			c.found(r.gone(one))
		case agreed && one.words != "" && one.words != r.all[place].words:
			c.found(Finding{Code: AnswerAlone, Host: one.host, About: r.about})
		}
	}
	own := r.all[0]
	switch {
	case agreed:
		return r.all[place].answer, r.all[place].err
	case own.mismatch != nil:
		finding := r.gone(own)
		return own.answer, &Fault{Phase: Query, Kind: Misled, Err: &finding}
	case own.words != "":
		return own.answer, own.err
	}
	return r.any()
}

// any is the word of any host, where the own one gives none.
func (r round[R]) any() (answer R, err error) {
	for _, one := range r.all {
		if one.words != "" {
			return one.answer, one.err
		}
		if err == nil {
			err = one.err
		}
	}
	return answer, err
}

func (r round[R]) gone(one said[R]) Finding {
	return Finding{
		Code: AnswerMismatch, Host: one.host, About: r.about,
		Field: one.mismatch.Field, Asked: one.mismatch.Asked, Answered: one.mismatch.Answered,
	}
}
