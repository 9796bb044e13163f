package membership

import (
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Recognition is one alliance's statement about another, by its own decision.
type Recognition struct {
	Schema   int    `json:"schema"`
	Alliance string `json:"alliance"`
	// Other is the alliance that it recognizes, Statement what it says of it.
	Other     string    `json:"other"`
	Statement string    `json:"statement,omitempty" metadata:",optional"`
	Evidence  string    `json:"evidence,omitempty" metadata:",optional"`
	Until     time.Time `json:"until,omitzero" metadata:",optional"`
	Proposal  string    `json:"proposal"`
	Stamp     Stamp     `json:"stamp"`
}

// recognizable refuses with UNKNOWN_RECORD, and with ALLIANCE_NOT_OPEN an alliance that
// is dissolved, or superseded: there is nothing left to recognize.
func (a txn) recognizable(other string) error {
	alliance, err := load[Alliance](a.store, AllianceKey(other))
	if err == nil && alliance.isGone() && !a.tx.two() {
		err = refusal.New(refusal.AllianceNotOpen, "alliance", other)
	}
	return err
}

// recognize writes what a proposal to recognize was accepted for. The last
// decision counts: one whose date has passed ends a recognition.
func (a txn) recognize(p Proposal) error {
	if err := a.recognizable(p.Subject); err != nil {
		return err
	}
	earlier, _, err := get[Recognition](a.store, RecognitionKey(p.Alliance, p.Subject))
	if err := refusal.First(err, a.tx.after(earlier.Stamp)); err != nil {
		return err
	}
	a.put(RecognitionKey(p.Alliance, p.Subject), Recognition{
		form.Schema, p.Alliance, p.Subject, p.Reason, p.Evidence, p.Until, p.ID, a.tx.stamp(),
	})
	return nil
}

// Recognitions is a page of the alliances that one recognizes, or did.
type Recognitions struct {
	Recognitions []RecognitionNow `json:"recognitions"`
	Next         string           `json:"next,omitempty" metadata:",optional"`
}

// ListRecognitions asks which alliances one recognizes, or did.
type ListRecognitions struct {
	Alliance string `json:"alliance"`
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListRecognitions) Name() string { return "ListRecognitions" }

func (q ListRecognitions) check() error                   { return form.CheckID("alliance", q.Alliance) }
func (q ListRecognitions) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListRecognitions) read(s snapshot) (Recognitions, error) {
	alliance, err := load[Alliance](s, AllianceKey(q.Alliance))
	if err != nil {
		return Recognitions{}, err
	}
	list, next, err := page[Recognition](s, recognitionsKey(q.Alliance), q.Size, q.Bookmark)
	if err != nil {
		return Recognitions{}, err
	}
	recognitions, err := mapEach(list, func(r Recognition) (RecognitionNow, error) {
		other, err := load[Alliance](s, AllianceKey(r.Other))
		return r.AsOf(alliance, other, s.now), err
	})
	return Recognitions{recognitions, next}, err
}
