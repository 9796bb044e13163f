package trqp

import (
	"context"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/audit/rest"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// What a recognition query can be about: one alliance's statement about another.
const (
	Recognize       = "recognize"
	allianceSubject = "alliance"
)

// recognize answers whether one alliance recognized another at a moment. It refuses with
// UNKNOWN_RECORD, UNKNOWN_ACTION and UNKNOWN_RESOURCE.
func (h *handler) recognize(ctx context.Context, q asked) (verdict, error) {
	if q.Action != Recognize {
		return verdict{}, rest.NewError(rest.UnknownAction, "action", refusal.Clip(q.Action), "actions", Recognize)
	}
	if q.Resource != allianceSubject {
		return verdict{}, rest.NewError(rest.UnknownResource, "resource", refusal.Clip(q.Resource))
	}
	for _, id := range []string{q.alliance, q.entity} {
		if _, err := h.index.Alliance(ctx, id); err != nil {
			return verdict{}, err
		}
	}
	then := h.index.Past(ctx, q.time)
	kept, origin, found, err := index.PastRecord[membership.Recognition](then, membership.RecognitionKey(q.alliance, q.entity))
	if err != nil || !found {
		return verdict{reason: NotRecognized, params: map[string]string{"alliance": q.alliance, "other": q.entity}}, err
	}
	alliance, _, _, err := index.PastRecord[membership.Alliance](then, membership.AllianceKey(q.alliance))
	if err != nil {
		return verdict{}, err
	}
	other, _, _, err := index.PastRecord[membership.Alliance](then, membership.AllianceKey(q.entity))
	if err != nil {
		return verdict{}, err
	}
	v := verdict{yes: true, reason: Recognized, record: &origin, params: map[string]string{
		"alliance": q.alliance, "other": q.entity, "statement": kept.Statement, "until": when(kept.Until), "proposal": kept.Proposal,
	}}
	if kept.AsOf(alliance, other, q.time).Over {
		v.yes, v.reason = false, RecognitionOver
	}
	return v, nil
}

// when is a time as it is said; empty for none.
func when(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
