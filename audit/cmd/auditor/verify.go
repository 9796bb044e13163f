package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/index"
	"allianceregistry/audit/report"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

// maxReport bounds the bytes of a report, and of what lies beside it.
const maxReport = 256 << 20

// verifying is one run of the command: a report, its signature and certificate, and
// what somebody who has no index trusts instead.
type verifying struct {
	*app
	file, signature, certificate string
	roots, lists                 []string
}

func (a *app) reportVerifyCommand() *cobra.Command {
	v := &verifying{app: a}
	cmd := &cobra.Command{
		Use: "verify", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			v.file = args[0]
			if v.signature == "" {
				v.signature = v.file + ".sig"
			}
			if v.certificate == "" {
				v.certificate = v.file + ".crt"
			}
			return v.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&v.signature, "sig", "", "")
	flags.StringVar(&v.certificate, "crt", "", "")
	flags.StringArrayVar(&v.roots, "root", nil, "")
	flags.StringArrayVar(&v.lists, "crl", nil, "")
	return cmd
}

func (v *verifying) run(ctx context.Context) error {
	var contents [][]byte
	for _, file := range []string{v.file, v.signature, v.certificate} {
		content, err := input.ReadFile(file, maxReport)
		if err != nil {
			return err
		}
		contents = append(contents, content)
	}
	if len(v.roots) > 0 {
		return v.byRoot(contents)
	}
	return v.onTrustedIndex(ctx, func(at chain.Checkpoint, x *index.Index) error {
		hosts, err := hostsAt(ctx, at, x)
		if err != nil {
			return err
		}
		held := v.text.Say("held.index", catalogue.Params{"block": view.Number(hosts.ConfigBlock), "height": view.Number(at.Next)})
		return v.check(contents, held, report.Trust{
			Hosts: hosts, Now: time.Now(), Key: func(party, host, key string) (*membership.Authority, bool, error) {
				return keyOf(ctx, x, party, host, key)
			},
		})
	})
}

// onTrustedIndex runs something by the index, if there is one of a chain. None is made: who
// has none has to say whom to trust.
func (a *app) onTrustedIndex(ctx context.Context, do func(chain.Checkpoint, *index.Index) error) error {
	if _, err := os.Stat(a.place); !strings.Contains(a.place, "://") && errors.Is(err, fs.ErrNotExist) {
		return catalogue.NewError("report.noRoot")
	}
	return a.onIndex(ctx, func(x *index.Index) error {
		at, err := x.Checkpoint(ctx)
		if err != nil {
			return err
		}
		if at.Next == 0 {
			return catalogue.NewError("report.noRoot")
		}
		if err := errors.Join(a.checkSameHistory(ctx, x, at), x.Check(ctx)); err != nil {
			return err
		}
		return do(at, x)
	})
}

// hostsAt are the channel's hosts by their ids, as the ledger has them.
func hostsAt(ctx context.Context, at chain.Checkpoint, x *index.Index) (*chain.Hosts, error) {
	hosts, err := at.Hosts()
	if err != nil {
		return nil, err
	}
	return hosts.Named(func(msp string) (string, error) { return x.HostOf(ctx, msp) })
}

// keyOf is what the ledger has of a party's key, if it has the party.
func keyOf(ctx context.Context, x *index.Index, party, host, key string) (*membership.Authority, bool, error) {
	raw, err := x.Record(ctx, membership.PartyKey(party))
	if err != nil || raw == nil {
		return nil, false, err
	}
	raw, err = x.Record(ctx, membership.AuthorityKey(party, host, key))
	if err != nil || raw == nil {
		return nil, true, err
	}
	var authority membership.Authority
	return &authority, true, json.Unmarshal(raw, &authority)
}

