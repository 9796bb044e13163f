package console

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// act is something that a party can do by a form.
type act struct {
	// name is that of the path and, behind "act.", the key of what it is called.
	name   string
	fields []field
	// about is a proposal's figures, which the preview shows.
	about bool
	// transaction is what the form makes, with a fresh request id.
	transaction func(ctx context.Context, v *visit, in url.Values, request string) (membership.Transaction, error)
}

// simple is an act whose transaction follows from the form alone.
func simple(make func(in url.Values, request string) membership.Transaction) func(context.Context, *visit, url.Values, string) (membership.Transaction, error) {
	return func(_ context.Context, _ *visit, in url.Values, request string) (membership.Transaction, error) {
		return make(in, request), nil
	}
}

// acts are those that there are, beside proposals.
var acts = map[string]act{
	"join": {
		fields: []field{allianceField, classField, groupField, weightsField, {name: "statement", kind: long, optional: true}, evidenceField, asField},
		transaction: func(_ context.Context, _ *visit, in url.Values, request string) (membership.Transaction, error) {
			weights, err := weightsOf(in)
			return membership.Join{
				Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Class: in.Get("class"), Group: in.Get("group"), Weights: weights,
				Statement: in.Get("statement"), Evidence: in.Get("evidence"),
			}, err
		},
	},
	"endorse": {
		about: true, fields: []field{proposalField, {name: "position", kind: radio, options: positions}, reasonField, evidenceField, asField},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.Endorse{
				Request: request, As: in.Get("as"), Proposal: in.Get("proposal"), Position: charter.Position(in.Get("position")),
				Reason: in.Get("reason"), Evidence: in.Get("evidence"),
			}
		}),
	},
	"vote": {
		about: true, fields: []field{proposalField},
		transaction: simple(func(in url.Values, _ string) membership.Transaction {
			return membership.PutToVote{Proposal: in.Get("proposal")}
		}),
	},
	"decide": {
		about: true, fields: []field{proposalField},
		transaction: simple(func(in url.Values, _ string) membership.Transaction {
			return membership.Decide{Proposal: in.Get("proposal")}
		}),
	},
	"enact": {
		about: true, fields: []field{proposalField},
		transaction: simple(func(in url.Values, _ string) membership.Transaction {
			return membership.Enact{Proposal: in.Get("proposal")}
		}),
	},
	"withdraw": {
		about: true, fields: []field{proposalField, reasonField, asField},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.Withdraw{Request: request, As: in.Get("as"), Proposal: in.Get("proposal"), Reason: in.Get("reason")}
		}),
	},
	"leave": {
		fields: []field{allianceField, reasonField, asField},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.Leave{Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Reason: in.Get("reason")}
		}),
	},
	"expire": {
		fields: []field{allianceField, {name: "party", kind: given}},
		transaction: simple(func(in url.Values, _ string) membership.Transaction {
			return membership.EndMembership{Alliance: in.Get("alliance"), Party: in.Get("party")}
		}),
	},
	"consent": {
		fields: []field{allianceField, asField},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.Consent{Request: request, As: in.Get("as"), Alliance: in.Get("alliance")}
		}),
	},
	"affiliate": {
		fields: []field{allianceField, {name: "party", kind: given}, asField},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.ConsentAffiliate{Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Party: in.Get("party")}
		}),
	},
	"veto": {
		transaction: simple(func(_ url.Values, request string) membership.Transaction {
			return membership.VetoRecovery{Request: request}
		}),
	},
	"accept": {fields: []field{allianceField, {name: "agreement", kind: choice, options: agreements}, asField}, transaction: acceptance},
}

// acceptance accepts the version of an agreement that is in force, as two hosts have it.
func acceptance(ctx context.Context, v *visit, in url.Values, request string) (membership.Transaction, error) {
	c, err := v.charter(ctx, in.Get("alliance"))
	if err != nil {
		return nil, err
	}
	agreement, found := c.Agreement(in.Get("agreement"))
	if !found {
		return nil, refusal.New(refusal.UnknownAgreement, "agreement", refusal.Clip(in.Get("agreement")))
	}
	return membership.AcceptAgreement{Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Agreement: agreement.ID, Digest: agreement.Digest}, nil
}

