package trqp

import (
	"context"
	"slices"
	"strings"

	"allianceregistry/audit/index"
	"allianceregistry/audit/rest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// Hold is the action of being a member; the others are the rights of charter.Right.
const Hold = "hold"

// resource is what an authorization query is about; :CLASS may follow.
const resource = "membership"

// rights are what a charter can give, and a query can ask about.
func rights() []string {
	return []string{
		string(charter.Voice), string(charter.Vote), string(charter.ProposeRight), string(charter.SponsorRight), string(charter.SeatRight), string(charter.ReadRight),
	}
}

// authorize answers whether an alliance had a party as a member at a moment, and gave it a
// right. It refuses with UNKNOWN_RECORD, UNKNOWN_ACTION, UNKNOWN_RESOURCE and UNKNOWN_CLASS.
func (h *handler) authorize(ctx context.Context, q asked) (verdict, error) {
	actions := append([]string{Hold}, rights()...)
	if !slices.Contains(actions, q.Action) {
		return verdict{}, rest.NewError(rest.UnknownAction, "action", refusal.Clip(q.Action), "actions", strings.Join(actions, ", "))
	}
	class, err := q.class()
	if err != nil {
		return verdict{}, err
	}
	then := h.index.Past(ctx, q.time)
	if err := h.checkKnown(ctx, q, class); err != nil {
		return verdict{}, err
	}
	_, origin, found, err := index.PastRecord[membership.Membership](then, membership.MembershipKey(q.alliance, q.entity))
	if err != nil {
		return verdict{}, err
	}
	params := map[string]string{"party": q.entity, "alliance": q.alliance, "class": class, "right": q.Action}
	if !found {
		return verdict{reason: NotAMember, params: params}, nil
	}
	standing, err := membership.Ask(then, q.time, membership.GetStanding{Alliance: q.alliance, Party: q.entity})
	if err != nil {
		return verdict{}, err
	}
	params["held"] = standing.Class
	v := verdict{record: &origin, params: params, reason: reasonOf(standing, q.Action, class)}
	v.yes = v.reason == Member || v.reason == HasRight
	return v, nil
}

// reasonOf is why a member has, or has not, what is asked about.
func reasonOf(s membership.Standing, action, class string) Reason {
	switch {
	case s.Membership == charter.Suspended:
		return Suspended
	case s.Membership != charter.Active:
		return NotAMember
	case class != "" && s.Class != class:
		return OtherClass
	case action == Hold:
		return Member
	case slices.Contains(s.Rights, charter.Right(action)):
		return HasRight
	case s.State != charter.Good || !s.Probation.IsZero():
		return NotInStanding
	}
	return NoRight
}

// class is the class that a query is about; empty is any. It refuses with UNKNOWN_RESOURCE.
func (q asked) class() (string, error) {
	kind, class, narrowed := strings.Cut(q.Resource, ":")
	if kind != resource || narrowed && class == "" {
		return "", rest.NewError(rest.UnknownResource, "resource", refusal.Clip(q.Resource))
	}
	return class, nil
}

// checkKnown refuses with UNKNOWN_RECORD an alliance, or a party, that the registry does not
// have now, and with UNKNOWN_CLASS a class that no version of the charter has: a misspelt one
// must not be answered with no.
func (h *handler) checkKnown(ctx context.Context, q asked, class string) error {
	if _, err := h.index.Alliance(ctx, q.alliance); err != nil {
		return err
	}
	if _, err := h.index.Party(ctx, q.entity); err != nil || class == "" {
		return err
	}
	return rest.CheckClass(ctx, h.index, q.alliance, class)
}
