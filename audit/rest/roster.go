package rest

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

func rosterOperations() []operation {
	return []operation{answering(operation{
		id: "getRoster", tag: "alliances", path: Prefix + "/alliances/{id}/roster", summary: "Who was a member of an alliance at a moment",
		about: "In the order of the members' ids. Two times can be asked for: the one that it held (at), and the one by which the ledger knew of it (known-at). " +
			"All pages are of the moment, and of the blocks, of the first one.",
		parameters: append([]parameter{
			allianceInPath(), atParameter(), knownAtParameter(),
			slugParameter("class", "Only members of this class.", "full"),
			choiceParameter("state", "Only members in this state.", charter.Active, charter.Suspended),
			languageParameter(),
		}, paged()...),
	}, roster)}
}

// roster reads a page. Where blocks are added while it is read, or were since the first page,
// it is read as of the first page's.
func roster(ctx context.Context, q question) ([]index.Row, string, error) {
	asked, err := q.rosterQuery()
	if err == nil {
		err = q.checkClass(ctx, asked)
	}
	if err != nil {
		return nil, "", err
	}
	height := q.verified.Height
	asOfHeight := asked
	asOfHeight.KnownAt = cmp.Or(asked.KnownAt, strconv.FormatUint(height-1, 10))
	page, err := q.index.Roster(ctx, asked)
	if err == nil && asked.KnownAt == "" {
		after, failed := q.index.Checkpoint(ctx)
		if failed != nil {
			return nil, "", failed
		}
		if after.Next != height {
			page, err = q.index.Roster(ctx, asOfHeight)
		}
	}
	return page.Members, q.nextAsOf(page.Next, height, asked.Now), err
}

// rosterQuery is the question as the index reads it: a time stands as RFC 3339 writes it, a
// day and a number as they are.
func (q question) rosterQuery() (index.RosterQuery, error) {
	now := q.options.Now().Truncate(time.Millisecond)
	if q.cursor.Now != 0 {
		now = time.UnixMilli(q.cursor.Now)
	}
	asked := index.RosterQuery{
		Alliance: q.text("id"), At: q.asRecorded("at"), KnownAt: q.asRecorded("known-at"), Class: q.text("class"), State: q.text("state"),
		Now: now, Size: q.number(limitName), Bookmark: q.cursor.Bookmark,
	}
	return asked, membership.CheckQuery(membership.GetRoster{Alliance: asked.Alliance, At: asked.At})
}

func (q question) asRecorded(name string) string {
	text := q.text(name)
	if text == "" || isDigits(text) || len(text) == len(time.DateOnly) {
		return text
	}
	return q.moment(name, input.Begin).Format(time.RFC3339Nano)
}

// checkClass refuses with UNKNOWN_CLASS a class that nobody can be in.
func (q question) checkClass(ctx context.Context, asked index.RosterQuery) error {
	if asked.Class == "" {
		return nil
	}
	if err := q.checkAlliance(ctx, asked.Alliance); err != nil {
		return err
	}
	return CheckClass(ctx, q.index, asked.Alliance, asked.Class)
}

// CheckClass refuses with UNKNOWN_CLASS a class that no version of an alliance's charter has:
// a misspelt one must not answer that nobody is in it.
func CheckClass(ctx context.Context, x *index.Index, alliance, class string) error {
	charters, err := x.Charters(ctx, alliance, 0, index.Page{Size: index.MaxPage})
	if err != nil {
		return err
	}
	for _, version := range charters.Charters {
		if _, found := version.Charter.Charter.Class(class); found {
			return nil
		}
	}
	return refusal.New(refusal.UnknownClass, "class", refusal.Clip(class))
}
