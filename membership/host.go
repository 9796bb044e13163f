package membership

import (
	"errors"
	"strings"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// Host records which MSP a host is whose id is not its MSP ID. Each MSP has one host, and
// each host is one MSP, for ever: ids of parties end in it.
type Host struct {
	Schema int    `json:"schema"`
	ID     string `json:"id"`
	// MSP is the ID of the MSP, to the letter.
	MSP   string `json:"msp"`
	Named Stamp  `json:"named"`
}

// HostOf returns the id of the host that an MSP is. This is the one place where the two are
// put together. If the MSP ID is a slug it is the host's id too, and nothing is read. Any
// other needs a name that is recorded: without one it is refused with HOST_UNNAMED.
func HostOf(s Reader, msp string) (string, error) {
	if form.IsSlug(msp) {
		return msp, nil
	}
	names := form.HostNames(msp)
	for _, name := range names {
		host, found, err := get[Host](s, HostKey(name))
		if err != nil {
			return "", err
		}
		if found && host.MSP == msp {
			return name, nil
		}
	}
	return "", refusal.New(refusal.HostUnnamed, "msp", refusal.Clip(msp), "host", names[0])
}

// recognized is the transaction with its caller's host. Whose host has no name may send
// nothing but what names it.
func (tx Tx) recognized(s Store, t Transaction) (Tx, error) {
	host, err := HostOf(s, tx.Caller.MSP)
	var unnamed *refusal.Error
	if _, names := t.(NameHost); names && errors.As(err, &unnamed) {
		err = nil
	}
	tx.Caller.Host = host
	return tx, err
}

// hostOrMSP is how a refusal calls the caller's host, also one that has no name.
func (c Caller) hostOrMSP() string {
	if c.Host == "" {
		return refusal.Clip(c.MSP)
	}
	return c.Host
}

// NameHost names the host of the caller's MSP, whose ID is no slug. It is the first that
// anybody of that host sends, and only an operator may: the name is for ever. Which names
// there are follows from the MSP ID, see form.HostNames, so that no host can take one that
// sounds like another's. Sent again, it answers with its first time.
type NameHost struct {
	Host string `json:"host"`
}

// Name implements Transaction.
func (NameHost) Name() string    { return "NameHost" }
func (NameHost) request() string { return "" }
func (NameHost) needs() Role     { return operator }
func (t NameHost) check() error  { return form.CheckHost("host", t.Host) }

// checkBy refuses what version 2 of the rules did not know.
func (t NameHost) checkBy(engine string) error {
	if engine == charter.EngineTwo {
		return refusal.New(refusal.UnknownTransaction, "name", t.Name())
	}
	return t.check()
}

// apply refuses with HOST_NAMED an MSP that has a host by another name, with HOST_UNFIT a
// name that does not follow from its ID, with HOST_TAKEN one that another has, and with
// BAD_TEXT or TOO_LONG an ID that nobody could read. All of the MSP's names were read to
// see that none is its own, so that of two sent at once one is a conflict.
func (t NameHost) apply(a txn) (Event, error) {
	msp, own := a.tx.Caller.MSP, a.tx.Caller.Host
	if form.IsSlug(msp) || own != "" && own != t.Host {
		return Event{}, refusal.New(refusal.HostIsNamed, "msp", msp, "host", own)
	}
	if err := refusal.First(form.CheckText("msp", msp, 1, form.MaxName), t.checkFit(msp)); err != nil {
		return Event{}, err
	}
	host, found, err := get[Host](a.store, HostKey(t.Host))
	switch {
	case err != nil:
		return Event{}, err
	case found && host.MSP != msp:
		return Event{}, refusal.New(refusal.HostTaken, "host", t.Host, "msp", host.MSP)
	case found:
		return host.event(), nil
	}
	host = Host{Schema: form.Schema, ID: t.Host, MSP: msp, Named: a.tx.stamp()}
	a.put(HostKey(host.ID), host)
	return host.event(), nil
}

// checkFit refuses with HOST_UNFIT.
func (t NameHost) checkFit(msp string) error {
	names := form.HostNames(msp)
	for _, name := range names {
		if name == t.Host {
			return nil
		}
	}
	return refusal.New(refusal.HostUnfit, "host", t.Host, "msp", refusal.Clip(msp), "hosts", strings.Join(names, ", "))
}

// event is that of the transaction that named the host. The host itself acted.
func (h Host) event() Event {
	by := Caller{Host: h.ID}.sender(operator)
	return Event{Schema: form.Schema, Type: HostNamed, Tx: h.Named.Tx, Time: h.Named.Time, By: by, Subject: h.MSP}
}

// GetHost asks which MSP a host is. A host whose id is a slug has no record, and its MSP
// the same ID.
type GetHost struct {
	ID string `json:"id"`
}

// Name implements Query.
func (GetHost) Name() string                     { return "GetHost" }
func (q GetHost) check() error                   { return form.CheckHost("id", q.ID) }
func (q GetHost) read(s snapshot) (Host, error)  { return load[Host](s, HostKey(q.ID)) }
func (q GetHost) answer(s snapshot) (any, error) { return q.read(s) }

// Hosts is a page of the hosts that were named, in the order of their ids.
type Hosts struct {
	Hosts []Host `json:"hosts"`
	Next  string `json:"next,omitempty" metadata:",optional"`
}

// ListHosts asks for the hosts that were named, a page at a time.
type ListHosts struct {
	Size     int    `json:"size,omitempty" metadata:",optional"`
	Bookmark string `json:"bookmark,omitempty" metadata:",optional"`
}

// Name implements Query.
func (ListHosts) Name() string                     { return "ListHosts" }
func (ListHosts) check() error                     { return nil }
func (q ListHosts) answer(s snapshot) (any, error) { return q.read(s) }

func (q ListHosts) read(s snapshot) (Hosts, error) {
	hosts, next, err := page[Host](s, hostsKey(), q.Size, q.Bookmark)
	return Hosts{hosts, next}, err
}
