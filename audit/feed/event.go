package feed

import (
	"encoding/json"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// Event is what a transaction did, where it stands, and in which chain.
type Event struct {
	form.EventID
	Tx   string
	Time time.Time // the transaction's own, which its sender wrote
	// Source is the chain: see Feed.Source.
	Source string
	What   membership.Event
}

// TypePrefix stands before a type of membership.EventTypes in a CloudEvent's type.
const TypePrefix = "allianceregistry."

// cloudEvent is the JSON form of CloudEvents 1.0.2
// (https://github.com/cloudevents/spec, cloudevents/formats/json-format.md).
type cloudEvent struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"`
	Source          string    `json:"source"`
	Type            string    `json:"type"`
	Subject         string    `json:"subject,omitempty"`
	Time            time.Time `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	Data            data      `json:"data"`
}

// data is what a CloudEvent carries: the event of the rules, and where it stands.
type data struct {
	Block uint64           `json:"block"`
	Index int              `json:"index"`
	Tx    string           `json:"tx"`
	Event membership.Event `json:"event"`
}

// MarshalJSON writes a CloudEvent in structured JSON. Its subject is the alliance that
// the event is about, or else the party.
func (e Event) MarshalJSON() ([]byte, error) {
	subject := e.What.Alliance
	if subject == "" {
		subject = e.What.Party
	}
	return json.Marshal(cloudEvent{
		SpecVersion: "1.0", ID: e.String(), Source: e.Source, Type: TypePrefix + e.What.Type, Subject: subject,
		Time: e.Time.UTC(), DataContentType: "application/json",
		Data: data{Block: e.Block, Index: e.Index, Tx: e.Tx, Event: e.What},
	})
}

// eventOf is an entry of the history that has an event.
func eventOf(source string, e index.Entry) Event {
	return Event{
		EventID: form.EventID{Block: e.Block, Index: e.Index}, Tx: e.Tx, Time: e.Time, Source: source, What: *e.Event,
	}
}
