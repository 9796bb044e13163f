package rest

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"allianceregistry/audit/index"
)

// cursor is where a list goes on.
type cursor struct {
	// Question is the digest of the one that it belongs to.
	Question string `json:"q"`
	// Bookmark is the index's.
	Bookmark string `json:"b"`
	// Height and Now are those of a roster's first page: all its pages are of one moment.
	Height uint64 `json:"h,omitempty"`
	Now    int64  `json:"n,omitempty"` // milliseconds since 1970
}

// readCursor reads the cursor of a question. It refuses with BAD_BOOKMARK what is none, and
// one of another question.
func (q *question) readCursor() error {
	text := q.text(cursorName)
	if text == "" {
		return nil
	}
	content, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(content, &q.cursor)
	}
	if err != nil || q.cursor.Question != q.digest || q.cursor.Height > maxBlock {
		return &index.Error{Code: index.BadBookmark}
	}
	return nil
}

// next is the cursor behind a page, empty if it is the last.
func (q question) next(bookmark string) string {
	return q.nextAsOf(bookmark, 0, time.Time{})
}

// nextAsOf is next of a page that is of a moment.
func (q question) nextAsOf(bookmark string, height uint64, now time.Time) string {
	if bookmark == "" {
		return ""
	}
	c := cursor{Question: q.digest, Bookmark: bookmark, Height: height}
	if !now.IsZero() {
		c.Now = now.UnixMilli()
	}
	content, err := json.Marshal(c)
	if err != nil {
		panic(err) // of texts and numbers: cannot fail
	}
	return base64.RawURLEncoding.EncodeToString(content)
}