// byRoot checks by the root certificates that somebody names: they are those of the
// host that the certificate names, or the check fails.
func (v *verifying) byRoot(contents [][]byte) error {
	roots, err := pemFiles(v.roots, "CERTIFICATE", "report.badRoot")
	if err != nil {
		return err
	}
	lists, err := pemFiles(v.lists, "X509 CRL", "report.badList")
	if err != nil {
		return err
	}
	hosts, err := chain.HostFromRoots(report.HostOf(contents[2]), roots, lists)
	if err != nil {
		return catalogue.NewError("report.badRoot", "file", strings.Join(v.roots, ", "), "cause", err)
	}
	return v.check(contents, v.Say("held.root"), report.Trust{Hosts: hosts, Now: time.Now()})
}

// pemFiles reads what files hold in PEM, of one kind.
func pemFiles(files []string, kind, key string) ([][]byte, error) {
	var all [][]byte
	for _, file := range files {
		content, err := input.ReadFile(file, maxReport)
		if err != nil {
			return nil, err
		}
		before := len(all)
		for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == kind {
				all = append(all, block.Bytes)
			}
		}
		if len(all) == before {
			return nil, catalogue.NewError(key, "file", file, "cause", errors.New("no "+kind+" in PEM"))
		}
	}
	return all, nil
}

// check checks the signature, and says whose it is, or that it is nobody's.
func (v *verifying) check(contents [][]byte, held string, trust report.Trust) error {
	signer, err := report.Verify(contents[0], contents[1], contents[2], trust)
	var disbelieved *report.UntrustedError
	switch {
	case errors.Is(err, report.ErrNotSigned):
		return &foundError{message: v.text.Say("report.notSigned", catalogue.Params{"file": v.file, "signature": v.signature})}
	case errors.As(err, &disbelieved):
		return &foundError{message: v.text.Say("report.disbelieved", catalogue.Params{
			"file": v.file, "subject": disbelieved.Signer.Subject, "why": v.doubtText(disbelieved),
		})}
	case err != nil:
		return err
	}
	return v.Print(v.signerView(signer, held))
}

func (a *app) doubtText(d *report.UntrustedError) string {
	written := view.When(d.Signer.Written)
	if written == "" {
		written = view.When(time.Now())
	}
	return a.text.Say("doubt."+string(d.Doubt), catalogue.Params{
		"party": d.Signer.Party, "host": d.Signer.Host, "key": d.Signer.Key, "written": written, "until": view.When(d.Signer.NotAfter),
	})
}

// signerView shows whose signature it is, and what it was checked against.
func (a *app) signerView(s report.Signer, held string) view.View {
	who := catalogue.Params{"party": s.Party, "host": s.Host}
	registered, revocation, until := "keyIs.no", "revocation.none", view.When(s.NotAfter)
	if s.Registered {
		registered = "keyIs.yes"
	}
	if s.RevocationChecked {
		revocation = "revocation.checked"
	}
	if time.Now().After(s.NotAfter) {
		until = a.text.Say("validUntil.past", catalogue.Params{"time": until})
	}
	return view.View{Data: s, Columns: []string{"field", "value"}, Rows: a.Fields(
		"result", a.text.Say("report.certified", who), "party", s.Party, "host", s.Host, "subject", s.Subject, "issuer", s.Issuer,
		"key", s.Key, "keyIs", a.text.Say(registered, who), "written", view.When(s.Written), "validUntil", until,
		"revocation", a.text.Say(revocation, who), "held", held,
	)}
}

// reportRootCommand prints what a stranger needs to check a report's signature.
func (a *app) reportRootCommand() *cobra.Command {
	return &cobra.Command{
		Use: "root", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onTrustedIndex(cmd.Context(), func(at chain.Checkpoint, x *index.Index) error {
				hosts, err := hostsAt(cmd.Context(), at, x)
				if err != nil {
					return err
				}
				authorities := hosts.Authorities(args[0])
				if len(authorities) == 0 {
					return cli.NewUsageError("report.noHost", "host", args[0], "hosts", strings.Join(hosts.Names(), ", "))
				}
				for _, der := range authorities {
					if err := pem.Encode(a.Out, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}
