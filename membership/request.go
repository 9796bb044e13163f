package membership

// request remembers a request that took effect, so that sending it again does
// nothing, and its id cannot stand for something else.
type request struct {
	Schema      int    `json:"schema"`
	Transaction string `json:"transaction"`
	Digest      string `json:"digest"`
	Event       Event  `json:"event"`
}

// repeated returns the event of this request's first time, nil if this is it.
// It refuses with REQUEST_REUSED if the id stands for other content.
func (a act) repeated(t Transaction) (*Event, error) {
	if a.requestID == "" {
		return nil, nil
	}
	earlier, found, err := get[request](a.store, requestKey(a.sender, a.requestID))
	if err != nil || !found {
		return nil, err
	}
	content, err := digest(t.Name(), t)
	if err != nil {
		return nil, err
	}
	if earlier.Transaction != t.Name() || earlier.Digest != content {
		return nil, refuse(RequestReused, "request", a.requestID)
	}
	return &earlier.Event, nil
}

func (a act) remember(t Transaction, event Event) error {
	if a.requestID == "" {
		return nil
	}
	content, err := digest(t.Name(), t)
	if err != nil {
		return err
	}
	return put(a.store, requestKey(a.sender, a.requestID),
		request{Schema: schema, Transaction: t.Name(), Digest: content, Event: event})
}
