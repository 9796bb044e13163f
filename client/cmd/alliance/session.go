package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/faulttext"
	"allianceregistry/client/naming"
	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

// network is how this program reaches hosts and the ledger. There is one on
// Fabric, which is chosen when the program is built, and one in memory for the
// tests of the commands.
type network interface {
	// Open connects on behalf of a profile's identity.
	Open(ctx context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error)
	// Enroll gets a certificate for a new key from the host's certificate authority.
	Enroll(ctx context.Context, p profile.Profile, secret string) (client.Identity, error)
}

// session is a connection by one profile.
type session struct {
	*client.Client
	profile profile.Profile
	ledger  client.Ledger
	// certificate is what the inbox says of the identity's own.
	certificate client.Option
}

// open connects by a profile; the empty name is the one in use.
func (a *app) open(ctx context.Context, name string) (session, error) {
	if name == "" {
		current, err := a.home.Current()
		if err != nil {
			return session{}, err
		}
		name = current
	}
	p, identity, err := a.home.Load(name)
	if err != nil {
		return session{}, a.likeProfile(name, err)
	}
	ledger, err := a.net.Open(ctx, p, identity)
	if err != nil {
		return session{}, err
	}
	expires, err := identity.Expires()
	if err != nil {
		return session{}, errors.Join(err, ledger.Close())
	}
	certificate := client.WithCertificate(p.Party, expires)
	return session{Client: client.New(ledger, client.WithFindings(a.warn), certificate), profile: p, ledger: ledger, certificate: certificate}, nil
}

// warn says what was found of a host: what was asked or sent went on without it.
func (a *app) warn(f client.Finding) {
	fmt.Fprintln(a.Err, a.text.Say("line.finding", catalogue.Params{"code": string(f.Code), "text": faulttext.Finding(a.text, f)}))
}

// with runs something over a connection by the chosen profile, within the
// chosen time. A refusal gets the figures behind it, of a dry run too.
func (a *app) with(cmd *cobra.Command, do func(context.Context, session) error) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), a.timeout)
	defer cancel()
	s, err := a.open(ctx, a.profile)
	if err != nil {
		return err
	}
	err = naming.Suggest(ctx, s.Client, s.Explain(ctx, do(ctx, s)))
	a.nameAfterCharter(ctx, s, nil, err)
	if closed := s.ledger.Close(); err == nil {
		err = closed
	}
	return err
}

// addWriteFlags adds the flags that every writing command has.
func (a *app) addWriteFlags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.dryRun, "dry-run", false, "")
	a.addRequestFlag(cmd)
	return cmd
}

func (a *app) addRequestFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.request, "request", "", "")
}

// requestID is the id that was given, or a fresh one.
func (a *app) requestID() string {
	if a.request != "" {
		return a.request
	}
	return client.NewRequest()
}

// write submits a transaction, or tries it, and prints what came of it.
func (a *app) write(cmd *cobra.Command, t membership.Transaction) error {
	return a.with(cmd, func(ctx context.Context, s session) error {
		outcome, err := a.submit(ctx, s, t)
		if err != nil {
			return err
		}
		return a.Print(a.receipts(outcome))
	})
}

// outcome is what a writing command did, or would do.
type outcome struct {
	client.Receipt
	DryRun bool `json:"dryRun,omitempty"`
}

func (a *app) submit(ctx context.Context, s session, t membership.Transaction) (outcome, error) {
	t, err := naming.Resolve(ctx, s.Client, t)
	if err != nil {
		return outcome{}, err
	}
	if t, err = a.fillIn(ctx, s, t); err != nil {
		return outcome{}, err
	}
	a.warnOfLoss(ctx, s, t)
	if a.dryRun {
		event, err := s.Try(ctx, t)
		a.nameAfterCharter(ctx, s, t, err)
		return outcome{Receipt: client.Receipt{Event: event}, DryRun: true}, err
	}
	receipt, err := s.Submit(ctx, t)
	a.nameAfterCharter(ctx, s, t, err)
	return outcome{Receipt: receipt}, err
}

// receipts shows what writing commands did: each with its transaction, block and
// validation code.
func (a *app) receipts(outcomes ...outcome) view.View {
	v := view.View{Columns: []string{"event", "subject", "tx", "block", "code"}, Data: outcomes}
	if len(outcomes) == 1 {
		v.Data = outcomes[0]
	}
	for _, o := range outcomes {
		block, code := view.Number(o.Block), o.Code
		switch {
		case o.DryRun:
			block, code = "", a.text.Say("wouldCommit", nil)
		case o.Repeated:
			code += ", " + a.text.Say("repeated", nil)
		}
		v.Rows = append(v.Rows, []string{a.text.Say(o.Event.Type, nil), a.text.Subject(o.Event), o.Tx, block, code})
	}
	return v
}

