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

// maxUnknown bounds the records that a peer may have and the chain has not: a peer
// that makes them up would never come to an end.
const maxUnknown = 10_000

// ErrNotReplayed says that a peer has blocks that were not replayed, so that its
// state cannot be compared.
var ErrNotReplayed = errors.New("the peer is ahead of the replay")

// StateResult is what comparing a peer's state came to.
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
	c := newOptions(opts)
	result, confirmed := StateResult{}, false
	for try := 0; ; try++ {
		one := &stateComparison{options: c, peer: peer, result: StateResult{Host: peer.Host(), Peer: peer.Name()}}
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
			one.addFinding(chain.Warning, PeerMoving, chain.Place{}, "tries", fmt.Sprint(c.tries))
			return one.result, nil
		}
		if err := c.wait(ctx); err != nil {
			return one.result, err
		}
	}
}

// stateComparison is one try at comparing a peer's state.
type stateComparison struct {
	options
	peer   Peer
	view   View
	result StateResult
}

func (c *stateComparison) addFinding(level chain.Severity, code string, at chain.Place, params ...string) {
	found := finding(level, code, at, append([]string{"host", c.peer.Host()}, params...))
	found.Source = c.peer.Name()
	c.result.Findings = append(c.result.Findings, found)
}

// reportSilent makes the finding, unless ctx has ended.
func (c *stateComparison) reportSilent(ctx context.Context, question string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.addFinding(chain.Warning, PeerSilent, chain.Place{}, "question", question, "why", err.Error())
	return errSilent
}

// compare reports whether the chain grew meanwhile.
func (c *stateComparison) compare(ctx context.Context, r *Replay) (moved bool, err error) {
	before, err := c.peer.Height(ctx)
	if err != nil {
		return false, ignoreSilence(c.reportSilent(ctx, "Height", err))
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
		c.addFinding(chain.Warning, PeerBehind, chain.Place{}, "height", fmt.Sprint(before), "expected", fmt.Sprint(r.Height()))
	case before > r.Height(): // nobody signs a height: what it gives counts
		c.addFinding(chain.Warning, PeerSilent, chain.Place{Block: r.Height()}, "question", "Block", "why",
			fmt.Sprintf("it says that it has %d blocks, and does not give block %d", before, r.Height()))
	}
	c.view, c.result.Height = r.At(before), min(before, r.Height())
	if err := c.compareAll(ctx); err != nil {
		return false, ignoreSilence(err)
	}
	after, err := c.peer.Height(ctx)
	if err != nil {
		return false, ignoreSilence(c.reportSilent(ctx, "Height", err))
	}
	return after != before, nil
}

// ignoreSilence drops a peer's silence, which is a finding and no error.
func ignoreSilence(err error) error {
	if errors.Is(err, errSilent) {
		return nil
	}
	return err
}

func (c *stateComparison) compareAll(ctx context.Context) error {
	for i, object := range membership.Objects() {
		c.progress.tell(PhaseRecords, i, len(membership.Objects()))
		if err := c.compareObject(ctx, object); err != nil {
			if errors.Is(err, errSilent) {
				break // the questions may still be answered
			}
			return err
		}
	}
	c.progress.tell(PhaseRecords, len(membership.Objects()), len(membership.Objects()))
	questions := sample(Questions(c.view), c.maxQuestions)
	for i, question := range questions {
		c.progress.tell(PhaseQuestions, i, len(questions))
		if err := c.compareAnswer(ctx, question); err != nil {
			return err
		}
	}
	c.progress.tell(PhaseQuestions, len(questions), len(questions))
	return nil
}

// compareObject compares all records of one kind.
func (c *stateComparison) compareObject(ctx context.Context, object string) error {
	answered, err := c.records(ctx, object)
	if err != nil {
		return err
	}
	for _, key := range c.view.records.keys(object) {
		wrote, there := c.view.records.at(key, c.view.height)
		if !there {
			continue
		}
		c.result.Records++
		seen, found := answered[key]
		delete(answered, key)
		if !found {
			c.addFinding(chain.Fault, RecordMissing, wrote.place, "key", readable(key), "expected", string(wrote.value), "tx", wrote.place.Tx)
			continue
		}
		if d := diff("record", readable(key), wrote.value, []byte(seen)); d != nil && seen != fieldsSorted(wrote.value) {
			c.addFinding(chain.Fault, StateDiffers, wrote.place, "key", d.key, "path", d.path, "expected", d.expected, "seen", d.seen,
				"tx", wrote.place.Tx)
		}
	}
	for _, key := range sortedKeys(answered) {
		c.addFinding(chain.Fault, RecordUnknown, chain.Place{}, "key", readable(key), "seen", answered[key])
	}
	return nil
}

// maxAnswered bounds what a peer's records of one kind may take, in bytes.
const maxAnswered = 1 << 30

// records asks for all records of one kind. Keys that go backwards, pages that hold
// nothing, and ever more of them are an answer that nobody could come to the end of.
func (c *stateComparison) records(ctx context.Context, object string) (map[string]string, error) {
	answered := map[string]string{}
	limit := len(c.view.records.keys(object)) + maxUnknown
	size := 0
	for bookmark, pages := "", 0; ; pages++ {
		argument, err := json.Marshal(membership.ListRecords{Object: object, Size: recordPage, Bookmark: bookmark})
		if err != nil {
			return nil, err
		}
		answer, err := c.peer.Ask(ctx, membership.ListRecords{}.Name(), argument)
		if unknownKind(err) {
			return answered, nil
		}
		if err != nil {
			return nil, c.reportSilent(ctx, "ListRecords "+object, err)
		}
		var page membership.Records
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, c.reportSilent(ctx, "ListRecords "+object, err)
		}
		size += len(answer)
		for _, record := range page.Records {
			answered[membership.Key{Object: object, Parts: record.Key}.String()] = record.Value
		}
		if page.Next == "" || len(answered) > limit {
			return answered, nil
		}
		if page.Next <= bookmark || pages > limit || size > maxAnswered {
			return nil, c.reportSilent(ctx, "ListRecords "+object, errors.New("its pages come to no end"))
		}
		bookmark = page.Next
	}
}

// unknownKind reports whether a peer's chaincode is of a day before there was a kind of
// records: it holds none of it, which is a finding only if it should.
func unknownKind(err error) bool {
	var denied *refusal.Error
	return errors.As(err, &denied) && denied.Code == refusal.BadChoice
}

// compareAnswer compares one answer.
func (c *stateComparison) compareAnswer(ctx context.Context, q Question) error {
	before := time.Now()
	want, err := expectedAnswer(c.view, before, q)
	if err != nil {
		c.addFinding(chain.Warning, Unanswerable, chain.Place{}, "question", q.Name, "argument", string(q.Argument), "why", err.Error())
		return nil
	}
	got, err := c.peer.Ask(ctx, q.Name, q.Argument)
	after := time.Now()
	if err != nil {
		if got, err = refusalAnswer(err); err != nil {
			return c.reportSilent(ctx, q.Name+" "+string(q.Argument), err)
		}
	}
	c.result.Questions++
	d := diff("answer", "", normalize(want), normalize(got))
	if d != nil { // the clock may have changed the answer since the question was asked
		if want, err = expectedAnswer(c.view, after, q); err != nil {
			return err
		}
		d = diff("answer", "", normalize(want), normalize(got))
	}
	if d != nil {
		c.addFinding(chain.Fault, AnswerDiffers, chain.Place{}, "question", q.Name, "argument", string(q.Argument),
			"path", d.path, "expected", d.expected, "seen", d.seen)
	}
	return nil
}
