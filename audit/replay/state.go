package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// recordPage is how many records a peer is asked for at once: charters are large,
// and an answer has a limit.
const recordPage = 200

// mostUnknown bounds the records that a peer may have and the chain has not: a peer
// that makes them up would never come to an end.
const mostUnknown = 10_000

// ErrNotReplayed says that a peer has blocks that were not replayed, so that its
// state cannot be compared.
var ErrNotReplayed = errors.New("the peer is ahead of the replay")

// StateResult tells what comparing a peer's state came to.
type StateResult struct {
	Host string `json:"host"`
	Peer string `json:"peer"`
	// Height is the number of blocks at which the state was compared; 0 if it was not.
	Height uint64 `json:"height"`
	// Records and Questions are how many were compared.
	Records   int             `json:"records"`
	Questions int             `json:"questions"`
	Findings  []chain.Finding `json:"findings"`
}

// errSilent says that the peer did not answer; the finding is made.
var errSilent = errors.New("the peer is silent")

// CompareState asks a peer for all its records, and then everyday questions, and
// compares what it answers with the replay's state at the peer's height. While the
// chain grows it tries again; what differs counts only if it differs twice. It
// fails with ErrNotReplayed if the peer is ahead and there is no WithAdvance.
func CompareState(ctx context.Context, r *Replay, peer Peer, opts ...Option) (StateResult, error) {
	c := chosen(opts)
	result, confirmed := StateResult{}, false
	for try := 0; ; try++ {
		one := &comparing{choices: c, peer: peer, result: StateResult{Host: peer.Host(), Peer: peer.Name()}}
		moved, err := one.compare(ctx, r)
		if err != nil {
			return one.result, err
		}
		if !moved {
			if result = one.result; len(result.Findings) == 0 || confirmed {
				return result, nil
			}
			confirmed = true
			c.tries = max(c.tries, try+2)
		}
		if try+1 >= c.tries && confirmed {
			return result, nil
		}
		if try+1 >= c.tries {
			one.result.Height, one.result.Findings = 0, nil
			one.find(chain.Warning, PeerMoving, Place{}, "tries", fmt.Sprint(c.tries))
			return one.result, nil
		}
		if err := c.wait(ctx); err != nil {
			return one.result, err
		}
	}
}

// comparing is one try.
type comparing struct {
	choices
	peer   Peer
	view   View
	result StateResult
}

func (c *comparing) find(level chain.Level, code string, at Place, params ...string) {
	found := finding(level, code, at, append([]string{"host", c.peer.Host()}, params...))
	found.Source = c.peer.Name()
	c.result.Findings = append(c.result.Findings, found)
}

// silent makes the finding, unless ctx has ended.
func (c *comparing) silent(ctx context.Context, question string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.find(chain.Warning, PeerSilent, Place{}, "question", question, "why", err.Error())
	return errSilent
}

// compare tells whether the chain grew meanwhile.
func (c *comparing) compare(ctx context.Context, r *Replay) (moved bool, err error) {
	before, err := c.peer.Height(ctx)
	if err != nil {
		return false, ignored(c.silent(ctx, "Height", err))
	}
	if before > r.Height() {
		if c.advance == nil {
			return false, fmt.Errorf("%w: %d blocks, %d replayed", ErrNotReplayed, before, r.Height())
		}
		if err := c.advance(ctx, before); err != nil {
			return false, err
		}
	}
	switch {
	case before < r.Height():
		c.find(chain.Warning, PeerBehind, Place{}, "height", fmt.Sprint(before), "expected", fmt.Sprint(r.Height()))
	case before > r.Height(): // nobody signs a height: what it gives counts
		c.find(chain.Warning, PeerSilent, Place{Block: r.Height()}, "question", "Block", "why",
			fmt.Sprintf("it says that it has %d blocks, and does not give block %d", before, r.Height()))
	}
	c.view, c.result.Height = r.At(before), min(before, r.Height())
	if err := c.everything(ctx); err != nil {
		return false, ignored(err)
	}
	after, err := c.peer.Height(ctx)
	if err != nil {
		return false, ignored(c.silent(ctx, "Height", err))
	}
	return after != before, nil
}

// ignored is nil for a peer's silence, which is a finding and no error.
func ignored(err error) error {
	if errors.Is(err, errSilent) {
		return nil
	}
	return err
}