// isForPeople reports whether a person reads the answer, and not a program.
func (a *app) isForPeople() bool { return view.IsForPeople(a.Output) }

// calling has the text that calls the classes of an alliance as its charter of a version
// does, to people: see naming.Calling.
func (a *app) calling(ctx context.Context, s session, alliance string, version int) *text.Text {
	if !a.isForPeople() {
		return a.text
	}
	return naming.Calling(ctx, s.Client, a.text, alliance, version)
}

// callingAt is calling as of a moment: see naming.CallingAt.
func (a *app) callingAt(ctx context.Context, s session, alliance, at string) *text.Text {
	if !a.isForPeople() {
		return a.text
	}
	return naming.CallingAt(ctx, s.Client, a.text, alliance, at)
}

// nameAfterCharter says also in a refusal what the charter calls things.
func (a *app) nameAfterCharter(ctx context.Context, s session, t membership.Transaction, err error) {
	if alliance, version := naming.CalledBy(t, err); alliance != "" {
		a.text = a.calling(ctx, s, alliance, version)
	}
}

// fillIn fills in what a transaction must say that it is about, as two hosts have it,
// and says it before it is sent: whoever reads another thing there than was meant has
// seen that its host does not tell the truth. Of those whose content was typed there is
// nothing to say.
func (a *app) fillIn(ctx context.Context, s session, t membership.Transaction) (membership.Transaction, error) {
	switch t := t.(type) {
	case membership.AcceptAgreement:
		return a.fillInAcceptance(ctx, s, t)
	case membership.ConfirmRepresentatives:
		return a.fillInConfirmation(ctx, s, t)
	case membership.Attest:
		return a.fillInAttestation(ctx, s, t)
	}
	t, err := s.Complete(ctx, t)
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case membership.Endorse:
		params := a.aboutParams(t.Proposal, t.About)
		params["position"] = a.text.Words(string(t.Position))
		if t.Principal != "" {
			params["principal"] = t.Principal
			a.saySigned("signing.proxyVote", params)
			break
		}
		a.saySigned("signing.endorse", params)
	case membership.AppointProxy:
		if t.About != nil {
			params := a.aboutParams(t.Proposal, t.About)
			params["holder"] = t.Holder
			a.saySigned("signing.appoint", params)
		}
	case membership.ConsentSuccession:
		params := a.aboutParams(t.Proposal, t.About)
		if params["position"] = a.Say("succession.consents"); t.Refuse {
			params["position"] = a.Say("refuses")
		}
		a.saySigned("signing.succession", params)
	case membership.Withdraw:
		a.saySigned("signing.withdraw", a.aboutParams(t.Proposal, t.About))
	case membership.Consent:
		a.saySigned("signing.consent", catalogue.Params{"alliance": t.Alliance, "charter": t.Charter, "content": t.Content})
	}
	return t, nil
}

// fillInAttestation is fillIn for a claim, which is said in words. What a file says itself
// that it is about stays, and the ledger compares it.
func (a *app) fillInAttestation(ctx context.Context, s session, t membership.Attest) (membership.Transaction, error) {
	if t.Content != "" {
		return t, nil
	}
	claim, err := s.Claim(ctx, t)
	if err != nil || claim == nil {
		return t, err
	}
	if t.Content, err = claim.Content(); err != nil {
		return nil, err
	}
	a.saySigned("signing.attest", catalogue.Params{
		"position": a.text.Words(string(t.Position)), "claim": t.Claim, "subject": t.About, "content": t.Content,
		"what": claim.What, "value": text.Spaced(claim.Role, claim.Qualifier, claim.Value),
	})
	return t, nil
}

// saySigned says what is signed, unless it is about nothing that there is: the rules say so.
func (a *app) saySigned(key string, params catalogue.Params) {
	if params["content"] != "" || params["digest"] != "" {
		fmt.Fprintln(a.Err, a.text.Say(key, params))
	}
}

func (a *app) aboutParams(proposal string, about *membership.About) catalogue.Params {
	if about == nil { // there is no such proposal
		return catalogue.Params{}
	}
	return catalogue.Params{
		"proposal": proposal, "alliance": about.Alliance, "action": a.text.Words(string(about.Action)),
		"subject": about.Subject, "content": about.Content,
	}
}
