package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

const (
	// pollLimit is how long the other hosts may take for an answer.
	pollLimit = 3 * time.Second
	// agreeAttempts is how often hosts that do not agree are asked: mostly one has only
	// to commit the last block yet. With the pauses between it takes about three seconds.
	agreeAttempts = 6
)

// Agreed asks a question of all hosts at once, and returns what most of them agree on,
// two at least: what a member signs, or reads to decide by, is not to rest on the word
// of its own host alone.
//
// Of a proposal's dossier they need to agree on what was filed, and of an alliance on
// its founding and its charter: votes and consents come in meanwhile, and of those the
// answer has what the first of them knows. A member's standing now
// has a time of its own in each of them.
//
// A host that answers otherwise than those that agree, also after a while, or about
// something else, is found (WithFindings). Where no two hosts agree, or as many on one
// answer as on another, the own host's answer has to do, if it is about what was asked:
// else the error is a *Fault of kind Misled. Where it is contradicted, both hosts are
// found. Who has nobody else to ask, or none that answers, has its own host's word alone.
func Agreed[R any](ctx context.Context, c *Client, q membership.Query[R]) (R, error) {
	return agreedOn(ctx, c, q, func(answer R) (any, error) { return comparablePart(q, answer) })
}

// comparablePart returns the part of an answer on which hosts have to agree.
func comparablePart(question, answer any) (any, error) {
	switch a := answer.(type) {
	case membership.Dossier:
		about, err := a.Proposal.About()
		return []any{a.Proposal.ID, about}, err
	case membership.Alliance:
		content, err := a.Content()
		return []string{a.ID, content, a.CharterDigest}, err
	case membership.Standing: // of now: each host's has the time at which it was asked
		if asked, is := question.(membership.GetStanding); is && asked.At == "" {
			a.At = time.Time{}
		}
		return a, nil
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
		return round.result(c)
	}
}

// question is a query with its argument, and the part of the answer on which hosts have
// to agree.
type question[R any] struct {
	membership.Query[R]
	argument   []byte
	comparable func(R) (any, error)
}

// reply is what one host answered to a question: an answer, a refusal, or neither.
type reply[R any] struct {
	host   string
	answer R
	// canonical is the answer or the refusal in a form that can be compared; empty if
	// there is neither, or it is about something else.
	canonical string
	mismatch  *membership.Mismatch
	err       error // if there is no answer
}

// round is what hosts answered to one question, the own host first.
type round[R any] struct {
	about   string
	replies []reply[R]
}

// poll asks every host at once. Once the own host has answered it does not wait for those
// that could change nothing, nor for any for long once one has answered.
func poll[R any](ctx context.Context, c *Client, hosts []string, q question[R]) round[R] {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type indexed struct {
		at    int
		reply reply[R]
	}
	arrived := make(chan indexed, len(hosts))
	for at, host := range hosts {
		go func() { arrived <- indexed{at, askAt(ctx, c, host, q)} }()
	}
	r := round[R]{q.Name(), make([]reply[R], len(hosts))}
	for at, host := range hosts {
		r.replies[at] = reply[R]{host: host, err: &Fault{Phase: Query, Kind: Unavailable, Err: errors.New(host + " did not answer in time")}}
	}
	var late <-chan time.Time
	waiting, own := len(hosts), false
	for range hosts {
		select {
		case got := <-arrived:
			r.replies[got.at] = got.reply
			own = own || got.at == 0
			if late == nil && got.reply.canonical != "" {
				late = time.After(pollLimit)
			}
		case <-late:
			return r
		}
		if waiting--; own && r.decided(waiting) {
			return r
		}
	}
	return r
}

// askAt asks one host.
func askAt[R any](ctx context.Context, c *Client, host string, q question[R]) reply[R] {
	one := reply[R]{host: host}
	var text []byte
	one.err = c.retryBusy(ctx, func() (err error) {
		text, err = c.ledger.EvaluateAt(ctx, host, q.Name(), q.argument)
		return err
	})
	var denied *refusal.Error
	if errors.As(one.err, &denied) {
		one.canonical = denied.Error()
		return one
	}
	if one.err != nil {
		return one
	}
	one.answer, one.err = decode(q.Query, text)
	if errors.As(one.err, &one.mismatch) {
		return one
	}
	part, err := q.comparable(one.answer)
	if err == nil {
		var words []byte
		words, err = json.Marshal(part)
		one.canonical = string(words)
	}
	one.err = err
	return one
}

// settled reports whether there is nothing to wait for: most hosts agree, and the own one
// with them, unless it says nothing that could count; or there are no two to agree.
func (r round[R]) settled() bool {
	place, agreed := r.agreed()
	own := r.replies[0].canonical
	return agreed && (own == "" || own == r.replies[place].canonical) || r.answered() < 2
}

// answered counts the hosts whose word could count.
func (r round[R]) answered() (count int) {
	for _, one := range r.replies {
		if one.canonical != "" {
			count++
		}
	}
	return count
}

// decided reports whether the hosts that have not answered yet can change nothing.
func (r round[R]) decided(waiting int) bool {
	_, most, next := r.plurality()
	return most >= 2 && most > next+waiting
}

// agreed is the first place of what most hosts say alike, if these are two at least.
func (r round[R]) agreed() (place int, found bool) {
	place, most, next := r.plurality()
	return place, most >= 2 && most > next
}

// plurality is the first place of what most hosts say, with how many say it, and how many
// the next after it.
func (r round[R]) plurality() (place, most, next int) {
	hosts := map[string]int{}
	for _, one := range r.replies {
		if one.canonical != "" {
			hosts[one.canonical]++
		}
	}
	for i, one := range r.replies {
		count := hosts[one.canonical]
		delete(hosts, one.canonical)
		switch {
		case count > most:
			place, most, next = i, count, most
		case count > next:
			next = count
		}
	}
	return place, most, next
}

// result is the answer that a round amounts to. It reports what was found of hosts.
func (r round[R]) result(c *Client) (R, error) {
	place, agreed := r.agreed()
	for _, one := range r.replies {
		switch {
		case one.mismatch != nil:
			c.report(r.mismatch(one))
		case agreed && one.canonical != "" && one.canonical != r.replies[place].canonical:
			c.report(Finding{Code: AnswerAlone, Host: one.host, About: r.about})
		}
	}
	if own := r.replies[0]; own.mismatch != nil && !agreed {
		finding := r.mismatch(own)
		return own.answer, &Fault{Phase: Query, Kind: Misled, Err: &finding}
	}
	taken := r.replies[place]
	if !agreed {
		taken = r.firstAnswer()
	}
	if other := r.dissenter(taken); other != "" && !agreed {
		c.report(Finding{Code: AnswerDisputed, Host: taken.host, Other: other, About: r.about})
	}
	return taken.answer, taken.err
}

// firstAnswer is the reply of the first host that gives an answer, or why the own one
// gives none.
func (r round[R]) firstAnswer() reply[R] {
	for _, one := range r.replies {
		if one.canonical != "" {
			return one
		}
	}
	return r.replies[0]
}

// dissenter returns the first host that says something else; empty if none does.
func (r round[R]) dissenter(taken reply[R]) string {
	for _, one := range r.replies {
		if one.canonical != "" && one.canonical != taken.canonical {
			return one.host
		}
	}
	return ""
}

func (r round[R]) mismatch(one reply[R]) Finding {
	return Finding{
		Code: AnswerMismatch, Host: one.host, About: r.about,
		Field: one.mismatch.Field, Asked: one.mismatch.Asked, Answered: one.mismatch.Answered,
	}
}