func (c *comparing) everything(ctx context.Context) error {
	for i, object := range membership.Objects() {
		c.progress.tell(PhaseRecords, i, len(membership.Objects()))
		if err := c.object(ctx, object); err != nil {
			if errors.Is(err, errSilent) {
				break // the questions may still be answered
			}
			return err
		}
	}
	c.progress.tell(PhaseRecords, len(membership.Objects()), len(membership.Objects()))
	questions := spread(Questions(c.view), c.most)
	for i, question := range questions {
		c.progress.tell(PhaseQuestions, i, len(questions))
		if err := c.question(ctx, question); err != nil {
			return err
		}
	}
	c.progress.tell(PhaseQuestions, len(questions), len(questions))
	return nil
}

// object compares all records of one kind.
func (c *comparing) object(ctx context.Context, object string) error {
	held, err := c.records(ctx, object)
	if err != nil {
		return err
	}
	for _, key := range c.view.records.keys(object) {
		wrote, there := c.view.records.at(key, c.view.height)
		if !there {
			continue
		}
		c.result.Records++
		seen, found := held[key]
		delete(held, key)
		if !found {
			c.find(chain.Fault, RecordMissing, wrote.at, "key", readable(key), "expected", string(wrote.value), "tx", wrote.at.Tx)
			continue
		}
		if d := differ("record", readable(key), wrote.value, []byte(seen)); d != nil {
			c.find(chain.Fault, StateDiffers, wrote.at, "key", d.key, "path", d.path, "expected", d.expected, "seen", d.seen,
				"tx", wrote.at.Tx)
		}
	}
	for _, key := range sortedKeys(held) {
		c.find(chain.Fault, RecordUnknown, Place{}, "key", readable(key), "seen", held[key])
	}
	return nil
}

// mostAnswered bounds what a peer's records of one kind may take, in bytes.
const mostAnswered = 1 << 30

// records asks for all records of one kind. Keys that go backwards, pages that hold
// nothing, and ever more of them are an answer that nobody could come to the end of.
func (c *comparing) records(ctx context.Context, object string) (map[string]string, error) {
	held := map[string]string{}
	most := len(c.view.records.keys(object)) + mostUnknown
	size := 0
	for bookmark, pages := "", 0; ; pages++ {
		argument, err := json.Marshal(membership.ListRecords{Object: object, Size: recordPage, Bookmark: bookmark})
		if err != nil {
			return nil, err
		}
		answer, err := c.peer.Ask(ctx, membership.ListRecords{}.Name(), argument)
		if unknownKind(err) {
			return held, nil
		}
		if err != nil {
			return nil, c.silent(ctx, "ListRecords "+object, err)
		}
		var page membership.Records
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, c.silent(ctx, "ListRecords "+object, err)
		}
		size += len(answer)
		for _, record := range page.Records {
			held[membership.Key{Object: object, Parts: record.Key}.String()] = record.Value
		}
		if page.Next == "" || len(held) > most {
			return held, nil
		}
		if page.Next <= bookmark || pages > most || size > mostAnswered {
			return nil, c.silent(ctx, "ListRecords "+object, errors.New("its pages come to no end"))
		}
		bookmark = page.Next
	}
}

// unknownKind tells whether a peer's chaincode is of a day before there was a kind of
// records: it holds none of it, which is a finding only if it should.
func unknownKind(err error) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && denied.Code == refusal.BadChoice
}

// question compares one answer.
func (c *comparing) question(ctx context.Context, q Question) error {
	before := time.Now()
	want, err := expected(c.view, before, q)
	if err != nil {
		c.find(chain.Warning, Unanswerable, Place{}, "question", q.Name, "argument", string(q.Argument), "why", err.Error())
		return nil
	}
	got, err := c.peer.Ask(ctx, q.Name, q.Argument)
	after := time.Now()
	if err != nil {
		if got, err = refused(err); err != nil {
			return c.silent(ctx, q.Name+" "+string(q.Argument), err)
		}
	}
	c.result.Questions++
	d := differ("answer", "", normal(want), normal(got))
	if d != nil { // the clock may have changed the answer since the question was asked
		if want, err = expected(c.view, after, q); err != nil {
			return err
		}
		d = differ("answer", "", normal(want), normal(got))
	}
	if d != nil {
		c.find(chain.Fault, AnswerDiffers, Place{}, "question", q.Name, "argument", string(q.Argument),
			"path", d.path, "expected", d.expected, "seen", d.seen)
	}
	return nil
}
