package signoff

import (
	"context"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// Client is a person's client, by whose key the Desk signs what the person prepared. It signs
// nothing else that needs a second person.
func (d *Desk) Client(person, party string, ledger client.Ledger, options ...client.Option) *client.Client {
	c := client.New(guarded{ledger, d, person, party}, options...)
	d.lock.Lock()
	defer d.lock.Unlock()
	d.signers[person] = c
	return c
}

// guarded is a ledger that the Desk stands before.
type guarded struct {
	client.Ledger
	desk          *Desk
	person, party string
}

// Submit implements client.Ledger. It refuses signoff.needed.
func (g guarded) Submit(ctx context.Context, name string, argument []byte) (client.Commit, error) {
	t, err := membership.ParseTransaction(name, argument)
	if err != nil {
		return client.Commit{}, err
	}
	if g.desk.Needs(g.party, t) && !g.desk.sends(g.person, name, argument) {
		return client.Commit{}, problem("signoff.needed")
	}
	return g.Ledger.Submit(ctx, name, argument)
}

func (d *Desk) sends(person, name string, argument []byte) bool {
	d.lock.Lock()
	defer d.lock.Unlock()
	return d.sending[person+"\n"+name+"\n"+string(argument)]
}