// proposal is an action that can be proposed by a form.
type proposal struct {
	action charter.Action
	// fields are those that it has beside the alliance and the reason.
	fields []field
}

// isAboutMember reports whether it is about a member that is chosen.
func (p proposal) isAboutMember() bool {
	return slices.ContainsFunc(p.fields, func(f field) bool { return f.name == memberField.name && f.kind == memberField.kind })
}

// isDecidedBy reports whether a rule of this key decides some of it.
func (p proposal) isDecidedBy(key charter.Action) bool {
	action, _ := key.Split()
	return action == p.action
}

// proposable are those that there are, in the order in which they are offered.
var proposable = []proposal{
	{charter.Resolve, []field{resolutionField, {name: "title", kind: line}, {name: "document", kind: digest}}},
	{charter.Renew, []field{memberField}},
	{charter.SeatAction, []field{memberField, organField}},
	{charter.Vacate, []field{memberField, organField}},
	{charter.Reclassify, []field{memberField, newClassField, groupField, newWeightsField}},
	{charter.Suspend, []field{memberField, {name: "until", kind: date, optional: true}}},
	{charter.Reinstate, []field{memberField}},
	{charter.Expel, []field{memberField}},
	{charter.MandateAction, []field{memberField, {name: "until", kind: date}}},
	{charter.Recognize, []field{{name: "subject", kind: ident}, {name: "until", kind: date, optional: true}}},
	{charter.Amend, []field{{name: "charter", kind: document}}},
	{charter.Dissolve, nil},
}

// proposePrefix begins the names of acts that file a proposal.
const proposePrefix = "propose-"

// actNamed finds an act.
func actNamed(name string) (act, error) {
	for _, some := range []map[string]act{acts, partyActs, keyActs, recordActs} {
		if known, is := some[name]; is {
			known.name = name
			return known, nil
		}
	}
	for _, one := range proposable {
		if action, is := strings.CutPrefix(name, proposePrefix); is && action == string(one.action) {
			fields := append([]field{allianceField}, one.fields...)
			return act{name: name, fields: append(fields, reasonField, evidenceField, asField), transaction: proposing(one.action)}, nil
		}
	}
	return act{}, catalogue.NewError("web.notFound.text")
}

func proposing(action charter.Action) func(context.Context, *visit, url.Values, string) (membership.Transaction, error) {
	return func(_ context.Context, _ *visit, in url.Values, request string) (membership.Transaction, error) {
		until, err := endOf(in.Get("until"))
		if err != nil {
			return nil, err
		}
		weights, err := weightsOf(in)
		if err != nil {
			return nil, err
		}
		draft, err := draftOf(in.Get("charter"))
		return membership.Propose{
			Request: request, As: in.Get("as"), Alliance: in.Get("alliance"), Action: action, Subject: in.Get("subject"), Class: in.Get("class"),
			Group: in.Get("group"), Weights: weights, Organ: in.Get("organ"), Resolution: in.Get("resolution"), Title: in.Get("title"), Document: in.Get("document"), Charter: draft, Until: until,
			Reason: in.Get("reason"), Evidence: in.Get("evidence"),
		}, err
	}
}

// endOf is the end of a day, UTC; no end for no day.
func endOf(day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	end, unread := reading.Until(day)
	if unread != nil {
		return end, refusal.New(refusal.BadTime, "time", refusal.Clip(day))
	}
	return end, nil
}

// read takes what was entered in the fields of an act, and nothing else.
func (a act) read(in url.Values) url.Values {
	out := url.Values{}
	for _, field := range a.fields {
		if field.kind == weighed {
			maps.Copy(out, enteredWeights(in))
		} else if value := field.value(in); value != "" {
			out.Set(field.name, value)
		}
	}
	return out
}

// title is what the act is called.
func (v *visit) title(a act) string {
	if action, is := strings.CutPrefix(a.name, proposePrefix); is {
		return v.Say("act.propose", catalogue.Params{"action": v.Words(action)})
	}
	return v.Say("act."+a.name, nil)
}
