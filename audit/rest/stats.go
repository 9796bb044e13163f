package rest

import (
	"cmp"
	"context"
	"time"

	"allianceregistry/audit/index"
)

func statsOperations() []operation {
	alliance := idParameter("alliance", "The alliance.", "zgc@industry")
	alliance.required = true
	return []operation{answering(operation{
		id: "getStats", tag: "alliances", path: Prefix + "/stats", summary: "How an alliance developed, step by step",
		about: "Members at the end of each step, and what happened in it. More than 5000 steps are refused with TOO_MANY.",
		parameters: append([]parameter{
			alliance, choiceParameter("by", "The length of a step; month without it.", index.Day, index.Month, index.Quarter, index.Year), languageParameter(),
		}, period()...),
	}, func(ctx context.Context, q question) ([]index.Step, string, error) {
		asked := index.StatsQuery{Alliance: q.text("alliance"), Interval: index.Interval(cmp.Or(q.text("by"), string(index.Month))), Now: q.options.Now()}
		var err error
		if asked.From, asked.Until, err = q.period(); err != nil {
			return nil, "", err
		}
		if asked.Until.IsZero() || asked.Until.After(q.verified.Time) { // of what comes later nobody knows anything
			asked.Until = q.verified.Time.Add(time.Millisecond)
		}
		steps, err := q.index.Stats(ctx, asked)
		if steps == nil {
			steps = []index.Step{}
		}
		return steps, "", err
	})}
}
